"""The list of contact wishes: its saved views, and the ways on from one wish."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from personnel.models import Member
from records.history import Steps
from records.verdicts import Verdict
from surveys.models import ContactWish
from surveys.wishes.permissions import may_assign_wish, may_follow_up
from surveys.wishes.workflow import STEPS, TAKING

Wishes = QuerySet[ContactWish]
Status = ContactWish.Status


@dataclass(frozen=True)
class SavedView:
    """One tab of the list. `what` follows the count: “9 of 41 wishes that wait”."""

    key: str
    label: str
    what: str
    among: Callable[[Wishes, Member, date], Wishes]


def _waiting(seen: Wishes, member: Member, day: date) -> Wishes:
    return seen.filter(status__in=[Status.ASKED, Status.TAKEN])


def _mine(seen: Wishes, member: Member, day: date) -> Wishes:
    return seen.filter(status=Status.TAKEN, owner=member)


def _late(seen: Wishes, member: Member, day: date) -> Wishes:
    return _waiting(seen, member, day).filter(due_on__lt=day)


def _all(seen: Wishes, member: Member, day: date) -> Wishes:
    return seen


VIEWS = {
    view.key: view
    for view in (
        SavedView("waiting", "Waiting", "wishes that wait", _waiting),
        SavedView("mine", "Mine", "wishes you have taken up", _mine),
        SavedView("late", "Late", "wishes past their day", _late),
        SavedView("all", "All", "wishes", _all),
    )
}


@dataclass(frozen=True)
class Step:
    """One step of a wish: what its button says, its page and who may take it."""

    to: Status
    label: str
    page: str
    icon: str
    may: Callable[[Member, ContactWish], Verdict]
    # Taken at once, without a page that asks for a note.
    at_once: bool = False
    # Where it leads from, if not from wherever STEPS has it.
    steps: Steps | None = None


OFFERED = (
    Step(
        Status.TAKEN,
        "Take it up",
        "take",
        "person-check",
        may_follow_up,
        at_once=True,
        steps=TAKING,
    ),
    Step(Status.TAKEN, "Give it to somebody", "give", "box-arrow-up-right", may_assign_wish),
    Step(Status.CONTACTED, "They were contacted", "contacted", "check-circle", may_follow_up),
    Step(Status.UNREACHED, "Nobody was reached", "unreached", "slash-circle", may_follow_up),
    Step(Status.ASKED, "Give it back to the unit", "return", "arrow-return-left", may_follow_up),
)
STEP_OF = {step.page: step for step in OFFERED}


@dataclass(frozen=True)
class Way:
    """One line of the gate, ready for components/step_button.html."""

    id: str
    label: str
    icon: str
    url: str
    verdict: Verdict
    at_once: bool


def leads_on(step: Step, wish: ContactWish) -> bool:
    return step.to in (step.steps or STEPS)[Status(wish.status)]


def gate(wish: ContactWish, member: Member) -> Iterator[Way]:
    """Every step from the present status, allowed or refused with its reason."""
    for step in OFFERED:
        if leads_on(step, wish):
            url = reverse(f"surveys:wish-{step.page}", args=[wish.pk])
            verdict = step.may(member, wish)
            yield Way(step.page, step.label, step.icon, url, verdict, step.at_once)
