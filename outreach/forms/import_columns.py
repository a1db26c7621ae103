"""What is asked of a CSV file without a map: what its columns are, and what their words stand for."""

from __future__ import annotations

from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Div, Row
from django import forms
from django.core.exceptions import ValidationError

from outreach.forms.fields import Line
from outreach.forms.layouts import Fold, laid_out
from outreach.imports.column_guessing import guessed_category, guessed_columns, guessed_form
from outreach.imports.dates import day_read, gives_a_day, time_read
from outreach.imports.maps import ConcernMap, read_map
from outreach.imports.samples import MOST_VALUES, Sample
from outreach.imports.toml_maps import MapError, written_map
from outreach.models import Concern, ImportFile
from policies.models import Category

DAYS = [
    ("%m/%d/%Y", "09/14/2021 (month first)"),
    ("%m/%d/%y", "09/14/21 (month first)"),
    ("%Y-%m-%d", "2021-09-14"),
    ("%d.%m.%Y", "14.09.2021"),
    ("%Y%m%d", "20210914"),
    ("%m/%d/%Y %H:%M", "09/14/2021 19:08"),
    ("%m/%d/%Y %H:%M:%S", "09/14/2021 19:08:30"),
    ("%m/%d/%Y %I:%M %p", "09/14/2021 07:08 PM"),
    ("%m/%d/%Y %I:%M:%S %p", "09/14/2021 07:08:30 PM"),
    ("%m/%d/%y %H:%M", "09/14/21 19:08"),
    ("%Y-%m-%d %H:%M:%S", "2021-09-14 19:08:30"),
    ("%Y-%m-%dT%H:%M:%S", "2021-09-14T19:08:30"),
    ("%Y-%m-%d %H:%M:%S%z", "2021-09-14 19:08:30+00 (with its offset)"),
    ("%Y/%m/%d %H:%M:%S%z", "2021/09/14 19:08:30+00 (with its offset)"),
    ("%Y/%m/%d %H:%M:%S", "2021/09/14 19:08:30"),
    ("%d/%m/%Y", "14/09/2021 (day first)"),
    ("%d/%m/%Y %H:%M", "14/09/2021 19:08 (day first)"),
    ("%m%d%Y", "09142021"),
    ("epoch", "1631646510000 (seconds or milliseconds since 1970)"),
    ("excel", "44453.8 (Excel’s number of a day)"),
]
TIMES = [
    ("%H:%M", "19:08"),
    ("%H:%M:%S", "19:08:30"),
    ("%H%M", "1908"),
    ("%I:%M %p", "07:08 PM"),
    ("%I:%M:%S %p", "07:08:30 PM"),
]
# Words of the category's column that are shown at once.
SHOWN_WORDS = 24
TEXTS = ("summary", "said", "place", "latitude", "longitude")


class ColumnsForm(forms.Form):
    """Which column of a CSV file is what of a concern."""

    source = Line(
        max_length=60,
        label="Where the file comes from",
        help_text="For example CAD noise calls. The same name and number is the same concern.",
    )
    external_id = forms.ChoiceField(label="Number that tells the rows apart")
    logged_on = forms.ChoiceField(label="Date")
    logged_format = forms.ChoiceField(label="Written like", choices=DAYS)
    zone = forms.ChoiceField(
        label="In which zone are its times?",
        choices=[("local", "Ours"), ("UTC", "UTC, as portals export them")],
        required=False,
        initial="local",
        help_text="A date with its own offset says it itself.",
    )
    time = forms.ChoiceField(label="Time", required=False)
    time_format = forms.ChoiceField(label="Written like", choices=TIMES, required=False)
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
    said = forms.ChoiceField(label="What was said", required=False)
    place = forms.ChoiceField(label="Place", required=False)
    latitude = forms.ChoiceField(label="Latitude", required=False)
    longitude = forms.ChoiceField(label="Longitude", required=False)
    settled_on = forms.ChoiceField(
        label="Date it was settled",
        required=False,
        help_text="Written like the date. Rows that have one come in closed.",
    )
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

    FROM_COLUMNS = ("external_id", "logged_on", "time", "category_column", "settled_on", *TEXTS)

    def __init__(self, *args: Any, file: ImportFile, sample: Sample, **options: Any) -> None:
        super().__init__(*args, **options)
        self.file, self.sample = file, sample
        for name in self.FROM_COLUMNS:
            field = cast(forms.ChoiceField, self.fields[name])
            field.choices = [("", ""), *((column, column) for column in sample.columns)]
        self._guess()
        category = cast(forms.ModelChoiceField, self.fields["category"])
        category.queryset = Category.objects.offered()

    def _guess(self) -> None:
        """Begin with what was said before, else with what the file looks like."""
        if self.file.map_text:
            self.initial.update(_said_before(self.file))
            return
        found = guessed_columns(self.sample.columns)
        self.initial.update(found)
        for field, form_field, forms_there in (
            ("logged_on", "logged_format", DAYS),
            ("time", "time_format", TIMES),
        ):
            cells = self.sample.cells_of(found[field]) if field in found else []
            if form := guessed_form(cells, [form for form, _ in forms_there]):
                self.initial[form_field] = form

    @property
    def helper(self) -> FormHelper:
        return laid_out(
            "source",
            "external_id",
            Row(Column("logged_on"), Column("logged_format")),
            Row(Column("time"), Column("time_format")),
            "zone",
            Row(Column("category_column"), Column("category")),
            "said",
            "place",
            Fold(
                "More columns",
                "summary",
                Row(Column("latitude"), Column("longitude")),
                "settled_on",
            ),
            "finished",
            "channel",
        )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if bool(typed.get("category_column")) == bool(typed.get("category")):
            self.add_error("category", "Take a column or one category, one of the two.")
        if bool(typed.get("latitude")) != bool(typed.get("longitude")):
            self.add_error("longitude", "Latitude and longitude go together.")
        self._try_format("logged_on", "logged_format")
        self._try_format("time", "time_format")
        return typed

    def _try_format(self, field: str, format_field: str) -> None:
        """Whether any of the first rows is written as was said; single ones may be wrong."""
        column, form = self.cleaned_data.get(field), self.cleaned_data.get(format_field)
        cells = self.sample.cells_of(column) if column and form else []
        if cells and form and not any(_is_written(text, form) for text in cells):
            words = f"The file says “{cells[0]}”, which is not written like that."
            self.add_error(format_field, words)

    def _words_before(self, column: str) -> dict[str, str]:
        """What the column's words stood for when somebody was here before."""
        try:
            category = read_map(self.file.map_text).columns.category if self.file.map_text else None
        except MapError:
            return {}
        return dict(category.values) if category and category.column == column else {}

    def map_text(self) -> str:
        """The map that says what was chosen."""
        typed = self.cleaned_data
        columns: dict[str, Any] = {
            name: typed[name] for name in ("external_id", *TEXTS) if typed[name]
        }
        columns["logged_on"] = {"column": typed["logged_on"], "format": typed["logged_format"]}
        if typed["time"]:
            columns["time"] = {"column": typed["time"], "format": typed["time_format"] or "%H:%M"}
        if typed["settled_on"]:
            columns["settled_on"] = {
                "column": typed["settled_on"],
                "format": typed["logged_format"],
            }
        if typed["category"]:
            columns["category"] = {"default": typed["category"].key}
        else:
            words = self._words_before(typed["category_column"])
            columns["category"] = {"column": typed["category_column"], "values": words}
        columns["channel"] = {"default": typed["channel"]}
        source = {
            "name": typed["source"],
            "encoding": self.file.encoding,
            "delimiter": self.file.delimiter,
            "zone": typed["zone"],
            "finished": typed["finished"] == "all",
        }
        return written_map(ConcernMap.model_validate({"source": source, "columns": columns}))


