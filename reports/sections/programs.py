"""What became of the programs: each evaluation decided, and each that is missing (K-IV.D, P-III.C.2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from documents.frozen import Figure, Gathered, Records
from programs.models import Evaluation, Program, ProgramAction
from records.wording import amount_words
from reports.sections.base import Section
from reports.sections.done import shortened
from reports.sections.frame import Frame, day

EVALUATION_COLUMNS = (
    "key",
    "Program",
    "Year",
    "Sessions",
    "Participants",
    "Staff hours",
    "Total cost",
    "Findings",
    "Recommendation",
    "Decision",
    "Decided by",
    "Decided",
)
ACTION_COLUMNS = ("key", "Action", "Program", "Owner", "Due", "Status")
MISSING_COLUMNS = ("key", "Program", "Where it stands", "Due", "Lateness")
DECISION = EVALUATION_COLUMNS.index("Decision")

# The kind of report that is on one year's evaluations, and not on what was decided in a year.
EVALUATION = "evaluation"
NOT_ENTERED, NOT_BEGUN = "not entered", "Not begun"

Row = tuple[Any, ...]


class ProgramEvaluations(Section):
    """Each program judged: what it took and brought, recommendation, decision (K-IV.D, P-III.C.2)."""

    key = "program_evaluations"
    shows_tables = True

    def gather(self, frame: Frame) -> Gathered:
        decided = list(evaluations(frame).select_related("program", "decided_by"))
        rows = [_evaluation(one, frame) for one in decided]
        actions = [_action(one) for one in promised(decided)]
        owed = list(missing(frame))
        figures = [
            Figure("decided", "Programs evaluated", "evaluations", [row[0] for row in rows]),
            *(_judged(judgement, rows) for judgement in Evaluation.Judgement),
            Figure("actions", "Actions promised", "actions", [row[0] for row in actions]),
            Figure("missing", "Evaluations missing", "missing", [row[0] for row in owed]),
        ]
        return Gathered(
            figures=frame.with_earlier(self.key, figures),
            records={
                "evaluations": Records(
                    "Evaluations decided", EVALUATION_COLUMNS, rows, link="programs:evaluation"
                ),
                "actions": Records("Actions promised", ACTION_COLUMNS, actions),
                "missing": Records(
                    "Evaluations missing", MISSING_COLUMNS, owed, link="programs:program"
                ),
            },
            printed={
                "evaluations": [row[0] for row in rows],
                "actions": [row[0] for row in actions],
                "missing": [row[0] for row in owed],
            },
            facts={"of_a_year": frame.kind == EVALUATION},
        )


def evaluations(frame: Frame) -> QuerySet[Evaluation]:
    """Those of the period's year in the report on them; those decided in the period in any other."""
    decided = Evaluation.objects.decided()
    if frame.kind == EVALUATION:
        found = decided.for_period(frame.period)
    else:
        found = decided.filter(decided_at__gte=frame.begins, decided_at__lt=frame.ends)
    return found.order_by("program__name", "pk")


def promised(decided: Iterable[Evaluation]) -> QuerySet[ProgramAction]:
    """What the decisions promised, as it stands when the report is put together."""
    found = ProgramAction.objects.filter(evaluation__in=[one.pk for one in decided])
    return found.select_related("evaluation__program", "owner").order_by("due_on", "pk")


def missing(frame: Frame) -> Iterable[Row]:
    """Programs whose evaluation is not decided, though it is the year's, or fell due in the period."""
    today = frame.frozen_at.astimezone(frame.zone).date()
    for program, evaluation in _undecided(frame):
        due_on = evaluation.due_on if evaluation else None
        late = bool(due_on and due_on < today)
        stands = Evaluation.Status(evaluation.status).words if evaluation else NOT_BEGUN
        yield (program.pk, program.name, stands, day(due_on), "late" if late else "")


def _undecided(frame: Frame) -> Iterable[tuple[Program, Evaluation | None]]:
    unsettled = Evaluation.objects.unsettled().select_related("program")
    if frame.kind != EVALUATION:
        fell_due = unsettled.filter(due_on__range=(frame.period.first, frame.period.last))
        return [(one.program, one) for one in fell_due.order_by("program__name", "pk")]
    begun = {one.program_id: one for one in unsettled.for_period(frame.period)}
    decided = Evaluation.objects.decided().for_period(frame.period).values("program")
    ran = Program.objects.ran_in(frame.period).exclude(pk__in=decided).order_by("name")
    return [(program, begun.get(program.pk)) for program in ran]


def _evaluation(one: Evaluation, frame: Frame) -> Row:
    figures = {figure["key"]: figure for figure in one.gathered.get("figures", [])}
    return (
        one.pk,
        one.program.name,
        one.period.label,
        *(_amount(figures.get(key)) for key in ("sessions", "participants", "hours", "cost")),
        shortened(one.account),
        one.get_recommendation_display(),
        one.get_decision_display(),
        one.decided_by.full_name if one.decided_by else "",
        day(one.decided_at.astimezone(frame.zone).date() if one.decided_at else None),
    )


def _amount(figure: dict[str, Any] | None) -> str:
    """A sum in its unit; hours and money nobody entered are not none."""
    if figure is None or (figure.get("unit") and not figure["keys"]):
        return NOT_ENTERED
    return amount_words(figure["value"], figure.get("unit", ""))


def _action(one: ProgramAction) -> Row:
    return (
        one.pk,
        one.what,
        one.evaluation.program.name,
        one.owner.short_name,
        day(one.due_on),
        ProgramAction.Status(one.status).words,
    )


def _judged(judgement: Evaluation.Judgement, rows: list[Row]) -> Figure:
    keys = [row[0] for row in rows if row[DECISION] == judgement.label]
    return Figure(judgement.value, f"Decision: {judgement.label.lower()}", "evaluations", keys)
