"""Who answers for a division."""

from __future__ import annotations

from audit.noting import audited
from personnel.models import Division, Member
from personnel.permissions import may_command, may_keep_accounts, may_supervise


@audited
def change(
    division: Division,
    *,
    name: str,
    supervisor: Member | None,
    commander: Member | None,
    by: Member,
) -> None:
    """Save a division's name and whom it names; both must have a role that fits (K-IV.A)."""
    may_keep_accounts(by).require()
    if supervisor:
        may_supervise(supervisor).require()
    if commander:
        may_command(commander).require()
    division.name, division.supervisor, division.commander = name, supervisor, commander
    division.save(update_fields=["name", "supervisor", "commander"])
