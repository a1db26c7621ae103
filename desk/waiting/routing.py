"""To whom a step comes that someone else has to look at."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, Q, When

from personnel.models import Member
from personnel.roles import Role


def supervisor_of(person: str, *, unless: Q | None = None) -> Case:
    """The serving supervisor of the division of `person`, a path to a member; else None."""
    supervisor = f"{person}__division__supervisor"
    serves = Q(**{f"{supervisor}__is_active": True})
    nobody = [When(unless, then=None)] if unless else []
    return Case(*nobody, When(serves, then=F(supervisor)))


def comes_to(member: Member) -> Q:
    """Rows annotated with `by` and `named` that `Member.objects.supervising` sends to `member`.

    `by` took the step, `named` supervises their division. Where nobody is named, or the
    supervisor took the step, it comes to the unit's supervisor and the commander.
    """
    mine: Any = Q(named=member.pk)
    if member.role in (Role.UNIT_SUPERVISOR, Role.COMMANDER):
        mine |= Q(named=None) | Q(named=F("by"))
    return mine & ~Q(by=member.pk)
