"""Who may see surveys at all; each kind of record has its own permissions in its folder.

Rows are those of the role matrix the department works by.
"""

from __future__ import annotations

from personnel.models import Member
from personnel.roles import Role
from records.verdicts import YES, Verdict, no

UNIT_ONLY = no("The community services unit keeps the answers to a survey.")


def may_read_surveys(member: Member) -> Verdict:
    """Surveys and their results are read by everyone who reads content (row 32)."""
    if member.may_read_content:
        return YES
    return no("Your role keeps accounts and reads no content.")


def may_export_surveys(member: Member) -> Verdict:
    """Lists and results as files (row 48)."""
    if member.role in (Role.OFFICER, Role.TRAINING_OFFICER, Role.ADMINISTRATOR):
        return no("Your role reads surveys here and takes no lists of them away.")
    return YES
