"""How statuses, days, times and numbers are worded. Pages and documents read the same words.

Everything here is plain: values in, words out, the clock never read. Times are told in the
active zone, which a middleware or a job sets to the department's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from math import floor
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as format_date

SOON_DAYS = 7
SMALL_NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve"


@dataclass(frozen=True)
class Wording:
    """A status as people read it. Tone: draft, active, wait, warn, bad, ok, done or none."""

    words: str
    tone: str
    icon: str


STATUSES: dict[str, Wording] = {
    # a concern
    "logged": Wording("Logged", "", "circle"),
    "escalated": Wording("Escalated", "wait", "arrow-up-circle"),
    "reviewed": Wording("In review", "active", "eye"),
    "assigned": Wording("Assigned", "active", "person-check"),
    "referred": Wording("Referred", "wait", "box-arrow-up-right"),
    "resolved": Wording("Resolved", "ok", "check-circle"),
    "closed": Wording("Closed", "done", "check2-all"),
    "reopened": Wording("Reopened", "warn", "arrow-counterclockwise"),
    "potential": Wording("Potential problem", "warn", "exclamation-triangle"),
    # a recommended action
    "recommended": Wording("Recommended", "", "circle"),
    "started": Wording("In progress", "active", "arrow-repeat"),
    "done": Wording("Done", "ok", "check-circle"),
    "refused": Wording("Refused", "warn", "slash-circle"),
    "dropped": Wording("Dropped", "done", "slash-circle"),
    # a presentation and its brief
    "filed": Wording("Filed", "active", "inbox"),
    "accepted": Wording("Reviewed", "ok", "check-circle"),
    # a report
    "assembling": Wording("Assembling", "active", "arrow-repeat"),
    "draft": Wording("Draft", "draft", "pencil"),
    "submitted": Wording("In review", "active", "eye"),
    "returned": Wording("Returned", "warn", "arrow-return-left"),
    "approved": Wording("Approved", "ok", "check-circle"),
    "issued": Wording("Issued", "ok", "file-earmark-check"),
    "revised": Wording("Revised", "done", "file-earmark-text"),
    # a program
    "proposed": Wording("Proposed", "wait", "hourglass-split"),
    "paused": Wording("Paused", "warn", "pause-circle"),
    "discontinued": Wording("Discontinued", "done", "slash-circle"),
    # a program's evaluation, and what its decision promised
    "opened": Wording("Opened", "", "circle"),
    "drafted": Wording("Being written", "draft", "pencil"),
    "awaiting_decision": Wording("Awaiting decision", "wait", "hourglass-split"),
    "decided": Wording("Decided", "ok", "check-circle"),
    "promised": Wording("Promised", "active", "arrow-repeat"),
    # what is proposed for an account
    "withdrawn": Wording("Withdrawn", "done", "arrow-return-left"),
    "lapsed": Wording("Lapsed", "done", "slash-circle"),
    # a survey
    "open": Wording("Open", "active", "people"),
    "discarded": Wording("Discarded", "done", "slash-circle"),
    # a wish to be contacted after a survey
    "asked": Wording("Asked for contact", "", "telephone-plus"),
    "taken": Wording("Taken up", "active", "person-check"),
    "contacted": Wording("Contacted", "ok", "check-circle"),
    "unreached": Wording("Not reached", "warn", "slash-circle"),
    # a job
    "queued": Wording("Waiting its turn", "", "hourglass-split"),
    "running": Wording("Running", "active", "arrow-repeat"),
    "failed": Wording("Failed", "bad", "exclamation-circle"),
    # what the system needs, and whether its backups prove themselves
    "green": Wording("Green", "ok", "check-circle"),
    "red": Wording("Red", "bad", "exclamation-circle"),
    "good": Wording("Good", "ok", "check-circle"),
    # a community group
    "active": Wording("Active", "ok", "check-circle"),
    "forming": Wording("Forming", "active", "people"),
    "inactive": Wording("Inactive", "done", "slash-circle"),
}

# What became of a concern that a report names once more, in the report's own words.
OUTCOMES = (
    Wording("Settled", "ok", "check-circle"),
    Wording("Moving", "active", "arrow-repeat"),
    Wording("No progress", "bad", "exclamation-circle"),
)

# A step is told in the past tense: the record is "In review" because someone "Reviewed" it.
STEP_TITLES = {
    "reviewed": "Reviewed",
    "started": "Started",
    "submitted": "Sent up for review",
    "assembling": "Assembly began",
    "draft": "Draft ready",
    "drafted": "Writing began",
}


@dataclass(frozen=True)
class DueMark:
    """When something is due. State: late, soon, later or met."""

    state: str
    words: str
    icon: str


@dataclass(frozen=True)
class Entry:
    """One line of a timeline, ready for components/timeline.html."""

    title: str
    when: datetime | date | str | None = None
    by: Any = None
    note: str = ""
    tone: str = ""
    icon: str = "circle"
    # When it happened, where that was written up later.
    happened: datetime | None = None


def wording_of(status: str) -> Wording:
    """The wording of a status; an unknown one is told plainly, by its own name."""
    return STATUSES.get(status) or Wording(status.replace("_", " ").capitalize(), "", "circle")


def status_words(status: str) -> str:
    return wording_of(status).words


def timeline(steps: Iterable[Any]) -> list[Entry]:
    """Status changes (to_status, by, at, note) as timeline entries, in the order given."""
    return [_entry(step) for step in steps]


def _entry(step: Any) -> Entry:
    wording = wording_of(step.to_status)
    return Entry(
        title=STEP_TITLES.get(step.to_status, wording.words),
        when=step.at,
        by=step.by,
        note=step.note,
        tone="" if wording.tone in {"done", "draft"} else wording.tone,
        icon=wording.icon,
        happened=getattr(step, "happened_at", None),
    )


def due_mark(day: date, today: date, what: str = "", met: bool = False) -> DueMark:
    """Word a due day as seen from today. `what` names the duty: "Answer by Mar 23"."""
    if met:
        return DueMark("met", "On time", "check2")
    left = (day - today).days
    if left < 0:
        return DueMark("late", _with(what, _days_late(-left)), "exclamation-circle-fill")
    if left <= SOON_DAYS:
        return DueMark("soon", _soon_words(day, left, what), "clock")
    later = short_day_words(day, today)
    return DueMark("later", f"{what} by {later}" if what else later, "calendar3")


def _soon_words(day: date, left: int, what: str) -> str:
    if left <= 1:
        return _with(what, ("Today", "Tomorrow")[left])
    return f"{what} by {short_day_words(day)}" if what else format_date(day, "D, M j")


def _days_late(days: int) -> str:
    return "1 day late" if days == 1 else f"{number_words(days)} days late"


def _with(what: str, words: str) -> str:
    return f"{what} {words[0].lower()}{words[1:]}" if what else words


def _local(value: datetime | date) -> datetime | date:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def day_words(value: datetime | date) -> str:
    """March 19, 2026"""
    return format_date(_local(value), "F j, Y")


def long_day_words(value: datetime | date) -> str:
    """Thursday, March 19"""
    return format_date(_local(value), "l, F j")


def short_day_words(value: datetime | date, today: date | None = None) -> str:
    """Mar 19; of another year than today's: Mar 19, 2025"""
    local = _local(value)
    same = local.year == (today or timezone.localdate()).year
    return format_date(local, "M j" if same else "M j, Y")


