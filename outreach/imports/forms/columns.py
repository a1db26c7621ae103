"""What is asked of a table of concerns: what its columns are, in as many ways as a map can say it."""

from __future__ import annotations

from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Row
from django import forms

from importing.dates import day_read, gives_a_day, time_read
from importing.samples import Sample
from importing.toml_maps import MapError, written_map
from outreach.imports.column_guessing import guessed_columns, guessed_form
from outreach.imports.concern_maps import ConcernMap, read_map
from outreach.imports.forms.formats import DAYS, TIMES, ZONES
from outreach.imports.samples import layout_of
from outreach.models import Concern, ImportFile
from pages.forms.fields import Line
from pages.forms.layouts import Fold, laid_out
from policies.models import Category

# What may be put together from several columns, and what each further one is called.
JOINED = ("external_id", "summary", "said", "place")
FURTHER = ("_2", "_3")
PLACES = ("latitude", "longitude")
# The column, how it is written, and how it is written besides.
WRITTEN = (
    ("logged_on", "logged_format", "logged_also"),
    ("time", "time_format", "time_also"),
    ("settled_on", "settled_format", "settled_also"),
)
LONGEST_LABEL = 60
JOINED_COLUMNS = [name + more for name in JOINED for more in FURTHER]


def _joined(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=f"{label}, and then", required=False)


