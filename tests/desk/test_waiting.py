"""What waits for whom: each duty comes to one desk, late things first."""

from datetime import timedelta
from uuid import uuid4

import pytest

from desk.figures import reports_to_decide
from desk.missing import missing_on
from desk.waiting.items import MOST, Waiting, WaitingItem
from desk.wording import closing, desk_words, needs_you
from outreach.concerns.workflows import actions, concerns, referrals
from outreach.models import Concern, Draft
from outreach.presentations import workflow as presentations
from personnel.models import Member
from personnel.roles import Role
from policies.periods import Period
from reports.models import Recipient, Report
from tests.desk.conftest import titles, waits
from tests.support.factories import NOON, file_brief, log_concern, make_member

TODAY = NOON.date()


def days(count: int) -> timedelta:
    return timedelta(days=count)


def stands(concern: Concern, status: str, *, by: Member, **facts) -> None:
    """Put a concern where it stands, whatever ways lead there."""
    Concern.objects.filter(pk=concern.pk).update(status=status, **facts)
    concern.steps.create(to_status=status, by=by, at=NOON, note="So it stands.")


def a_report(author, **facts):
    from policies.models import PolicyVersion

    period = Period.parse("2026-Q1")
    defaults = {
        "kind": "quarterly",
        "number": "Q-2026-1",
        "title": "Quarterly Community Services Report",
        "policy": PolicyVersion.objects.get(),
        "clause": "K-IV.R",
        "first_day": period.first,
        "last_day": period.last,
        "due_on": period.last + days(15),
        "author": author,
        "status": Report.Status.DRAFT,
        "frozen_at": NOON,
        "chain": ["unit_supervisor", "commander"],
    }
    return Report.objects.create(**defaults | facts)


def test_an_answer_waits_for_the_one_who_owns_the_concern(officer, supervisor):
    log_concern(officer, at=NOON - days(20))

    found = waits(officer)

    assert titles(found, "answer") == ["Answer: Cars speed past the school at dismissal"]
    [answer] = found.of_kinds(frozenset({"answer"})).late
    assert (answer.due, answer.clause.label) == (TODAY - days(6), "600-6 §IV.L")
    assert titles(waits(supervisor), "answer") == []


def test_a_given_answer_waits_for_nobody(officer):
    concern = log_concern(officer)
    concerns.answer(concern, by=officer, at=NOON, text="The sign is ordered.")

    assert titles(waits(officer), "answer") == []


def test_a_status_check_waits_for_the_one_who_watches_the_referral(officer, supervisor):
    concern = log_concern(officer, at=NOON - days(30))
    concerns.escalate(concern, by=officer, at=NOON - days(29), note="It needs a hump.")
    concerns.review(concern, by=supervisor, at=NOON - days(28), note="Seen.")
    referrals.refer(
        concern, by=supervisor, at=NOON - days(16), reason="Roads", to_agency="City Engineering"
    )

    [title] = titles(waits(officer), "check")

    assert title.startswith("Check with City Engineering: Cars speed")
    assert titles(waits(supervisor), "check") == []


def test_an_action_waits_for_its_owner_until_it_is_done(officer, patrol_officer):
    concern = log_concern(officer)
    action = actions.recommend(
        concern,
        by=officer,
        at=NOON,
        kind="patrol",
        what="Radar at dismissal",
        owner=patrol_officer,
        due_on=TODAY,
    )

    assert titles(waits(patrol_officer), "action") == ["Radar at dismissal"]
    actions.record_progress(action, by=patrol_officer, at=NOON, to="done", note="Twelve stops.")
    assert titles(waits(patrol_officer), "action") == []


def test_an_escalation_waits_for_the_supervisor_of_the_division(
    patrol_officer, patrol_supervisor, supervisor, commander
):
    concern = log_concern(patrol_officer)
    concerns.escalate(concern, by=patrol_officer, at=NOON, note="Beyond me.")

    [item] = [one for one in waits(patrol_supervisor).items if one.kind == "review"]

    assert (item.due, item.sub) == (TODAY + days(7), f"{concern.number}. Beyond me.")
    assert titles(waits(supervisor), "review") == []
    assert titles(waits(commander), "review") == []


@pytest.mark.parametrize("gone", [False, True])
def test_without_a_supervisor_of_its_own_it_comes_to_the_units(
    patrol_officer, patrol_supervisor, patrol, supervisor, commander, gone
):
    if gone:
        patrol_supervisor.is_active = False
        patrol_supervisor.save()
    else:
        patrol.supervisor = None
        patrol.save()
    concern = log_concern(patrol_officer)
    concerns.escalate(concern, by=patrol_officer, at=NOON, note="Beyond me.")

    assert len(titles(waits(supervisor), "review")) == 1
    assert len(titles(waits(commander), "review")) == 1


def test_nobody_reviews_what_they_escalated_themselves(supervisor, commander):
    concern = log_concern(supervisor)
    concerns.escalate(concern, by=supervisor, at=NOON, note="For the commander.")

    assert titles(waits(supervisor), "review") == []
    assert len(titles(waits(commander), "review")) == 1


