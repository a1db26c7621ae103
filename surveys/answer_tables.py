"""A table of answers as survey tools write it: several rows of headings, then one row a person.

Qualtrics writes the names of the columns, the questions' words and a row of {"ImportId": …}.
SurveyMonkey writes the questions, and below them the choices: of several columns only the first
has a name. Both are recognized; any other number of rows the map names (`rows_below_header`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice

from documents.spelling import folded
from outreach.imports.cleaning import clean_line
from outreach.imports.limits import MOST_ANSWER_COLUMNS
from outreach.imports.reading import Row
from outreach.imports.tables import Table, open_table
from surveys.respondent_columns import tells_who_answered
from surveys.response_maps import MOST_ROWS_BELOW, ResponseMap

# Stands between a question and one of its choices, where two rows make the name of a column.
BETWEEN = " / "
IMPORT_ID = re.compile(r"""\{\s*["']ImportId["']\s*:""")
# What SurveyMonkey calls its first column, which is empty in the row of the choices.
FIRST_COLUMN = frozenset({"respondent id", "respondent_id", "id del encuestado"})
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
    """

    header: tuple[str, ...]
    rows: Iterator[Row]
    remarks: list[str]
    trials: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def is_a_trial(self, row: Row) -> bool:
        return any(folded(row.cells[place]) in marks for place, marks in self.trials.items())


def open_answers(content: bytes, response_map: ResponseMap) -> AnswerTable:
    """The table of answers in a file. Raises CannotRead when there is none."""
    table = _opened(content, response_map)
    first = list(islice(table.rows, MOST_ROWS_BELOW))
    asked = response_map.source.rows_below_header
    if asked is None:
        asked = _rows_below(table.header, first) if table.header_row else 0
    headings, others = first[:asked], first[asked:]
    header = _named(table.header, headings)
    of_qualtrics = any(map(_is_of_import_ids, headings))
    remarks = [*table.remarks, *_said_of(headings), *_left_out(header, response_map)]
    trials = _trials(header, response_map) if of_qualtrics else {}
    return AnswerTable(header, chain(others, table.rows), remarks, trials)


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
    for many, row in enumerate(first[:2], start=1):
        if _is_of_import_ids(row):
            return many
    return int(bool(first) and _names_choices(header, first[0]))


def _is_of_import_ids(row: Row) -> bool:
    written = [cell for cell in row.cells if cell.strip()]
    return bool(written) and all(IMPORT_ID.match(cell.strip()) for cell in written)


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


def _left_out(header: tuple[str, ...], response_map: ResponseMap) -> Iterator[str]:
    """What tells who answered is not read, and that is said."""
    mapped = {folded(name) for name in response_map.columns_mapped()}
    names = [name for name in header if tells_who_answered(name) and folded(name) not in mapped]
    if names:
        more = f" and {len(names) - MOST_SAID} more" if len(names) > MOST_SAID else ""
        listed = ", ".join(names[:MOST_SAID]) + more
        yield f"Left out, because it tells who answered, from where or when: {listed}"


def _trials(header: tuple[str, ...], response_map: ResponseMap) -> dict[int, frozenset[str]]:
    """Where Qualtrics marks trials; a column that [only] names is the map's to judge."""
    judged = {folded(name) for name in response_map.only}
    return {
        place: TRIALS[folded(name)]
        for place, name in enumerate(header)
        if folded(name) in TRIALS and folded(name) not in judged
    }
