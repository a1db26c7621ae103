"""One database of benchmarks/report_assembly.py: `build COUNT` makes it, `measure` times it."""

from __future__ import annotations

import json
import os
import random
import resource
import sys
import time
from datetime import UTC, date, datetime, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command
from django.db import connection

from documents import printing
from jobs.running import run_now
from outreach.models import Action, Concern, ConcernNote, ConcernStep
from personnel.models import Division, Member
from personnel.roles import Role
from policies.adoption import adopt
from policies.models import Category
from policies.packs import load_pack
from policies.periods import Period
from reports.definitions import definition_of
from reports.models import Report
from reports.workflows.assembly import gather, request_report
from reports.workflows.printing import report_pdf

QUARTER = Period.parse("2026-Q2")
IN_QUARTER = 12_000
# Open from before the quarter, in both databases: the report carries them forward.
BACKLOG = 200
AFTER = datetime(2026, 7, 2, 16, 0, tzinfo=UTC)
BATCH = 10_000
PLACES = ["Weaver Street", "Depot Lane", "Larch Park", "Quarry Road", "Mill Road School"]
MATTERS = ["Cars speed past the school", "Late music", "Doors of a vacant house open", "Dumping"]


def build(count: int) -> None:
    begun = time.perf_counter()
    call_command("migrate", verbosity=0)
    adopt(load_pack("kinston"))
    unit = Division.objects.get(is_unit=True)
    officer = Member.objects.create_user(
        "officer@example.org", name="Casey Sample", role=Role.COMMUNITY_OFFICER, division=unit
    )
    chance = random.Random(1)
    days = [QUARTER.first - timedelta(days=chance.randint(1, 90)) for _ in range(BACKLOG)]
    enter(days, officer, chance, settled=False)
    span = (QUARTER.last - QUARTER.first).days
    days = [QUARTER.first + timedelta(days=chance.randint(0, span)) for _ in range(IN_QUARTER)]
    enter(days, officer, chance, settled=None)
    rest = count - IN_QUARTER
    for start in range(0, rest, BATCH):
        size = min(BATCH, rest - start)
        older = [QUARTER.first - timedelta(days=chance.randint(100, 7200)) for _ in range(size)]
        enter(older, officer, chance, settled=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    told(concerns=Concern.objects.count(), seconds=time.perf_counter() - begun)


def enter(
    days: list[date], officer: Member, chance: random.Random, *, settled: bool | None
) -> None:
    """Concerns logged on `days`, each with its steps and a note; one in twenty has an action."""
    first = Concern.objects.count()
    categories = list(Category.objects.all())
    concerns = Concern.objects.bulk_create(
        [
            one_concern(first + n, day, officer, categories, chance, settled)
            for n, day in enumerate(days)
        ],
        batch_size=2000,
    )
    ConcernStep.objects.bulk_create(
        [ConcernStep(concern=c, to_status="logged", by=officer, at=c.logged_at) for c in concerns],
        batch_size=5000,
    )
    ConcernNote.objects.bulk_create(
        [
            ConcernNote(
                concern=c,
                kind="effort",
                by=officer,
                at=c.logged_at,
                on=c.logged_on,
                text="Spoke with the people there and looked at the place twice.",
            )
            for c in concerns
        ],
        batch_size=5000,
    )
    Action.objects.bulk_create(
        [
            Action(
                concern=c,
                kind="patrol",
                what="Directed patrol in the evening",
                owner=officer,
                due_on=c.logged_on + timedelta(days=30),
                recommended_by=officer,
                recommended_on=c.logged_on,
                status="done" if c.settled_on else "recommended",
                ended_on=c.settled_on,
            )
            for c in concerns[::20]
        ],
        batch_size=5000,
    )


def one_concern(
    n: int,
    day: date,
    officer: Member,
    categories: list[Category],
    chance: random.Random,
    settled: bool | None,
) -> Concern:
    ends = chance.random() < 0.7 if settled is None else settled
    settled_on = min(day + timedelta(days=chance.randint(3, 60)), QUARTER.last) if ends else None
    answered = chance.random() < 0.8
    return Concern(
        number=f"C-{day.year}-{n:07d}",
        nature="potential" if chance.random() < 0.15 else "voiced",
        summary=f"{chance.choice(MATTERS)}, number {n}",
        said="People there say that it happens most evenings and that nobody has come yet.",
        category=chance.choice(categories),
        channel=chance.choice(Concern.Channel.values),
        place=chance.choice(PLACES),
        officer=officer,
        owner=officer,
        division_id=officer.division_id,
        logged_at=datetime(day.year, day.month, day.day, 16, 0, tzinfo=UTC),
        logged_on=day,
        answer_by=day + timedelta(days=14),
        answer="They were told." if answered else "",
        answered_on=day + timedelta(days=chance.randint(1, 20)) if answered else None,
        answered_by=officer if answered else None,
        status="closed" if settled_on else "logged",
        settled_on=settled_on,
    )


def measure() -> None:
    report = assembled()
    elements = definition_of(report).elements
    gathering, freezing = [], []
    for _ in range(5):
        begun = time.perf_counter()
        gathered = gather(report, elements, at=AFTER)
        read = time.perf_counter()
        frozen = {key: part.frozen() for key, part in gathered.items()}
        freezing.append(time.perf_counter() - read)
        gathering.append(read - begun)
    del frozen
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.perf_counter()
    report_pdf(report)
    rendering = time.perf_counter() - begun
    # What the press used is told of it once it has ended.
    printing.PRESS.put_away()
    counted = sum(
        len(gathered[key].records["concerns"].rows)
        for key in ("current_concerns", "potential_problems")
    )
    told(
        gather=sorted(gathering)[2],
        freeze=sorted(freezing)[2],
        render=rendering,
        counted=counted,
        peak=peak,
        peak_rendering=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    )


def assembled() -> Report:
    author = Member.objects.get(email="officer@example.org")
    report = request_report("quarterly", QUARTER, by=author, at=AFTER)
    if report.status == Report.Status.ASSEMBLING:
        assert report.assembly
        run_now(report.assembly)
        report.refresh_from_db()
    return report


def told(**numbers: float) -> None:
    print(json.dumps(numbers))


if __name__ == "__main__":
    if sys.argv[1] == "build":
        build(int(sys.argv[2]))
    else:
        measure()