def test_a_restricted_escalation_waits_for_command_but_never_for_the_one_it_names(
    officer, supervisor, commander, chief
):
    concern = log_concern(officer, restricted=True, about_member=commander)
    stands(concern, "escalated", by=officer, review_by=TODAY)

    assert len(titles(waits(chief), "review")) == 1
    assert titles(waits(commander), "review") == []
    assert titles(waits(supervisor), "review") == []


def test_a_supervisor_who_does_not_decide_on_a_concern_is_passed_over(
    officer, patrol_officer, patrol_supervisor, supervisor
):
    concern = log_concern(officer)
    Concern.objects.filter(pk=concern.pk).update(owner=patrol_officer)
    concern.refresh_from_db()
    concerns.escalate(concern, by=patrol_officer, at=NOON, note="Not ours.")

    assert titles(waits(patrol_supervisor), "review") == []
    assert len(titles(waits(supervisor), "review")) == 1


def test_a_resolved_concern_waits_to_be_closed_by_someone_else(officer, supervisor):
    concern = log_concern(officer)
    concerns.resolve(concern, by=officer, at=NOON, note="The sign stands.")

    assert titles(waits(supervisor), "close") == ["Close: Cars speed past the school at dismissal"]
    concerns.close(concern, by=supervisor, at=NOON)
    assert titles(waits(supervisor), "close") == []


def test_what_command_resolved_in_a_restricted_matter_waits_for_command_alone(
    officer, supervisor, commander, chief
):
    concern = log_concern(officer, restricted=True)
    stands(concern, "resolved", by=commander, settled_on=TODAY, review_by=None)

    assert [len(titles(waits(one), "close")) for one in (commander, chief, supervisor)] == [0, 1, 0]
    assert "Command only" in next(one for one in waits(chief).items if one.kind == "close").sub


def test_a_brief_report_waits_for_the_presenters_supervisor(
    officer, supervisor, patrol_officer, patrol_supervisor, commander
):
    file_brief(officer)
    file_brief(patrol_officer, audience="Cedar Court")

    assert titles(waits(supervisor), "brief") == [
        "Brief report: Business security, Northgate Seniors"
    ]
    assert titles(waits(patrol_supervisor), "brief") == [
        "Brief report: Business security, Cedar Court"
    ]
    assert titles(waits(commander), "brief") == []


def test_a_supervisors_own_brief_report_waits_for_the_commander(supervisor, commander):
    file_brief(supervisor)

    assert titles(waits(supervisor), "brief") == []
    assert len(titles(waits(commander), "brief")) == 1


def test_a_returned_brief_report_waits_for_its_presenter_with_the_question(officer, supervisor):
    brief = file_brief(officer)
    presentations.send_back(brief, by=supervisor, at=NOON, note="How many leaflets?")

    [item] = [one for one in waits(officer).items if one.kind == "returned"]

    assert item.sub == "It came back. How many leaflets?"


def test_an_unfinished_form_waits_for_its_author_alone(officer, supervisor):
    Draft.objects.create(
        key=uuid4(), member=officer, form="concern", typed={"said": "A dark lane"}, saved_at=NOON
    )

    [item] = [one for one in waits(officer).items if one.kind == "draft"]

    assert item.title == "Finish: A dark lane"
    assert "/concerns/new/?draft=" in item.url
    assert titles(waits(supervisor), "draft") == []


def test_what_was_begun_is_named_by_what_stands_in_its_fields_each_apart(officer):
    begun = {"audience": "Day staff of the hotel ", "place": "Station Square", "topic": ""}
    Draft.objects.create(member=officer, form="presentation", typed=begun, saved_at=NOON)

    [item] = [one for one in waits(officer).items if one.kind == "draft"]

    assert item.title == "Finish: Day staff of the hotel, Station Square"


def test_a_report_nobody_has_begun_waits_for_those_who_write_it(
    officer, supervisor, patrol_officer
):
    [title] = titles(waits(officer), "begin")

    assert title == "Put together the Quarterly Community Services Report, January to March 2026"
    assert titles(waits(supervisor), "begin") == [title]
    assert titles(waits(patrol_officer), "begin") == []


def test_a_draft_report_waits_for_its_author(officer, supervisor):
    a_report(officer)

    assert titles(waits(officer), "begin") == []
    assert titles(waits(officer), "write") == [
        "Quarterly Community Services Report, January to March 2026"
    ]
    assert titles(waits(supervisor), "write") == []


def test_a_submitted_report_waits_for_the_role_that_approves_it_next(
    officer, supervisor, commander
):
    a_report(officer, status="submitted", waits_for="unit_supervisor")

    assert len(titles(waits(supervisor), "approve")) == 1
    assert titles(waits(commander), "approve") == []
    assert titles(waits(officer), "write") == []


