"""The list of concerns: its saved views, its orders, its counts and its file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import QuerySet

from outreach.lateness import by_next_date, late_among, with_next_dates
from outreach.models import Concern
from personnel.models import Member

PAGE = 25
# A list is counted, paged through and exported up to here; beyond it, a filter is what helps.
MOST = 10_000

Concerns = QuerySet[Concern]


@dataclass(frozen=True)
class SavedView:
    """One tab of the list. `what` follows the count: “9 of 41 open concerns”.

    `none` is said when there are none, with what that means.
    """

    key: str
    label: str
    what: str
    none: tuple[str, str]
    among: Callable[[Concerns, Member, date], Concerns]
    leaders_only: bool = False


def _open(seen: Concerns, member: Member, day: date) -> Concerns:
    return seen.filter(settled_on=None)


def _mine(seen: Concerns, member: Member, day: date) -> Concerns:
    return seen.filter(settled_on=None, owner=member)


def _late(seen: Concerns, member: Member, day: date) -> Concerns:
    return late_among(seen, day)


def _unanswered(seen: Concerns, member: Member, day: date) -> Concerns:
    return seen.awaiting_answer()  # type: ignore[attr-defined]


def _to_review(seen: Concerns, member: Member, day: date) -> Concerns:
    """Escalated to where `member` decides: the own division, or all."""
    escalated = seen.filter(status=Concern.Status.ESCALATED)
    if member.is_command or member.supervises_division(None):
        return escalated
    return escalated.filter(division=member.division_id)


def _potential(seen: Concerns, member: Member, day: date) -> Concerns:
    return seen.filter(settled_on=None, nature=Concern.Nature.POTENTIAL)


def _all(seen: Concerns, member: Member, day: date) -> Concerns:
    return seen


VIEWS = {
    view.key: view
    for view in (
        SavedView(
            "open",
            "Open",
            "open concerns",
            ("No open concern", "What people raise, and what an officer sees coming, stands here."),
            _open,
        ),
        SavedView(
            "mine",
            "Mine",
            "open concerns of yours",
            ("None is with you", "What you log or are assigned stands here until it is resolved."),
            _mine,
        ),
        SavedView(
            "late",
            "Late",
            "concerns with something late",
            ("Nothing is late", "No answer, review, status check or action is overdue."),
            _late,
        ),
        SavedView(
            "unanswered",
            "Not answered",
            "concerns that wait for an answer",
            ("Everyone has an answer", "Who waits for an answer stands here until it is given."),
            _unanswered,
        ),
        SavedView(
            "review",
            "To review",
            "concerns to review",
            ("Nothing to review", "What officers escalate to you stands here."),
            _to_review,
            leaders_only=True,
        ),
        SavedView(
            "potential",
            "Potential",
            "open potential problems",
            ("No potential problem", "What could become a problem for the department stands here."),
            _potential,
        ),
        SavedView(
            "all",
            "All",
            "concerns",
            ("No concern yet", "The first one starts with what somebody said."),
            _all,
        ),
    )
}

SORTS = {
    "next": "what is due first",
    "newest": "newest first",
    "oldest": "longest open first",
}


def views_for(member: Member) -> list[SavedView]:
    return [view for view in VIEWS.values() if member.leads or not view.leaders_only]


def view_for(member: Member, key: str) -> SavedView:
    """The view asked for, or the open ones."""
    wanted = VIEWS.get(key)
    return wanted if wanted in views_for(member) else VIEWS["open"]


def among(view: SavedView, member: Member, day: date) -> Concerns:
    """What `member` may see of a view."""
    return view.among(Concern.objects.visible_to(member), member, day)


def sorted_by(concerns: Concerns, order: str) -> Concerns:
    """The rows of a page, in the order asked for, with all that a row shows."""
    rows = with_next_dates(concerns.select_related("category", "owner"))
    if order == "next":
        return by_next_date(rows)
    first = ("logged_on", "pk") if order == "oldest" else ("-logged_on", "-pk")
    return rows.order_by(*first)


def order_asked(asked: str, view: SavedView) -> str:
    """A known order; by default what is due first, and the newest first where all are shown."""
    if asked in SORTS:
        return asked
    return "newest" if view.key == "all" else "next"


def count_up_to_most(concerns: Concerns) -> int:
    """How many there are, counted no further than MOST."""
    return concerns.order_by()[:MOST].values("pk").count()


def count_words(count: int) -> str:
    """“612”, or “10,000+” where counting stopped."""
    return f"{count:,}" if count < MOST else f"{MOST:,}+"


class ConcernPages(Paginator):  # type: ignore[type-arg]
    """Pages of a list that is never counted to its end."""

    @cached_property
    def count(self) -> int:
        return count_up_to_most(self.object_list)  # type: ignore[arg-type]


EXPORTED = (
    "Number",
    "Logged",
    "Nature",
    "Category",
    "Summary",
    "What was said",
    "Place",
    "Heard through",
    "Group",
    "Status",
    "Owner",
    "Division",
    "Answer by",
    "Answered",
    "Settled",
    "Days open",
)


def exported(concerns: Concerns, day: date) -> Iterator[tuple[object, ...]]:
    """The list as rows under EXPORTED; restricted concerns and identities are in no file."""
    told = concerns.filter(restricted=False).select_related(
        "category", "group", "owner", "division"
    )
    return _rows(told, day)


def _rows(concerns: Iterable[Concern], day: date) -> Iterator[tuple[object, ...]]:
    for concern in concerns:
        yield (
            concern.number,
            concern.logged_on,
            concern.get_nature_display(),
            concern.category.name,
            concern.summary,
            concern.said,
            concern.place,
            concern.get_channel_display(),
            concern.group.name if concern.group else "",
            concern.get_status_display(),
            concern.owner.short_name,
            concern.division.name if concern.division else "",
            concern.answer_by,
            concern.answered_on,
            concern.settled_on,
            concern.days_open(day),
        )
