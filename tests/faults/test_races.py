"""Two who press at the same moment: one is heard, the other is told, and no word is lost.

Each guard has its control: the same two people with the guard taken away do each other harm.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from celery import current_app
from django.db import IntegrityError, connection, connections
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from jobs.models import Job
from outreach.concerns.pages import concerns as concern_views
from outreach.concerns.pages import finding
from outreach.concerns.workflows import concerns
from outreach.models import Concern, ConcernNote, NumberSeries, Presentation
from outreach.presentations import workflow as presentations
from outreach.presentations.pages import presentations as presentation_views
from records.versions import Versioned
from reports.models import Report
from reports.workflows import assembly, review
from tests.outreach.concerns.test_edit import typed
from tests.reports.making import AFTER, Q2, part_of, submitted
from tests.support.factories import NOON, a_category, file_brief, log_concern

pytestmark = pytest.mark.django_db(transaction=True)

LATER = NOON + timedelta(days=1)
QUIET, LOUD = "A quiet word was enough.", "It came back louder."


@pytest.fixture(autouse=True)
def _no_hints(monkeypatch):
    """Nothing leaves for a broker."""
    monkeypatch.setattr(
        current_app._get_current_object(), "send_task", lambda *args, **options: None
    )


def all_at_once(*posts):
    """The answers to (member, address, fields), each sent from a thread and connection of its own."""
    ready = threading.Barrier(len(posts))

    def sent(post):
        member, address, fields = post
        client = Client(raise_request_exception=False)
        try:
            client.force_login(member)
            ready.wait(timeout=20)
            return client.post(address, fields)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(posts)) as people:
        return list(people.map(sent, posts))


def codes(answers):
    return sorted(answer.status_code for answer in answers)


@pytest.fixture
def meet_after(monkeypatch):
    """Two requests wait for each other once both have read: `meet_after(module, "function")`."""

    def meeting(module, name):
        met, read = threading.Barrier(2), getattr(module, name)

        def read_and_wait(*given):
            found = read(*given)
            with suppress(threading.BrokenBarrierError):
                met.wait(timeout=5)
            return found

        monkeypatch.setattr(module, name, read_and_wait)

    return meeting


def moved_carelessly(record, to, **ignored):
    """As it is done without thinking: the status is written, whatever the row says by now."""
    came_from, record.status = record.status, to
    record.save(update_fields=["status"])
    return came_from


# ---- Editing


@pytest.fixture
def edits(officer, supervisor):
    """Two corrections of one concern, both made from the version that is there."""
    concern = log_concern(officer)
    address = reverse("outreach:concern-edit", args=[concern.number])
    return [
        (officer, address, typed(concern, said=QUIET)),
        (supervisor, address, typed(concern, said=LOUD)),
    ]


def test_fault_036_of_two_who_edit_one_concern_the_second_sees_both_and_loses_nothing(
    edits, meet_after
):
    meet_after(finding, "concern_seen_by")

    answers = all_at_once(*edits)

    assert codes(answers) == [302, 409]
    told = next(answer for answer in answers if answer.status_code == 409)
    assert QUIET in told.text
    assert LOUD in told.text
    saved = Concern.objects.get()
    assert saved.said == edits[answers.index(told) - 1][2]["said"]
    assert saved.version == 2
    assert saved.notes.filter(kind=ConcernNote.Kind.EDIT).count() == 1
    noted = Entry.objects.filter(action="outreach.concerns.correct")
    assert sorted(noted.values_list("outcome", flat=True)) == ["done", "refused"]


def test_fault_036_without_the_version_both_are_told_it_is_saved(edits, meet_after, monkeypatch):
    def save_edit(record, *, seen, fields, still=None):
        record.save(update_fields=fields)

    monkeypatch.setattr(Versioned, "save_edit", save_edit)
    meet_after(finding, "concern_seen_by")

    assert codes(all_at_once(*edits)) == [302, 302]


@pytest.fixture
def settled_meanwhile(monkeypatch, supervisor):
    """Between the look at a concern and the saving of an edit, it is resolved and closed."""

    def correct(concern, **facts):
        read_anew = Concern.objects.get(pk=concern.pk)
        concerns.resolve(read_anew, by=concern.officer, at=LATER, note="Settled.")
        concerns.close(read_anew, by=supervisor, at=LATER)
        return corrected(concern, **facts)

    corrected = concerns.correct
    monkeypatch.setattr(concern_views.workflow, "correct", correct)


def test_fault_037_closed_while_it_was_edited_it_stays_and_the_text_is_given_back(
    client, officer, edits, settled_meanwhile
):
    client.force_login(officer)

    told = client.post(*edits[0][1:])

    assert told.status_code == 409
    assert QUIET in told.text
    assert (Concern.objects.get().status, Concern.objects.get().version) == ("closed", 1)


def test_fault_037_without_the_condition_a_closed_concern_would_change(
    client, officer, edits, settled_meanwhile, monkeypatch
):
    guarded = Versioned.save_edit
    monkeypatch.setattr(
        Versioned,
        "save_edit",
        lambda record, *, seen, fields, still=None: guarded(record, seen=seen, fields=fields),
    )
    client.force_login(officer)

    assert client.post(*edits[0][1:]).status_code == 302
    assert (Concern.objects.get().status, Concern.objects.get().said) == ("closed", QUIET)


# ---- Deciding


@pytest.fixture
def decisions(officer, supervisor, commander):
    """One accepts a brief report, the other returns it."""
    brief = file_brief(officer)
    seen = {"version": brief.version}
    return [
        (supervisor, reverse("outreach:presentation-accept", args=[brief.pk]), seen),
        (
            commander,
            reverse("outreach:presentation-return", args=[brief.pk]),
            seen | {"note": "How many came?"},
        ),
    ]


def test_fault_038_of_two_who_accept_and_return_at_once_one_decides_and_the_other_is_told(
    decisions, meet_after
):
    meet_after(presentation_views, "visible")

    answers = all_at_once(*decisions)

    brief = Presentation.objects.get()
    assert codes(answers) == [302, 409]
    assert brief.status == ("accepted" if answers[0].status_code == 302 else "returned")
    assert brief.steps.exclude(from_status="").count() == 1
    told = next(answer for answer in answers if answer.status_code == 409)
    assert "This cannot go from" in told.text


def test_fault_038_without_the_conditional_update_both_would_have_decided(
    decisions, meet_after, monkeypatch
):
    monkeypatch.setattr(presentations, "move", moved_carelessly)
    meet_after(presentation_views, "visible")

    assert codes(all_at_once(*decisions)) == [302, 302]
    assert Presentation.objects.get().steps.exclude(from_status="").count() == 2


# ---- Reports


def test_fault_043_one_report_of_a_period_however_many_ask_at_once(officer, supervisor):
    address = reverse("reports:report-new", args=["quarterly", Q2.key()])

    with time_machine.travel(AFTER, tick=False):
        answers = all_at_once(*[(member, address, {}) for member in (officer, supervisor) * 3])

    report = Report.objects.get()
    assert {(each.status_code, each.url) for each in answers} == {(302, report.get_absolute_url())}
    assert Job.objects.get().argument == report.pk


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one write at a time by itself"
)
def test_fault_043_without_the_constraint_a_period_has_two(officer, supervisor, monkeypatch):
    met, begun = threading.Barrier(2), assembly._begun

    def begun_together(*facts):
        met.wait(timeout=10)
        return begun(*facts)

    monkeypatch.setattr(assembly, "_begun", begun_together)
    address = reverse("reports:report-new", args=["quarterly", Q2.key()])
    [constraint] = [
        each
        for each in Report._meta.constraints
        if each.name == "report_once_per_period_and_revision"
    ]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Report, constraint)
    try:
        with time_machine.travel(AFTER, tick=False):
            all_at_once((officer, address, {}), (supervisor, address, {}))
        assert Report.objects.count() == 2
    finally:
        Report.objects.filter(pk=Report.objects.latest("pk").pk).update(revision=9)
        with connection.schema_editor() as editor:
            editor.add_constraint(Report, constraint)


@pytest.fixture
def read_before(officer, supervisor, commander):
    """The supervisor has version 1 open; meanwhile it came back and went up again as version 2."""
    report = submitted(officer)
    review.send_back(
        report, by=supervisor, at=AFTER, seen=1, comments={part_of(report): "Name the street."}
    )
    review.submit(report, by=officer, at=AFTER)
    return report, {"seen": 1}


def test_fault_044_an_approval_names_the_version_that_was_read(client, supervisor, read_before):
    report, fields = read_before
    client.force_login(supervisor)

    told = client.post(reverse("reports:report-approve", args=[report.pk]), fields)

    assert told.status_code == 409
    assert "You read version 1; version 2 has been sent up since" in told.text
    assert Report.objects.get().waits_for == "unit_supervisor"
    assert Entry.objects.latest("pk").outcome == "refused"


def test_fault_044_without_the_version_it_approves_what_nobody_read(
    client, supervisor, read_before, monkeypatch
):
    report, fields = read_before
    monkeypatch.setattr(review, "_hold_to_decide", lambda report, by, seen: None)
    client.force_login(supervisor)

    client.post(reverse("reports:report-approve", args=[report.pk]), fields)

    assert Report.objects.get().waits_for == "commander"


# ---- Numbers


def forms(officer, count):
    address, category = reverse("outreach:concern-new"), a_category()
    return [
        (
            officer,
            address,
            {
                "draft": f"00000000-0000-4000-8000-{number:012}",
                "said": f"Cars race on street {number}.",
                "category": str(category.pk),
                "channel": "patrol",
            },
        )
        for number in range(count)
    ]


def numbers():
    return sorted(Concern.objects.values_list("number", flat=True))


def test_fault_050_concerns_logged_in_the_same_moment_have_numbers_of_their_own(officer):
    with time_machine.travel(NOON, tick=False):
        answers = all_at_once(*forms(officer, 8))

    assert codes(answers) == [303] * 8
    assert numbers() == [f"C-2026-{number:04}" for number in range(1, 9)]


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one write at a time by itself"
)
def test_fault_050_read_first_and_written_then_a_number_would_be_given_twice(officer, monkeypatch):
    NumberSeries.objects.create(prefix="C", year=2026)
    met = threading.Barrier(2)

    def take(prefix, year, count=1):
        last = NumberSeries.objects.get(prefix=prefix, year=year).last + 1
        met.wait(timeout=10)
        NumberSeries.objects.filter(prefix=prefix, year=year).update(last=last)
        return [f"{prefix}-{year}-{last:04}"]

    monkeypatch.setattr(NumberSeries.objects, "take", take)
    refused = []

    def log(said):
        try:
            log_concern(officer, said=said)
        except IntegrityError:
            refused.append(said)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as people:
        list(people.map(log, [QUIET, LOUD]))

    assert len(refused) == 1
