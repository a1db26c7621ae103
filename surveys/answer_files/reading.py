"""Answers of an earlier survey out of a CSV file or a workbook: plain rows in, plain answers out.

What a question does not allow is listed and counted apart, and the rest of its row is kept: one
slip of a pen does not lose what somebody said otherwise. Nothing is guessed or put right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from documents.frozen import canonical
from importing.cleaning import clean_line
from importing.dates import said_like
from importing.map_columns import DayColumn
from importing.reading import Row
from surveys.answer_files.cells import AreaReader, CellReader, NotAllowed
from surveys.answer_files.maps import ResponseMap
from surveys.answer_files.respondent_columns import NEVER
from surveys.answer_files.tables import AnswerTable, open_answers

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
    """A file as read. Every row read is kept, left out, empty or broken.

    trials: how many of those left out the tool itself marked as trials. remarks: what was found
    around the answers, in sentences.
    """

    responses: list[Response] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    read: int = 0
    left_out: int = 0
    empty: int = 0
    broken: int = 0
    refused: int = 0
    named: list[RefusedAnswer] = field(default_factory=list)
    trials: int = 0
    remarks: list[str] = field(default_factory=list)
    # Each column of the file, and the questions and fields it was taken for.
    columns: list[tuple[str, list[str]]] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """What became of the rows, and how many answers were refused."""
        return {
            "read": self.read,
            "kept": len(self.responses),
            "left_out": self.left_out,
            "empty": self.empty,
            "broken": self.broken,
            "refused": self.refused,
        }

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
    zone: ZoneInfo | None = None,
) -> Reading:
    """The file's answers by the map; `areas` are those that can be named, none for any.

    No answer was given after `today`, which is a day of the department's `zone`; without one a
    time in a file is taken as it stands. Raises CannotRead when the file or the map cannot be used.
    """
    table = open_answers(content, response_map)
    reader = RowReader(response_map, table, questions, areas=areas, today=today, zone=zone)
    reading = Reading(remarks=table.remarks, columns=reader.columns())
    for row in table.rows:
        reader.read(row, reading)
    if reading.trials:
        reading.remarks.append(f"{reading.trials:,} rows are previews or tests and were left out")
    return reading


class RowReader:
    """Reads the rows of a table by a map, as answers to `questions`."""

    def __init__(
        self,
        response_map: ResponseMap,
        table: AnswerTable,
        questions: Sequence[Question],
        *,
        areas: Sequence[str],
        today: date,
        zone: ZoneInfo | None,
    ) -> None:
        self.map, self.table, self.today, self.zone = response_map, table, today, zone
        self.width = len(table.header)
        self.place_of = response_map.places_in(table.header)
        self.only = {self.place_of[name]: wanted for name, wanted in response_map.only.items()}
        self._refuse_who_answered()
        self.area, self.area_key, by_key = self._area(questions, areas)
        self.readers = {
            key: CellReader(response_map, column, by_key[key])
            for key, column in response_map.columns.questions.items()
            if key != self.area_key
        }

    def columns(self) -> list[tuple[str, list[str]]]:
        """Every column by name, with the keys of the questions and the fields it was taken for."""
        used = {key: reader.named for key, reader in self.readers.items()}
        used |= {"area": self.area.named} if self.area else {}
        used |= {"answered_on": day.named} if (day := self.map.columns.answered_on) else {}
        used |= {"only": tuple(self.map.only)} if self.map.only else {}
        taken: dict[int, list[str]] = {}
        for key, names in used.items():
            for name in names:
                taken.setdefault(self.place_of[name], []).append(key)
        return [(name, taken.get(place, [])) for place, name in enumerate(self.table.header)]

    def _refuse_who_answered(self) -> None:
        """Raises MapError when the answer to a question would be who gave it, from where or when."""
        answers = {**self.map.columns.questions, "area": self.map.columns.area}
        for key, column in answers.items():
            name = column and column.column
            if name and self.place_of[name] in self.table.telling:
                raise self.map.fault(("columns", key), f"“{name}” {NEVER}")

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
        if not self._is_wanted(row, reading):
            reading.left_out += 1
            return
        content = self._content(row, reading)
        if not content:
            reading.empty += 1
            return
        area = self._taken(row, reading, self.area_key, self.area) if self.area else None
        reading.responses.append(Response(area or "", canonical(content)))
        self._date(row, reading)

    def _is_wanted(self, row: Row, reading: Reading) -> bool:
        """Whether [only] wants the row, and nobody only tried the survey out by it."""
        if self.table.is_a_trial(row):
            reading.trials += 1
            return False
        return all(
            wanted.takes(clean_line(row.cells[place])) for place, wanted in self.only.items()
        )

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
            # What somebody wrote beside a choice is not kept, and not listed either.
            said = "; ".join(filter(None, map(clean_line, cells[: len(reader.answering)])))
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
            day = self._day_in(column, text)
        except (ValueError, OverflowError):
            words = f"is not written like {said_like(column.forms)}"
            reading.refuse(row.number, "answered_on", text, words)
            return
        if day > self.today:
            reading.refuse(row.number, "answered_on", text, "is in the future")
            return
        reading.days.append(day)

    def _day_in(self, column: DayColumn, text: str) -> date:
        """The department's day of what a cell says; a time without a zone is in the file's own."""
        read = column.read(text)
        if self.zone is None or not read.has_time:
            return read.moment.date()
        own = read.moment.tzinfo or self.map.source.zone_in(self.zone)
        return read.moment.replace(tzinfo=own).astimezone(self.zone).date()
