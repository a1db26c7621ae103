"""How an uploaded table is read: its encoding, what stands between columns, its header, its sheet."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Row
from django import forms

from importing.limits import MOST_TITLE_ROWS
from importing.tables import Layout
from outreach.models import ImportFile
from pages.forms.layouts import laid_out

ENCODINGS = [
    ("", "UTF-8, or what the file’s own mark says"),
    ("cp1252", "Windows-1252 (older Windows programs)"),
    ("mac-roman", "Mac Roman"),
    ("cp437", "DOS (cp437)"),
    ("cp850", "DOS, Western Europe (cp850)"),
    ("utf-16-le", "UTF-16 without a mark"),
    ("utf-16-be", "UTF-16 without a mark, the other way around"),
]
DELIMITERS = [(",", "Comma"), (";", "Semicolon"), ("\t", "Tab"), ("|", "Vertical bar")]
HEADERS = [
    ("", "Find the row that names the columns"),
    ("none", "No row names them: columns are 1, 2, 3"),
    *((str(n), f"Row {n}") for n in range(1, MOST_TITLE_ROWS + 1)),
]
GUESS = "A guess; the rows above show whether it is right."


class ReadingForm(forms.Form):
    """Begins with how the file is read at present; what was guessed says so."""

    encoding = forms.ChoiceField(label="How its letters are written", required=False)
    delimiter = forms.ChoiceField(label="Between the columns", choices=DELIMITERS)
    sheet = forms.ChoiceField(label="Sheet")
    header = forms.ChoiceField(label="Names of the columns", choices=HEADERS, required=False)

    def __init__(self, *args: Any, file: ImportFile, **options: Any) -> None:
        super().__init__(*args, **options)
        self.file, top = file, file.top or {}
        unasked = ("encoding", "delimiter") if top["is_workbook"] else ("sheet",)
        for name in unasked:
            del self.fields[name]
        self._offer("encoding", ENCODINGS, file.encoding)
        self._offer("sheet", [(name, name) for name in top["sheets"]], file.sheet)
        for name, field in self.fields.items():
            self.initial.setdefault(name, getattr(file, name))
            words = [top["told"].get(name, ""), GUESS if self._is_guess(name) else ""]
            field.help_text = " ".join(filter(None, words))

    def _offer(self, name: str, choices: list[tuple[str, str]], present: str) -> None:
        """The choices, and what a map has named besides."""
        field = self.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            more = [] if present in dict(choices) else [(present, present)]
            field.choices = [*choices, *more]

    def _is_guess(self, name: str) -> bool:
        """Whether nobody has said yet what was only guessed."""
        guessed = (self.file.top or {})["guessed"]
        return name in guessed and self.file.step == ImportFile.Step.READING

    @property
    def guesses(self) -> list[str]:
        """What is guessed, by its label."""
        return [str(self.fields[name].label) for name in self.fields if self._is_guess(name)]

    @property
    def helper(self) -> FormHelper:
        """Each field says how the file is read at present: none is optional, left empty it decides."""
        names = [name for name in ("encoding", "delimiter", "sheet") if name in self.fields]
        helper = laid_out(Row(*(Column(name) for name in names)), "header")
        helper.show_optional = False
        return helper

    @property
    def other_sheet(self) -> str:
        """The sheet that was chosen, if it is not the one whose rows are known."""
        chosen = self.cleaned_data.get("sheet", "")
        return "" if chosen == (self.file.top or {})["sheet"] else chosen

    def layout(self) -> Layout:
        """The reading that was chosen."""
        names = ("encoding", "delimiter", "header", "sheet")
        return Layout.of(
            **{name: self.cleaned_data.get(name, getattr(self.file, name)) for name in names}
        )
