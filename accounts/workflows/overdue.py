"""Proposals for accounts that nobody decides: reminded, taken up the chain, and over in the end."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from accounts.workflows.members import in_line
from accounts.workflows.proposals import STEPS, Status, approvers_of, summary, tell_decided
from audit.noting import audited
from personnel.models import AccountProposal, Member
from personnel.notices import tell
from personnel.overdue import Stage, stage_on
from personnel.roles import COMMAND, Role
from records.history import move
from records.wording import day_words

LAPSED = "Nobody decided it, so it lapsed. Propose it anew if it is still wanted."


def chase(at: datetime) -> None:
    """Remind, climb, and let lapse what nobody has decided. Safe at any time, also twice."""
    day = timezone.localdate(at)
    late = AccountProposal.objects.open().filter(decide_by__lt=day)
    for proposal in late.select_related("member", "division", "proposed_by"):
        stage = stage_on(day, proposal.decide_by)
        if stage == Stage.LAPSED:
            lapse(proposal, at=at)
        else:
            _remind(proposal, stage)


@audited("personnel.overdue.lapse")
def lapse(proposal: AccountProposal, *, at: datetime) -> None:
    """Nobody has decided it in time: nothing changes, and what was asked for can be asked anew."""
    concerned = [one for one in (proposal.member, proposal.proposed_by) if one]
    in_line(*concerned)
    AccountProposal.objects.select_for_update().get(pk=proposal.pk)
    proposal.refresh_from_db()
    move(proposal, Status.LAPSED, steps=STEPS, decided_at=at)
    tell_decided(proposal, LAPSED, at)


def _remind(proposal: AccountProposal, stage: Stage) -> None:
    """Those it waits for; a week later all of command and whoever proposes accounts too."""
    told = approvers_of(proposal)
    if stage == Stage.CLIMBED:
        told += Member.objects.in_roles(*COMMAND, Role.ADMINISTRATOR).exclude(pk=proposal.member_id)
    words = f"Overdue since {day_words(proposal.decide_by)}: proposed for {summary(proposal)}"
    tell(told, words, url=proposal.get_absolute_url(), key=f"proposal:{proposal.pk}:{stage}")
