"""A report on its way up: submitted, returned or approved along the policy's chain, issued."""

from __future__ import annotations

from datetime import datetime

from audit.noting import audited
from audit.sealing import seal
from jobs.queue import request as request_job
from personnel.models import Member
from personnel.notices import overtaken, overtaken_under, steps_overtaken, tell
from policies.current import local_day
from records.history import StaleRecord, StepRefused, move
from records.wording import day_words
from reports.changes import said_in
from reports.definitions import chain_above, definition_of
from reports.facts import digest_of
from reports.models import Comment, Recipient, Report, ReportPart, ReportStep, ReturnedReport
from reports.permissions import may_acknowledge, may_decide, may_revise, may_submit
from reports.workflows.writing import comment, hold, open_comments

Status = Report.Status
PRINT_TASK = "reports.print_report"

STEPS = {
    Status.ASSEMBLING: {Status.DRAFT},
    Status.DRAFT: {Status.SUBMITTED, Status.ASSEMBLING},
    Status.RETURNED: {Status.SUBMITTED},
    Status.SUBMITTED: {Status.RETURNED, Status.SUBMITTED, Status.ISSUED},
    Status.ISSUED: set(),
}


@audited("reports.review.submit")
def submit(report: Report, *, by: Member, at: datetime, note: str = "") -> ReportStep:
    """Send the report up; each submission is a version of its own."""
    may_submit(by, report).require()
    version = report.version + 1
    came_from = move(
        report, Status.SUBMITTED, steps=STEPS, version=version, waits_for=report.chain[0]
    )
    step = _stepped(report, came_from, by, at, note)
    _tell_next(report, step)
    return step


@audited("reports.review.send_back")
def send_back(
    report: Report, *, by: Member, at: datetime, seen: int, comments: dict[ReportPart, str]
) -> ReportStep:
    """Return the report for changes, with a comment on at least one part.

    `seen` is the version that was read; a report submitted anew in between is not returned.
    """
    _hold_to_decide(report, by, seen)
    asked = {part: text.strip() for part, text in comments.items() if text.strip()}
    if not asked and not open_comments(report):
        raise StepRefused("Say in a comment on at least one part what has to change.")
    for part, text in asked.items():
        comment(part, by=by, at=at, text=text)
    came_from = move(report, Status.RETURNED, steps=STEPS, waits_for="")
    step = _stepped(report, came_from, by, at, "; ".join(asked.values()))
    ReturnedReport.objects.create(step=step, said=said_in(report))
    tell(
        [report.author],
        f"{by.short_name} returned {_named(report)} for changes.{_due(report, at)}",
        url=report.get_absolute_url(),
        key=f"report-step:{step.pk}",
    )
    return step


@audited("reports.review.approve")
def approve(report: Report, *, by: Member, at: datetime, seen: int, note: str = "") -> ReportStep:
    """Approve version `seen`; the last approval of the chain issues the report."""
    _hold_to_decide(report, by, seen)
    after = report.chain[report.chain.index(report.waits_for) + 1 :]
    if not after:
        return _issue(report, by, at, note)
    came_from = move(report, Status.SUBMITTED, steps=STEPS, waits_for=after[0])
    step = _stepped(report, came_from, by, at, note)
    _tell_next(report, step)
    return step


def _issue(report: Report, by: Member, at: datetime, note: str) -> ReportStep:
    """From here on it can only be revised: facts digested, recipients named, the PDF asked for."""
    came_from = move(
        report,
        Status.ISSUED,
        steps=STEPS,
        waits_for="",
        issued_at=at,
        issued_by=by,
        digest=digest_of(report),
        audit_head=str(seal()),
    )
    step = _stepped(report, came_from, by, at, note)
    if report.revises_id:
        overtaken([f"report:{report.revises_id}:issued"], at=at)
    # Nobody can settle one any more: what was asked went out with the report as it is.
    open_ones = Comment.objects.unsettled().filter(part__report=report)
    open_ones.update(settled_at=at, settled_by=by)
    recipients = list(Member.objects.in_roles(*report.recipient_roles))
    Recipient.objects.bulk_create(
        [Recipient(report=report, member=member) for member in recipients]
    )
    tell(
        [member for member in recipients if member.pk != by.pk],
        f"{_named(report)} is issued to you. Please acknowledge it.",
        url=report.get_absolute_url(),
        key=f"report:{report.pk}:issued",
    )
    request_job(
        PRINT_TASK,
        key=f"{PRINT_TASK}:{report.pk}",
        argument=report.pk,
        subject=f"PDF of {report.numbered}",
        by=by,
    )
    return step


