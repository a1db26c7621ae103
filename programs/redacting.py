"""Where words stand in programs and evaluations: taken out until one is decided, named then."""

from __future__ import annotations

from django.db.models import F, Q

from audit.redaction import Phrases, take_out, take_out_of_kept
from documents.frozen_lists import as_json, lists_name, rows_holding
from jobs import papers
from outreach.imports.redacted import remember_of
from outreach.redactions.redacting import Cleared, Traces
from outreach.redactions.subjects import Subject
from programs.catalogue.permissions import may_redact_program
from programs.evaluations.permissions import may_redact_evaluation
from programs.evaluations.printing import DRAFT_TASK
from programs.models import (
    CostEntry,
    Discussion,
    Evaluation,
    EvaluationStep,
    Feedback,
    HoursEntry,
    Program,
    ProgramAction,
    ProgramActionNote,
    ProgramPerson,
    ProgramStep,
    ReturnedEvaluation,
)

JSON_TEXT = ("facts", "records")
WORDS = (
    "name",
    "audience",
    "objectives",
    "partner_agency",
    "materials",
    "target_areas",
    "public_description",
)


def clear(traces: Traces, phrases: Phrases) -> Cleared:
    """Take the words out of every evaluation that tells of the record and is not decided."""
    telling = _telling(traces)
    rows = sum(_cleared(one, phrases) for one in telling if not one.is_decided)
    # What an earlier version said is printed nowhere, so it goes whether one is decided or not.
    earlier = Q(step__evaluation__in=telling)
    for name in traces.names:
        earlier |= Q(said__icontains=name)
    rows += take_out(ReturnedEvaluation.objects.filter(earlier), ["said"], phrases)
    kept = [one for one in telling if one.is_decided and _holds(one, phrases)]
    return Cleared(rows, tuple(str(one) for one in kept))


def clear_evaluation(evaluation: Evaluation, phrases: Phrases) -> Cleared:
    """Take the words out of one evaluation; what it counted them from is named, since it keeps
    them."""
    told_by = tuple(rows_holding(evaluation.records, phrases))
    earlier = ReturnedEvaluation.objects.filter(step__evaluation=evaluation)
    rows = _cleared(evaluation, phrases) + take_out(earlier, ["said"], phrases)
    return Cleared(rows, told_by=told_by)


def traces_of_evaluation(evaluation: Evaluation) -> Traces:
    return Traces(
        link="programs:evaluation", value=evaluation.pk, url=evaluation.get_absolute_url()
    )


def clear_program(program: Program, phrases: Phrases) -> Cleared:
    """Take the words out of a program and what was written down about its years: hours, cost, what
    people said, its steps, and what came of the actions its decisions promised."""
    alone = Program.objects.filter(pk=program.pk)
    rows = take_out(alone, WORDS, phrases)
    people = ProgramPerson.objects.filter(program=program)
    rows += take_out(people, ["qualification"], phrases)
    promised = ProgramAction.objects.filter(evaluation__program=program)
    for kept, column in (
        (ProgramStep.objects.filter(program=program), "note"),
        (HoursEntry.objects.filter(program=program), "what"),
        (CostEntry.objects.filter(program=program), "what"),
        (Feedback.objects.filter(program=program), "quote"),
        (ProgramActionNote.objects.filter(action__in=promised), "note"),
    ):
        rows += take_out_of_kept(kept, column, phrases)
    alone.update(version=F("version") + 1)
    return Cleared(rows)


def traces_of_program(program: Program) -> Traces:
    return Traces(link="programs:program", value=program.pk, url=program.get_absolute_url())


def _telling(traces: Traces) -> list[Evaluation]:
    """Evaluations whose lists, figures or words name the record; a program's own among them."""
    named = Q(records__contains=f'"link":"{traces.link}"')
    for name in traces.names:
        written = as_json(name)
        named |= Q(facts__contains=written) | Q(records__contains=written)
        named |= Q(account__contains=name) | Q(reasons__contains=name)
    if traces.link == "programs:program":
        named |= Q(program=traces.value)
    found = Evaluation.objects.filter(named).select_related("program")
    return [one for one in found if _tells(one, traces)]


def _tells(evaluation: Evaluation, traces: Traces) -> bool:
    counted, words = evaluation.facts + evaluation.records, evaluation.account + evaluation.reasons
    if any(as_json(name) in counted or name in words for name in traces.names):
        return True
    if traces.link == "programs:program" and evaluation.program_id == traces.value:
        return True
    return lists_name(evaluation.records, traces.link, traces.value)


def _cleared(evaluation: Evaluation, phrases: Phrases) -> int:
    alone = Evaluation.objects.filter(pk=evaluation.pk)
    # A form opened before is told that somebody wrote meanwhile, and does not bring them back.
    alone.update(written=F("written") + 1)
    rows = take_out(alone, ["account", "reasons", "decision_reasons"], phrases, json_text=JSON_TEXT)
    rows += take_out(Discussion.objects.filter(evaluation=evaluation), ["title", "notes"], phrases)
    rows += take_out_of_kept(EvaluationStep.objects.filter(evaluation=evaluation), "note", phrases)
    if rows:
        remember_of(evaluation, phrases)
    papers.forget(evaluation.pk, DRAFT_TASK)
    return rows


def _holds(evaluation: Evaluation, phrases: Phrases) -> bool:
    if phrases.are_in_json(evaluation.facts, evaluation.records):
        return True
    return phrases.are_in(evaluation.account, evaluation.reasons, evaluation.decision_reasons)


SUBJECTS = {
    "evaluation": Subject(
        "evaluation",
        Evaluation.objects.visible_to,
        may_redact_evaluation,
        clear_evaluation,
        traces_of_evaluation,
    ),
    "program": Subject(
        "program",
        Program.objects.visible_to,
        may_redact_program,
        clear_program,
        traces_of_program,
    ),
}
