"""Every year's evaluations: opened by the timetable where the policy says so, else by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from audit import rounds
from audit.noting import note, refusals_noted
from jobs.sights import one_sight
from personnel.models import Member
from personnel.notices import tell
from personnel.roles import Role
from policies.current import department, local_day, pack_of, setting, version_on
from policies.models import PolicyVersion
from policies.packs import Duty, Pack
from policies.periods import Every, Period
from programs.evaluations.gathering import gather
from programs.evaluations.permissions import may_open_evaluation
from programs.models import Evaluation, Program
from records.history import StepRefused, refuse_if_redacted_since
from records.wording import day_words

DUTY = "program_evaluation"
# Where the policies speak of evaluating programs, for one that has no duty of it.
CLAUSES = ("K-IV.D", "P-III.C.2")
# How long after its year an evaluation is due where the policy names no number.
DUE_DAYS = 45


@refusals_noted("programs.opening.open_evaluation")
def open_evaluation(program: Program, period: Period, *, by: Member, at: datetime) -> Evaluation:
    """Open the evaluation of one ended year by hand; the one that exists is returned as it is.

    Raises StepRefused for what is no reporting year, a year that has not ended, and a year in
    which the program did not run.
    """
    may_open_evaluation(by, program).require()
    _refuse_other_than_years(program, period, local_day(at))
    return _opened(program, period, at, by=by)


def open_due(at: datetime) -> list[Evaluation]:
    """Open what the policy's yearly duty asks for: each program that ran in the year that ended.

    Safe at any time, also twice at once: a program has one evaluation for a year (K-IV.D).
    """
    if not PolicyVersion.objects.exists():
        return []
    period = last_year(local_day(at))
    if not opens_itself(pack_of(version_on(period.last))):
        return []
    evaluated = Evaluation.objects.for_period(period).values("program")
    waiting = Program.objects.ran_in(period).exclude(pk__in=evaluated).select_related("owner")
    return [_opened(program, period, at, by=None) for program in waiting]


def last_year(day: date) -> Period:
    """The last reporting year that had ended on `day`."""
    return Period.year_of(day, starts=department().year_starts).previous()


def duty_of(pack: Pack) -> Duty | None:
    return next((duty for duty in pack.duties if duty.key == DUTY), None)


def opens_itself(pack: Pack) -> bool:
    """Whether the policy wants every program evaluated each year."""
    duty = duty_of(pack)
    return duty is not None and duty.every == Every.YEAR


def _refuse_other_than_years(program: Program, period: Period, day: date) -> None:
    if period != Period.year_of(period.first, starts=department().year_starts):
        raise StepRefused("A program is evaluated for a whole reporting year.")
    if day <= period.last:
        begins = day_words(period.next_day)
        raise StepRefused(f"{period.label} has not ended. It can be evaluated from {begins}.")
    if not Program.objects.ran_in(period).filter(pk=program.pk).exists():
        raise StepRefused(f"{program} did not run in {period.label}.")


def _opened(program: Program, period: Period, at: datetime, *, by: Member | None) -> Evaluation:
    """The evaluation of that year with its figures; of two who open it at once one does."""
    existing = Evaluation.objects.for_period(period).filter(program=program)
    if known := existing.first():
        return known
    redaction = rounds.latest()
    evaluation = _new(program, period, at)
    with one_sight():
        evaluation.facts, evaluation.records = gather(evaluation, at).frozen()
    try:
        with transaction.atomic():
            refuse_if_redacted_since(redaction)
            evaluation.save(force_insert=True)
            _told(evaluation, by, at)
            note("programs.opening.open_evaluation", evaluation, by=by)
    except IntegrityError:
        if known := existing.first():
            return known
        raise
    return evaluation


def _new(program: Program, period: Period, at: datetime) -> Evaluation:
    version = version_on(period.last)
    pack = pack_of(version)
    return Evaluation(
        program=program,
        first_day=period.first,
        last_day=period.last,
        due_on=period.last + timedelta(days=due_days(pack)),
        policy=version,
        clause=clause_of(pack),
        opened_on=local_day(at),
        frozen_at=at,
    )


def due_days(pack: Pack) -> int:
    """Days after its year, as the policy or the department says; DUE_DAYS where neither does."""
    duty = duty_of(pack)
    try:
        return setting(duty.within) if duty and duty.within else DUE_DAYS
    except KeyError:
        return DUE_DAYS


def clause_of(pack: Pack) -> str:
    """The clause that asks for it; empty where this policy does not speak of it."""
    if duty := duty_of(pack):
        return duty.clause
    refs = {clause.ref for clause in pack.clauses}
    return next((ref for ref in CLAUSES if ref in refs), "")


def _told(evaluation: Evaluation, by: Member | None, at: datetime) -> None:
    """Its first step where a person opened it, and a notice to whoever will write it."""
    if by:
        evaluation.steps.create(
            to_status=Evaluation.Status.OPENED, by=by, role=by.role, at=at, version=0
        )
    writers = {evaluation.program.owner, *Member.objects.in_roles(Role.UNIT_SUPERVISOR)}
    year, due = evaluation.period.label, day_words(evaluation.due_on)
    tell(
        [member for member in writers if by is None or member.pk != by.pk],
        f"The evaluation of {evaluation.program.name} for {year} is open. It is due {due}.",
        url=evaluation.get_absolute_url(),
        key=f"evaluation:{evaluation.pk}:opened",
    )
