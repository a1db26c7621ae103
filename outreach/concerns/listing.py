"""The list of concerns: its saved views, its orders and the rows of a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from outreach.concerns.lateness import with_next_dates
from outreach.concerns.ordering import Pieces, in_one_piece, late_among, seen_by
from outreach.models import Concern
from personnel.models import Member

PAGE = 25


@dataclass(frozen=True)
class SavedView:
    """One tab of the list. `what` follows the count: “9 of 41 open concerns”.

    `none` is said when there are none, with what that means.
    """

    key: str
    label: str
    what: str
    none: tuple[str, str]
    among: Callable[[Pieces, Member, date], Pieces]
    leaders_only: bool = False


def _open(seen: Pieces, member: Member, day: date) -> Pieces:
    return in_one_piece(seen.whole.filter(settled_on=None))


def _mine(seen: Pieces, member: Member, day: date) -> Pieces:
    return in_one_piece(seen.whole.filter(settled_on=None, owner=member))


def _late(seen: Pieces, member: Member, day: date) -> Pieces:
    return late_among(seen, day)


def _unanswered(seen: Pieces, member: Member, day: date) -> Pieces:
    return seen.narrowed(lambda concerns: concerns.awaiting_answer())  # type: ignore[attr-defined]


def _to_review(seen: Pieces, member: Member, day: date) -> Pieces:
    """Escalated to where `member` decides: the own division, or all."""
    escalated = seen.whole.filter(settled_on=None, status=Concern.Status.ESCALATED)
    if member.is_command or member.supervises_division(None):
        return in_one_piece(escalated)
    return in_one_piece(escalated.filter(division=member.division_id))


def _to_close(seen: Pieces, member: Member, day: date) -> Pieces:
    """Resolved where `member` decides; who resolved one is told so when closing."""
    resolved = seen.whole.filter(status=Concern.Status.RESOLVED)
    if member.is_command or member.supervises_division(None):
        return in_one_piece(resolved)
    return in_one_piece(resolved.filter(division=member.division_id))


def _potential(seen: Pieces, member: Member, day: date) -> Pieces:
    return in_one_piece(seen.whole.filter(settled_on=None, nature=Concern.Nature.POTENTIAL))


def _all(seen: Pieces, member: Member, day: date) -> Pieces:
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
            "Escalated",
            "escalated concerns",
            ("Nothing is escalated", "What officers pass up stands here until it is reviewed."),
            _to_review,
            leaders_only=True,
        ),
        SavedView(
            "close",
            "Resolved",
            "resolved concerns to close",
            ("Nothing to close", "What was resolved stands here until somebody else closes it."),
            _to_close,
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


def among(view: SavedView, member: Member, day: date) -> Pieces:
    """What `member` may see of a view."""
    return view.among(seen_by(member), member, day)


def rows_of(keys: Sequence[int]) -> list[Concern]:
    """The rows of a page in the order of `keys`, with all that a row shows."""
    rows = with_next_dates(Concern.objects.select_related("category", "owner"))
    found = {row.pk: row for row in rows.filter(pk__in=keys).order_by()}
    return [found[key] for key in keys if key in found]


def order_asked(asked: str, view: SavedView) -> str:
    """A known order; by default what is due first, and the newest first where all are shown."""
    if asked in SORTS:
        return asked
    return "newest" if view.key == "all" else "next"
