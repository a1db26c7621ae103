"""Answers become numbers: the tally, kept beside the answers and never in a citizen's request.

Everything here takes the survey's row first, so that two workers take turns; citizens go on
answering meanwhile. An answer is counted by the one UPDATE that marks it as counted, in the
transaction that adds it to the tally: nothing is lost and nothing counts twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from random import SystemRandom
from typing import Any
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from surveys.models import Answer, Survey
from surveys.results.tabulation import Asked, Cells, counted
from surveys.values import RESPONDENTS

# So many answers get new keys and places at a time, the new ones among older ones: twenty times
# as many as came in, but not fewer than these.
MOST_MIXED = 20_000
LEAST_MIXED = 2_000
AMONG = 20
# From so many answers on, some are found quicker by their keys than by their survey.
LARGE = 50_000
AT_ONCE = 1_000
RANDOM = SystemRandom()
FIRST_KEY = UUID(int=0)

COUNT_THEM = """
    UPDATE surveys_answer SET mark = 'counted' WHERE survey_id = %s AND mark = 'new'
    RETURNING area, content
"""
ADD_TO_TALLY = """
    INSERT INTO surveys_tally (survey_id, area, question, value, n) VALUES {rows}
    ON CONFLICT (survey_id, area, question, value) DO UPDATE SET n = surveys_tally.n + excluded.n
"""
TAKE_OUT = """
    DELETE FROM surveys_answer WHERE id IN (
        SELECT id FROM surveys_answer WHERE {survey} = %s AND mark = %s AND {which} LIMIT %s
    ) RETURNING survey_id, area, content, way, crowd
"""
PUT_BACK = """
    INSERT INTO surveys_answer (id, survey_id, area, content, way, crowd, mark, placed)
    VALUES {rows}
