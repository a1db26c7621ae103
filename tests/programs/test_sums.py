"""Each sum that is told is the sum of the rows it leads to: participants, hours, cost, answers.

Counts are those of tests/whole/test_counts.py. Here are figures whose value is no number of rows, in random years of a
program and in every part of a report; SEEDS in the environment names other years.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from documents.frozen import Gathered
from outreach.models import Presentation
from reports.sections import SECTIONS
from tests.reports.making import Q2, gather
from tests.support.evaluations import opened
from tests.support.factories import file_brief, on
from tests.support.pages_read import read
from tests.support.programs import enter_cost, enter_feedback, enter_hours
from tests.whole.test_counts import SEEDS

pytestmark = pytest.mark.django_db
# The column a sum is made of, by the first word of the figure's key; of feedback, by its last.
SUMMED = {"participants": "Participants", "came": "Participants", "hours": "Hours", "cost": "Cost"}
ANSWERED = {"yes": "Yes", "unsure": "Not sure", "no": "No"}
# The most answers to one question at each session: neither a count of rows nor a sum of them.
NEITHER = {"cards"}
ENTRIES = {"hours": "hours", "costs": "amount", "feedback": "yes"}


def a_year_at_random(random: Random, program: Any, topic: Any, officer: Any, year: int) -> None:
    for _ in range(random.randrange(3, 9)):
        day = date(year, 1, 1) + timedelta(days=random.randrange(95, 130))
        participants = random.randrange(0, 60)
        filed = on(day + timedelta(days=1))
        file_brief(officer, at=filed, held_at=on(day), topic=topic, participants=participants)
        enter_hours(program, officer, on=day, hours=f"{random.randrange(1, 40) / 4}")
        enter_cost(program, officer, on=day, amount=f"{random.randrange(1, 9000) / 100}")
        enter_feedback(program, officer, on=day, yes=random.randrange(1, 9), unsure=1, no=2)


def sums_of(figures: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    """The figures that are sums, each with its column; every other one is a count of its rows."""
    for figure in (one for one in figures if one["key"] not in NEITHER):
        first, _, last = figure["key"].partition(":")
        if column := SUMMED.get(first) or ANSWERED.get(last):
            yield figure, column
        else:
            assert figure["value"] == len(figure["keys"]), f"{figure['key']}: of which column?"


def added(rows: Iterable[Mapping[str, Any]], column: str) -> float:
    return round(sum(float(row[column]) for row in rows), 2)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_part_of_a_report_adds_up_its_rows(program, topic, officer, seed):
    a_year_at_random(Random(seed), program, topic, officer, 2026)
    seen = 0

    for key in SECTIONS:
        found: Gathered = gather(key, Q2)
        for figure, column in sums_of([one.frozen() for one in found.figures]):
            records = found.records[figure["list"]]
            rows = [dict(zip(records.columns, row, strict=True)) for row in records.rows]
            counted = [row for row in rows if row["key"] in figure["keys"]]
            assert figure["value"] == added(counted, column), (key, figure["key"])
            held = Presentation.objects.filter(held_on__range=(Q2.first, Q2.last))
            assert figure["value"] == held.aggregate(n=Sum("participants"))["n"]
            seen += 1

    assert seen


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sum_of_an_evaluation_is_the_sum_of_the_file_behind_it(
    program, topic, officer, as_member, seed
):
    a_year_at_random(Random(seed), program, topic, officer, 2025)
    evaluation = opened(program, officer)
    client: Client = as_member(officer)
    told = {}

    for figure, column in sums_of(evaluation.gathered["figures"]):
        page = reverse("programs:evaluation-records", args=[evaluation.pk, figure["key"]])
        file = client.get(f"{page}?as=csv").content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(file)))
        assert figure["value"] == added(rows, column), figure["key"]
        heading = read(client.get(page).text).first(lambda one: one.name == "h1")
        told[figure["key"]] = heading.words if heading else ""

    year = Presentation.objects.filter(held_on__year=2025).aggregate(n=Sum("participants"))["n"]
    assert told["participants"] == f"Participants: {year}"
    assert {"hours", "cost"} <= set(told)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_entered_about_a_program_is_added_up_as_its_rows_stand(
    program, topic, officer, as_member, seed
):
    a_year_at_random(Random(seed), program, topic, officer, 2025)
    client: Client = as_member(officer)

    for kind, column in ENTRIES.items():
        total = client.get(f"/programs/{program.pk}/{kind}/").context["total"]
        rows = getattr(program, kind).filter(struck_at=None)
        besides = 3 * rows.count() if kind == "feedback" else 0
        assert total == sum(getattr(one, column) for one in rows) + besides, kind
