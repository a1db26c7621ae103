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


def timeline(steps: Iterable[Any]) -> list[Entry]:
    """Status changes (to_status, by, at, note) as timeline entries, in the order given."""
    return [_entry(step) for step in steps]


def _entry(step: Any) -> Entry:
    reached = step.Status(step.to_status)
    return Entry(
        title=reached.step_title,
        when=step.at,
        by=step.by,
        note=step.note,
        tone="" if reached.tone in {"done", "draft"} else reached.tone,
        icon=reached.icon,
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


def counted(number: int, one: str, many: str) -> str:
    """“1 group”, “2,000 groups”: how many there are of what is called `one`, or `many`."""
    return f"{number_words(number)} {one if number == 1 else many}"


# What lists count, in words that follow the number: many, and one of them.
LISTED = {
    "brief reports not accepted yet": "brief report not accepted yet",
    "brief reports waiting for review": "brief report waiting for review",
    "concerns": "concern",
    "concerns that wait for an answer": "concern that waits for an answer",
    "concerns with something late": "concern with something late",
    "decided evaluations": "decided evaluation",
    "entries": "entry",
    "escalated concerns": "escalated concern",
    "evaluations": "evaluation",
    "evaluations awaiting a decision": "evaluation awaiting a decision",
    "evaluations being written": "evaluation being written",
    "evaluations waiting for you": "evaluation waiting for you",
    "groups": "group",
    "members": "member",
    "members who left": "member who left",
    "open concerns": "open concern",
    "open concerns of yours": "open concern of yours",
    "open potential problems": "open potential problem",
    "presentations": "presentation",
    "presentations of yours": "presentation of yours",
    "programs": "program",
    "resolved concerns to close": "resolved concern to close",
    "returned brief reports": "returned brief report",
    "surveys": "survey",
    "wishes": "wish",
    "wishes past their day": "wish past its day",
    "wishes that wait": "wish that waits",
    "wishes you have taken up": "wish you have taken up",
}


def listed(many: str, number: int | str) -> str:
    """What a list counts, after its number: “wishes that wait”, of one “wish that waits”."""
    return LISTED.get(many, many) if number == 1 else many


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
