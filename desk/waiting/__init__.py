"""What needs a member today, from every room."""

from __future__ import annotations

from datetime import date

from desk.waiting import (
    accounts,
    concerns,
    evaluations,
    groups,
    imports,
    numbers,
    presentations,
    reports,
    surveys,
)
from desk.waiting.items import Waiting, WaitingItem, in_order
from personnel.models import Member
from policies.packs import Pack

__all__ = ["REVIEWS", "Waiting", "WaitingItem", "waiting_for"]

# What a leader looks through for others; the rest of a leader's list is the leader's own.
REVIEWS = frozenset(
    {"review", "close", "assign", "brief", "approve", "acknowledge", "decide", "account", "number"}
)


def waiting_for(member: Member, day: date, pack: Pack) -> Waiting:
    """Everything that waits for `member` on `day`; nothing for a role that changes nothing."""
    if not member.works:
        return in_order([], day)
    own = [
        concerns.answers_due(member, pack),
        concerns.handovers_due(member, pack),
        concerns.without_owner(member),
        concerns.checks_due(member, pack),
        concerns.actions_due(member, pack),
        concerns.drafts(member),
        imports.given_back(member),
        presentations.returned(member, pack),
        reports.to_write(member, pack),
        reports.to_begin(member, day, pack),
        reports.to_acknowledge(member),
        surveys.to_open(member, day, pack),
        surveys.to_look_at(member, day),
        surveys.to_key_in(member, day),
        surveys.to_contact(member, pack),
        surveys.left_behind(member, pack),
        evaluations.to_write(member, pack),
        evaluations.promised(member, pack),
        evaluations.left_behind(member),
        groups.to_decide(member),
    ]
    for_others = [
        concerns.to_review(member, pack),
        concerns.to_close(member),
        imports.to_approve(member),
        imports.to_close(member),
        concerns.left_behind(member),
        concerns.left_actions(member),
        concerns.left_checks(member),
        evaluations.left_promises(member),
        presentations.to_review(member, pack),
        reports.to_approve(member, pack),
        evaluations.to_decide(member, pack),
        accounts.to_approve(member),
        numbers.to_approve(member),
    ]
    return in_order([*own, *for_others] if member.leads else own, day)
