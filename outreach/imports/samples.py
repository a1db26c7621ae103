"""What an uploaded table looks like: its columns, its first rows, and the words in a column."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from documents.spelling import folded
from importing.cleaning import as_typed, plain_line
from importing.dates import said_like
from importing.samples import Sample, sample_in
from importing.tables import Layout, Table, open_table, refuse_one_column
from outreach.imports.concern_maps import ConcernMap, read_map
from outreach.models import ImportFile

MOST_VALUES = 200
FIELD_WORDS = {
    "external_id": "Number",
    "logged_on": "Date",
    "time": "Time",
    "category": "Category",
    "summary": "Summary",
    "said": "What was said",
    "place": "Place",
    "nature": "Nature",
    "channel": "How it was heard",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "settled_on": "Date it was settled",
}


def map_of(file: ImportFile) -> ConcernMap:
    return read_map(file.map_text, "the map")


def sample_of(file: ImportFile) -> Sample:
    """What the file looks like under its reading, every row of it read. Raises CannotRead."""
    table = table_in(file)
    refuse_one_column(table, file.delimiter)
    sample = sample_in(table)
    empty = {place for place, _ in enumerate(sample.header) if not sample.says_in(place)}
    count = len(sample.rows)
    for row in table.rows:
        count += 1
        empty -= {place for place in empty if place < len(row.cells) and row.cells[place].strip()}
    return replace(sample, count=count, empty=tuple(sorted(empty)))


@dataclass(frozen=True)
class Shown:
    """A column of the sample: its name, what it is taken for (if anything), and its first cells."""

    name: str
    taken_for: str
    cells: tuple[str, ...]

    @property
    def words(self) -> str:
        """The cells in one line; what is empty is said to be."""
        if not any(self.cells):
            return "Empty in all of them"
        return " · ".join(cell or "(empty)" for cell in self.cells)


def without_rows(stored: dict[str, Any] | None) -> dict[str, Any] | None:
    """A kept sample with the names of its columns alone: rows are what people said, and stay only
    in the records they became."""
    return replace(Sample.from_json(stored), rows=()).as_json() if stored else None


def taken_for(file: ImportFile) -> list[Shown]:
    """The sample's columns with what each is taken for, those that are used first."""
    if not file.sample:
        return []
    sample = Sample.from_json(file.sample)
    meant = _meanings(file, sample.header)
    shown = [
        Shown(
            name, meant.get(place, ""), tuple(row[place] for row in sample.rows if place < len(row))
        )
        for place, name in enumerate(sample.header)
    ]
    return sorted(shown, key=lambda column: not column.taken_for)


def _meanings(file: ImportFile, header: tuple[str, ...]) -> dict[int, str]:
    """What the column at each place is taken for, in words; nothing before there is a map."""
    if not file.map_text:
        return {}
    concern_map = map_of(file)
    places = concern_map.places_in(header)
    meant: dict[int, list[str]] = {}
    for field, column in concern_map.columns:
        for name in column.named if column else ():
            forms = getattr(column, "forms", ())
            like = f", like {said_like(forms)}" if forms else ""
            meant.setdefault(places[name], []).append(FIELD_WORDS.get(field, field) + like)
    for name in concern_map.only:
        meant.setdefault(places[name], []).append("which rows come in")
    return {place: "; ".join(words) for place, words in meant.items()}


def layout_of(file: ImportFile) -> Layout:
    """How the file is read at present."""
    return Layout.of(
        encoding=file.encoding, delimiter=file.delimiter, header=file.header, sheet=file.sheet
    )


def table_in(file: ImportFile) -> Table:
    """The table in the file, as it is read at present. Raises CannotRead."""
    wanted = map_of(file).columns_named() if file.map_text else ()
    return open_table(bytes(file.content), layout_of(file), wanted=wanted)


def values_in(file: ImportFile, column: str) -> list[tuple[str, int]]:
    """The words that stand in a column with how often, the most frequent first.

    A word counts once, however it is spelled; it is shown as it stands first.
    """
    table = table_in(file)
    place = map_of(file).places_in(table.header)[column]
    counted: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for row in table.rows:
        if len(row.cells) > place and (word := plain_line(as_typed(row.cells[place]))):
            shown.setdefault(folded(word), word)
            counted[folded(word)] += 1
    return [(shown[word], count) for word, count in counted.most_common(MOST_VALUES + 1)]
