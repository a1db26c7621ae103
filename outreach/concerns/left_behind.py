"""Open concerns, actions and status checks whose owner works no more, and for whom they wait now.

They wait for the supervisor of the concern's division, or the unit's and command where there is
none. What is restricted, and a personnel matter, waits for those of command who may read it.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, Value, When
from django.urls import reverse

from outreach.concerns.models.actions import ActionQuerySet
from outreach.concerns.models.queries import ConcernQuerySet
from outreach.concerns.models.referrals import ReferralQuerySet
from outreach.models import Action, Concern, Referral
from personnel.left_behind import Kind, gone, leaders, tell_of
from personnel.models import Member
from personnel.roles import Role

ABOVE = (Role.UNIT_SUPERVISOR, Role.COMMANDER)


def left_behind() -> ConcernQuerySet:
    """Open concerns of owners who take none any more."""
    return Concern.objects.open().filter(owner__in=gone().values("pk"))


def waiting_for(member: Member) -> ConcernQuerySet:
    """Those that wait for `member` to give them to somebody else."""
    seen = Concern.objects.visible_to(member).filter(pk__in=left_behind().order_by().values("pk"))
    return seen.filter(_comes_to(member, "", hidden=Q(restricted=True))).annotate(
        left_by=F("owner"), hidden=F("restricted")
    )


def actions_waiting_for(member: Member) -> ActionQuerySet:
    """Open actions whose owner works no more, for who decides on their concern to see to."""
    hidden = Q(concern__restricted=True) | Q(kind=Action.Kind.PERSONNEL)
    left = Action.objects.visible_to(member).open().filter(owner__in=gone().values("pk"))
    mine: ActionQuerySet = left.filter(_comes_to(member, "concern__", hidden=hidden))
    return mine.annotate(left_by=F("owner"), hidden=_whether(hidden))


def checks_waiting_for(member: Member) -> ReferralQuerySet:
    """Pending referrals that nobody watches who still works."""
    hidden = Q(concern__restricted=True)
    seen = Concern.objects.visible_to(member).filter(pk=OuterRef("concern"))
    left = Referral.objects.pending().filter(
        Exists(seen.order_by()), watched_by__in=gone().values("pk")
    )
    mine: ReferralQuerySet = left.filter(_comes_to(member, "concern__", hidden=hidden))
    return mine.annotate(left_by=F("watched_by"), hidden=_whether(hidden))


def _comes_to(member: Member, concern: str, *, hidden: Q) -> Q:
    """Whether a row comes to `member`; `concern` is the way from the row to its concern."""
    division = f"{concern}division__supervisor"
    serving = Q(**{f"{division}__is_active": True})
    mine = ~hidden & serving & Q(**{division: member.pk})
    if member.role in ABOVE:
        mine |= ~hidden & (Q(**{division: None}) | Q(**{f"{division}__is_active": False}))
    return mine | hidden if member.is_command else mine


def _whether(condition: Q) -> Case:
    return Case(
        When(condition, then=Value(True)), default=Value(False), output_field=BooleanField()
    )


def _list_of(owner: int) -> str:
    return f"{reverse('outreach:concerns')}?view=open&owner={owner}"


def _desk(owner: int) -> str:
    return reverse("desk:waiting")


KINDS = (
    Kind(key="concerns", one="concern", many="concerns", waiting_for=waiting_for, page=_list_of),
    Kind(key="actions", one="action", many="actions", waiting_for=actions_waiting_for, page=_desk),
    Kind(
        key="checks",
        one="referral to ask after",
        many="referrals to ask after",
        waiting_for=checks_waiting_for,
        page=_desk,
    ),
)


def tell_supervisors(at: datetime) -> None:
    """Tell those who have to see to them; called every minute."""
    for kind in KINDS:
        tell_of(kind, leaders(), at=at)
