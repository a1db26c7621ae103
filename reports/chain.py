"""The stations of a report on its way: written, reviewed, approved, issued, acknowledged."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from personnel.models import Member
from policies.current import pack_of
from reports.models import Report, ReportStep


@dataclass(frozen=True)
class Stage:
    """One station: `state` is done, now or next; `lines` say who and when."""

    title: str
    state: str
    icon: str
    lines: tuple[str, ...] = ()
    at: datetime | None = field(default=None)


def stages(report: Report, member: Member) -> list[Stage]:
    """The whole way, with what has been done on the version that counts."""
    steps = list(report.steps.select_related("by"))
    written = _last(steps, lambda s: s.to_status == "submitted" and s.from_status != "submitted")
    on_version = [step for step in steps if step.version == report.version]
    pack = pack_of(report.policy)
    stations = [_written(report, written)]
    reached = report.chain.index(report.waits_for) if report.waits_for else None
    for place, role in enumerate(report.chain):
        last = place == len(report.chain) - 1
        approval = _last(on_version, lambda s, role=role: s.role == role and _approves(s))
        stations.append(
            _approval("Approval" if last else "Review", role, approval, pack.title_of(role))
            if report.is_issued or (reached is not None and place < reached)
            else _coming(report, place == reached, last, pack.title_of(role), member)
        )
    return [*stations, _issued(report), _acknowledged(report)]


def _written(report: Report, step: ReportStep | None) -> Stage:
    if report.is_being_written or step is None:
        returned = ("Returned for changes",) if report.status == "returned" else ()
        return Stage("Written", "now", "pencil", (report.author.short_name, *returned))
    return Stage("Written", "done", "check-lg", (step.by.short_name,), step.at)


def _approval(title: str, role: str, step: ReportStep | None, words: str) -> Stage:
    who = step.by.short_name if step else words
    return Stage(
        "Approved" if title == "Approval" else "Reviewed",
        "done",
        "check-lg",
        (who,),
        step.at if step else None,
    )


def _coming(report: Report, is_now: bool, last: bool, words: str, member: Member) -> Stage:
    title = "Approval" if last else "Review"
    if not is_now:
        return Stage(title, "next", "eye", (words,))
    yours = member.role == report.waits_for and member.pk != report.author_id
    return Stage(title, "now", "person-fill", (f"{words}, you" if yours else words,))


def _issued(report: Report) -> Stage:
    if report.is_issued:
        return Stage("Issued", "done", "file-earmark-check", (), report.issued_at)
    return Stage("Issued", "next", "file-earmark-check", ("On approval", "Then it never changes"))


def _acknowledged(report: Report) -> Stage:
    pack = pack_of(report.policy)
    if not report.is_issued:
        titles = tuple(pack.title_of(role) for role in report.recipient_roles)
        return Stage("Acknowledged", "next", "envelope-open", titles)
    recipients = list(report.recipients.all())
    done = sum(recipient.acknowledged_at is not None for recipient in recipients)
    state = "done" if done == len(recipients) else "now"
    return Stage("Acknowledged", state, "envelope-open", (f"{done} of {len(recipients)}",))


def _approves(step: ReportStep) -> bool:
    return step.to_status == "issued" or (
        step.to_status == "submitted" and step.from_status == "submitted"
    )


def _last(steps, which):  # type: ignore[no-untyped-def]
    return next((step for step in reversed(steps) if which(step)), None)