def _said_before(file: ImportFile) -> dict[str, Any]:
    """The form's fields as the file's map has them, for whoever comes back to this step."""
    try:
        concern_map = read_map(file.map_text)
    except MapError:
        return {}
    columns = concern_map.columns
    said: dict[str, Any] = {
        name: column.column
        for name in ("external_id", "logged_on", "time", "settled_on", *TEXTS)
        if (column := getattr(columns, name)) is not None
    }
    said |= {
        "source": concern_map.source.name,
        "zone": concern_map.source.zone or "local",
        "finished": "all" if concern_map.source.finished else "open",
        "logged_format": columns.logged_on.forms[0],
        "time_format": columns.time.forms[0] if columns.time else "",
        "category_column": columns.category.column or "",
        "category": "" if columns.category.column else columns.category.default,
    }
    if columns.channel:
        said["channel"] = columns.channel.default
    return said


def _is_written(text: str, form: str) -> bool:
    try:
        day_read(text, (form,)) if gives_a_day(form) else time_read(text, (form,))
    except ValueError:
        return False
    return True


class ValuesForm(forms.Form):
    """What the words in the category's column stand for; those left out stay out."""

    def __init__(
        self, *args: Any, concern_map: ConcernMap, values: list[tuple[str, int]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.concern_map, self.values = concern_map, values[:MOST_VALUES]
        self.has_more = len(values) > MOST_VALUES
        categories = list(Category.objects.offered())
        choices = [("", "Leave out"), *((c.key, c.name) for c in categories)]
        before, own = concern_map.columns.category.values, {c.key: c.name for c in categories}
        for n, (word, count) in enumerate(self.values):
            self.fields[f"value-{n}"] = forms.ChoiceField(
                label=f"{word} ({count:,})",
                choices=choices,
                required=False,
                initial=before.get(word) or ("" if before else guessed_category(word, own)),
            )

    @property
    def helper(self) -> FormHelper:
        """The frequent words in a few columns, the others folded away."""
        names = list(self.fields)
        first, rarer = names[:SHOWN_WORDS], names[SHOWN_WORDS:]
        shown = [Div(*first, css_class="li-words")]
        if rarer:
            unfolded = any(name in self.errors for name in rarer)
            words = f"{len(rarer):,} rarer words"
            shown.append(Fold(words, Div(*rarer, css_class="li-words"), unfolded=unfolded))
        return laid_out(*shown)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if not any(typed.values()):
            raise ValidationError("Every word is left out. Choose a category for one at least.")
        return typed

    def map_text(self) -> str:
        """The map, completed with what the words stand for and with what is left out."""
        chosen = {
            word: self.cleaned_data[f"value-{n}"]
            for n, (word, _) in enumerate(self.values)
            if self.cleaned_data[f"value-{n}"]
        }
        content = self.concern_map.model_dump(exclude_defaults=True)
        column = self.concern_map.columns.category.column or ""
        content["columns"]["category"] = {"column": column, "values": chosen}
        content["only"] = {column: list(chosen)}
        return written_map(ConcernMap.model_validate(content))