def clock_words(value: datetime) -> str:
    """2:14 pm"""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local.hour % 12 or 12}:{local.minute:02} {'am' if local.hour < 12 else 'pm'}"


def moment_words(value: datetime | date) -> str:
    """March 19, 2026, 2:14 pm; a bare day has no time to tell."""
    if not isinstance(value, datetime):
        return day_words(value)
    return f"{day_words(value)}, {clock_words(value)}"


def number_words(value: float) -> str:
    """1,204"""
    return f"{value:,}"


def whole_percent(part: float, whole: float) -> int:
    """The one way a share becomes a whole percentage, on pages, on paper and in files.

    To the nearest, halves up (12.5 is 13). What is not everything is never told as 100, and what
    is not nothing never as 0. Nothing of nothing is 0.
    """
    if whole <= 0 or part <= 0:
        return 0
    if part >= whole:
        return 100
    return min(99, max(1, nearest(100 * part / whole)))


def nearest(value: float) -> int:
    """To the nearest whole number, halves up, as people round: 2.5 is 3."""
    return floor(value + 0.5)


def share_words(percent: float) -> str:
    """A share in percent without its sign: “28”; “under 1” is not nobody."""
    return "under 1" if 0 < percent < 0.5 else str(whole_percent(percent, 100))


def amount_words(value: float, unit: str = "") -> str:
    """A sum in its unit: $2,340 or $5.68, 6.9 of hours, 412 of what is counted."""
    if unit == "dollars":
        return f"${value:,.0f}" if value == int(value) else f"${value:,.2f}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def in_words(number: int) -> str:
    """Six, as a sentence says it; from thirteen on the figure."""
    words = SMALL_NUMBERS.split()
    return words[number] if 0 <= number < len(words) else number_words(number)
