"""One database of benchmarks/pages_at_a_million.py: `furnish COUNT` makes it, `measure` times it."""

from __future__ import annotations

import random
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from pages_asked import pages
from report_assembly_worker import QUARTER, build, told

from outreach.models import CommunityGroup, Concern, ConcernStep, Presentation, Referral
from personnel.models import Division, Member
from personnel.roles import Role
from policies.models import Category, Topic

# The last day of the quarter whose concerns are open.
NOW = datetime(2026, 6, 30, 16, 0, tzinfo=UTC)
OFFICERS = 20
GROUPS = 300
FEW = 60
IN_PATROL = (Role.OFFICER, Role.DIVISION_SUPERVISOR)
ROUNDS = 3


def furnish(count: int) -> None:
    """Build what `report_assembly_worker` builds, if it is not there, and what it leaves out."""
    if "policies_department" not in connection.introspection.table_names():
        build(count)
    call_command("migrate", verbosity=0)
    if not Member.objects.filter(email=address(Role.CHIEF)).exists():
        with transaction.atomic():
            add_all(count)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    told(concerns=Concern.objects.count())


def add_all(count: int) -> None:
    patrol = Division.objects.get(key="patrol")
    people(patrol)
    spread(patrol)
    presented(count // 100)
    waiting(patrol)


def address(role: str) -> str:
    return f"{role}@pages.example.org"


def people(patrol: Division) -> None:
    """One member of each role, and the officers of a second division; a third one is small."""
    unit, small = Division.objects.get(is_unit=True), Division.objects.get(key="investigations")
    places = dict.fromkeys(IN_PATROL, patrol) | {Role.TRAINING_OFFICER: small}
    for role in Role:
        place = places.get(role, unit)
        Member.objects.create_user(address(role), name="Riley Sample", role=role, division=place)
    for n in range(OFFICERS):
        Member.objects.create_user(
            f"patrol{n}@pages.example.org", name=f"Jordan Sample{n}", division=patrol
        )
    unit.supervisor = Member.objects.get(email=address(Role.UNIT_SUPERVISOR))
    patrol.supervisor = Member.objects.get(email=address(Role.DIVISION_SUPERVISOR))
    unit.save()
    patrol.save()


def spread(patrol: Division) -> None:
    """A quarter of the concerns goes to the second division, a tenth to groups; some are rare.

    The third division gets twenty.
    """
    officers = [Member.objects.get(email=address(Role.OFFICER))]
    officers += Member.objects.filter(email__startswith="patrol")
    for n, officer in enumerate(officers):
        theirs = every(4 * len(officers), 4 * n + 1)
        theirs.update(division=patrol, officer=officer, owner=officer)
    groups = CommunityGroup.objects.bulk_create(
        CommunityGroup(name=f"Sample Street Association {n}", location=f"Sample Street {n}")
        for n in range(GROUPS)
    )
    every(10, 0).update(group_id=groups[0].pk + F("pk") % (GROUPS - 1))
    every(1000, 7).update(restricted=True)
    count = Concern.objects.count()
    rare = every(count // 20, 11)
    rare.update(summary="Zebra crossing is worn", place="Zéphyr Way")
    every(count // 20, 13).update(division=Division.objects.get(key="investigations"))
    commission = Concern.objects.filter(channel="commission")
    commission.exclude(pk__in=rare.values("pk")).update(channel="patrol")


def every(nth: int, rest: int) -> Any:
    return Concern.objects.alias(rest=F("pk") % nth).filter(rest=rest)


def presented(count: int) -> None:
    chance = random.Random(2)
    topics, groups = list(Topic.objects.all()), list(CommunityGroup.objects.all())
    presenters = list(Member.objects.filter(role__in=(Role.OFFICER, Role.COMMUNITY_OFFICER)))
    held = [one_presentation(n, count, topics, groups, presenters, chance) for n in range(count)]
    made = Presentation.objects.bulk_create(held, batch_size=2000)
    every(50, 3).update(presentation_id=made[0].pk + F("pk") % count)


def one_presentation(
    n: int,
    count: int,
    topics: list[Topic],
    groups: list[CommunityGroup],
    presenters: list[Member],
    chance: random.Random,
) -> Presentation:
    day = QUARTER.last - timedelta(days=1 + 7200 * (count - n) // count)
    presenter = chance.choice(presenters)
    return Presentation(
        topic=chance.choice(topics),
        held_at=datetime(day.year, day.month, day.day, 16, 0, tzinfo=UTC),
        held_on=day,
        place=f"Library, room {n}",
        audience=f"Residents, evening {n}",
        group=chance.choice(groups),
        participants=chance.randint(5, 60),
        remarks="They asked about lights and about speeding.",
        presenter=presenter,
        division_id=presenter.division_id,
        filed_on=day,
        status="filed" if n >= count - FEW else "accepted",
    )


def waiting(patrol: Division) -> None:
    """Of the open ones some are escalated, some with others, some resolved and not yet closed."""
    unit_officer = Member.objects.get(email=address(Role.COMMUNITY_OFFICER))
    open_ones = list(Concern.objects.open().order_by("pk")[: 4 * FEW])
    day = QUARTER.last
    moved(open_ones[:FEW], "escalated", unit_officer, review_by=day - timedelta(days=3))
    moved(open_ones[FEW : 2 * FEW], "resolved", unit_officer, settled_on=day - timedelta(days=5))
    moved(open_ones[2 * FEW :], "referred", unit_officer)
    Referral.objects.bulk_create(
        Referral(
            concern=concern,
            to_division=patrol,
            reason="It is theirs to do.",
            by=unit_officer,
            on=day - timedelta(days=30),
            watched_by=unit_officer,
            next_check_on=day + timedelta(days=n % 20 - 10),
        )
        for n, concern in enumerate(open_ones[2 * FEW :])
    )
    mine = Concern.objects.filter(pk__in=[one.pk for one in open_ones[::2]])
    mine.update(officer=unit_officer, owner=unit_officer)


def moved(concerns: list[Concern], status: str, by: Member, **facts: Any) -> None:
    Concern.objects.filter(pk__in=[one.pk for one in concerns]).update(status=status, **facts)
    ConcernStep.objects.bulk_create(
        ConcernStep(concern=one, from_status="logged", to_status=status, by=by, at=NOW)
        for one in concerns
    )


def measure(only: str) -> None:
    """Each page once to warm it up and ROUNDS times by the clock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")
    with time_machine.travel(NOW):
        clients = {role.value: signed_in(role) for role in Role}
        asked = {name: page for name, page in pages(known()).items() if only in name}
        told(**{name: timed(clients[role], url) for name, (role, url) in asked.items()})


def known() -> dict[str, str]:
    category, group = Category.objects.first(), CommunityGroup.objects.order_by("pk")[5]
    return {"category": str(category.pk if category else ""), "group": str(group.pk)}


def signed_in(role: Role) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(Member.objects.get(email=address(role)))
    return client


def timed(client: Client, url: str) -> dict[str, float]:
    queries = opened(client, url)
    seconds = []
    for _ in range(ROUNDS):
        begun = spent()
        opened(client, url)
        seconds.append(spent() - begun)
    slowest = max((again(*query) for query in queries), default=0)
    return {"seconds": statistics.median(seconds), "slowest": slowest, "queries": len(queries)}


def spent() -> float:
    """Seconds of the processor so far, with those of PostgreSQL's process for this connection."""
    server = 0.0
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        process = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
        server = int(process.read_text().split()[0]) / 1e9
    return time.process_time() + server


def opened(client: Client, url: str) -> list[tuple[str, Any]]:
    """Open the page; the queries it asked."""
    asked: list[tuple[str, Any]] = []

    def noting(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noting):
        response = client.get(url)
    assert response.status_code in (200, 302), (url, response.status_code)
    return asked


def again(sql: str, params: Any) -> float:
    """The time of one query with all its rows: SQLite reads most of them while they are fetched."""
    if not sql.startswith("SELECT"):
        return 0
    begun = spent()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        cursor.fetchall()
    return spent() - begun


if __name__ == "__main__":
    if sys.argv[1] == "furnish":
        furnish(int(sys.argv[2]))
    else:
        measure(sys.argv[2])
