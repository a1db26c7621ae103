"""Who can be given work by whom, everywhere: not upward past the supervisors."""

from __future__ import annotations

from django.db.models import Q

from personnel.models import Member
from personnel.models.members import MemberQuerySet
from personnel.roles import COMMAND, Role
from records.verdicts import YES, Verdict, no


def may_give_work(member: Member, to: Member) -> Verdict:
    """What command should do is escalated to it; the chief takes work from command. Whoever gives
    it may keep it."""
    if to.pk == member.pk or not to.is_command:
        return YES
    if to.role == Role.CHIEF and not member.is_command:
        return no("The chief takes work from command. Escalate the concern instead.")
    if not member.leads:
        return no("Command takes work from supervisors. Escalate the concern instead.")
    return YES


def given_work_by(member: Member) -> MemberQuerySet:
    """Those who work and whom `may_give_work` lets `member` choose."""
    working = Member.objects.working()
    if member.is_command:
        return working
    above = {Role.CHIEF} if member.leads else COMMAND
    return working.filter(~Q(role__in=above) | Q(pk=member.pk))


def above(member: Member) -> str:
    """Who of those who work is not offered because of it, in words; nothing for command."""
    if member.is_command:
        return ""
    return "The chief" if member.leads else "Command"
