"""One row of a file as what it says about one concern."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from outreach.imports.cleaning import clean_line, clean_text
from outreach.imports.maps import Column, ConcernMap, DayColumn, IdColumn, ValueColumn
from outreach.imports.reading import MOST_IN_CELL, Row
from outreach.models import Concern

EARLIEST = date(1900, 1, 1)
# Nobody wrote down when: the middle of the day, which stays that day in any zone of the country.
NOON = time(12)
# A log is what a department brings in, unless the map says how each concern was heard.
USUAL_CHANNEL = Concern.Channel.LOG
# What tells entries apart is not part of what they say.
IDENTITY = ("row", "external_id")
FITS = {"external_id": 80, "summary": 200, "place": 200}


class RowRefused(Exception):
    """The row cannot become a concern, for the reason given."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a row says. `time` is the department's clock, None where the file has none."""

    row: int
    external_id: str
    logged_on: date
    time: time | None
    category: str
    summary: str
    said: str
    place: str
    nature: str
    channel: str
    latitude: float | None
    longitude: float | None
    settled_on: date | None

    def values(self) -> dict[str, Any]:
        """The content as plain JSON values, the form in which it is remembered."""
        known = vars(self).items()
        return {name: _plain(value) for name, value in known if name not in IDENTITY}

    def logged_at(self, zone: ZoneInfo) -> datetime:
        return datetime.combine(self.logged_on, self.time or NOON, tzinfo=zone)


