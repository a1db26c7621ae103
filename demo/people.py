"""The people of the fictional department: nobody in here exists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password

from demo.logins import PASSWORD
from personnel.models import Division, Member
from personnel.roles import Role

# One for each role; the first two are the officers whose desks hold the most.
LEADS = {
    Role.OFFICER: ("Officer", "Noor Okoye"),
    Role.COMMUNITY_OFFICER: ("Officer", "Tessa Lindgren"),
    Role.DIVISION_SUPERVISOR: ("Lt.", "Martin Adeyemi"),
    Role.UNIT_SUPERVISOR: ("Sgt.", "Owen Baptiste"),
    Role.COMMANDER: ("Maj.", "Renee Calloway"),
    Role.CHIEF: ("Chief", "Helen Varga"),
    Role.ANALYST: ("Analyst", "Ines Kowalczyk"),
    Role.TRAINING_OFFICER: ("Cpl.", "Gideon Marsh"),
    Role.ACCREDITATION_MANAGER: ("Ms.", "Priya Tolliver"),
    Role.ADMINISTRATOR: ("Mr.", "Lowell Quist"),
}
PATROL = ("Casey Halvorsen", "Amara Njoku", "Luis Brandt", "Joel Whitcomb")
UNIT = ("Daniel Ferreira",)
# They supervise the divisions that are neither the unit nor patrol.
SUPERVISORS = (("Lt.", "Beatrix Soames"), ("Lt.", "Andre Pelletier"))

GIVEN = [
    "Ada",
    "Bram",
    "Celia",
    "Dov",
    "Esther",
    "Farid",
    "Greta",
    "Hollis",
    "Imani",
    "Jonas",
    "Keiko",
    "Lars",
    "Mina",
    "Nestor",
    "Opal",
]
FAMILY = [
    "Abara",
    "Bristow",
    "Castellan",
    "Dunmore",
    "Eklund",
    "Farrow",
    "Galvez",
    "Hathersage",
    "Ibarra",
    "Kestrel",
]
LANGUAGES = ("", "", "", "", "", "Spanish", "Spanish", "Vietnamese")


@dataclass(frozen=True)
class Cast:
    """Who takes part: one lead for each role, and the colleagues beside them."""

    leads: dict[Role, Member]
    patrol: tuple[Member, ...]
    unit: tuple[Member, ...]
    leaders: tuple[Member, ...]
    detectives: Division

    def __getitem__(self, role: Role) -> Member:
        return self.leads[role]


def assemble_cast() -> Cast:
    """Make the members and say who answers for each division; needs an adopted policy."""
    hashed = make_password(PASSWORD)
    unit = Division.objects.get(is_unit=True)
    patrol = Division.objects.get(key__startswith="patrol")
    others = list(Division.objects.exclude(pk__in=[unit.pk, patrol.pk]).order_by("key"))
    detectives = next(one for one in others if one.key.startswith("investigat"))
    places = {
        Role.OFFICER: patrol,
        Role.DIVISION_SUPERVISOR: patrol,
        Role.TRAINING_OFFICER: patrol,
        Role.COMMUNITY_OFFICER: unit,
        Role.UNIT_SUPERVISOR: unit,
        Role.COMMANDER: unit,
        Role.ANALYST: detectives,
    }
    leads = {
        role: _member(hashed, rank, name, role, places.get(role))
        for role, (rank, name) in LEADS.items()
    }
    beside = [_member(hashed, "Officer", name, Role.OFFICER, patrol) for name in PATROL]
    third = [_member(hashed, "Officer", name, Role.COMMUNITY_OFFICER, unit) for name in UNIT]
    more = [
        _member(hashed, rank, name, Role.DIVISION_SUPERVISOR, division)
        for (rank, name), division in zip(SUPERVISORS, others, strict=False)
    ]
    _answers_for([unit], leads[Role.UNIT_SUPERVISOR], leads[Role.COMMANDER])
    _answers_for([patrol], leads[Role.DIVISION_SUPERVISOR], leads[Role.COMMANDER])
    for supervisor in more:
        _answers_for([supervisor.division], supervisor, leads[Role.COMMANDER])
    return Cast(
        leads=leads,
        patrol=(leads[Role.OFFICER], *beside),
        unit=(leads[Role.COMMUNITY_OFFICER], *third),
        leaders=(
            leads[Role.DIVISION_SUPERVISOR],
            *more,
            leads[Role.UNIT_SUPERVISOR],
            leads[Role.COMMANDER],
            leads[Role.CHIEF],
        ),
        detectives=detectives,
    )


def _member(hashed: str, rank: str, name: str, role: Role, division: Division | None) -> Member:
    email = f"{name.lower().replace(' ', '.')}@example.org"
    facts = {"rank": rank, "name": name, "role": role, "division": division}
    return Member.objects.create(email=email, password=hashed, **facts)


def _answers_for(divisions: Iterable[Division | None], supervisor: Member, by: Member) -> None:
    for division in divisions:
        if division:
            division.supervisor, division.commander = supervisor, by
            division.save(update_fields=["supervisor", "commander"])


def somebody(rng: Random) -> dict[str, Any]:
    """A citizen who raised a concern, as the intake form's fields."""
    given, family = rng.choice(GIVEN), rng.choice(FAMILY)
    return {
        "reporter_name": f"{given} {family}",
        "reporter_phone": f"555-01{rng.randrange(100):02d}",
        "reporter_email": f"{given}.{family}@example.org".lower() if rng.random() < 0.3 else "",
        "reporter_language": rng.choice(LANGUAGES),
    }
