"""The list of presentations: its saved views, the counts beside each row, and its file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from outreach.models import Concern, Presentation
from personnel.models import Member

Presentations = QuerySet[Presentation]
Status = Presentation.Status


@dataclass(frozen=True)
class SavedView:
    """One tab of the list. `what` follows the count: “9 of 41 presentations to review”."""

    key: str
    label: str
    what: str
    among: Callable[[Presentations, Member], Presentations]
    leaders_only: bool = False


def _all(seen: Presentations, member: Member) -> Presentations:
    return seen


def _mine(seen: Presentations, member: Member) -> Presentations:
    return seen.filter(presenter=member)


def _to_review(seen: Presentations, member: Member) -> Presentations:
    """What waits for this leader: filed, and never one's own (P-III.C.1)."""
    waiting = seen.filter(status=Status.FILED).exclude(presenter=member)
    if member.is_command or member.supervises_division(None):
        return waiting
    return waiting.filter(division__isnull=False, division=member.division_id)


def _unaccepted(seen: Presentations, member: Member) -> Presentations:
    """Filed and not looked at yet, or sent back."""
    return seen.exclude(status=Status.ACCEPTED)


def _returned(seen: Presentations, member: Member) -> Presentations:
    return seen.filter(status=Status.RETURNED)


VIEWS = {
    view.key: view
    for view in (
        SavedView("all", "All", "presentations", _all),
        SavedView("mine", "Mine", "presentations of yours", _mine),
        SavedView(
            "review",
            "Waiting for review",
            "brief reports waiting for review",
            _to_review,
            leaders_only=True,
        ),
        SavedView("unaccepted", "Not accepted yet", "brief reports not accepted yet", _unaccepted),
        SavedView("returned", "Returned", "returned brief reports", _returned),
    )
}


def views_for(member: Member) -> list[SavedView]:
    return [view for view in VIEWS.values() if member.leads or not view.leaders_only]


def view_for(member: Member, key: str) -> SavedView:
    """The view asked for, or all."""
    wanted = VIEWS.get(key)
    return wanted if wanted in views_for(member) else VIEWS["all"]


def with_counts(presentations: Presentations, member: Member) -> Presentations:
    """The rows of a page, with how much of what was heard `member` may see."""
    heard = Concern.objects.visible_to(member).filter(presentation=OuterRef("pk"))
    return presentations.select_related("topic", "presenter", "group", "division").annotate(
        voiced=_counted(heard.voiced()),
        potential=_counted(heard.potential()),
        heard=F("voiced") + F("potential"),
    )


def _counted(heard: QuerySet[Any]) -> Coalesce:
    of_one = heard.order_by().values("presentation").annotate(n=Count("pk"))
    return Coalesce(Subquery(of_one.values("n")), 0)


EXPORTED = (
    "Topic",
    "Day",
    "Time",
    "Place",
    "Audience",
    "Group",
    "Participants",
    "Presenter",
    "Presented with",
    "Division",
    "Status",
    "Filed",
    "Concerns",
    "Potential problems",
    "Remarks",
)


def exported(presentations: Iterable[Any]) -> Iterator[tuple[object, ...]]:
    """Presentations that came from `with_counts`, as rows under EXPORTED."""
    for presentation in presentations:
        yield (
            presentation.topic.name,
            presentation.held_on,
            f"{timezone.localtime(presentation.held_at):%H:%M}",
            presentation.place,
            presentation.audience,
            presentation.group.name if presentation.group else "",
            presentation.participants,
            presentation.presenter.full_name,
            presentation.co_presenters,
            presentation.division.name if presentation.division else "",
            presentation.get_status_display(),
            presentation.filed_on,
            presentation.voiced,
            presentation.potential,
            presentation.remarks,
        )
