"""A report as it is read, on a page and on paper: frozen parts as views, nothing counted anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from typing import Any

from django.urls import reverse
from django.utils import timezone

from documents.spelling import same
from reports.area_tables import has_rows
from reports.models import Report, ReportPart
from reports.sections import SECTIONS, summary

# What a group of figures is called as a table, and what its first column holds.
GROUPS = {
    "category": ("By category", "Category"),
    "channel": ("How they were heard", "Heard through"),
    "month": ("Month by month", "Month"),
}


@dataclass(frozen=True)
class FigureView:
    """A figure with the addresses of the records it counted; no address on paper."""

    key: str
    label: str
    value: int
    url: str
    earlier: int | None
    earlier_url: str
    # How many records it was counted from: its value, unless that is a sum of theirs.
    counted: int


@dataclass(frozen=True)
class Exhibit:
    """A table of figures or of rows, numbered through the report in the order it is read (F1).

    `lists` are the names of the lists it was counted from, `counted` the records they hold.
    """

    title: str
    lists: Sequence[str]
    source: str
    counted: int
    number: str = ""
    file: str = ""
    heading: str = ""
    bars: Sequence[FigureView] = ()
    most: int = 0
    rows: Sequence[Any] = ()
    # Where a row's record can be opened, by the row's key; none on paper.
    links: Mapping[int, str] = field(default_factory=dict)
    # The column whose value names the record, as the rows' field.
    named_by: str = ""
    # A frozen table of a form of its own, and the figure that leads to its rows.
    told: Mapping[str, Any] = field(default_factory=dict)
    figure: FigureView | None = None

    @property
    def shown(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Source:
    """One list of records behind a part, with the numbers of the exhibits counted from it."""

    figures: str
    title: str
    counted: int
    file: str


@dataclass
class PartView:
    part: ReportPart
    position: int
    template: str
    figures: dict[str, FigureView]
    totals: dict[str, Exhibit] = field(default_factory=dict)
    bars: dict[str, Exhibit] = field(default_factory=dict)
    tables: dict[str, Exhibit] = field(default_factory=dict)
    told: list[Exhibit] = field(default_factory=list)
    printing: bool = False

    @property
    def heading(self) -> str:
        return self.part.title if self.is_summary else f"{self.position}. {self.part.title}"

    @property
    def is_summary(self) -> bool:
        return self.part.key == summary.KEY

    @property
    def moment(self) -> str:
        """The day, in ISO form, for which its tables say how things stood.

        The end of the period; in reports put together before that was frozen, the day the figures
        were counted.
        """
        if stood_on := self.part.gathered.get("stood_on"):
            return str(stood_on)
        at = self.part.report.frozen_at
        return timezone.localtime(at).date().isoformat() if at else ""

    @property
    def anchor(self) -> str:
        return "-".join(self.part.title.lower().replace("'", "").replace(",", "").split())

    @property
    def is_empty(self) -> bool:
        return bool(self.part.gathered.get("empty"))

    @cached_property
    def leading(self) -> list[FigureView]:
        """The figures that are told in words; those of a group stand in its table."""
        return [figure for key, figure in self.figures.items() if ":" not in key]

    @property
    def rows_template(self) -> str:
        """How each of `tables` is shown."""
        return f"reports/components/{SECTIONS[self.part.key].rows}.html"

    @property
    def exhibits(self) -> list[Exhibit]:
        before = [*self.totals.values(), *self.bars.values()]
        return [*before, *self.told, *self.tables.values()]

    @property
    def shows_tables(self) -> bool:
        """Whether the section's own template has shown the tables."""
        return SECTIONS[self.part.key].shows_tables

    @property
    def of_note(self) -> set[int]:
        return set(self.part.of_note)

    @cached_property
    def long_list(self) -> int:
        """How many records the officer chooses from; 0 where all of them are printed."""
        name = SECTIONS[self.part.key].chosen_from
        if not name or self.part.gathered.get("printed_whole", True):
            return 0
        return len(self.part.lists[name]["rows"])


