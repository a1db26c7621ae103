"""The ten fixed roles, and what each group of them stands for.

A department's own titles ("Major of Support Services") come from its policy pack; what a role
may do is the same everywhere.
"""

from django.db import models


class Role(models.TextChoices):
    OFFICER = "officer", "Officer"
    COMMUNITY_OFFICER = "community_officer", "Community officer"
    DIVISION_SUPERVISOR = "division_supervisor", "Division supervisor"
    UNIT_SUPERVISOR = "unit_supervisor", "Unit supervisor"
    COMMANDER = "commander", "Commander"
    CHIEF = "chief", "Chief"
    ANALYST = "analyst", "Crime analyst"
    TRAINING_OFFICER = "training_officer", "Training officer"
    ACCREDITATION_MANAGER = "accreditation_manager", "Accreditation manager"
    ADMINISTRATOR = "administrator", "Administrator"


SUPERVISORS = frozenset({Role.DIVISION_SUPERVISOR, Role.UNIT_SUPERVISOR})
COMMAND = frozenset({Role.COMMANDER, Role.CHIEF})
LEADERS = SUPERVISORS | COMMAND
UNIT = frozenset({Role.COMMUNITY_OFFICER, Role.UNIT_SUPERVISOR})

# Who does the work itself: logs, resolves, presents. The accreditation manager changes nothing,
# and the administrator manages accounts without reading content.
WORKING = frozenset(set(Role) - {Role.ACCREDITATION_MANAGER, Role.ADMINISTRATOR})
READERS = frozenset(set(Role) - {Role.ADMINISTRATOR})

# Who reads every unrestricted record, whatever its division (trust matrix, row 10).
READS_ALL = frozenset(
    {
        Role.COMMUNITY_OFFICER,
        Role.UNIT_SUPERVISOR,
        Role.COMMANDER,
        Role.CHIEF,
        Role.ANALYST,
        Role.ACCREDITATION_MANAGER,
    }
)

# Two people make a role: the administrator proposes, and one of these approves (row 53). Whoever
# approves reads at least what the new account will read.
_UNIT_OR_COMMAND = frozenset({Role.UNIT_SUPERVISOR, *COMMAND})
APPROVERS: dict[str, frozenset[Role]] = {
    Role.OFFICER: _UNIT_OR_COMMAND,
    Role.COMMUNITY_OFFICER: _UNIT_OR_COMMAND,
    Role.DIVISION_SUPERVISOR: _UNIT_OR_COMMAND,
    Role.ANALYST: _UNIT_OR_COMMAND,
    Role.TRAINING_OFFICER: _UNIT_OR_COMMAND,
    Role.UNIT_SUPERVISOR: COMMAND,
    Role.ACCREDITATION_MANAGER: COMMAND,
    Role.COMMANDER: frozenset({Role.CHIEF}),
    Role.ADMINISTRATOR: frozenset({Role.CHIEF}),
    Role.CHIEF: frozenset({Role.COMMANDER}),
}
# Nobody stands above the chief, so two commanders approve.
APPROVED_BY_TWO = frozenset({Role.CHIEF})
# From the roles that fewer may approve to those that more may; the first of two roles decides who
# approves a change from one to the other.
_WEIGHT = (
    Role.CHIEF,
    Role.COMMANDER,
    Role.ADMINISTRATOR,
    Role.UNIT_SUPERVISOR,
    Role.ACCREDITATION_MANAGER,
)
# The roles each role holds wholly: stepping down to one of them gives nobody a new right.
_BELOW_UNIT_SUPERVISOR = frozenset({Role.DIVISION_SUPERVISOR, Role.COMMUNITY_OFFICER, Role.OFFICER})
LOWER: dict[str, frozenset[Role]] = {
    Role.CHIEF: _BELOW_UNIT_SUPERVISOR | {Role.COMMANDER, Role.UNIT_SUPERVISOR},
    Role.COMMANDER: _BELOW_UNIT_SUPERVISOR | {Role.UNIT_SUPERVISOR},
    Role.UNIT_SUPERVISOR: _BELOW_UNIT_SUPERVISOR,
    Role.DIVISION_SUPERVISOR: frozenset({Role.OFFICER}),
    Role.COMMUNITY_OFFICER: frozenset({Role.OFFICER}),
}


def weightier(one: str, other: str) -> str:
    """Of two roles the one that fewer people may approve."""
    for role in _WEIGHT:
        if role in (one, other):
            return role
    return one
