from personnel.models import Member
from personnel.roles import Role
from records.verdicts import YES, Verdict, no


def may_read_state(member: Member) -> Verdict:
    """Row 56 of the role matrix: the administrator keeps backups, the chief and the accreditation
    manager read how they stand. It shows no content."""
    if member.role in (Role.ADMINISTRATOR, Role.CHIEF, Role.ACCREDITATION_MANAGER):
        return YES
    return no("The administrator, the chief and the accreditation manager see this page.")
