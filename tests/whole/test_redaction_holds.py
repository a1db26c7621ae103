"""Redacted words stay away, and nobody takes out their own.

What a report or an evaluation lost does not come back when it is counted anew; and whoever wrote at
a record is refused whatever their role.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from audit.redaction import MARK, Phrases
from documents.frozen import canonical
from documents.frozen_lists import rows_holding
from jobs.running import run_now
from outreach.groups.workflows import groups
from outreach.models import CommunityGroup, ImportFile, Representative
from outreach.redactions.subjects import subjects
from personnel.models import Member
from personnel.roles import Role
from programs.catalogue.workflows import personnel as naming
from programs.catalogue.workflows import programs as catalogue
from programs.evaluations.workflows import evaluations as evaluating
from programs.models import Program, ProgramActionNote
from reports.models import ReportPart
from reports.workflows import assembly, review, writing
from surveys.models import HeldLook
from surveys.wishes import workflow as wishes
from surveys.wishes.letterbox import Wish
from tests.reports import making
from tests.support import evaluations, programs
from tests.support.factories import NOON, file_brief, log_concern, make_member
from tests.support.surveys import make_survey
from tests.whole.test_redacting_records import SENT, address, asked_for
from tests.whole.test_redaction import NAME, client_of, held_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# ---- Counted anew from records that hold the words.


def redacted_alone(subject: str, record: Any, by: Member) -> list[str]:
    """The words are taken out of `record` by its page; what the page says afterwards."""
    answer = client_of(by).post(address(subject, record), SENT)
    assert answer.status_code == 302
    return [str(one) for one in get_messages(answer.wsgi_request)]


def parts_with_words(report: Any) -> set[str]:
    held = Phrases([NAME])
    return {part.key for part in report.parts.all() if held.are_in_json(part.facts, part.records)}


@pytest.fixture
def report(officer: Member) -> Any:
    """A report whose lists tell of a concern with the name in it, and in a second line."""
    log_concern(officer, said="A dog.", summary=f"A dog of\n{NAME}")
    made = asked_for(officer)
    run_now(made.assembly)
    made.refresh_from_db()
    assert parts_with_words(made)
    return made


def put_together_again(report: Any, by: Member) -> None:
    assembly.put_together_again(report, by=by, at=timezone.now())
    run_now(report.assembly)
    report.refresh_from_db()


def test_a_report_that_is_put_together_again_stays_without_them(report, officer, commander):
    said = redacted_alone("report", report, commander)
    assert parts_with_words(report) == set()

    put_together_again(report, officer)

    assert parts_with_words(report) == set()
    assert report.parts.filter(records__contains=MARK).exists()
    # The concern holds them: whoever redacted is told which it is.
    assert any("still" in one and officer.logged.get().number in one for one in said)
    assert "outreach_concern.summary" in held_in()


def test_without_what_is_remembered_they_would_be_back(report, officer, commander, monkeypatch):
    redacted_alone("report", report, commander)
    monkeypatch.setattr(assembly, "left_out_of", lambda report: Phrases(()))

    put_together_again(report, officer)

    assert parts_with_words(report)


def test_choosing_what_is_of_note_does_not_bring_them_back(report, officer, commander):
    redacted_alone("report", report, commander)
    part = next(part for part in report.parts.all() if MARK in part.records and part.key in CHOOSES)
    listed = part.lists[assembly.SECTIONS[part.key].chosen_from]["rows"]

    writing.choose_of_note(part, by=officer, chosen=[listed[0][0]])

    assert parts_with_words(report) == set()


CHOOSES = {key for key, section in assembly.SECTIONS.items() if section.chosen_from}


def test_a_revision_stays_without_what_its_first_edition_lost(
    report, officer, supervisor, commander
):
    redacted_alone("report", report, make_member(Role.COMMANDER, name="Ada Fields"))
    for part in report.parts.all():
        ReportPart.objects.filter(pk=part.pk).update(narrative="All is well.")
    at = making.day_after(making.Q2)
    review.submit(report, by=officer, at=at)
    for approver in (supervisor, commander):
        review.approve(report, by=approver, at=at, seen=report.version)
    report.refresh_from_db()
    revision = review.revise(report, by=officer, at=at, why="A number was wrong.")

    put_together_again(revision, officer)

    assert revision.first_edition == report
    assert parts_with_words(revision) == set()


def test_an_evaluation_that_is_counted_anew_stays_without_them(officer, commander):
    program = programs.make_program(officer)
    programs.enter_feedback(program, officer, on=date(2025, 4, 3), quote=f"{NAME} is great")
    evaluation = evaluations.written(program, officer)
    held = Phrases([NAME])
    assert held.are_in_json(evaluation.facts, evaluation.records)
    redacted_alone("evaluation", evaluation, commander)

    evaluating.gather_again(evaluation, by=officer, at=evaluations.SENT)

    evaluation.refresh_from_db()
    assert not held.are_in_json(evaluation.facts, evaluation.records)
    assert "programs_feedback.quote" in held_in()


def test_a_line_that_begins_with_the_words_is_found_in_what_was_frozen(officer, commander):
    """In JSON a new line is written as a letter."""
    brief = file_brief(officer, audience="Friends")
    made = making.assembled(officer, making.Period.parse("2026-Q2"))
    rows = [[brief.pk, f"Heard there:\n{NAME}", 3]]
    listed = {"title": "Heard", "columns": ["Key", "What", "Yes"], "rows": rows}
    listed |= {"link": "outreach:presentation", "link_by": 0}
    first = made.parts.first()
    ReportPart.objects.filter(pk=first.pk).update(records=canonical({"heard": listed}))

    redacted_alone("presentation", file_named(brief), commander)

    first.refresh_from_db()
    assert json.loads(first.records)["heard"]["rows"][0][1] == f"Heard there:\n{MARK}"


def file_named(brief: Any) -> Any:
    type(brief).objects.filter(pk=brief.pk).update(remarks=NAME)
    return brief


def test_a_record_is_called_without_the_words_that_are_sought():
    listed = {"title": "Groups", "columns": ["Key", "Name"], "rows": [[1, NAME], [2, "Elm Row"]]}
    by_name = {"it": listed | {"link": "x", "link_by": 1}}
    by_key = {"it": listed | {"link": "x", "link_by": 0}}
    sought = Phrases([NAME])

    assert rows_holding(canonical(by_name), sought) == [f"Name {MARK}"]
    assert rows_holding(canonical(by_key), sought) == ["Groups"]
    assert rows_holding("", sought) == []


# ---- Nobody takes out what they wrote. Each of these writes as somebody whose role may.


def group_registered(by: Member) -> Any:
    return groups.register(CommunityGroup(name="Elm Street Watch"), by=by)


def group_corrected(by: Member) -> Any:
    group = CommunityGroup.objects.create(name="Elm Street Watch")
    group.about = "They meet."
    groups.correct(group, by=by, seen=group.version, fields=["about"])
    return group


def who_speaks_for_a_group(by: Member) -> Any:
    group = CommunityGroup.objects.create(name="Elm Street Watch")
    person = Representative(name=NAME, phone="555 010 1199")
    groups.name_representative(group, person, by=by, at=NOON)
    return group


def how_to_reach_them(by: Member) -> Any:
    group = CommunityGroup.objects.create(name="Elm Street Watch")
    person = group.representatives.create(name=NAME, phone="555 010 1199")
    groups.correct_contact(
        person, by=by, at=NOON, phone="555 010 1200", email="", seen=("555 010 1199", "")
    )
    return group


def group_brought_in(by: Member) -> Any:
    other = make_member(Role.COMMUNITY_OFFICER)
    file = ImportFile.objects.create(
        kind="groups",
        name="a",
        source="A",
        content=b"",
        size=0,
        sha256="0",
        by=other,
        started_by=by,
        started_at=NOON,
    )
    return CommunityGroup.objects.create(name="Elm Street Watch", batch=file)


def program_proposed(by: Member) -> Any:
    program = Program(name="Walks", owner=make_member(Role.COMMUNITY_OFFICER))
    return catalogue.propose(program, by=by, at=NOON)


def program_owned(by: Member) -> Any:
    return programs.make_program(by)


def program_owned_before(by: Member) -> Any:
    program = programs.make_program(make_member(Role.COMMUNITY_OFFICER))
    program.former_owners.create(member=by, until=NOON.date())
    return program


def program_changed(by: Member) -> Any:
    program = programs.make_program(make_member(Role.COMMUNITY_OFFICER))
    program.objectives = "Walk."
    catalogue.change(program, by=by, at=NOON, seen=program.version, fields=["objectives"])
    return program


def hours_entered(by: Member) -> Any:
    program = programs.make_program(make_member(Role.COMMUNITY_OFFICER))
    programs.enter_hours(program, by, on=date(2026, 4, 3), what="Walked")
    return program


def feedback_entered(by: Member) -> Any:
    program = programs.make_program(make_member(Role.COMMUNITY_OFFICER))
    programs.enter_feedback(program, by, on=date(2026, 4, 3), quote="Great")
    return program


def cost_entered(by: Member) -> Any:
    program = programs.make_program(make_member(Role.COMMUNITY_OFFICER))
    programs.enter_cost(program, by, on=date(2026, 4, 3), what="Flowers")
    return program


def qualification_named(by: Member) -> Any:
    program = programs.make_program(make_member(Role.COMMUNITY_OFFICER))
    person = program.personnel.model(
        program=program,
        member=make_member(Role.OFFICER),
        qualification="Trained",
        since=NOON.date(),
    )
    naming.name_person(program, person, by=by, at=NOON)
    return program


def progress_noted(by: Member) -> Any:
    officer = make_member(Role.COMMUNITY_OFFICER)
    program = programs.make_program(officer)
    evaluation = evaluations.written(program, officer)
    evaluating.submit(evaluation, by=officer, at=evaluations.SENT, seen=evaluation.written)
    decision = evaluations.Decision("modify", "Drop it.", (evaluations.promise(officer),), None)
    decider = make_member(Role.CHIEF)
    evaluations.deciding.decide(
        evaluation, decision, by=decider, at=evaluations.DECIDED, seen=evaluation.version
    )
    ProgramActionNote.objects.create(action=evaluation.actions.get(), by=by, at=NOON, note="Done.")
    return program


def survey_noted(by: Member) -> Any:
    survey = make_survey(by, status="closed")
    survey.steps.create(from_status="open", to_status="closed", by=by, at=NOON, note="Over.")
    return survey


def answers_left_out(by: Member) -> Any:
    survey = make_survey(by, status="closed")
    HeldLook.objects.create(survey=survey, admitted=False, by=by, why="A joke.")
    return survey


def wish_noted(by: Member) -> Any:
    survey = make_survey(by, status="closed")
    wish = wishes.keep(survey, Wish(phone="555 010 7788"), at=NOON)
    wishes.take(wish, by=by, at=NOON)
    wishes.unreached(wish, by=by, at=NOON, note="Rang twice.")
    return wish


def brief_filed(by: Member) -> Any:
    return file_brief(by, remarks="All came.")


def evaluation_written(by: Member) -> Any:
    return evaluations.written(programs.make_program(by), by)


def report_begun(by: Member) -> Any:
    return making.assembled(by, making.Period.parse("2026-Q2"))


def import_prepared(by: Member) -> Any:
    return ImportFile.objects.create(
        kind="groups",
        name="a",
        source="A",
        content=b"",
        size=0,
        sha256="0",
        by=by,
        asked_at=NOON,
        decide_by=NOON.date(),
    )


WROTE: dict[Callable[[Member], Any], str] = {
    group_registered: "group",
    group_corrected: "group",
    who_speaks_for_a_group: "group",
    how_to_reach_them: "group",
    group_brought_in: "group",
    program_proposed: "program",
    program_owned: "program",
    program_owned_before: "program",
    program_changed: "program",
    hours_entered: "program",
    feedback_entered: "program",
    cost_entered: "program",
    qualification_named: "program",
    progress_noted: "program",
    survey_noted: "survey",
    answers_left_out: "survey",
    wish_noted: "wish",
    brief_filed: "presentation",
    evaluation_written: "evaluation",
    report_begun: "report",
    import_prepared: "import",
}


def test_every_kind_is_written_here():
    assert set(WROTE.values()) == set(subjects())


@pytest.mark.parametrize("wrote", WROTE)
def test_who_wrote_at_it_is_refused_and_others_of_their_role_are_not(wrote, supervisor):
    subject, record = WROTE[wrote], wrote(supervisor)
    other = make_member(Role.UNIT_SUPERVISOR, division=supervisor.division)

    assert not subjects()[subject].may(supervisor, record)
    assert subjects()[subject].may(other, record)
    assert client_of(supervisor).post(address(subject, record), SENT).status_code == 403
