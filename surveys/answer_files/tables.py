"""A table of answers as survey tools write it: several rows of headings, then one row a person.

Qualtrics writes the names of the columns, the questions' words and a row of {"ImportId": …}; its
older exports number the columns V1, V2 and name them below. SurveyMonkey writes the questions, and
below them the choices: of several columns only the first has a name. KoboToolbox may write a row of
#tags. All are recognized; any other number of rows the map names (`rows_below_header`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice

from documents.spelling import folded
from importing.cleaning import clean_line
from importing.limits import MOST_ANSWER_COLUMNS
from importing.reading import CannotRead, Row
from importing.tables import Table, open_table
from surveys.answer_files.maps import MOST_ROWS_BELOW, ResponseMap
from surveys.answer_files.respondent_columns import places_among, tells_who_answered

# Stands between a question and one of its choices, where two rows make the name of a column.
BETWEEN = " / "
IMPORT_ID = re.compile(r"""\{\s*["']ImportId["']\s*:\s*(?:["']([^"']*)["'])?""")
# So many names of a tool's own columns in one row are no answers of somebody.
NAMES_OF_A_TOOL = 3
TAG = re.compile(r"#[A-Za-z]\S*")
# What SurveyMonkey calls its first column, which is empty in the row of the choices.
FIRST_COLUMN = frozenset({"respondent id", "respondent_id", "respondentid", "id del encuestado"})
# Where Kobo says which answer a row of a repeated group belongs to, and numbers the answers.
OF_A_REPEATED_GROUP = "_parent_index"
NUMBER_OF_KOBO = "_index"
REPEATED = (
    f"The sheet holds a repeated group (it has a column {OF_A_REPEATED_GROUP}): several rows may be "
    "one person's. Name the sheet with one row for each person."
)
REPEATED_LEFT_OUT = (
    "Answers in repeated groups, which KoboToolbox writes on sheets of their own, were left out: "
    "several rows there may be one person's"
)
# What SurveyMonkey writes below a question that has one column.
ONE_COLUMN = frozenset(
    {"response", "open-ended response", "respuesta", "respuesta abierta", "respuesta libre"}
)
# Trials that Qualtrics marks, in words and as the numbers it has for them.
TRIALS: Mapping[str, frozenset[str]] = {
    "status": frozenset(
        {"survey preview", "survey test", "offline survey preview", "1", "2", "9", "17", "33"}
    ),
    "response type": frozenset({"survey preview", "survey test", "offline survey preview"}),
    "distributionchannel": frozenset({"preview", "test"}),
    "distribution channel": frozenset({"preview", "test"}),
}
MOST_SAID = 12


@dataclass(frozen=True)
class AnswerTable:
    """The columns' names, the rows with answers, and what a tool's own marks say of a row.

    trials: by the place of a column, what stands there when somebody only tried the survey out.
    telling: the places of the columns that tell who answered.
    """

    header: tuple[str, ...]
    rows: Iterator[Row]
    remarks: list[str]
    trials: Mapping[int, frozenset[str]] = field(default_factory=dict)
    telling: frozenset[int] = frozenset()

    def is_a_trial(self, row: Row) -> bool:
        return any(folded(row.cells[place]) in marks for place, marks in self.trials.items())


def open_answers(content: bytes, response_map: ResponseMap) -> AnswerTable:
    """The table of answers in a file. Raises CannotRead when there is none."""
    table = _opened(content, response_map)
    if OF_A_REPEATED_GROUP in map(folded, table.header):
        raise CannotRead(REPEATED)
    first = list(islice(table.rows, MOST_ROWS_BELOW))
    asked = response_map.source.rows_below_header
    if asked is None:
        asked = _rows_below(table.header, first) if table.header_row else 0
    headings, others = first[:asked], first[asked:]
    header = _named(table.header, headings)
    known_as = _known_as(header, headings)
    telling = _telling(known_as)
    remarks = [
        *table.remarks,
        *_said_of(headings),
        *_left_out(header, telling, response_map),
        *_repeated_left_out(table),
    ]
    trials = _trials(known_as, response_map) if any(map(_is_a_tools_own, headings)) else {}
    return AnswerTable(header, chain(others, table.rows), remarks, trials, telling)


def _opened(content: bytes, response_map: ResponseMap) -> Table:
    """The header is found by the names of the map, or by the questions those begin with."""
    names = {*response_map.columns_named()}
    table = _by_names(content, response_map, names)
    questions = {name.split(BETWEEN)[0] for name in names}
    if questions == names or {*map(folded, names)} <= {*map(folded, table.header)}:
        return table
    return _by_names(content, response_map, questions)


def _by_names(content: bytes, response_map: ResponseMap, names: Collection[str]) -> Table:
    layout = response_map.source.layout
    return open_table(content, layout, wanted=names, most_columns=MOST_ANSWER_COLUMNS)


def _rows_below(header: tuple[str, ...], first: list[Row]) -> int:
    """How many rows below the header are headings too, by what the tools write there."""
    for many in (2, 1):
        if any(map(_is_a_tools_own, first[many - 1 : many])):
            return many
    return int(bool(first) and (_is_of_tags(first[0]) or _names_choices(header, first[0])))


def _is_a_tools_own(row: Row) -> bool:
    """Whether the row is one in which Qualtrics names its columns."""
    named = sum(tells_who_answered(clean_line(cell)) for cell in row.cells)
    return _is_of_import_ids(row) or named >= NAMES_OF_A_TOOL


def _is_of_import_ids(row: Row) -> bool:
    written = _written(row)
    return bool(written) and all(IMPORT_ID.match(cell) for cell in written)


def _is_of_tags(row: Row) -> bool:
    """Whether the row holds the #tags that Kobo writes below the names of the columns."""
    written = _written(row)
    return bool(written) and all(TAG.fullmatch(cell) for cell in written)


def _written(row: Row) -> list[str]:
    return [cell.strip() for cell in row.cells if cell.strip()]


def _names_choices(header: tuple[str, ...], row: Row) -> bool:
    """Whether the row under the header is SurveyMonkey's row of choices."""
    if folded(header[0]) in FIRST_COLUMN:
        return not row.cells[0].strip()
    below = [folded(cell) for cell in row.cells]
    unnamed = [place for place, name in enumerate(header) if not name]
    if not unnamed:
        return all(text in ONE_COLUMN for text in below)
    return not ONE_COLUMN.isdisjoint(below) and all(
        place < len(below) and below[place] for place in unnamed
    )


def _named(header: tuple[str, ...], headings: list[Row]) -> tuple[str, ...]:
    """The columns' names; several columns of one question are named by it and their choice."""
    if not headings or all(header):
        return header
    below = [clean_line(cell) for cell in headings[0].cells] + [""] * len(header)
    question, names = "", []
    for place, name in enumerate(header):
        question = name or question
        is_one_of_several = not name or header[place + 1 : place + 2] == ("",)
        parts = (question, below[place]) if is_one_of_several else (name,)
        names.append(BETWEEN.join(filter(None, parts)))
    return tuple(names)


def _said_of(headings: list[Row]) -> Iterator[str]:
    for row in headings:
        words = "; ".join(filter(None, map(clean_line, row.cells)))
        yield f"Row {row.number} is a heading and no answer: {words[:80]}"


def _known_as(header: tuple[str, ...], headings: list[Row]) -> list[set[str]]:
    """By which names each column goes: its own, and those a tool writes below it."""
    below = headings if any(map(_is_a_tools_own, headings)) else []
    names = [{name} for name in header]
    for row in below:
        for known, cell in zip(names, row.cells, strict=False):
            found = IMPORT_ID.match(cell.strip())
            known.add(found[1] or "" if found else clean_line(cell))
    return names


def _telling(known_as: list[set[str]]) -> frozenset[int]:
    """The places of the columns that tell who answered, by any of their names."""
    holding_a_place = places_among(name for names in known_as for name in names)
    return frozenset(
        place
        for place, names in enumerate(known_as)
        if any(tells_who_answered(name) or folded(name) in holding_a_place for name in names)
    )


def _left_out(
    header: tuple[str, ...], telling: frozenset[int], response_map: ResponseMap
) -> Iterator[str]:
    """What tells who answered is not read, and that is said."""
    mapped = {folded(name) for name in response_map.columns_mapped()}
    names = [header[place] for place in sorted(telling) if folded(header[place]) not in mapped]
    if names:
        more = f" and {len(names) - MOST_SAID} more" if len(names) > MOST_SAID else ""
        listed = ", ".join(names[:MOST_SAID]) + more
        yield f"Left out, because it tells who answered, from where or when: {listed}"


def _repeated_left_out(table: Table) -> Iterator[str]:
    if table.others and NUMBER_OF_KOBO in table.header:
        yield REPEATED_LEFT_OUT


def _trials(known_as: list[set[str]], response_map: ResponseMap) -> dict[int, frozenset[str]]:
    """Where Qualtrics marks trials; a column that [only] names is the map's to judge."""
    judged = {folded(name) for name in response_map.only}
    marks = {
        place: frozenset().union(*(TRIALS[name] for name in plain & TRIALS.keys()))
        for place, names in enumerate(known_as)
        if not (plain := {*map(folded, names)}) & judged
    }
    return {place: words for place, words in marks.items() if words}
