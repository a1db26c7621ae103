"""Deciding a number the policy leaves open: one proposes, command approves (row 54)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.noting import audited
from personnel.models import Member
from personnel.models.proposals import due_after
from personnel.notices import overtaken, overtaken_under, tell
from personnel.overdue import Stage, stage_on
from personnel.roles import COMMAND, Role
from policies.current import local_day, policy, setting
from policies.models import NumberProposal, Setting
from policies.models.proposals import LEAST, MOST
from policies.permissions import (
    may_approve_number,
    may_change_setting,
    may_withdraw_number,
)
from records.history import StepRefused, move
from records.wording import day_words

Status = NumberProposal.Status
STEPS: dict[Status, set[Status]] = {
    Status.PROPOSED: {Status.APPROVED, Status.REFUSED, Status.WITHDRAWN, Status.LAPSED},
    Status.APPROVED: set(),
    Status.REFUSED: set(),
    Status.WITHDRAWN: set(),
    Status.LAPSED: set(),
}


@audited("policies.settings.propose")
def propose(key: str, value: int, *, by: Member, at: datetime) -> NumberProposal:
    """Propose `value` for `key`; it counts once command has approved it.

    Raises KeyError when the policy in force knows no such number, and StepRefused for one that is
    no change, cannot be, or is proposed already.
    """
    may_change_setting(by, policy().settings[key]).require()
    before = setting(key)
    if not LEAST <= value <= MOST:
        raise StepRefused(f"A number is {LEAST} to {MOST:,}.")
    if value == before:
        raise StepRefused(f"It is {before:,} already. Nothing was proposed.")
    try:
        with transaction.atomic():
            made = NumberProposal.objects.create(
                key=key,
                value=value,
                before=before,
                proposed_by=by,
                proposed_at=at,
                decide_by=due_after(local_day(at)),
            )
    except IntegrityError:
        raise StepRefused("Another number is proposed for it already. Decide that first.") from None
    words = f"{by} proposed {summary(made)} It waits for command."
    tell(deciders_of(made), words, url=made.get_absolute_url(), key=f"number:{made.pk}")
    return made


def refuse_if_overtaken(proposal: NumberProposal) -> None:
    """Raises StepRefused where it cannot come true any more, though nobody has decided it."""
    entry = policy().settings.get(proposal.key)
    if entry is None or not entry.open:
        raise StepRefused("The policy in force does not leave this number open any more.")
    if (now := setting(proposal.key)) != proposal.before:
        raise StepRefused(f"The number is {now:,} meanwhile. Refuse this and propose it anew.")


@audited("policies.settings.approve")
def approve(proposal: NumberProposal, *, by: Member, at: datetime) -> Setting:
    """Make it the department's number from now on. Raises PermissionDenied and StepRefused."""
    _hold(proposal)
    may_approve_number(by, proposal).require()
    refuse_if_overtaken(proposal)
    move(proposal, Status.APPROVED, steps=STEPS, decided_by=by, decided_at=at)
    made, _ = Setting.objects.update_or_create(
        key=proposal.key,
        defaults={"value": proposal.value, "changed_by": by, "changed_at": at},
    )
    _tell_decided(proposal, f"{by} approved it: it counts from now on.")
    return made


@audited("policies.settings.refuse")
def refuse(proposal: NumberProposal, *, by: Member, at: datetime, note: str) -> None:
    """Leave the number as it is, saying why."""
    _hold(proposal)
    may_approve_number(by, proposal).require()
    move(proposal, Status.REFUSED, steps=STEPS, decided_by=by, decided_at=at, note=note)
    _tell_decided(proposal, f"{by} refused it: {note}")


@audited("policies.settings.withdraw")
def withdraw(proposal: NumberProposal, *, by: Member, at: datetime) -> None:
    """Take it back before it is decided."""
    _hold(proposal)
    may_withdraw_number(by, proposal).require()
    move(proposal, Status.WITHDRAWN, steps=STEPS, decided_by=by, decided_at=at)
    _tell_decided(proposal, f"{by} withdrew it.")


def chase(at: datetime) -> None:
    """Remind, climb, and let lapse what nobody has decided. Safe at any time, also twice."""
    day = local_day(at)
    for proposal in NumberProposal.objects.open().filter(decide_by__lt=day):
        stage = stage_on(day, proposal.decide_by)
        if stage == Stage.LAPSED:
            lapse(proposal, at=at)
            continue
        words = (
            f"Overdue since {day_words(proposal.decide_by)}: {summary(proposal)}"
            " It waits for command."
        )
        key, url = f"number:{proposal.pk}:{stage}", proposal.get_absolute_url()
        told = deciders_of(proposal)
        if stage == Stage.CLIMBED:
            told += [proposal.proposed_by, *Member.objects.in_roles(Role.UNIT_SUPERVISOR)]
        tell(told, words, url=url, key=key)


@audited("policies.settings.lapse")
def lapse(proposal: NumberProposal, *, at: datetime) -> None:
    """Nobody has decided it in time: the number stays as it is."""
    _hold(proposal)
    move(proposal, Status.LAPSED, steps=STEPS, decided_at=at)
    _tell_decided(proposal, "Nobody decided it, so it lapsed. Propose it anew.")


def deciders_of(proposal: NumberProposal) -> list[Member]:
    """Those of command who serve and may approve it."""
    return [m for m in Member.objects.in_roles(*COMMAND) if may_approve_number(m, proposal)]


def summary(proposal: NumberProposal) -> str:
    """“14 to 10: Answer a citizen's concern.”"""
    entry = policy().settings.get(proposal.key)
    what = entry.what if entry else proposal.key.replace("_", " ")
    return f"{proposal.before:,} to {proposal.value:,}: {what.rstrip('.')}."


def _hold(proposal: NumberProposal) -> None:
    NumberProposal.objects.select_for_update().get(pk=proposal.pk)
    proposal.refresh_from_db()


def _tell_decided(proposal: NumberProposal, said: str) -> None:
    """Whoever proposed it, the unit's supervisors, and command; nobody is asked any more."""
    at = proposal.decided_at or timezone.now()
    overtaken([f"number:{proposal.pk}"], at=at)
    overtaken_under(f"number:{proposal.pk}", at=at)
    told = [proposal.proposed_by, *Member.objects.in_roles(Role.UNIT_SUPERVISOR, *COMMAND)]
    words = f"{summary(proposal)} {said}"
    tell(told, words, url=proposal.get_absolute_url(), key=f"number:{proposal.pk}:decided")