"""
COUNTED, HELD = "counted", "held"

Row = tuple[Any, ...]


@transaction.atomic
def fold(survey: Survey) -> int:
    """Count the answers that came in since the last time; returns how many there were."""
    _hold(survey)
    with connection.cursor() as cursor:
        cursor.execute(COUNT_THEM, [survey.pk])
        came_in = cursor.fetchall()
    _add(survey, counted(came_in, _asked(survey)))
    return len(came_in)


@transaction.atomic
def rebuild(survey: Survey) -> int:
    """The tally from nothing but the counted answers; returns how many there are."""
    _hold(survey)
    by_area = _recounted(survey)
    survey.tallies.all().delete()
    _add(survey, by_area)
    return _answers(by_area)


@transaction.atomic
def reconcile(survey: Survey) -> list[str]:
    """Where the tally and the counted answers differ, in words; changes nothing."""
    _hold(survey)
    kept = dict(_flat(_kept(survey)))
    recounted = dict(_flat(_recounted(survey)))
    return [
        f"{area or 'no area'}, {question or 'answers'}, {value}: "
        f"{kept.get(cell, 0)} in the tally, {recounted.get(cell, 0)} in the answers"
        for cell in sorted(kept.keys() | recounted.keys())
        for area, question, value in [cell]
        if kept.get(cell, 0) != recounted.get(cell, 0)
    ]


@transaction.atomic
def mix(survey: Survey) -> int:
    """Give what was counted since the last time a new key and a new place, among older answers.

    After it neither the order of the rows, nor a key somebody noted, nor the database's own
    marks say which answer came in when. Returns how many changed places, older ones too.
    """
    _hold(survey)
    moved = _taken_out(survey, "placed = FALSE", [], MOST_MIXED)
    if not moved:
        return 0
    moved += _some_of(survey, min(MOST_MIXED, max(LEAST_MIXED, AMONG * len(moved))) - len(moved))
    RANDOM.shuffle(moved)
    _put_back(moved)
    return len(moved)


@transaction.atomic
def mix_held(survey: Survey) -> int:
    """The same for what is held: as soon as more was held, all of it changes keys and places.

    Returns how many changed places.
    """
    _hold(survey)
    if not survey.answers.held_to_be_placed().exists():
        return 0
    moved = _taken_out(survey, "placed = FALSE", [], MOST_MIXED, mark=HELD)
    moved += _taken_out(survey, "placed = TRUE", [], MOST_MIXED - len(moved), mark=HELD)
    RANDOM.shuffle(moved)
    _put_back(moved, mark=HELD)
    return len(moved)


def _some_of(survey: Survey, many: int) -> list[Row]:
    """A random choice of the survey's answers, taken out: keys are random, so those that follow
    one of them are."""
    found: list[Row] = []
    # The plus sign keeps the index by survey out of it.
    by = "+survey_id" if _answers(_kept(survey)) > LARGE else "survey_id"
    for first in (uuid4(), FIRST_KEY):
        key = Answer._meta.pk.get_db_prep_value(first, connection)
        found += _taken_out(survey, "id >= %s ORDER BY id", [key], many - len(found), by=by)
    return found


def _hold(survey: Survey) -> None:
    """Keep others who fold, mix or rebuild it out until the transaction ends.

    Not its key: an answer that names the survey is written meanwhile.
    """
    list(Survey.objects.select_for_update(no_key=True).filter(pk=survey.pk).values_list("pk"))


def _asked(survey: Survey) -> list[Asked]:
    return [Asked.of(question) for question in survey.questions.all()]


def _recounted(survey: Survey) -> Mapping[str, Cells]:
    answers = survey.answers.counted().values_list("area", "content")
    return counted(answers.iterator(chunk_size=AT_ONCE), _asked(survey))


def _kept(survey: Survey) -> Mapping[str, Cells]:
    """The tally by area; a cell of 0 says the same as none."""
    by_area: dict[str, dict[tuple[str, str], int]] = {}
    for area, question, value, n in survey.tallies.values_list("area", "question", "value", "n"):
        by_area.setdefault(area, {})[question, value] = n
    return by_area


def _answers(by_area: Mapping[str, Cells]) -> int:
    return sum(cells["", RESPONDENTS] for cells in by_area.values())


def _flat(by_area: Mapping[str, Cells]) -> Iterator[tuple[tuple[str, str, str], int]]:
    for area, cells in by_area.items():
        for (question, value), n in cells.items():
            yield (area, question, value), n


def _add(survey: Survey, by_area: Mapping[str, Cells]) -> None:
    """In one order everywhere, so that two who add at once do not wait for each other."""
    rows = ((survey.pk, *cell, n) for cell, n in sorted(_flat(by_area)))
    _insert(ADD_TO_TALLY, rows)


def _taken_out(
    survey: Survey,
    which: str,
    facts: list[Any],
    most: int,
    *,
    by: str = "survey_id",
    mark: str = COUNTED,
) -> list[Row]:
    if most <= 0:
        return []
    with connection.cursor() as cursor:
        cursor.execute(TAKE_OUT.format(survey=by, which=which), [survey.pk, mark, *facts, most])
        return list(cursor.fetchall())


def _put_back(answers: Iterable[Row], *, mark: str = COUNTED) -> None:
    # Not the proxy, which would look for the connection once more for each answer.
    prepared, own = Answer._meta.pk.get_db_prep_value, connections[DEFAULT_DB_ALIAS]
    rows = ((prepared(uuid4(), own), *answer, mark, True) for answer in answers)
    _insert(PUT_BACK, rows)


def _insert(statement: str, rows: Iterator[Row]) -> None:
    """Write rows of one width, some at a time."""
    with connection.cursor() as cursor:
        while some := list(islice(rows, AT_ONCE)):
            one = f"({', '.join(['%s'] * len(some[0]))})"
            values = [value for row in some for value in row]
            cursor.execute(statement.format(rows=", ".join([one] * len(some))), values)
