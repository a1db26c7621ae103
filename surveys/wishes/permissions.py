"""Who may follow up on a wish to be contacted, and who may read one (row 33, P-V.C)."""

from __future__ import annotations

from personnel import roles
from personnel.models import Member
from personnel.roles import Role
from records.verdicts import YES, Verdict, no
from surveys.models import ContactWish


def may_read_wishes(member: Member) -> Verdict:
    """The list of those who asked to be contacted: the unit and command, and what was given to
    oneself; the accreditation manager sees how many there are (row 33)."""
    if member.role in roles.COMMAND or may_take_wish(member):
        return YES
    if member.role == Role.ACCREDITATION_MANAGER:
        return YES
    return no("The unit follows up on who asked to be contacted.", clause="P-V.C")


def may_read_wish(member: Member, wish: ContactWish) -> Verdict:
    """Who wishes to be contacted, and how (row 33); each reading is recorded (floor 5)."""
    return YES if member.is_command else may_follow_up(member, wish)


def may_take_wish(member: Member) -> Verdict:
    """Who can be given a wish for contact (row 33, P-V.C)."""
    takes = member.works and member.role not in (Role.ANALYST, Role.TRAINING_OFFICER)
    if takes and member.is_active:
        return YES
    return no(f"{member.short_name} makes no contacts after a survey.", clause="P-V.C")


def may_follow_up(member: Member, wish: ContactWish) -> Verdict:
    """Contact somebody who asked for it: the unit, or whom it was given to (row 33, P-V.C)."""
    if member.role in roles.UNIT:
        return YES
    if may_take_wish(member) and member.pk == wish.owner_id:
        return YES
    return no("The unit, or whoever it was given to, makes this contact.", clause="P-V.C")


def may_assign_wish(member: Member, wish: ContactWish) -> Verdict:
    """Give a wish for contact to somebody (row 33, P-V.C)."""
    if member.role == Role.UNIT_SUPERVISOR:
        return YES
    return no("The unit's supervisor gives out contact wishes.", clause="P-V.C")


def may_redact_wish(member: Member, wish: ContactWish) -> Verdict:
    """The unit's supervisor and command, who may read it (row 33): never who left a note on it."""
    if member.role != Role.UNIT_SUPERVISOR and not member.is_command:
        return no("The unit's supervisor or command takes words out of it.")
    if wish.steps.filter(by=member).exclude(note="").exists():
        return no("You left a note on this wish; someone else takes words out of it.")
    return may_read_wish(member, wish)
