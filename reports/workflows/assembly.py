"""From the records of a period to a draft that no longer depends on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from audit.noting import audited, note
from documents.frozen import Gathered
from jobs.models import Job
from jobs.queue import request as request_job
from jobs.running import Hopeless, Lease
from jobs.sights import one_sight
from outreach.imports.redacted import left_out_of
from personnel.models import Member
from personnel.notices import tell
from policies.current import department, setting
from policies.models import PolicyVersion
from policies.packs import AnyDefinition, Element
from policies.periods import Period
from records.history import StepRefused, move
from reports.definitions import (
    chain_above,
    definition_for,
    definition_of,
    due_day,
    number_of,
    period_of,
    results_definition_for,
)
from reports.models import Report, ReportPart
from reports.permissions import may_report_on, may_request, may_write
from reports.sections import SECTIONS
from reports.sections.frame import Frame, figures_of
from reports.sections.summary import FOLLOWED
from reports.sections.summary import element as summary_of
from reports.workflows.writing import hold
from surveys.models import Survey

Status = Report.Status

TASK = "reports.assemble_report"
# How many periods before its own a report looks back upon in its chart.
PERIODS_BEFORE = 7


@dataclass(frozen=True)
class Frozen:
    """One gathered part, as the two texts that are stored."""

    gathered: Gathered
    facts: str
    records: str


@audited("reports.assembly.request_report")
def request_report(kind: str, period: Period, *, by: Member, at: datetime) -> Report:
    """Ask for the report of `period`; the one that exists is returned as it is.

    Raises NotRequired, or StepRefused for a period that has not ended.
    """
    version, definition = definition_for(kind, period)
    may_request(by, definition).require()
    if timezone.localtime(at, department().zone).date() <= period.last:
        raise StepRefused(f"{period.label} has not ended. Nothing was put together.")
    existing = Report.objects.for_period(kind, period).filter(policy__pack_key=version.pack_key)
    return _begun_once(existing, version, definition, period, by, at)


@audited("reports.assembly.request_survey_report")
def request_survey_report(survey: Survey, *, by: Member, at: datetime) -> Report:
    """Ask for the report on the results of `survey`; the one that exists is returned as it is.

    Raises NotRequired where the policy wants none, StepRefused while the survey is not closed,
    and PermissionDenied while an answer to it can still come.
    """
    version, definition = results_definition_for(survey)
    may_report_on(by, survey, definition, at).require()
    existing = Report.objects.filter(survey=survey)
    return _begun_once(existing, version, definition, period_of(survey), by, at, survey=survey)


def _begun_once(
    existing: QuerySet[Report],
    version: PolicyVersion,
    definition: AnyDefinition,
    period: Period,
    by: Member,
    at: datetime,
    survey: Survey | None = None,
) -> Report:
    """The one of `existing` that counts, or a new one: report and job stand or fall together.

    Of two who ask at once, the second gets what the first began.
    """
    current = existing.filter(revised_by=None)
    try:
        with transaction.atomic():
            return current.first() or _begun(version, definition, period, by, at, survey)
    except IntegrityError:
        if known := current.first():
            return known
        raise


def _begun(
    version: PolicyVersion,
    definition: AnyDefinition,
    period: Period,
    by: Member,
    at: datetime,
    survey: Survey | None,
) -> Report:
    report = Report.objects.create(
        kind=definition.key,
        number=number_of(definition, period),
        title=definition.title,
        policy=version,
        clause=definition.clause,
        survey=survey,
        first_day=period.first,
        last_day=period.last,
        due_on=due_day(definition, period),
        author=by,
        chain=chain_above(definition, by),
        recipient_roles=list(definition.recipients),
        requested_at=at,
    )
    _ask_for_assembly(report, by, again=0)
    return report


@audited("reports.assembly.put_together_again")
def put_together_again(report: Report, *, by: Member, at: datetime) -> None:
    """Gather once more while it is a draft; narratives stay as they are."""
    hold(report)
    may_write(by, report).require()
    move(report, Status.ASSEMBLING, steps={Status.DRAFT: {Status.ASSEMBLING}})
    again = Job.objects.filter(task=TASK, argument=report.pk).count()
    _ask_for_assembly(report, by, again=again)


def _ask_for_assembly(report: Report, by: Member, *, again: int) -> None:
    report.assembly = request_job(
        TASK,
        key=f"{TASK}:{report.pk}:{again}",
        argument=report.pk,
        subject=f"{report.title}, {report.period.label}",
        by=by,
        total=len(elements_of(report)) + 1,
    )
    report.save(update_fields=["assembly"])


def elements_of(report: Report) -> list[Element]:
    """The parts it is put together from: those its policy names, and its summary."""
    return [*definition_of(report).elements, summary_of(report.clause)]


def assemble(report: Report, lease: Lease, *, at: datetime) -> None:
    """Gather every part and freeze it; the draft appears in one piece, or not at all.

    The work of the job: it reads and freezes first, and the publishing transaction only writes.
    Safe to run again.
    """
    elements = elements_of(report)
    unknown = [element.section for element in elements if element.section not in SECTIONS]
    if unknown:
        raise Hopeless(f"This version of Liaison has no section “{unknown[0]}”.")
    lease.progress(0, "Reading the records")
    gathered = gather(report, elements, at=at)
    stand = standing(report, elements, gathered)
    frozen: dict[str, Frozen] = {}
    redacted = left_out_of(report)
    for done, element in enumerate(stand):
        lease.progress(done, element.title)
        found = gathered[element.section]
        frozen[element.section] = Frozen(found, *map(redacted.without_json, found.frozen()))
    lease.progress(len(elements), "Writing the draft")
    with lease.publishing():
        _publish(report, stand, frozen, at)
        note("reports.assembly.assemble", report)


def gather(report: Report, elements: Sequence[Element], *, at: datetime) -> dict[str, Gathered]:
    """What each section finds in the report's period, by its key; all at one moment."""
    with one_sight():
        frame = frame_of(report, at, [one.section for one in elements])
        return {one.section: SECTIONS[one.section].gather(frame) for one in elements}