def _also(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", ""), *choices], required=False)


class ColumnsForm(forms.Form):
    """Which column of a table is what of a concern."""

    source = Line(
        max_length=60,
        label="Where the file comes from",
        help_text="For example CAD noise calls. The same name and number is the same concern.",
    )
    external_id = forms.ChoiceField(label="Number that tells the rows apart")
    external_id_2, external_id_3 = _joined("Number"), _joined("Number")
    logged_on = forms.ChoiceField(label="Date")
    logged_format = forms.ChoiceField(label="Written like", choices=DAYS)
    logged_also = _also("Or like", DAYS)
    zone = forms.ChoiceField(
        label="In which zone are its times?",
        choices=ZONES,
        required=False,
        initial="local",
        help_text="A date with its own offset says it itself.",
    )
    time = forms.ChoiceField(label="Time", required=False)
    time_format = forms.ChoiceField(label="Written like", choices=TIMES, required=False)
    time_also = _also("Or like", TIMES)
    category_column = forms.ChoiceField(
        label="Category, from a column",
        required=False,
        help_text="On the next page you say what its words stand for.",
    )
    category = forms.ModelChoiceField(
        queryset=Category.objects.none(),
        to_field_name="key",
        label="Or one category for every row",
        required=False,
        empty_label="",
    )
    summary = forms.ChoiceField(
        label="Summary", required=False, help_text="Where it is empty, the category's name."
    )
    summary_2, summary_3 = _joined("Summary"), _joined("Summary")
    said = forms.ChoiceField(label="What was said", required=False)
    said_2, said_3 = _joined("What was said"), _joined("What was said")
    place = forms.ChoiceField(label="Place", required=False)
    place_2, place_3 = _joined("Place"), _joined("Place")
    latitude = forms.ChoiceField(label="Latitude", required=False)
    longitude = forms.ChoiceField(label="Longitude", required=False)
    settled_on = forms.ChoiceField(
        label="Date it was settled",
        required=False,
        help_text="Rows that have one come in resolved, and are closed by somebody else.",
    )
    settled_format = _also("Written like", DAYS)
    settled_also = _also("Or like", DAYS)
    finished = forms.ChoiceField(
        label="Are these finished?",
        choices=[
            ("open", "No: those without a date of settling are open, and wait for somebody"),
            ("all", "Yes: where no date says otherwise, each was settled the day it was logged"),
        ],
        widget=forms.RadioSelect,
    )
    channel = forms.ChoiceField(
        label="How they were heard", choices=Concern.Channel.choices, initial=Concern.Channel.LOG
    )

    FROM_COLUMNS = (
        *JOINED,
        *JOINED_COLUMNS,
        *PLACES,
        *(column for column, _, _ in WRITTEN),
        "category_column",
    )

    def __init__(self, *args: Any, file: ImportFile, sample: Sample, **options: Any) -> None:
        super().__init__(*args, **options)
        self.file, self.sample = file, sample
        self.before = _map_before(file)
        named = [("", ""), *((column, _label(column, sample)) for column in sample.columns)]
        for name in self.FROM_COLUMNS:
            cast(forms.ChoiceField, self.fields[name]).choices = named
        category = cast(forms.ModelChoiceField, self.fields["category"])
        category.queryset = Category.objects.offered()
        self._guess()

    def _guess(self) -> None:
        """Begin with what was said before, else with what the file looks like."""
        if self.before:
            self.initial.update(_said_before(self.before))
            self._keep_choices()
            return
        found = self._fitting(guessed_columns(self.sample.telling))
        self.initial.update(found)
        for column, form_field, _ in WRITTEN:
            offered = TIMES if column == "time" else DAYS
            cells = self.sample.cells_of(found[column]) if column in found else []
            if form := guessed_form(cells, [form for form, _ in offered]):
                self.initial[form_field] = form

    def _fitting(self, found: dict[str, str]) -> dict[str, str]:
        """What is called a time and written as a day, as “Received” often is, is no time of day: it
        is the date where no other column is one."""
        column = found.get("time", "")
        cells = self.sample.cells_of(column) if column else []
        if guessed_form(cells, dict(DAYS)) and not guessed_form(cells, dict(TIMES)):
            del found["time"]
            found.setdefault("logged_on", column)
        return found

    def _keep_choices(self) -> None:
        """Forms and zones that only a map has named can be kept."""
        names = [name for _, *fields in WRITTEN for name in fields]
        for name in (*names, "zone"):
            field, said = cast(forms.ChoiceField, self.fields[name]), self.initial.get(name, "")
            if said and said not in dict(cast(Any, field.choices)):
                field.choices = [*cast(Any, field.choices), (said, said)]

    @property
    def helper(self) -> FormHelper:
        further = [Row(*(Column(name + more) for more in FURTHER)) for name in JOINED]
        also = ("logged_also", "time_also", "settled_also")
        return laid_out(
            "source",
            "external_id",
            Row(Column("logged_on"), Column("logged_format")),
            Row(Column("time"), Column("time_format")),
            "zone",
            Row(Column("category_column"), Column("category")),
            "said",
            "place",
            self._fold(
                "More columns",
                ("summary", *PLACES, "settled_on", "settled_format"),
                "summary",
                Row(Column("latitude"), Column("longitude")),
                Row(Column("settled_on"), Column("settled_format")),
            ),
            self._fold(
                "Dates or times that are written in two ways",
                also,
                Row(*(Column(name) for name in also)),
            ),
            self._fold("Put several columns together", JOINED_COLUMNS, *further),
            "finished",
            "channel",
        )

    def _fold(self, words: str, names: Any, *laid: Any) -> Fold:
        """Folded away unless one of its fields says something, or is wrong."""
        said = any(self[name].value() for name in names)
        return Fold(words, *laid, unfolded=said or any(name in self.errors for name in names))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if bool(typed.get("category_column")) == bool(typed.get("category")):
            self.add_error("category", "Take a column or one category, one of the two.")
        if bool(typed.get("latitude")) != bool(typed.get("longitude")):
            self.add_error("longitude", "Latitude and longitude go together.")
        for name in JOINED:
            if not typed.get(name) and any(typed.get(name + more) for more in FURTHER):
                self.add_error(name, "Name the first column before the further ones.")
        for column, *form_fields in WRITTEN:
            self._try_forms(column, form_fields)
        return typed

    def _try_forms(self, field: str, form_fields: list[str]) -> None:
        """Whether any of the first rows is written as was said; single ones may be wrong."""
        column = self.cleaned_data.get(field)
        written = [form for name in form_fields if (form := self.cleaned_data.get(name))]
        cells = self.sample.cells_of(column) if column and written else []
        if cells and not any(_is_written(text, tuple(written)) for text in cells):
            label = self.fields[field].label
            words = f"“{label}” is not written like that: the file says “{cells[0]}”."
            self.add_error(form_fields[0], words)

    def map_text(self) -> str:
        """The map that says what was chosen; what the form does not ask stays as it was."""
        typed, content = self.cleaned_data, self._content_before()
        columns = content["columns"]
        for name in JOINED:
            columns |= _part(columns.pop(name, {}), name, self._columns_of(name))
        columns |= {name: {"column": typed[name]} for name in PLACES if typed[name]}
        columns |= self._written_columns()
        columns["category"] = self._category()
        if not columns.get("channel", {}).get("column"):
            columns["channel"] = {"default": typed["channel"]}
        content["source"] = {
            "name": typed["source"],
            "encoding": self.file.encoding,
            "delimiter": self.file.delimiter,
            "zone": typed["zone"],
            "finished": typed["finished"] == "all",
        }
        made = ConcernMap.model_validate(content)
        return written_map(made.read_by(layout_of(self.file)))

    def _content_before(self) -> dict[str, Any]:
        """What the map said of what is not asked here, without columns that are there no more."""
        if self.before is None:
            return {"columns": {}}
        content = self.before.model_dump(exclude_defaults=True)
        asked = {"category", *PLACES, *(column for column, _, _ in WRITTEN)}
        kept = {name: part for name, part in content["columns"].items() if name not in asked}
        words = self.before.columns.category.column
        only = {
            name: wanted
            for name, wanted in content.get("only", {}).items()
            if name in self.sample.header and name != words
        }
        there = {
            name: part
            for name, part in kept.items()
            if name in JOINED or part.get("column", "") in (*self.sample.header, "")
        }
        return {"columns": there, "only": only}

    def _columns_of(self, name: str) -> list[str]:
        typed = self.cleaned_data
        chosen = [typed[name], *(typed[name + more] for more in FURTHER)]
        return list(dict.fromkeys(filter(None, chosen)))

    def _written_columns(self) -> dict[str, Any]:
        typed, written = self.cleaned_data, {}
        for column, *form_fields in WRITTEN:
            if not typed[column]:
                continue
            said = [typed[name] for name in form_fields if typed[name]]
            said = said or ([typed["logged_format"]] if column == "settled_on" else ["%H:%M"])
            forms_of = {"format": said[0]} if len(said) == 1 else {"formats": said}
            written[column] = {"column": typed[column], **forms_of}
        return written

    def _category(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed["category"]:
            return {"default": typed["category"].key}
        column = typed["category_column"]
        category = self.before.columns.category if self.before else None
        words = dict(category.values) if category and category.column == column else {}
        return {"column": column, "values": words}


def _part(before: dict[str, Any], name: str, columns: list[str]) -> dict[str, Any]:
    """A column of the map out of those chosen, with the default it had."""
    default = {"default": before["default"]} if before.get("default") else {}
    if not columns:
        return {name: default} if default else {}
    named = {"column": columns[0]} if len(columns) == 1 else {"columns": columns}
    return {name: named | default}


def _label(column: str, sample: Sample) -> str:
    """The column's name, cut; one that is only a number shows its first cell."""
    if not sample.header_row:
        first = next(iter(sample.cells_of(column)), "empty")
        return f"Column {column}: {first[:LONGEST_LABEL]}"
    return column if len(column) <= LONGEST_LABEL else f"{column[:LONGEST_LABEL]}…"


def _map_before(file: ImportFile) -> ConcernMap | None:
    try:
        return read_map(file.map_text) if file.map_text else None
    except MapError:
        return None


def _said_before(concern_map: ConcernMap) -> dict[str, Any]:
    """The form's fields as the file's map has them, for whoever comes back to this step."""
    columns = concern_map.columns
    said: dict[str, Any] = {
        "source": concern_map.source.name,
        "zone": concern_map.source.zone or "local",
        "finished": "all" if concern_map.source.finished else "open",
        "category_column": columns.category.column or "",
        "category": "" if columns.category.column else columns.category.default,
    }
    for name in JOINED:
        named = getattr(columns, name).named if getattr(columns, name) else ()
        said |= dict(zip((name, *(name + more for more in FURTHER)), named, strict=False))
    for name in PLACES:
        if (part := getattr(columns, name)) is not None:
            said[name] = part.column
    for column, *form_fields in WRITTEN:
        if (part := getattr(columns, column)) is not None:
            said[column] = part.column
            said |= dict(zip(form_fields, part.forms, strict=False))
    if columns.channel:
        said["channel"] = columns.channel.default
    return said


def _is_written(text: str, written: tuple[str, ...]) -> bool:
    try:
        day_read(text, written) if gives_a_day(written[0]) else time_read(text, written)
    except ValueError:
        return False
    return True
