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
