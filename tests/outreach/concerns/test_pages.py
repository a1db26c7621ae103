"""The record of a concern: who opens it, what stands on it, and what is never on it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outreach.concerns.workflows import actions, concerns, referrals
from outreach.models import Concern
from personnel.roles import Role
from tests.outreach.advancing import NEXT_DAY, bring_to
from tests.support.factories import log_concern, make_group, make_member

Status = Concern.Status
NAME, PHONE, EMAIL = "Maria Quintero-Vale", "252-555-0199", "maria.qv@example.org"
IDENTITY = {"reporter_name": NAME, "reporter_phone": PHONE, "reporter_email": EMAIL}
PAGES = {
    "concern": ("get",),
    "concern-sheet": ("get",),
    "concern-edit": ("get", "post"),
    "concern-identity": ("post",),
    "concern-answer": ("get", "post"),
    "concern-effort": ("get", "post"),
    "concern-resolve": ("get", "post"),
    "concern-escalate": ("get", "post"),
    "concern-review": ("get", "post"),
    "concern-assign": ("get", "post"),
    "concern-refer": ("get", "post"),
    "concern-close": ("get", "post"),
    "concern-reopen": ("get", "post"),
    "concern-action": ("get", "post"),
    "referral-receipt": ("get", "post"),
    "referral-check": ("get", "post"),
    "referral-outcome": ("get", "post"),
    "referral-takeback": ("get", "post"),
}
ELSEWHERE = ("concerns", "concern-new", "concern-export", "concern-similar", "concern-draft")

ANSWERING = {"answer": True, "unreached": True, "owed": True}


@pytest.fixture(autouse=True)
def the_day_after():
    with time_machine.travel(NEXT_DAY, tick=False):
        yield


def url(page, *args):
    return reverse(f"outreach:{page}", args=args)


def test_a_stranger_is_sent_to_sign_in_from_every_page(client, concern):
    addresses = [url(page, concern.number) for page in PAGES] + [url(page) for page in ELSEWHERE]

    for address in addresses:
        for answer in (client.get(address), client.post(address)):
            assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.OFFICER, 404),
        (Role.COMMUNITY_OFFICER, 200),
        (Role.DIVISION_SUPERVISOR, 404),
        (Role.UNIT_SUPERVISOR, 200),
        (Role.COMMANDER, 200),
        (Role.CHIEF, 200),
        (Role.ANALYST, 200),
        (Role.TRAINING_OFFICER, 404),
        (Role.ACCREDITATION_MANAGER, 200),
        (Role.ADMINISTRATOR, 403),
    ],
)
def test_who_opens_a_record_of_another_division(as_member, concern, patrol, role, status):
    member = make_member(role, division=patrol)

    assert as_member(member).get(concern.get_absolute_url()).status_code == status


def answers(client, concern):
    """The status of every page of a concern, by page and method."""
    return {
        (page, method): getattr(client, method)(url(page, concern.number)).status_code
        for page, methods in PAGES.items()
        for method in methods
    }


def test_what_a_member_may_not_see_is_not_found_on_any_page(as_member, concern, patrol_officer):
    assert set(answers(as_member(patrol_officer), concern).values()) == {404}


def test_a_restricted_concern_is_not_found_by_the_officer_who_logged_it(
    as_member, restricted, officer
):
    assert set(answers(as_member(officer), restricted).values()) == {404}


def test_the_accreditation_manager_opens_the_record_and_its_sheet_and_nothing_else(
    as_member, concern, accreditation_manager
):
    told = answers(as_member(accreditation_manager), concern)

    assert [page for page, status in told.items() if status == 200] == [
        ("concern", "get"),
        ("concern-sheet", "get"),
    ]
    assert {status for (_, method), status in told.items() if method == "post"} == {403}
    assert Concern.objects.get().version == concern.version
    assert concern.steps.count() == 1


def test_a_page_takes_only_its_own_methods(as_member, concern, officer):
    client = as_member(officer)

    for page in PAGES:
        for method in ("put", "delete", "patch"):
            answer = getattr(client, method)(url(page, concern.number))
            assert answer.status_code == 405, (page, method)


def test_the_record_shows_the_words_the_facts_and_what_is_owed(as_member, officer):
    group = make_group(name="Tannery Hill")
    concern = log_concern(officer, place="Weaver Street", group=group, efforts="Watched.")

    shown = as_member(officer).get(concern.get_absolute_url()).text

    for words in (concern.said, "Weaver Street", "Tannery Hill", "Watched.", "Answer by May 27"):
        assert words in shown


def test_the_gate_shows_every_step_from_here_and_why_one_is_refused(
    as_member, concern, officer, supervisor
):
    bring_to(Status.REVIEWED, concern, officer=officer, supervisor=supervisor)

    hers = as_member(officer).get(concern.get_absolute_url())
    his = as_member(supervisor).get(concern.get_absolute_url())

    ways = {way.id: bool(way.verdict) for way in hers.context["ways"]}
    assert ways == ANSWERING | {"assign": False, "refer": False}
    assert "The supervisor of the division or of the unit decides this." in hers.text
    assert 'aria-disabled="true"' in hers.text
    assert all(way.verdict for way in his.context["ways"])


def test_who_only_reads_is_shown_no_step_and_no_card_for_one(
    as_member, concern, accreditation_manager
):
    shown = as_member(accreditation_manager).get(concern.get_absolute_url())

    assert shown.status_code == 200
    assert shown.context["ways"] == []
    assert "Next step" not in shown.text
    assert 'aria-disabled="true"' not in shown.text


def test_a_pending_referral_shows_the_outcome_first_and_keeps_resolving_shut(
    as_member, concern, officer, supervisor
):
    bring_to(Status.REFERRED, concern, officer=officer, supervisor=supervisor)

    ways = as_member(officer).get(concern.get_absolute_url()).context["ways"]

    told = {way.id: bool(way.verdict) for way in ways}
    assert told == ANSWERING | {
        "referral-outcome": True,
        "referral-takeback": False,
        "resolve": False,
    }


def test_a_late_status_check_is_the_first_thing_said_of_a_referral(
    as_member, concern, officer, supervisor
):
    bring_to(Status.REFERRED, concern, officer=officer, supervisor=supervisor)

    with time_machine.travel(NEXT_DAY + timedelta(days=20), tick=False):
        shown = as_member(officer).get(concern.get_absolute_url()).text

    assert "Status check was due on Thursday, May 28" in shown
    assert "6 days late" in shown


def test_a_record_with_much_on_it_asks_as_often_as_one_with_little(
    as_member, concern, officer, supervisor
):
    client = as_member(officer)
    bring_to(Status.REFERRED, concern, officer=officer, supervisor=supervisor)
    referral = concern.referrals.get()

    def add():
        words = f"Watched {concern.notes.count()}."
        concerns.note_effort(concern, by=officer, at=NEXT_DAY, text=words)
        referrals.record_check(referral, by=officer, at=NEXT_DAY, found="Counting.")
        facts = {"kind": "patrol", "what": "Patrol", "owner": officer}
        action = actions.recommend(
            concern, by=officer, at=NEXT_DAY, due_on=NEXT_DAY.date(), **facts
        )
        actions.record_progress(action, by=officer, at=NEXT_DAY, to="started", note="One stop.")
        log_concern(officer)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(concern.get_absolute_url()).status_code == 200
        return len(queries)

    add()
    asked()
    one = asked()
    for _ in range(10):
        add()

    assert asked() == one
    assert one < 35


def test_a_personnel_matter_is_on_commands_page_alone(as_member, concern, officer, commander):
    action = actions.recommend(
        concern,
        by=commander,
        at=NEXT_DAY,
        kind="personnel",
        what="Speak with the employee",
        owner=commander,
        due_on=NEXT_DAY.date(),
    )

    assert action.what in as_member(commander).get(concern.get_absolute_url()).text
    assert action.what not in as_member(officer).get(concern.get_absolute_url()).text
    refused = as_member(officer).get(url("action-progress", concern.number, action.pk))
    assert refused.status_code == 404


def identified(officer):
    return log_concern(officer, **IDENTITY)


@pytest.mark.slow
def test_no_list_record_form_file_or_search_holds_who_raised_it(
    as_member, officer, supervisor, chief
):
    concern = identified(officer)
    bring_to(Status.REVIEWED, concern, officer=officer, supervisor=supervisor)
    pages = [
        url("concerns") + "?view=all",
        url("concern-export"),
        url("concern-new"),
        url("concern", concern.number),
        url("concern-edit", concern.number),
        url("concern-assign", concern.number),
        url("concern-refer", concern.number),
        url("concern-action", concern.number),
        url("concerns") + f"?view=all&q={NAME}",
    ]

    for member in (officer, supervisor, chief):
        client = as_member(member)
        for address in pages:
            text = client.get(address).content.decode(errors="replace")
            assert PHONE not in text, address
            assert EMAIL not in text, address
            assert NAME not in text.replace(f'value="{NAME}"', "").replace(f"“{NAME}”", ""), address
    assert not concern.identity_readings.exists()


def test_searching_for_the_name_finds_nothing(as_member, officer):
    concern = identified(officer)

    shown = as_member(officer).get(url("concerns"), {"view": "all", "q": "Quintero-Vale"}).text

    assert concern.number not in shown


def test_who_raised_it_is_shown_once_on_asking_and_recorded(as_member, officer, supervisor):
    concern = identified(officer)
    as_member(supervisor).post(url("concern-identity", concern.number))

    shown = as_member(officer).post(url("concern-identity", concern.number))

    assert (NAME in shown.text, PHONE in shown.text, EMAIL in shown.text) == (True, True, True)
    assert "no-store" in shown["Cache-Control"]
    assert "Sgt. Baptiste" in shown.text
    assert {reading.by for reading in concern.identity_readings.all()} == {officer, supervisor}


def test_nobody_reads_who_raised_it_by_following_a_link(as_member, officer):
    concern = identified(officer)

    assert as_member(officer).get(url("concern-identity", concern.number)).status_code == 405
    assert not concern.identity_readings.exists()


def test_the_analyst_reads_the_concern_and_not_who_raised_it(as_member, officer, unit):
    concern = identified(officer)
    client = as_member(make_member(Role.ANALYST))

    shown = client.get(concern.get_absolute_url()).text
    refused = client.post(url("concern-identity", concern.number))

    assert "works without the names" in shown
    assert refused.status_code == 403
    assert NAME not in refused.text
    assert not concern.identity_readings.exists()


def test_a_concern_without_a_name_offers_none(as_member, concern, officer):
    shown = as_member(officer).get(concern.get_absolute_url()).text

    assert "Show who raised it" not in shown