def standing(
    report: Report, elements: Sequence[Element], gathered: Mapping[str, Gathered]
) -> list[Element]:
    """The parts the report has: an optional one only when there is something to tell in it.

    One that stood there before the report was put together again stays, with its words.
    """
    before = set(report.parts.values_list("key", flat=True))
    return [
        one
        for one in elements
        if not one.optional or one.section in before or not gathered[one.section].is_empty
    ]


def frame_of(report: Report, at: datetime, parts: Sequence[str]) -> Frame:
    earlier = report_before(report)
    return Frame(
        period=report.period,
        frozen_at=at,
        zone=department().zone,
        kind=report.kind,
        survey=report.survey,
        of_note_most=setting("concerns_of_note_count"),
        of_note_proposed=setting("of_note_proposed"),
        earlier={p.key: figures_of(p.facts) for p in earlier.parts.all()} if earlier else {},
        earlier_report=earlier.pk if earlier else None,
        history=history_of(report),
        parts=parts,
    )


def report_before(report: Report) -> Report | None:
    """The issued report of the same kind for the period before, in its latest revision.

    A survey has no period before: each asks its own questions.
    """
    return None if report.survey_id else _issued_for(report, report.period.previous())


def history_of(report: Report) -> list[tuple[str, dict[str, dict[str, int]]]]:
    """What is followed over several periods, as the issued reports before this one told it.

    The oldest first: the short label of each period, and its figures by part and key. It goes back to
    the first period without an issued report: a chart with a hole in it would mislead.
    """
    told: list[tuple[str, dict[str, dict[str, int]]]] = []
    followed = [part for part, _, _ in FOLLOWED]
    period = report.period
    while not report.survey_id and len(told) < PERIODS_BEFORE:
        period = period.previous()
        earlier = _issued_for(report, period)
        if earlier is None:
            break
        parts = earlier.parts.filter(key__in=followed)
        told.append((period.short_label, {part.key: figures_of(part.facts) for part in parts}))
    return told[::-1]


def _issued_for(report: Report, period: Period) -> Report | None:
    """The issued report of the same kind and policy for `period`, in its latest revision."""
    found = Report.objects.for_period(report.kind, period).issued()
    return found.filter(policy__pack_key=report.policy.pack_key).order_by("-revision").first()


def _publish(
    report: Report,
    elements: Sequence[Element],
    frozen: Mapping[str, Frozen],
    at: datetime,
) -> None:
    move(report, Status.DRAFT, steps={Status.ASSEMBLING: {Status.DRAFT}}, frozen_at=at)
    for position, element in enumerate(elements):
        part = frozen[element.section]
        ReportPart.objects.update_or_create(
            report=report,
            key=element.section,
            defaults={
                "position": position,
                "title": element.title,
                "clause": element.clause,
                "facts": part.facts,
                "records": part.records,
                "of_note": part.gathered.facts.get("of_note", []),
            },
        )
    report.steps.create(
        from_status=Status.ASSEMBLING,
        to_status=Status.DRAFT,
        by=report.author,
        role=report.author.role,
        at=at,
        version=report.version,
    )
    tell(
        [report.author],
        f"The {report.title.lower()} for {report.period.label} is put together.",
        url=report.get_absolute_url(),
        key=f"report:{report.pk}:assembled:{at.isoformat()}",
    )
