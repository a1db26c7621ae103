"""The database of benchmarks/tabulate.py: `build COUNT` makes it, `measure` times it once."""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command
from django.db import connection

from documents.frozen import canonical
from personnel.models import Division, Member
from personnel.roles import Role
from policies.adoption import adopt
from policies.packs import load_pack
from surveys.models import Answer, Survey
from surveys.results.folding import fold, mix, rebuild
from surveys.results.results import results_of

QUESTIONS = [f"question-{n}" for n in range(1, 13)]
AREAS = ["Lakeside", "Market", "Linden", "Mill Lane", "Foundry", "Depot", "Quarry", "Park"]
WEIGHTS = [8, 17, 30, 28, 12, 5]
VALUES = [1, 2, 3, 4, 5, "?"]
NEW = 10_000
BATCH = 10_000
TIMES = 5
IN_DATABASE = """
    SELECT area, said.key, said.value, count(*)
    FROM surveys_answer, jsonb_each_text(content::jsonb) AS said
    WHERE survey_id = %s AND mark = 'counted' GROUP BY 1, 2, 3
"""


def build(count: int) -> None:
    begun = time.perf_counter()
    call_command("migrate", verbosity=0)
    adopt(load_pack("kinston"))
    unit = Division.objects.get(is_unit=True)
    officer = Member.objects.create_user(
        "officer@example.org", name="Casey Sample", role=Role.COMMUNITY_OFFICER, division=unit
    )
    survey = Survey.objects.create(
        key="million", title={"en": "A million"}, areas=AREAS, designed_by=officer
    )
    for position, key in enumerate(QUESTIONS, start=1):
        survey.questions.create(
            position=position, key=key, kind="rating", low=1, high=5, text={"en": key}
        )
    day = date(2026, 4, 1)
    Survey.objects.filter(pk=survey.pk).update(
        status="closed", source="file", opened_on=day, closed_on=day
    )
    chance = random.Random(1)
    for _ in range(0, count, BATCH):
        enter(survey, min(BATCH, count), chance, mark="counted", placed=True)
    rebuild(survey)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    told(answers=survey.answers.count(), seconds=time.perf_counter() - begun)


def enter(survey: Survey, count: int, chance: random.Random, **facts: object) -> None:
    """Answers to all questions, each of which one in thirty leaves out."""
    Answer.objects.bulk_create(
        [
            Answer(survey=survey, area=chance.choice(AREAS), content=said(chance), **facts)
            for _ in range(count)
        ],
        batch_size=2_000,
    )


def said(chance: random.Random) -> str:
    values = chance.choices(VALUES, WEIGHTS, k=len(QUESTIONS))
    pairs = zip(QUESTIONS, values, strict=True)
    return canonical({key: value for key, value in pairs if chance.random() > 1 / 30})


def measure() -> None:
    survey = Survey.objects.get(key="million")
    results_of(survey)
    found = {"results": statistics.median(timed(lambda: results_of(survey))[0] for _ in range(20))}
    found["scan"] = timed(lambda: scanned(answers_of(survey)))[0]
    if connection.vendor == "postgresql":
        found["in_database"] = timed(lambda: scanned_in_database(survey))[0]
    told(**found, **counting(survey))


def counting(survey: Survey) -> dict[str, float]:
    """What counting new answers costs, and a bare loop over the same, in turns."""
    runs = []
    for n in range(TIMES):
        enter(survey, NEW, random.Random(n + 2))
        same = list(survey.answers.waiting().values_list("area", "content"))
        _, loop_cpu = timed(lambda same=same: scanned(iter(same)))
        taken, fold_cpu = timed(lambda: fold(survey))
        runs.append((fold_cpu, taken, loop_cpu))
        mixing, _ = timed(lambda: mix(survey))
    fold_cpu, taken, loop_cpu = (statistics.median(each) for each in zip(*runs, strict=True))
    cost = {"fold_cpu": fold_cpu, "fold": taken, "loop_cpu": loop_cpu, "new": NEW}
    return cost | {"mix": mixing, "mixed": min(20_000, survey.answers.count())}


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """(seconds, seconds of this process's CPU)"""
    begun, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begun, time.process_time() - cpu


def answers_of(survey: Survey) -> Iterator[tuple[str, str]]:
    rows = survey.answers.counted().values_list("area", "content")
    return rows.iterator(chunk_size=BATCH)


def scanned(answers: Iterator[tuple[str, str]]) -> Counter[tuple[str, str, object]]:
    cells: Counter[tuple[str, str, object]] = Counter()
    for area, content in answers:
        for key, value in json.loads(content).items():
            cells[area, key, value] += 1
    return cells


def scanned_in_database(survey: Survey) -> None:
    with connection.cursor() as cursor:
        cursor.execute(IN_DATABASE, [survey.pk])
        cursor.fetchall()


def build_again() -> None:
    survey = Survey.objects.get(key="million")
    seconds, _ = timed(lambda: rebuild(survey))
    told(answers=survey.answers.counted().count(), seconds=seconds)


def told(**numbers: float) -> None:
    print(json.dumps(numbers))


if __name__ == "__main__":
    match sys.argv[1]:
        case "build":
            build(int(sys.argv[2]))
        case "rebuild":
            build_again()
        case _:
            measure()
