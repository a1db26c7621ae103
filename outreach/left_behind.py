"""Open concerns whose owner works no more: the account was closed, or its role changes no records.

They wait for the supervisor of their division, or the unit's and command where there is none, who
give them to somebody else. What is restricted waits for command.
"""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Case, F, Q, When
from django.urls import reverse

from outreach.models import Concern
from outreach.models.concerns import ConcernQuerySet
from personnel.models import Division, Member
from personnel.notices import tell
from personnel.roles import COMMAND, WORKING, Role
from personnel.wording import number_words

ABOVE = (Role.UNIT_SUPERVISOR, Role.COMMANDER)


def left_behind() -> ConcernQuerySet:
    """Open concerns of owners who take none any more."""
    gone = Member.objects.order_by().exclude(is_active=True, role__in=WORKING)
    return Concern.objects.open().filter(owner__in=gone.values("pk"))


def waiting_for(member: Member) -> ConcernQuerySet:
    """Those that wait for `member` to give them to somebody else."""
    seen = Concern.objects.visible_to(member).filter(pk__in=left_behind().order_by().values("pk"))
    supervisor = "division__supervisor"
    named = Case(When(**{f"{supervisor}__is_active": True}, then=F(supervisor)))
    mine = Q(named=member.pk, restricted=False)
    if member.role in ABOVE:
        mine |= Q(named=None, restricted=False)
    if member.is_command:
        mine |= Q(restricted=True)
    return seen.annotate(named=named).filter(mine)


def tell_supervisors() -> None:
    """Tell those who have to give them on, once for each owner; called every minute."""
    waiting: dict[tuple[int, bool, int | None], int] = defaultdict(int)
    rows = left_behind().order_by().values_list("owner", "restricted", "division")
    for owner, restricted, division in rows:
        waiting[owner, restricted, None if restricted else division] += 1
    for (left, hidden, place), count in waiting.items():
        _tell(Member.objects.get(pk=left), hidden, place, count)


def _tell(owner: Member, restricted: bool, division: int | None, count: int) -> None:
    concerns = "One concern" if count == 1 else f"{number_words(count)} concerns"
    verb = "waits" if count == 1 else "wait"
    tell(
        _above(restricted, division),
        f"{concerns} of {owner.short_name}, who takes none any more, {verb} for another owner.",
        url=f"{reverse('outreach:concerns')}?view=open&owner={owner.pk}",
        key=f"left-behind:{owner.pk}:{division or 0}:{'restricted' if restricted else 'open'}",
        command_only=restricted,
    )


def _above(restricted: bool, division: int | None) -> list[Member]:
    if restricted:
        return list(Member.objects.in_roles(*COMMAND))
    serving = Division.objects.filter(supervisor__is_active=True)
    found = serving.filter(pk=division).first() if division else None
    if found and found.supervisor:
        return [found.supervisor]
    return list(Member.objects.in_roles(*ABOVE))