class RowReader:
    """Reads rows by a map, for a header, into entries.

    categories: the department's, name by key. zone: the department's, for moments that carry a
    zone of their own. today: no concern was logged after it.
    """

    def __init__(
        self,
        concern_map: ConcernMap,
        header: tuple[str, ...],
        *,
        categories: Mapping[str, str],
        zone: ZoneInfo,
        today: date,
    ) -> None:
        self.columns = concern_map.columns
        self.categories = categories
        self.zone = zone
        self.today = today
        self.width = len(header)
        self.place_of = concern_map.places_in(header)
        self.only = {self.place_of[name]: set(kept) for name, kept in concern_map.only.items()}
        self.words_for = {
            "category": _words_for(concern_map, "category", categories),
            "nature": _words_for(concern_map, "nature", dict(Concern.Nature.choices)),
            "channel": _words_for(concern_map, "channel", dict(Concern.Channel.choices)),
        }

    def wants(self, row: Row) -> bool:
        """Whether the row passes [only]. Raises RowRefused when its cells cannot be told apart."""
        if row.is_empty:
            return False
        if len(row.cells) != self.width:
            raise RowRefused(f"has {len(row.cells)} cells where the header has {self.width}")
        return all(clean_line(row.cells[place]) in kept for place, kept in self.only.items())

    def entry(self, row: Row) -> Entry:
        """What the row says. Raises RowRefused with the reason."""
        moment, clock = self._moment(row)
        category = self._word(row, "category")
        latitude, longitude = self._point(row)
        entry = Entry(
            row=row.number,
            external_id=self._required(row, self.columns.external_id, "external_id"),
            logged_on=self._past(moment, "logged_on"),
            time=clock,
            category=category,
            summary=self._text(row, "summary") or self.categories[category],
            said=self._text(row, "said", clean_text),
            place=self._text(row, "place"),
            nature=self._word(row, "nature", Concern.Nature.VOICED),
            channel=self._word(row, "channel", USUAL_CHANNEL),
            latitude=latitude,
            longitude=longitude,
            settled_on=self._settled(row),
        )
        if entry.settled_on and entry.settled_on < entry.logged_on:
            raise RowRefused(f"settled on {entry.settled_on}, before it was logged")
        return entry

    def _cell(self, row: Row, column: str, clean: Callable[[str], str] = clean_line) -> str:
        raw = row.cells[self.place_of[column]]
        if len(raw) > MOST_IN_CELL:
            raise RowRefused(f"{column}: {len(raw):,} characters; {MOST_IN_CELL:,} fit in a cell")
        return clean(raw)

    def _required(self, row: Row, column: IdColumn, field: str) -> str:
        text = self._cell(row, column.column)
        if not text:
            raise RowRefused(f"{field}: {column.column} is empty")
        return _fitting(text, field)

    def _text(self, row: Row, field: str, clean: Callable[[str], str] = clean_line) -> str:
        column: Column | None = getattr(self.columns, field)
        if column is None:
            return ""
        text = self._cell(row, column.column, clean) if column.column else ""
        return _fitting(text or column.default, field)

    def _word(self, row: Row, field: str, otherwise: str = "") -> str:
        """The department's word for what the row says: by `values`, as its own, by default."""
        column: ValueColumn | None = getattr(self.columns, field)
        if column is None:
            return otherwise
        text = self._cell(row, column.column) if column.column else ""
        known = self.words_for[field]
        word = known.get(text) or known.get(text.casefold()) or known.get(column.default)
        if word is None:
            found = f"“{text}”" if text else "an empty cell"
            raise RowRefused(f"{field}: the map has no value for {found}")
        return word

    def _moment(self, row: Row) -> tuple[datetime, time | None]:
        """When it was logged, and at what time if the file says so."""
        column = self.columns.logged_on
        moment = self._day(row, column, "logged_on")
        clock = moment.time() if column.has_time else None
        if self.columns.time and (text := self._cell(row, self.columns.time.column)):
            try:
                clock = self.columns.time.time_in(text)
            except ValueError:
                raise RowRefused(_not_as("time", text, self.columns.time.format)) from None
        return moment, clock.replace(microsecond=0) if clock else clock

    def _day(self, row: Row, column: DayColumn, field: str) -> datetime:
        text = self._required(row, column, field)
        try:
            moment = column.moment_in(text)
            return moment.astimezone(self.zone) if moment.tzinfo else moment
        except (ValueError, OverflowError):
            raise RowRefused(_not_as(field, text, column.format)) from None

    def _settled(self, row: Row) -> date | None:
        column = self.columns.settled_on
        if column is None or not self._cell(row, column.column):
            return None
        return self._past(self._day(row, column, "settled_on"), "settled_on")

    def _past(self, moment: datetime, field: str) -> date:
        day = moment.date()
        if day > self.today:
            raise RowRefused(f"{field}: {day} is in the future")
        if day < EARLIEST:
            raise RowRefused(f"{field}: {day} is too long ago")
        return day

    def _point(self, row: Row) -> tuple[float | None, float | None]:
        latitude = self._degrees(row, "latitude", 90)
        longitude = self._degrees(row, "longitude", 180)
        if (latitude is None) != (longitude is None):
            raise RowRefused("latitude and longitude: only one of the two is there")
        return latitude, longitude

    def _degrees(self, row: Row, field: str, most: int) -> float | None:
        column: IdColumn | None = getattr(self.columns, field)
        text = self._cell(row, column.column) if column else ""
        if not text:
            return None
        try:
            degrees = float(text)
        except ValueError:
            degrees = float("nan")
        if not -most <= degrees <= most:
            raise RowRefused(f"{field}: “{text[:40]}” is not a number from -{most} to {most}")
        return degrees


def _words_for(concern_map: ConcernMap, field: str, own: Mapping[str, str]) -> dict[str, str]:
    """The department's key for each word: its own keys and names in any case, then the map's.

    Raises MapError where the map means something the department does not have.
    """
    keys = {key.casefold(): key for key in own} | {own[key].casefold(): key for key in own}
    column: ValueColumn | None = getattr(concern_map.columns, field)
    meant = dict(column.values) if column else {}
    if column and column.default:
        meant.setdefault(column.default, column.default)
    for word in meant.values():
        if word.casefold() not in keys:
            where = ("columns", field)
            raise concern_map.fault(where, f"“{word}” is none of {', '.join(own)}")
    return keys | {given: keys[word.casefold()] for given, word in meant.items()}


def _fitting(text: str, field: str) -> str:
    most = FITS.get(field, MOST_IN_CELL)
    if len(text) > most:
        raise RowRefused(f"{field}: {len(text)} characters; {most:,} fit")
    return text


def _not_as(field: str, text: str, form: str) -> str:
    return f"{field}: “{text[:40]}” is not written as {form}"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | time) else value
