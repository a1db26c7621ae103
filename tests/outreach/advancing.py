"""Brings a concern to a status the way the department would: step by step, by those who may."""

from __future__ import annotations

from datetime import timedelta

from outreach.concerns.workflows import concerns, referrals
from outreach.models import Concern, Referral
from personnel.models import Member
from tests.support.factories import NOON

Status = Concern.Status
NEXT_DAY = NOON + timedelta(days=1)
PATHS = {
    Status.LOGGED: (),
    Status.ESCALATED: ("escalate",),
    Status.REVIEWED: ("escalate", "review"),
    Status.ASSIGNED: ("escalate", "review", "assign"),
    Status.REFERRED: ("escalate", "review", "refer"),
    Status.RESOLVED: ("resolve",),
    Status.CLOSED: ("resolve", "close"),
    Status.REOPENED: ("resolve", "reopen"),
}


def bring_to(status: str, concern: Concern, *, officer: Member, supervisor: Member) -> Concern:
    """`officer` works on it and `supervisor` decides, a day after it was logged."""
    for step in PATHS[Status(status)]:
        take(step, concern, officer=officer, supervisor=supervisor)
    assert concern.status == status
    return concern


def take(step: str, concern: Concern, *, officer: Member, supervisor: Member) -> None:
    at, note = NEXT_DAY, f"Because of {step}."
    if step == "assign":
        concerns.assign(concern, by=supervisor, at=at, to=officer, note=note)
    elif step == "refer":
        refer(concern, by=supervisor)
    else:
        by = officer if step in ("escalate", "resolve") else supervisor
        getattr(concerns, step)(concern, by=by, at=at, note=note)


def refer(concern: Concern, *, by: Member, **where: object) -> Referral:
    where = where or {"to_agency": "City Engineering"}
    return referrals.refer(concern, by=by, at=NEXT_DAY, reason="The street is the city's.", **where)  # type: ignore[arg-type]
