"""From the records of a period to a draft that no longer depends on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from jobs.models import Job
from jobs.queue import request as request_job
from jobs.running import Hopeless, Lease
from personnel.history import StepRefused, move
from personnel.models import Member
from personnel.notices import tell
from personnel.roles import Role
from policies.current import department, pack_of, setting, version_on
from policies.models import PolicyVersion
from policies.packs import ReportDefinition
from policies.periods import Period
from reports.models import Report, ReportPart
from reports.permissions import may_request, may_write
from reports.sections import SECTIONS
from reports.sections.base import Gathered
from reports.sections.frame import Frame, figures_of
from reports.snapshots import one_sight
from reports.workflows.writing import hold

Status = Report.Status

# One letter for each kind, so that a number says what it numbers: Q-2026-1.
LETTERS = {"monthly": "M", "quarterly": "Q", "annual": "A"}
TASK = "reports.assemble_report"


class NotRequired(StepRefused):
    """The policy in force does not ask for a report of this kind."""


@dataclass(frozen=True)
class Frozen:
    """One gathered part, as the two texts that are stored."""

    gathered: Gathered
    facts: str
    records: str


def definition_for(kind: str, period: Period) -> tuple[PolicyVersion, ReportDefinition]:
    """The policy version that ruled in `period`, and its report of this kind.

    Raises NotRequired, naming the kinds that policy does ask for.
    """
    version = version_on(period.last)
    pack = pack_of(version)
    definition = pack.report(kind)
    if definition is None:
        kinds = ", ".join(report.key for report in pack.reports)
        raise NotRequired(f"{pack.policy.number} asks for no {kind} report. It asks for: {kinds}.")
    if period.months_long != definition.every.months:
        raise NotRequired(
            f"The {kind} report covers {definition.every.months} months; "
            f"{period.label} is {period.months_long}."
        )
    return version, definition


def request_report(kind: str, period: Period, *, by: Member, at: datetime) -> Report:
    """Ask for the report of `period`; the one that exists is returned as it is.

    The report row and its job stand or fall together; of two who ask at once, the second gets
    what the first began. Raises NotRequired, or StepRefused for a period that has not ended.
    """
    version, definition = definition_for(kind, period)
    may_request(by, definition).require()
    if timezone.localtime(at, department().zone).date() <= period.last:
        raise StepRefused(f"{period.label} has not ended. Nothing was put together.")
    existing = Report.objects.for_period(kind, period).filter(policy__pack_key=version.pack_key)
    try:
        with transaction.atomic():
            return existing.current().first() or _begun(version, definition, period, by, at)
    except IntegrityError:
        if known := existing.current().first():
            return known
        raise


def _begun(
    version: PolicyVersion, definition: ReportDefinition, period: Period, by: Member, at: datetime
) -> Report:
    kind = definition.key
    report = Report.objects.create(
        kind=kind,
        number=_number(kind, period),
        title=definition.title,
        policy=version,
        clause=definition.clause,
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


def due_day(definition: ReportDefinition, period: Period) -> date:
    return period.last + timedelta(days=setting(definition.due))


def chain_above(definition: ReportDefinition, author: Member) -> list[str]:
    """The roles that approve what `author` wrote: a stage of the author's own role is passed by.

    What the last stage's own role wrote goes to the chief: nobody approves own work (floor 1).
    """
    chain = [str(role) for role in definition.chain]
    if author.role not in chain:
        return chain
    return chain[chain.index(author.role) + 1 :] or [str(Role.CHIEF)]


@transaction.atomic
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


def definition_of(report: Report) -> ReportDefinition:
    """What the policy it was begun under says about this report."""
    definition = pack_of(report.policy).report(report.kind)
    if definition is None:
        raise NotRequired(f"{report.policy} asks for no {report.kind} report.")
    return definition


def elements_of(report: Report) -> list[tuple[str, str, str]]:
    """(section, title, clause) of every part the policy requires, in its order."""
    return [(e.section, e.title, e.clause) for e in definition_of(report).elements]


def assemble(report: Report, lease: Lease, *, at: datetime) -> None:
    """Gather every part and freeze it; the draft appears in one piece, or not at all.

    The work of the job: it reads and freezes first, and the publishing transaction only writes.
    Safe to run again.
    """
    elements = elements_of(report)
    unknown = [section for section, _, _ in elements if section not in SECTIONS]
    if unknown:
        raise Hopeless(f"This version of Liaison has no section “{unknown[0]}”.")
    lease.progress(0, "Reading the records")
    gathered = gather(report, elements, at=at)
    frozen: dict[str, Frozen] = {}
    for done, (section, title, _) in enumerate(elements):
        lease.progress(done, title)
        frozen[section] = Frozen(gathered[section], *gathered[section].frozen())
    lease.progress(len(elements), "Writing the draft")
    with lease.publishing():
        _publish(report, elements, frozen, at)


def gather(
    report: Report, elements: list[tuple[str, str, str]], *, at: datetime
) -> dict[str, Gathered]:
    """What each section finds in the report's period, by its key; all at one moment."""
    with one_sight():
        frame = frame_of(report, at)
        return {section: SECTIONS[section].gather(frame) for section, _, _ in elements}


def frame_of(report: Report, at: datetime) -> Frame:
    earlier = report_before(report)
    return Frame(
        period=report.period,
        frozen_at=at,
        zone=department().zone,
        of_note_most=setting("concerns_of_note_count"),
        of_note_proposed=setting("of_note_proposed"),
        earlier={p.key: figures_of(p.facts) for p in earlier.parts.all()} if earlier else {},
        earlier_report=earlier.pk if earlier else None,
    )


def report_before(report: Report) -> Report | None:
    """The issued report of the same kind for the period before, in its latest revision."""
    before = Report.objects.for_period(report.kind, report.period.previous()).issued()
    return before.filter(policy__pack_key=report.policy.pack_key).order_by("-revision").first()


def _publish(
    report: Report,
    elements: list[tuple[str, str, str]],
    frozen: dict[str, Frozen],
    at: datetime,
) -> None:
    move(report, Status.DRAFT, steps={Status.ASSEMBLING: {Status.DRAFT}}, frozen_at=at)
    for position, (section, title, clause) in enumerate(elements):
        part = frozen[section]
        ReportPart.objects.update_or_create(
            report=report,
            key=section,
            defaults={
                "position": position,
                "title": title,
                "clause": clause,
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


def _number(kind: str, period: Period) -> str:
    """“Q-2026-1”, “M-2026-03”, “A-2026”, in the department's reporting year."""
    key = period.key(starts=department().year_starts)
    return f"{LETTERS[kind]}-{key.replace('Q', '')}"
