"""The department's own numbers, proposed by one person and approved by another."""

from __future__ import annotations

from datetime import datetime

from personnel.models import Member
from personnel.roles import Role
from policies.models import Setting
from policies.workflows import settings
from tests.support.factories import NOON, make_member


def decided(key: str, value: int, *, by: Member, at: datetime = NOON) -> Setting:
    """The number is `value` from now on; `by`, who is command, approved it."""
    proposer = make_member(Role.UNIT_SUPERVISOR)
    return settings.approve(settings.propose(key, value, by=proposer, at=at), by=by, at=at)
