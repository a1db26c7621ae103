"""One row of a file as what it says about one concern."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from documents.spelling import folded
from importing.cleaning import without_markup
from importing.dates import Read
from importing.furniture import is_furniture
from importing.map_columns import DayColumn, ValueColumn
from importing.noticing import Noticed
from importing.reading import Row
from outreach.imports.concern_maps import ConcernMap
from outreach.imports.row_cells import RowCells, RowRefused
from outreach.models import Concern

EARLIEST = date(1900, 1, 1)
# Nobody wrote down when: the middle of the day, which stays that day in any zone of the country.
NOON = time(12)
# A log is what a department brings in, unless the map says how each concern was heard.
USUAL_CHANNEL = Concern.Channel.LOG
# What tells entries apart is not part of what they say.
IDENTITY = ("row", "external_id")


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
        self.header = header
        self.noticed = Noticed()
        self.finished = concern_map.source.finished
        self.file_zone = concern_map.source.zone_in(zone)
        self.categories = categories
        self.zone = zone
        self.today = today
        self.width = len(header)
        self.id_words = f"“{', '.join(concern_map.columns.external_id.named)}”"
        self.cells = RowCells(concern_map, header)
        place_of = self.cells.place_of
        self.only = {
            place_of[name]: set(map(folded, kept)) for name, kept in concern_map.only.items()
        }
        self.furthest = max(place_of.values())
        self.words_for = {
            "category": _words_for(concern_map, "category", categories),
            "nature": _words_for(concern_map, "nature", dict(Concern.Nature.choices)),
            "channel": _words_for(concern_map, "channel", dict(Concern.Channel.choices)),
        }

    def wants(self, row: Row) -> bool:
        """Whether the row passes [only]. Raises RowRefused when its cells cannot be told apart."""
        if row.is_empty:
            return False
        if len(row.cells) > self.width and any(map(str.strip, row.cells[self.width :])):
            raise RowRefused(f"has {len(row.cells)} cells where the header has {self.width}")
        if is_furniture(row, self.header):
            self.noticed.furniture(row)
            return False
        if len(row.cells) <= self.furthest:
            raise RowRefused(f"has {len(row.cells)} cells where the header has {self.width}")
        return all(folded(self.cells.at(row, place)) in kept for place, kept in self.only.items())

    def entry(self, row: Row) -> Entry:
        """What the row says. Raises RowRefused with the reason."""
        self.fell: list[tuple[str, str, str]] = []
        moment, clock = self._moment(row)
        category = self._word(row, "category")
        latitude, longitude = self._point(row)
        entry = Entry(
            row=row.number,
            external_id=self.cells.required(row, self.columns.external_id, "external_id"),
            logged_on=self._past(moment, "logged_on"),
            time=clock,
            category=category,
            summary=self.cells.text(row, "summary") or self.categories[category],
            said=self.cells.text(row, "said", without_markup),
            place=self.cells.text(row, "place"),
            nature=self._word(row, "nature", Concern.Nature.VOICED),
            channel=self._word(row, "channel", USUAL_CHANNEL),
            latitude=latitude,
            longitude=longitude,
            settled_on=self._settled(row) or (moment.date() if self.finished else None),
        )
        if entry.settled_on and entry.settled_on < entry.logged_on:
            raise RowRefused(f"settled on {entry.settled_on}, before it was logged")
        self._notice(entry)
        return entry

    def _notice(self, entry: Entry) -> None:
        """Count what was taken though the map or the file has it otherwise elsewhere."""
        for field, word, default in self.fell:
            self.noticed.fell_to_default(field, word, default)
        timed = self.columns.time is not None or self.columns.logged_on.has_time
        self.noticed.days_without_time += timed and entry.time is None

    def _word(self, row: Row, field: str, otherwise: str = "") -> str:
        """The department's word for what the row says: by `values`, as its own, by default."""
        column: ValueColumn | None = getattr(self.columns, field)
        if column is None:
            return otherwise
        text, known = self.cells.cell(row, column), self.words_for[field]
        word = known.get(folded(text))
        if (
            word is None
            and (word := known.get(folded(column.default))) is not None
            and column.named
        ):
            self.fell.append((field, text, column.default))
        if word is None:
            found = f"“{text[:80]}”" if text else "an empty cell"
            raise RowRefused(f"{field}: the map has no value for {found}")
        return word

    def _moment(self, row: Row) -> tuple[datetime, time | None]:
        """When it was logged in the department's zone, and at what time if the file says so."""
        read = self._read(row, self.columns.logged_on, "logged_on")
        moment, has_time = read.moment, read.has_time
        if self.columns.time and (text := self.cells.cell(row, self.columns.time)):
            try:
                clock = self.columns.time.time_in(text)
            except ValueError as otherwise:
                raise RowRefused(f"time: {otherwise}") from None
            moment, has_time = datetime.combine(moment, clock, moment.tzinfo), True
        if not has_time:
            return moment, None
        local = self._local(moment, "logged_on")
        return local, local.time().replace(microsecond=0)

    def _local(self, moment: datetime, field: str) -> datetime:
        """The moment in the department's zone; what has no zone of its own is in the file's."""
        try:
            known = moment if moment.tzinfo else moment.replace(tzinfo=self.file_zone)
            return known.astimezone(self.zone)
        except (ValueError, OverflowError):
            raise RowRefused(f"{field}: {moment} is no moment of this zone") from None

    def _read(self, row: Row, column: DayColumn, field: str) -> Read:
        text = self.cells.required(row, column, field)
        try:
            return column.read(text)
        except (ValueError, OverflowError) as otherwise:
            raise RowRefused(f"{field}: {otherwise}") from None

    def _settled(self, row: Row) -> date | None:
        column = self.columns.settled_on
        if column is None or not self.cells.cell(row, column):
            return None
        read = self._read(row, column, "settled_on")
        moment = self._local(read.moment, "settled_on") if read.has_time else read.moment
        return self._past(moment, "settled_on")

    def _past(self, moment: datetime, field: str) -> date:
        day = moment.date()
        if day > self.today:
            raise RowRefused(f"{field}: {day} is in the future")
        if day < EARLIEST:
            raise RowRefused(f"{field}: {day} is too long ago")
        return day

    def _point(self, row: Row) -> tuple[float | None, float | None]:
        latitude = self.cells.degrees(row, "latitude", 90)
        longitude = self.cells.degrees(row, "longitude", 180)
        if (latitude is None) != (longitude is None):
            raise RowRefused("latitude and longitude: only one of the two is there")
        return latitude, longitude


def _words_for(concern_map: ConcernMap, field: str, own: Mapping[str, str]) -> dict[str, str]:
    """The department's key for each word: its own keys and names in any case, then the map's.

    Raises MapError where the map means something the department does not have.
    """
    keys = {folded(key): key for key in own} | {folded(own[key]): key for key in own}
    column: ValueColumn | None = getattr(concern_map.columns, field)
    meant = dict(column.values) if column else {}
    if column and column.default:
        meant.setdefault(column.default, column.default)
    given: dict[str, str] = {}
    for word, key in meant.items():
        if folded(key) not in keys:
            where = ("columns", field)
            raise concern_map.fault(where, f"“{key}” is none of {', '.join(own)}")
        if given.setdefault(folded(word), keys[folded(key)]) != keys[folded(key)]:
            where = ("columns", field)
            raise concern_map.fault(where, f"“{word}” stands twice, for two different things")
    return keys | given


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | time) else value
