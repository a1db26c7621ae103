"""Answers of an earlier survey out of a CSV file: plain rows in, plain answers out.

What a question does not allow is listed and counted apart, and the rest of its row is kept: one
slip of a pen does not lose what somebody said otherwise. Nothing is guessed or put right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from documents.frozen import canonical
from outreach.imports.cleaning import clean_line
from outreach.imports.dates import said_like
from outreach.imports.limits import MOST_ANSWER_COLUMNS
from outreach.imports.reading import Row
from outreach.imports.tables import open_table
from surveys.response_cells import AreaReader, CellReader, NotAllowed
from surveys.response_maps import ResponseMap

if TYPE_CHECKING:
    from surveys.models import Question

# So many refused answers are named; the others are counted.
MOST_NAMED = 1_000
LONGEST_NAMED = 80


@dataclass(frozen=True)
class RefusedAnswer:
    """`row` is the spreadsheet's: the header is row 1. Without a question the row is refused."""

    row: int
    question: str
    value: str
    reason: str


@dataclass(frozen=True)
class Response:
    """What one row says: the area, and the content of an answer as canonical JSON."""

    area: str
    content: str


@dataclass
class Reading:
    """A file as read. Every row read is kept, left out, empty or broken."""

    responses: list[Response] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    read: int = 0
    left_out: int = 0
    empty: int = 0
    broken: int = 0
    refused: int = 0
    named: list[RefusedAnswer] = field(default_factory=list)

    def refuse(self, row: int, question: str, value: str, reason: object) -> None:
        self.refused += 1
        if len(self.named) < MOST_NAMED:
            self.named.append(RefusedAnswer(row, question, value[:LONGEST_NAMED], str(reason)))


def read_responses(
    content: bytes,
    response_map: ResponseMap,
    questions: Sequence[Question],
    *,
    areas: Sequence[str],
    today: date,
) -> Reading:
    """The file's answers by the map; `areas` are those that can be named, none for any.

    No answer was given after `today`. Raises CannotRead when the file or the map cannot be used.
    """
    source = response_map.source
    table = open_table(
        content,
        source.layout,
        wanted=response_map.columns_named(),
        most_columns=MOST_ANSWER_COLUMNS,
    )
    reader = RowReader(response_map, table.header, questions, areas=areas, today=today)
    reading = Reading()
    for row in table.rows:
        reader.read(row, reading)
    return reading


class RowReader:
    """Reads rows by a map, for a header, as answers to `questions`."""

    def __init__(
        self,
        response_map: ResponseMap,
        header: Sequence[str],
        questions: Sequence[Question],
        *,
        areas: Sequence[str],
        today: date,
    ) -> None:
        self.map, self.today = response_map, today
        self.width = len(header)
        self.place_of = response_map.places_in(tuple(header))
        self.only = {self.place_of[name]: set(kept) for name, kept in response_map.only.items()}
        self.area, self.area_key, by_key = self._area(questions, areas)
        self.readers = {
            key: CellReader(response_map, column, by_key[key])
            for key, column in response_map.columns.questions.items()
            if key != self.area_key
        }

    def _area(
        self, questions: Sequence[Question], areas: Sequence[str]
    ) -> tuple[AreaReader | None, str, dict[str, Question]]:
        """How areas are read, the question that asks for them, and the others by their key."""
        by_key = {question.key: question for question in questions}
        for key in self.map.columns.questions:
            if key not in by_key:
                known = ", ".join(by_key)
                words = f"is no question of the survey; there are {known}"
                raise self.map.fault(("columns", key), words)
        asked = next((question.key for question in questions if question.kind == "area"), "")
        column = self.map.columns.questions.get(asked)
        key = asked if column else "area"
        given = column or self.map.columns.area
        nothing = self.map.says_nothing
        reader = AreaReader(given.column or "", given.values, areas, nothing) if given else None
        return reader, key, by_key

    def read(self, row: Row, reading: Reading) -> None:
        """Put the row where it belongs."""
        reading.read += 1
        if row.is_empty:
            reading.empty += 1
            return
        if len(row.cells) != self.width:
            reading.broken += 1
            reason = f"has {len(row.cells)} cells where the header has {self.width}"
            reading.refuse(row.number, "", "", reason)
            return
        if not all(clean_line(row.cells[place]) in kept for place, kept in self.only.items()):
            reading.left_out += 1
            return
        content = self._content(row, reading)
        if not content:
            reading.empty += 1
            return
        area = self._taken(row, reading, self.area_key, self.area) if self.area else None
        reading.responses.append(Response(area or "", canonical(content)))
        self._date(row, reading)

    def _content(self, row: Row, reading: Reading) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, reader in self.readers.items():
            value = self._taken(row, reading, key, reader)
            if value is not None:
                found[key] = value
        return found

    def _taken(self, row: Row, reading: Reading, key: str, reader: CellReader | AreaReader) -> Any:
        """What the row's cells say to one question; None for nothing."""
        cells = [row.cells[self.place_of[name]] for name in reader.named]
        try:
            return reader.value(cells)
        except NotAllowed as reason:
            said = "; ".join(filter(None, map(clean_line, cells)))
            reading.refuse(row.number, key, said, reason)
            return reader.refused

    def _date(self, row: Row, reading: Reading) -> None:
        column = self.map.columns.answered_on
        if column is None:
            return
        cells = (clean_line(row.cells[self.place_of[name]]) for name in column.named)
        text = " ".join(filter(None, cells))
        if text in self.map.says_nothing:
            return
        try:
            day = column.moment_in(text).date()
        except (ValueError, OverflowError):
            words = f"is not written like {said_like(column.forms)}"
            reading.refuse(row.number, "answered_on", text, words)
            return
        if day > self.today:
            reading.refuse(row.number, "answered_on", text, "is in the future")
            return
        reading.days.append(day)