def read_report(report: Report, *, printing: bool = False) -> list[PartView]:
    """Every part of the report in the order it is read: on paper the summary comes first."""
    parts = list(report.parts.select_related("narrative_by"))
    for part in parts:
        part.report = report
    placed = list(enumerate(parts, start=1))
    if printing:
        placed.sort(key=lambda pair: pair[1].key != summary.KEY)
    numbers = count(1)
    return [read_part(part, position, numbers, printing=printing) for position, part in placed]


def read_part(
    part: ReportPart, position: int, numbers: Iterator[int] | None = None, *, printing: bool = False
) -> PartView:
    """One part; its exhibits take the next of `numbers`, in the order they are read."""
    view = PartView(
        part=part,
        position=position,
        template=SECTIONS[part.key].template_name,
        figures={f["key"]: _figure(part, f, printing) for f in part.gathered.get("figures", [])},
        printing=printing,
    )
    if not view.is_empty:
        numbers = numbers or count(1)
        view.totals = _numbered(_totals(view), numbers)
        view.bars = _numbered(_bars(view), numbers)
        view.told = _told(view, numbers)
        view.tables = _numbered(_tables(view), numbers)
    return view


def _figure(part: ReportPart, frozen: dict[str, Any], printing: bool) -> FigureView:
    url = earlier_url = ""
    if not printing:
        url = _records_url(part.report_id, part.key, frozen["key"])
        if frozen["earlier_report"]:
            earlier_url = _records_url(frozen["earlier_report"], part.key, frozen["key"])
    return FigureView(
        frozen["key"],
        frozen["label"],
        frozen["value"],
        url,
        frozen["earlier"],
        earlier_url,
        len(frozen["keys"]),
    )


def _records_url(report: int, part: str, figure: str) -> str:
    return reverse("reports:records", args=[report, part, figure])


def _numbered(exhibits: dict[str, Exhibit], numbers: Iterator[int]) -> dict[str, Exhibit]:
    """Those that show something, each with its number; a table without a row is left out."""
    return {
        name: replace(exhibit, number=f"F{next(numbers)}")
        for name, exhibit in exhibits.items()
        if exhibit.rows or any(figure.value or figure.earlier for figure in exhibit.bars)
    }


def _totals(view: PartView) -> dict[str, Exhibit]:
    if not SECTIONS[view.part.key].shows_totals:
        return {}
    names = list(view.part.lists)
    counted = sum(len(records["rows"]) for records in view.part.lists.values())
    return {
        "all": Exhibit(
            title="In numbers", lists=names, source="", counted=counted, bars=view.leading
        )
    }


def _bars(view: PartView) -> dict[str, Exhibit]:
    exhibits = {}
    for group, keys in view.part.gathered.get("groups", []):
        figures = [view.figures[key] for key in keys]
        name = next((f["list"] for f in view.part.gathered["figures"] if f["key"] in keys), "")
        if not name:
            continue
        listed = view.part.lists[name]["title"]
        title, heading = GROUPS.get(group, (f"{listed} month by month", "Month"))
        exhibits[group] = replace(
            _from_list(view.part, name),
            title=title,
            heading=heading,
            bars=figures,
            most=max(figure.value for figure in figures),
        )
    return exhibits


def _told(view: PartView, numbers: Iterator[int]) -> list[Exhibit]:
    """What a section froze in a form of its own, in its order; a number where it is a table."""
    return [
        replace(
            _from_list(view.part, told["list"]),
            title=told["title"],
            heading=told.get("heading", ""),
            number=f"F{next(numbers)}" if _is_table(told) else "",
            told=told,
            figure=view.figures[told["figure"]],
        )
        for told in view.part.gathered.get("told", [])
    ]


def _is_table(told: Mapping[str, Any]) -> bool:
    """A question's shares, other rows, or a table by area of which something can be told."""
    return has_rows(told) if "with_means" in told else bool(told.get("shares") or told.get("rows"))


def _tables(view: PartView) -> dict[str, Exhibit]:
    return {
        name: replace(_from_list(view.part, name), rows=_rows(view.part, name, set(keys)))
        for name, keys in _printed(view.part)
    }