def test_a_revision_has_no_day_and_is_late_with_nobody(officer, supervisor, commander):
    first = a_report(officer, status="issued", issued_at=NOON, issued_by=commander, digest="a" * 64)
    facts = {"revises": first, "revision": 2, "why_revised": "A number was wrong."}
    waiting = a_report(officer, status="submitted", waits_for="unit_supervisor", **facts)
    day = waiting.due_on + days(40)

    [item] = [one for one in waits(supervisor).items if one.kind == "approve"]

    assert item.due is None
    assert not [one for one in missing_on(day, commander) if one.what == "Report"]
    assert reports_to_decide(supervisor, day).line == "A revision has no day"

    Report.objects.filter(pk=waiting.pk).update(status=Report.Status.RETURNED, waits_for="")
    [item] = [one for one in waits(officer).items if one.kind == "write"]
    assert item.due is None


def test_nobody_is_asked_to_approve_their_own_report(supervisor):
    a_report(supervisor, status="submitted", waits_for="unit_supervisor")

    assert titles(waits(supervisor), "approve") == []


def test_an_issued_report_waits_to_be_acknowledged(officer, commander, chief):
    report = a_report(
        officer, status="issued", issued_at=NOON, issued_by=commander, digest="a" * 64
    )
    Recipient.objects.create(report=report, member=chief)
    Recipient.objects.create(report=report, member=commander, acknowledged_at=NOON)

    assert len(titles(waits(chief), "acknowledge")) == 1
    assert titles(waits(commander), "acknowledge") == []


@pytest.mark.parametrize("role", [Role.ACCREDITATION_MANAGER, Role.ADMINISTRATOR])
def test_nothing_waits_for_a_role_that_changes_nothing(officer, role):
    log_concern(officer, at=NOON - days(30))
    file_brief(officer)

    assert waits(make_member(role)).items == ()


def test_what_is_late_comes_first_and_what_has_no_day_last(officer, supervisor):
    log_concern(officer, at=NOON - days(10), said="Soon")
    log_concern(officer, at=NOON - days(20), said="Late")
    log_concern(officer, at=NOON, said="Later")
    presentations.send_back(file_brief(officer), by=supervisor, at=NOON, note="?")

    found = waits(officer)

    assert [heading for heading, _ in found.groups] == ["Late", "In the next seven days", "Later"]
    assert [one.title for one in found.late] == [
        "Put together the Quarterly Community Services Report, January to March 2026",
        "Answer: Late",
    ]
    assert [one.title for one in found.soon] == ["Answer: Soon"]
    assert [one.due is None for one in found.later] == [False, True]


def an_item(due=None) -> WaitingItem:
    return WaitingItem("answer", "Answer", "", "/", "Answer", due)


@pytest.mark.parametrize(
    ("late", "later", "words"),
    [
        (0, 0, "Nothing needs you."),
        (0, 1, "One thing needs you."),
        (1, 0, "One thing needs you, and it is late."),
        (0, 3, "Three things need you."),
        (2, 4, "Six things need you, two of them late."),
        (13, 0, "13 things need you, 13 of them late."),
    ],
)
def test_the_sentence_counts_what_needs_the_member(late, later, words):
    items = [an_item(TODAY - days(1))] * late + [an_item(TODAY)] * later

    assert needs_you(Waiting(tuple(items), TODAY)) == words


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (40, "Nothing needs you. The next date is June 30, 2026."),
        (12, "Nothing needs you. April to June 2026 closes in 12 days."),
        (0, "Nothing needs you. April to June 2026 closes today."),
    ],
)
@pytest.mark.parametrize("closes", [True, False])
def test_the_end_of_a_period_is_told_once(left, words, closes):
    quarter = Period.parse("2026-Q2")

    nothing = Waiting((), TODAY)

    assert desk_words(nothing, quarter, quarter.last - days(left), closes=closes) == words


def test_a_leader_reads_beside_the_work_that_a_period_closes():
    quarter, found = Period.parse("2026-Q2"), Waiting((an_item(TODAY),), TODAY)

    told = desk_words(found, quarter, quarter.last, closes=True)

    assert told == "One thing needs you. April to June 2026 closes today."
    assert desk_words(found, quarter, quarter.last) == "One thing needs you."


def test_the_sentence_says_when_it_stopped_counting():
    found = Waiting((an_item(TODAY),) * MOST, TODAY, more=True)

    assert needs_you(found) == "More than 99 things need you, none of them late."


def test_the_end_of_a_period_is_spoken_of_in_its_last_month():
    quarter = Period.parse("2026-Q2")

    assert closing(quarter, TODAY) == ""
    assert closing(quarter, quarter.last - days(12)) == "April to June 2026 closes in 12 days."
    assert closing(quarter, quarter.last) == "April to June 2026 closes today."


def test_no_more_than_a_hundred_of_one_kind_are_read(officer, monkeypatch):
    from desk.waiting import concerns as kinds
    from desk.waiting import items

    monkeypatch.setattr(kinds, "MOST", 2)
    monkeypatch.setattr(items, "MOST", 2)
    for n in range(3):
        log_concern(officer, said=f"Matter {n}")

    found = waits(officer)

    assert len(titles(found, "answer")) == 2
    assert found.more