@audited("reports.review.acknowledge")
def acknowledge(report: Report, *, by: Member, at: datetime) -> Recipient:
    """A recipient says that the report has been received and read."""
    may_acknowledge(by, report).require()
    recipient = report.recipients.get(member=by)
    if not Recipient.objects.filter(pk=recipient.pk, acknowledged_at=None).update(
        acknowledged_at=at
    ):
        raise StepRefused("You have acknowledged it already.")
    overtaken([f"report:{report.pk}:issued"], at=at, to=by)
    recipient.refresh_from_db()
    return recipient


@audited("reports.review.revise")
def revise(report: Report, *, by: Member, at: datetime, why: str) -> Report:
    """Start a correction of an issued report; that one is kept as it is.

    The revision begins with the same frozen facts and words, and says what changed.
    """
    hold(report)
    may_revise(by, report).require()
    if not why.strip():
        raise StepRefused("Say what has to be corrected.")
    revision = Report.objects.create(
        kind=report.kind,
        number=report.number,
        title=report.title,
        policy=report.policy,
        clause=report.clause,
        survey=report.survey,
        first_day=report.first_day,
        last_day=report.last_day,
        due_on=report.due_on,
        revision=report.revision + 1,
        revises=report,
        why_revised=why.strip(),
        author=by,
        chain=chain_above(definition_of(report), by),
        recipient_roles=report.recipient_roles,
        status=Status.DRAFT,
        frozen_at=report.frozen_at,
        requested_at=at,
    )
    revision.writers.set(report.writers.all())
    for part in report.parts.all():
        part.pk, part.report = None, revision
        part.save(force_insert=True)
    revision.steps.create(to_status=Status.DRAFT, by=by, role=by.role, at=at, note=why, version=0)
    return revision


def _hold_to_decide(report: Report, by: Member, seen: int) -> None:
    """Of two who decide at once the second is told; nobody decides on what was not read."""
    hold(report)
    if report.status != Status.SUBMITTED and by.role in report.chain:
        raise StepRefused(
            f"It is not in review any more: it is {report.get_status_display().lower()}. "
            "Nothing was decided."
        )
    may_decide(by, report).require()
    if report.version != seen:
        raise StaleRecord(
            f"You read version {seen}; version {report.version} has been sent up since. "
            "Nothing was decided. Read it again first."
        )


def _stepped(report: Report, came_from: str, by: Member, at: datetime, note: str) -> ReportStep:
    steps_overtaken("report-step", report.steps.all(), at=at)
    overtaken_under(f"report:{report.pk}:assembled", at=at)
    return report.steps.create(
        from_status=came_from,
        to_status=report.status,
        by=by,
        role=by.role,
        at=at,
        note=note,
        version=report.version,
    )


def _named(report: Report) -> str:
    """“Q-2026-1, Quarterly Community Services Report for January to March 2026,”."""
    return f"{report.numbered}, {report.title} for {report.period.label},"


def _due(report: Report, at: datetime) -> str:
    """A revision has no day of its own: the report it corrects went out."""
    due = report.own_due_on
    if due is None:
        return ""
    return f" It {'was' if due < local_day(at) else 'is'} due {day_words(due)}."


def _tell_next(report: Report, step: ReportStep) -> None:
    deciders = Member.objects.in_roles(report.waits_for).exclude(pk=report.author_id)
    tell(
        deciders,
        f"{_named(report)} waits for your approval.{_due(report, step.at)}",
        url=report.get_absolute_url(),
        key=f"report-step:{step.pk}",
    )
