"""Who may do what with files that bring records in, and with what came in."""

from __future__ import annotations

from datetime import datetime

from outreach.models import ImportFile
from personnel import roles
from personnel.models import Member
from personnel.roles import Role
from records.verdicts import YES, Verdict, no, not_yet


def may_prepare_import(member: Member) -> Verdict:
    """Look at a file and say what is in it: who brings in, and the analyst (rows 34 and 46)."""
    if member.role == Role.ANALYST:
        return YES
    return may_import(member)


def may_import(member: Member) -> Verdict:
    """Bring in records from a file: the unit and command (row 46)."""
    if member.role == Role.ANALYST:
        return no("The unit supervisor or command brings in what an analyst has prepared.")
    if member.role in roles.UNIT or member.is_command:
        return YES
    return no("The community services unit brings in records from files.")


def may_import_groups(member: Member) -> Verdict:
    """Look at a file of groups and bring it in: whoever keeps the register (row 46)."""
    if member.role == Role.ANALYST:
        return no("The community services unit keeps the register of groups.", clause="A-1.A.1")
    return may_import(member)


def may_change_import(member: Member, file: ImportFile) -> Verdict:
    """Say what its columns are and ask for its approval (row 46): whoever uploaded it, so that who
    prepared it is one person, and whoever approves it another."""
    if file.kind == ImportFile.Kind.GROUPS and not (groups := may_import_groups(member)):
        return groups
    if member.pk == file.by_id:
        return may_prepare_import(member)
    return no("Somebody else prepares this file.")


def may_discard_import(member: Member, file: ImportFile) -> Verdict:
    """Throw away what has not come in: whoever prepares it, the unit supervisor and command."""
    if member.role == Role.UNIT_SUPERVISOR or member.is_command:
        return YES
    return may_change_import(member, file)


def may_approve_import(member: Member, file: ImportFile) -> Verdict:
    """The import as a whole: unit supervisor or command, never who prepared it (row 46, floor 1)."""
    if member.pk == file.by_id:
        return no("You prepared this import; someone else approves it.")
    if member.role == Role.UNIT_SUPERVISOR or member.is_command:
        return YES
    return no("The unit supervisor or command approves what comes in from a file.")


def may_start_import(member: Member, file: ImportFile) -> Verdict:
    """Bring it in: what one has prepared oneself, or as the approval of another's (row 46)."""
    if member.pk == file.by_id and file.asked_at is None:
        return may_import(member)
    if file.asked_at is None:
        return not_yet("Whoever prepares it has not asked for its approval.")
    return may_approve_import(member, file)


def may_work_on_batch(member: Member, file: ImportFile) -> Verdict:
    """Resolve what came in together; each concern is asked for by itself as well (row 5)."""
    if member.pk in (file.by_id, file.started_by_id) or member.is_command:
        return may_import(member)
    if member.role in roles.UNIT:
        return YES
    return no("Who brought it in, the unit and command resolve them together.")


def may_decide_batch(member: Member, file: ImportFile) -> Verdict:
    """Close together what somebody else resolved; each is asked for by itself as well (row 9)."""
    if member.role == Role.UNIT_SUPERVISOR or member.is_command:
        return YES
    return no("The unit supervisor or command closes them.")


def may_undo_import(member: Member, file: ImportFile) -> Verdict:
    """Take back what came in: who brought it in, the unit supervisor and command (row 57)."""
    if member.role == Role.UNIT_SUPERVISOR or member.is_command:
        return YES
    if member.pk in (file.by_id, file.started_by_id) and may_import(member):
        return YES
    return no("Who brought it in, the unit supervisor or command takes it back.")


def may_have_imported(member: Member, file_key: int, at: datetime) -> Verdict:
    """The import's job, when it runs: whoever asked for it, and in whose name the records come in.

    They are two people when somebody else has a stopped import tried again.
    """
    file = ImportFile.objects.select_related("started_by").filter(pk=file_key).first()
    starter = file.started_by if file else None
    if file is None or starter is None or not starter.is_active:
        return no("Whoever started this import does not bring in records from files any more.")
    if not may_import(member) or not (starts := may_start_import(starter, file)):
        return no("Whoever started this import does not bring in records from files any more.")
    return starts


def may_have_looked(member: Member, file_key: int, at: datetime) -> Verdict:
    """The look at an uploaded file, when it runs: whoever uploaded it may still bring in files."""
    return may_prepare_import(member)