def _printed(part: ReportPart) -> list[tuple[str, list[int]]]:
    """The keys of the rows to print, by list: chosen by the officer, or the first of each."""
    chosen_from = SECTIONS[part.key].chosen_from
    if chosen_from:
        return [(chosen_from, part.of_note)]
    return [(name, keys) for name, keys in part.gathered.get("printed", [])]


def _rows(part: ReportPart, name: str, wanted: set[int]) -> list[dict[str, Any]]:
    """Rows of a list as dictionaries, their fields named like the columns, plus what was done."""
    records, done = part.lists[name], part.gathered.get("done", {})
    fields = [_field(column) for column in records["columns"]]
    return [
        dict(zip(fields, row, strict=True)) | {"done": done.get(str(row[0]), "")}
        for row in records["rows"]
        if row[0] in wanted
    ]


def _field(column: str) -> str:
    return column.lower().replace(" ", "_")


def _from_list(part: ReportPart, name: str) -> Exhibit:
    records = part.lists[name]
    return Exhibit(
        title=records["title"],
        lists=[name],
        source=records["title"],
        counted=len(records["rows"]),
        file=csv_name(part, name),
        named_by=_field(records["columns"][records["link_by"] or 1]),
    )


def with_links(view: PartView, openable: Callable[[Mapping[str, Any], Sequence[Any]], Any]) -> None:
    """Let each row of the part's tables lead to its record, as far as the reader may see it.

    `openable` gives, of the rows of a frozen list, the values of the column the list links by whose
    page the reader may open (`programs.openable`). Changes the view in place.
    """
    for name, exhibit in view.tables.items():
        records = view.part.lists[name]
        if not records["link"]:
            continue
        wanted = {row["key"] for row in exhibit.rows}
        rows = [row for row in records["rows"] if row[0] in wanted]
        seen, column = openable(records, rows), records["link_by"]
        links = {
            row[0]: reverse(records["link"], args=[row[column]])
            for row in rows
            if row[column] in seen
        }
        view.tables[name] = replace(exhibit, links=links)


def sources(views: Sequence[PartView]) -> list[Source]:
    """Every list the report was counted from, and the exhibits that show it, in reading order."""
    return [source for view in views for source in _sources_of(view)]


def _sources_of(view: PartView) -> Iterator[Source]:
    """Of one part: those its exhibits show, in their order, then what stands in its words alone."""
    shown: dict[str, list[str]] = {}
    for exhibit in (one for one in view.exhibits if one.number):
        for name in exhibit.lists:
            shown.setdefault(name, []).append(exhibit.number)
    for name in (*shown, *(name for name in view.part.lists if name not in shown)):
        records = view.part.lists[name]
        if records["rows"]:
            yield Source(
                figures=_range(shown.get(name, [])) or view.heading,
                title=_once(view.part.title, records["title"]),
                counted=len(records["rows"]),
                file=csv_name(view.part, name),
            )


def _range(numbers: list[str]) -> str:
    """“F2”, “F1 to F3”, “F1, F4”; the exhibits of a part stand in a row."""
    if not numbers:
        return ""
    first_to_last = [f"F{n}" for n in range(int(numbers[0][1:]), int(numbers[-1][1:]) + 1)]
    if len(numbers) > 2 and numbers == first_to_last:
        return f"{numbers[0]} to {numbers[-1]}"
    return ", ".join(numbers)


def _once(part: str, title: str) -> str:
    return title if same(title, part) else f"{part}: {title.lower()}"


def csv_name(part: ReportPart, name: str) -> str:
    """“current-concerns-2026-q1.csv”: the file of one list, attached to the PDF."""
    letter, year, *within = part.report.number.lower().split("-")
    period = "-".join([year, *(f"q{n}" if letter == "q" else n for n in within)])
    alone = len(part.lists) == 1 or name == SECTIONS[part.key].chosen_from
    piece = part.key if alone else f"{part.key}-{name}"
    return f"{piece.replace('_', '-')}-{period}.csv"
