"""Words are taken out of every kind of record people write in, also while a job reads it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from audit import rounds
from audit.models import Entry, Redaction
from audit.redaction import MARK
from documents.frozen import Gathered
from importing.tally import Tally
from jobs.models import Job
from jobs.running import NotDone, run_now
from outreach.models import CommunityGroup, Draft, FormerContact, ImportFile
from outreach.redactions import workflow as redactions
from outreach.redactions.subjects import subjects
from personnel.models import Member, Notice
from personnel.roles import Role
from programs.evaluations.workflows import evaluations as writing
from programs.models import Feedback, ProgramActionNote
from reports.models import ReportPart
from reports.sections.activities import activity_lists
from reports.workflows import assembly
from surveys.models import HeldLook
from surveys.wishes import workflow as wishes
from surveys.wishes.letterbox import Wish
from tests.reports import making
from tests.support import evaluations, programs
from tests.support.factories import NOON, file_brief, log_concern, make_member
from tests.support.surveys import answer, ask, make_survey
from tests.whole.test_redaction import NAME, OTHERWISE, client_of, held_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def a_presentation(by: Member) -> Any:
    brief = file_brief(by, remarks=f"{NAME} spoke first.", audience=f"Friends of {NAME}")
    brief.steps.create(to_status="filed", by=by, at=NOON, note=f"Ask {OTHERWISE}.")
    Draft.objects.create(
        member=by, form="presentation", typed={"remarks": f"{NAME} again"}, saved_at=NOON
    )
    Notice.objects.create(to=by, text=f"About {NAME}", url=brief.get_absolute_url(), key="it")
    return brief


def a_group(by: Member) -> Any:
    group = CommunityGroup.objects.create(
        name="Elm Street Watch",
        about=f"Ask for {NAME}.",
        meetings=f"At {OTHERWISE}'s",
        source="Register",
        external_id="Elm Street Watch",
        imported={"about": f"Ask for {NAME}."},
    )
    person = group.representatives.create(name=NAME, phone="555 010 1199")
    FormerContact.objects.create(
        representative=person,
        email="zqulla@example.org",
        corrected_by=by,
        corrected_at=NOON,
        corrected_on=NOON.date(),
    )
    a_file(by)
    return group


def a_file(by: Member) -> Any:
    return ImportFile.objects.create(
        kind="groups",
        name="calls.csv",
        source="Calls",
        content=b"",
        size=0,
        sha256="0",
        by=by,
        asked_at=NOON,
        decide_by=NOON.date(),
        previewed=Tally().as_json() | {"remarks": [f"{NAME} stands in row 3."]},
    )


def a_survey(by: Member) -> Any:
    survey = make_survey(by, status="closed")
    ask(survey, "more", kind="text")
    for mark in ("counted", "left_out"):
        answer(survey, mark=mark, more=f"{NAME} parks on my lawn.")
    HeldLook.objects.create(survey=survey, admitted=False, by=by, why=f"Names {NAME}")
    survey.steps.create(from_status="open", to_status="closed", by=by, at=NOON, note=NAME)
    return survey


def an_evaluation(by: Member) -> Any:
    program = programs.make_program(by)
    evaluation = evaluations.written(program, by)
    type(evaluation).objects.filter(pk=evaluation.pk).update(account=f"{NAME} was kind.")
    evaluation.steps.create(to_status="drafted", version=1, by=by, at=NOON, note=NAME)
    return evaluation


def a_program(by: Member) -> Any:
    program = programs.make_program(
        by, objectives=f"As {NAME} wished.", public_description={"en": f"With {NAME}", "es": NAME}
    )
    programs.enter_hours(program, by, on=date(2026, 4, 3), what=f"Walked with {NAME}")
    programs.enter_cost(program, by, on=date(2026, 4, 3), what=f"Flowers for {NAME}")
    programs.enter_feedback(program, by, on=date(2026, 4, 3), quote=f"{NAME} is great")
    assert Feedback.objects.exclude(quote="").exists()
    program.steps.create(from_status="", to_status="active", by=by, at=NOON, note=NAME)
    return program


def a_report(by: Member) -> Any:
    log_concern(by)
    report = making.assembled(by, making.Period.parse("2026-Q2"))
    part = report.parts.first()
    assert part is not None
    ReportPart.objects.filter(pk=part.pk).update(narrative=f"{NAME} is worried.")
    part.comments.create(by=by, at=NOON, text=f"Who is {NAME}?")
    return report


def a_wish(by: Member) -> Any:
    survey = make_survey(by, status="closed")
    said = Wish(name="Pat Sample", phone="555 010 7788", about=f"{NAME} parks on my lawn.")
    wish = wishes.keep(survey, said, at=NOON)
    wishes.take(wish, by=by, at=NOON)
    wishes.unreached(wish, by=by, at=NOON, note=f"{OTHERWISE} took the call.")
    return wish


KINDS: dict[str, Callable[[Member], Any]] = {
    "presentation": a_presentation,
    "group": a_group,
    "import": a_file,
    "survey": a_survey,
    "wish": a_wish,
    "evaluation": an_evaluation,
    "program": a_program,
    "report": a_report,
}
SENT = {"words": f"{NAME}\nzqulla@example.org", "kind": "name", "reason": "Not ours to keep."}


def address(subject: str, record: Any) -> str:
    return f"/redact/{subject}/{record.pk}/"


def test_every_kind_is_asked_here():
    assert set(KINDS) == set(subjects())


@pytest.mark.parametrize("subject", KINDS)
def test_words_go_from_every_column_of_every_kind_by_its_page(subject, officer, commander):
    record = KINDS[subject](officer)
    assert held_in()
    client = client_of(commander)
    assert address(subject, record) in client.get(record.get_absolute_url()).content.decode()

    assert client.post(address(subject, record), SENT).status_code == 302

    assert held_in() == set()
    done = Redaction.objects.get()
    assert (done.record, done.key, done.by) == (subject, record.pk, commander)
    shown = client.get(record.get_absolute_url()).content.decode()
    assert "A name. Not ours to keep." in shown
    entry = Entry.objects.get(action="outreach.redactions.redact_record")
    assert (entry.actor, entry.key) == (commander.pk, str(record.pk))


@pytest.mark.parametrize("subject", KINDS)
def test_words_a_record_does_not_hold_change_nothing(subject, officer, commander):
    record = KINDS[subject](officer)
    before = held_in()

    refused = client_of(commander).post(address(subject, record), SENT | {"words": "Nobody Zqhere"})

    assert refused.status_code == 409
    assert held_in() == before
    assert not Redaction.objects.exists()


@pytest.mark.parametrize("subject", KINDS)
def test_who_wrote_it_does_not_take_the_words_out(subject, officer, commander):
    record = KINDS[subject](officer)

    may = {role for role in Role if subjects()[subject].may(make_member(role), record)}

    # The chief reads no single answers (row 31).
    leaders = {Role.UNIT_SUPERVISOR, Role.COMMANDER}
    assert leaders <= may <= leaders | {Role.CHIEF, Role.DIVISION_SUPERVISOR}
    assert not subjects()[subject].may(officer, record)
    assert client_of(officer).post(address(subject, record), SENT).status_code == 403
    assert held_in()


def test_a_choice_of_a_survey_is_no_word_to_take_out(officer, commander):
    survey = make_survey(officer, status="closed")
    ask(survey, "safe")
    ask(survey, "more", kind="text")
    one = answer(survey, mark="counted", safe=4, more="I feel safe here.")

    client_of(commander).post(address("survey", survey), SENT | {"words": "safe"})

    one.refresh_from_db()
    assert one.content == f'{{"more":"I feel {MARK} here.","safe":4}}'


def test_a_report_that_tells_of_a_brief_report_loses_the_words_too(officer, commander):
    brief = file_brief(officer, audience=f"Friends of {NAME}")
    report = making.assembled(officer, making.Period.parse("2026-Q2"))
    _, records = Gathered(figures=[], records=activity_lists(making.frame())).frozen()
    ReportPart.objects.filter(pk=report.parts.values("pk")[:1]).update(records=records)
    assert "reports_reportpart.records" in held_in()

    client_of(commander).post(address("presentation", brief), SENT)

    assert held_in() == set()
    assert report.parts.filter(records__contains=MARK).exists()


def test_notes_of_promised_actions_are_part_of_their_program(officer, commander, supervisor):
    program = programs.make_program(officer)
    evaluation = evaluations.written(program, officer)
    writing.submit(evaluation, by=officer, at=evaluations.SENT, seen=evaluation.written)
    decision = evaluations.Decision("modify", "Drop it.", (evaluations.promise(officer),), None)
    evaluations.deciding.decide(
        evaluation, decision, by=commander, at=evaluations.DECIDED, seen=evaluation.version
    )
    action = evaluation.actions.get()
    ProgramActionNote.objects.create(action=action, by=officer, at=NOON, note=f"With {NAME}.")

    client_of(supervisor).post(address("program", program), SENT)

    assert held_in() == set()


# ---- While a job is at work.


def heard(by: Member) -> Any:
    return log_concern(by, said=f"{NAME} keeps a dog that barks.", summary=f"{NAME}'s dog")


def asked_for(by: Member) -> Any:
    period = making.Period.parse("2026-Q2")
    return assembly.request_report("quarterly", period, by=by, at=making.day_after(period))


def redact(concern: Any, by: Member) -> None:
    redactions.redact(
        concern, by=by, at=timezone.now(), words=[NAME], kind="name", reason="Not ours to keep."
    )


@pytest.fixture
def redacted_meanwhile(monkeypatch, officer, supervisor):
    """A report that is being put together: the words go after it has read them."""
    concern, report = heard(officer), asked_for(officer)
    gather, times = assembly.gather, []

    def read(*asked: Any, **facts: Any) -> Any:
        found = gather(*asked, **facts)
        if not times:
            times.append(1)
            redact(concern, supervisor)
        return found

    monkeypatch.setattr(assembly, "gather", read)
    return report


def test_a_report_being_put_together_does_not_publish_them(redacted_meanwhile):
    job = redacted_meanwhile.assembly
    with pytest.raises(NotDone, match="redacted meanwhile"):
        run_now(job)
    assert held_in() == set()

    Job.objects.filter(pk=job.pk).update(run_after=timezone.now())
    run_now(job)

    assert held_in() == set()
    assert redacted_meanwhile.parts.exists()


def test_without_the_comparison_it_would_publish_them(redacted_meanwhile, monkeypatch):
    monkeypatch.setattr(rounds, "latest", lambda: 0)

    run_now(redacted_meanwhile.assembly)

    assert "reports_reportpart.records" in held_in()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_kept_apart", [True, False])
def test_a_redaction_waits_for_what_is_being_published(
    monkeypatch, officer, supervisor, is_kept_apart
):
    """The other order: the job publishes, and the redaction begins before that is committed."""
    concern, report = heard(officer), asked_for(officer)
    publish, began, done = assembly._publish, threading.Event(), threading.Event()
    if not is_kept_apart:
        monkeypatch.setattr(rounds, "_lock", lambda function: None)

    def slowly(*asked: Any) -> None:
        publish(*asked)
        began.set()
        done.wait(timeout=2)

    def beside() -> None:
        try:
            began.wait(timeout=20)
            redact(concern, supervisor)
            done.set()
        finally:
            connections.close_all()

    monkeypatch.setattr(assembly, "_publish", slowly)
    with ThreadPoolExecutor(1) as people:
        other = people.submit(beside)
        run_now(report.assembly)
        other.result(timeout=30)

    is_postgresql = connections["default"].vendor == "postgresql"
    assert bool(held_in()) == (is_postgresql and not is_kept_apart)


def test_a_record_that_is_not_there_is_not_found(commander):
    client: Client = client_of(commander)
    for nothing in ("/redact/presentation/999999/", "/redact/nothing/1/"):
        assert client.get(nothing).status_code == 404
