"""The audit log as it is read: by whom, what it hides, how it is narrowed and taken away."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from audit.noting import note
from desk.audit_log import PURPOSE, action_words, entries_for
from jobs.models import Job
from jobs.running import run_now
from outreach.concerns.sheets import SHEET_TASK
from outreach.concerns.workflows import concerns
from outreach.models import Concern
from personnel.roles import Role
from personnel.sealing import sealed
from tests.support.factories import NOON, log_concern, make_member

pytestmark = pytest.mark.django_db

LOG, LOG_FILE = reverse("desk:log"), reverse("desk:log-export")
# Tokens, nonces and how long the session still lasts, which every answer has anew.
FRESH = re.compile(r'[\w+/=-]{20,}|data-session-left="\d+"')


def texts(response) -> str:
    return " ".join(response.content.decode().split())


def test_no_job_tells_that_a_restricted_sheet_was_made(client, officer, supervisor, commander):
    """Neither the page of the job nor what the log says of it, to whom the concern is about."""
    chief = make_member(Role.CHIEF)
    concern = log_concern(officer, restricted=True, about_member=commander)
    client.force_login(chief)
    client.get(reverse("outreach:concern-sheet", args=[concern.number]))
    job = Job.objects.get(task=SHEET_TASK)
    run_now(job)

    of_it = Entry.objects.filter(kind="jobs.job", key=str(job.pk))
    assert of_it.exists()
    assert entries_for(chief).filter(pk__in=of_it).exists()
    assert not entries_for(commander).filter(pk__in=of_it).exists()
    for member, code in ((chief, 200), (commander, 404), (supervisor, 404)):
        client.force_login(member)
        assert client.get(reverse("jobs:job", args=[job.pk])).status_code == code


@pytest.mark.parametrize("role", [Role.COMMANDER, Role.CHIEF, Role.ACCREDITATION_MANAGER])
def test_a_step_and_a_refusal_are_read(client, officer, patrol_officer, role):
    concern = log_concern(officer)
    with pytest.raises(PermissionDenied):
        concerns.close(concern, by=patrol_officer, at=NOON)
    client.force_login(make_member(role))

    page = texts(client.get(LOG))

    assert f"Concern {concern.number}" in page
    assert "Close" in page
    assert "Refused" in page
    assert officer.full_name in page


@pytest.mark.parametrize(
    "role",
    [
        Role.OFFICER,
        Role.COMMUNITY_OFFICER,
        Role.DIVISION_SUPERVISOR,
        Role.UNIT_SUPERVISOR,
        Role.ANALYST,
        Role.TRAINING_OFFICER,
    ],
)
@pytest.mark.parametrize("asked", ["desk:log", "desk:log-export"])
def test_others_do_not_read_it(client, role, asked):
    client.force_login(make_member(role))

    assert client.get(reverse(asked)).status_code == 403


def test_the_administrator_reads_accounts_and_sign_ins_and_no_content(
    client, officer, administrator
):
    concern = log_concern(officer)
    note("sign-in", officer, by=officer)
    client.force_login(administrator)

    page = texts(client.get(LOG))

    assert "Sign-in" in page
    assert concern.number not in page


def test_what_is_restricted_is_hidden_from_whom_it_is_hidden(officer, commander):
    chief = make_member(Role.CHIEF)
    manager = make_member(Role.ACCREDITATION_MANAGER)
    concern = log_concern(officer, restricted=True, about_member=commander)
    note("page outreach:concern", key=concern.number, by=manager, outcome="refused")
    of_it = Entry.objects.filter(kind="outreach.concern", key=str(concern.pk))
    assert of_it.count() == 1

    for reader, expected in ((chief, of_it.count() + 1), (commander, 0), (manager, 0)):
        seen = entries_for(reader)
        told = seen.filter(pk__in=of_it.values("pk")).count()
        told += seen.filter(key=concern.number).count()
        assert told == expected


def test_no_address_tells_that_a_restricted_concern_is_there(officer, commander):
    chief, manager = make_member(Role.CHIEF), make_member(Role.ACCREDITATION_MANAGER)
    number = log_concern(officer, restricted=True, about_member=commander).number
    note("file outreach:concern-sheet", key=number, by=chief)
    note("page outreach:concern-step", key=f"{number} resolve", by=officer, outcome="refused")
    note("page outreach:action-progress", key=f"{number} 7", by=officer, outcome="refused")
    note("page outreach:concern", key="R-2026-0999", by=manager, outcome="refused")

    def told(reader) -> set[str]:
        of_it = entries_for(reader).filter(key__startswith="R-")
        return set(of_it.values_list("key", flat=True))

    assert told(chief) == {number, f"{number} resolve", f"{number} 7"}
    # There is no such number: an entry of it beside none of the other would say which there are.
    assert told(commander) == told(manager) == set()


@pytest.mark.parametrize("role", [Role.COMMANDER, Role.CHIEF, Role.ACCREDITATION_MANAGER])
def test_ones_own_refused_looks_are_alike_whether_the_number_exists_or_not(client, officer, role):
    """Whoever is accused tries numbers and looks for the tries in the log (floor 6)."""
    accused = make_member(role)
    there = log_concern(officer, restricted=True, about_member=accused).number
    client.force_login(accused)
    before = entries_for(accused).count()

    answers = {
        f"{asked}/{page}": client.get(f"/concerns/{asked}/{page}")
        for asked in (there, "R-2222-2222", there.lower(), "R-2026-0003")
        for page in ("", "sheet/", "edit/", "actions/7/")
    }

    assert {answer.status_code for answer in answers.values()} == {404}
    words: dict[str, set[str]] = {}
    for asked, answer in answers.items():
        number, _, page = asked.partition("/")
        words.setdefault(page, set()).add(FRESH.sub("", answer.text.replace(number, "")))
    assert [len(said) for said in words.values()] == [1, 1, 1, 1]
    assert entries_for(accused).count() == before
    assert Entry.objects.filter(actor=accused.pk, outcome="refused").count() == 16


def test_it_is_narrowed_by_person_area_outcome_and_record(client, officer, chief):
    concern = log_concern(officer)
    note("sign-in", officer, by=officer, outcome="refused")
    other = log_concern(make_member(Role.COMMUNITY_OFFICER))
    client.force_login(chief)

    def shown(**asked) -> list[str]:
        rows = client.get(LOG, asked).context["rows"]
        return [line.entry.action for line in rows]

    assert set(shown(who=officer.pk)) == {"sign-in", "outreach.concerns.log"}
    assert shown(area="door", who=officer.pk) == ["sign-in"]
    assert shown(outcome="refused") == ["sign-in"]
    about_it = f"outreach.concern {other.pk}"
    assert shown(record=sealed(about_it, PURPOSE)) == ["outreach.concerns.log"]
    logged = (
        one for one in client.get(LOG).context["rows"] if one.url == concern.get_absolute_url()
    )
    line = next(logged)
    answer = client.get(LOG, {"record": line.reference})
    assert [one.url for one in answer.context["rows"]] == [concern.get_absolute_url()]
    assert "One record" in answer.content.decode()


def told_on(answer) -> tuple[object, ...]:
    rows, told = answer.context["rows"], answer.context["filter"]
    return (
        answer.context["shown"],
        tuple(line.entry.pk for line in rows),
        tuple(chip.label for chip in told.chips),
        told.has_days,
    )


@pytest.mark.parametrize("role", [Role.COMMANDER, Role.ACCREDITATION_MANAGER])
def test_nobody_asks_the_log_for_keys_of_their_own(client, officer, role):
    """A key without entries, among keys that have some, would tell of a record that is hidden:
    restricted concerns from before numbers were random have keys in their order (floor 6)."""
    accused = make_member(role)
    seen, hidden = log_concern(officer), log_concern(officer)
    about = accused if accused.is_command else None
    Concern.objects.filter(pk=hidden.pk).update(restricted=True, about_member=about)
    client.force_login(accused)
    keys = [seen.pk, hidden.pk, hidden.pk + 1]

    for ask in (
        lambda key: {"kind": "outreach.concern", "key": key},
        lambda key: {"record": key},
        lambda key: {"record": f"outreach.concern {key}"},
        lambda key: {"record": sealed(f"outreach.concern {key}", "something else")},
    ):
        pages = {told_on(client.get(LOG, ask(key))) for key in keys}
        files = {client.get(LOG_FILE, ask(key)).text.count("outreach.concerns") for key in keys}
        assert (len(pages), len(files)) == (1, 1)


def test_without_days_only_the_last_days_are_read(client, chief):
    entry = note("sign-in", chief, by=chief)
    long_ago = note("sign-out", chief, by=chief)
    with_moment = Entry(**{f.attname: getattr(long_ago, f.attname) for f in Entry._meta.fields})
    with_moment.pk, with_moment.at = None, timezone.now() - timedelta(days=90)
    with_moment.action = "password changed"
    with_moment.save(force_insert=True)
    client.force_login(chief)

    usual = {line.entry.action for line in client.get(LOG).context["rows"]}
    asked = {"first": (timezone.localdate() - timedelta(days=120)).isoformat()}
    since = {line.entry.action for line in client.get(LOG, asked).context["rows"]}

    assert entry.action in usual
    assert "password changed" not in usual
    assert "password changed" in since


def test_a_page_asks_no_more_for_more_entries(
    client, chief, officer, django_assert_max_num_queries
):
    for _ in range(30):
        log_concern(officer)
    client.force_login(chief)
    client.get(LOG)

    with django_assert_max_num_queries(30):
        client.get(LOG)


def test_the_file_holds_the_same_entries_and_is_noted_itself(client, officer, chief):
    log_concern(officer)
    client.force_login(chief)

    answer = client.get(reverse("desk:log-export"), {"area": "outreach"})

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "outreach.concerns.log" in lines[1]
    assert Entry.objects.latest("pk").action == "file desk:log-export"


def test_a_file_too_long_to_read_is_refused_with_what_to_do(client, chief, monkeypatch):
    note("sign-in", chief, by=chief)
    monkeypatch.setattr("desk.views.log.MOST", 1)
    monkeypatch.setattr("pages.counting.MOST", 1)
    client.force_login(chief)

    answer = client.get(reverse("desk:log-export"))

    assert answer.status_code == 409
    assert "Choose fewer days" in texts(answer)


def test_what_is_not_understood_narrows_nothing(client, chief):
    note("sign-in", chief, by=chief)
    client.force_login(chief)

    asked = {"who": "nobody", "first": "yesterday", "outcome": "perhaps", "page": "-3"}
    assert client.get(LOG, asked).context["rows"]


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("outreach.concerns.escalate", "Escalate"),
        ("outreach.presentations.file_brief", "File brief"),
        ("sign-in", "Sign-in"),
        ("file surveys:surveys-export", "File: surveys export"),
        ("page desk:log", "Page: log"),
        ("password changed", "Password changed"),
    ],
)
def test_actions_in_words(action, words):
    assert action_words(action) == words
