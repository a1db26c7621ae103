"""What is asked to bring in a file: which one, and a map for it."""

from __future__ import annotations

from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from importing.reading import CannotRead, refuse_size
from importing.toml_maps import MapError, written_map
from outreach.imports.concern_maps import read_map
from outreach.imports.group_files import holds_groups
from outreach.imports.group_maps import read_group_map
from outreach.models import ImportFile
from pages.forms.fields import Line
from pages.forms.layouts import Fold, laid_out
from records.verdicts import Verdict


class EarlierMap(forms.ModelChoiceField):
    """The map of a file that was brought in before."""

    def label_from_instance(self, obj: ImportFile) -> str:  # type: ignore[override]
        return f"{obj.source}: {obj.name}"


# What a file is taken without where it is wrong: no browser sends a file twice by itself.
BESIDE = frozenset({"map_file", "like", "source"})


class UploadForm(forms.Form):
    """The file, and a map, if there is one already; of groups only for whoever may bring them in.

    `left_out` says in sentences what was wrong beside a file that is taken all the same.
    """

    kind = forms.ChoiceField(
        label="What is in the file?",
        choices=[
            (ImportFile.Kind.CONCERNS, "Concerns, from a CSV file or a workbook"),
            (
                ImportFile.Kind.GROUPS,
                "Groups with their boundaries, from GeoJSON or a zipped shapefile",
            ),
        ],
        widget=forms.RadioSelect,
        required=False,
        help_text="Left open, it is known by what the file holds.",
    )
    file = forms.FileField(label="The file")
    map_file = forms.FileField(
        label="A map for it",
        required=False,
        help_text="A .toml file that says which column or property is what. Without one you are asked.",
    )
    like = EarlierMap(
        queryset=ImportFile.objects.none(),
        label="Or the map of an earlier import",
        required=False,
        empty_label="None, ask me",
    )
    source = Line(
        max_length=60,
        required=False,
        label="Where groups come from",
        help_text="The file's name if left out. Give the same name to bring the same groups up to date.",
    )

    def __init__(self, *args: Any, groups: Verdict, **options: Any) -> None:
        super().__init__(*args, **options)
        self.groups = groups
        if not groups:
            del self.fields["kind"], self.fields["source"]
        self.left_out: list[str] = []
        with_map = ImportFile.objects.brought_in().exclude(map_text="")
        like = cast(EarlierMap, self.fields["like"])
        like.queryset = with_map.defer("content", "previewed", "applied")

    @property
    def helper(self) -> FormHelper:
        own_map = self._fold("A map you have", "map_file", "like")
        if not self.groups:
            return laid_out("file", own_map)
        return laid_out("kind", "file", own_map, self._fold("For groups: their source", "source"))

    def _fold(self, words: str, *fields: str) -> Fold:
        return Fold(words, *fields, unfolded=any(name in self.errors for name in fields))

    def clean_file(self) -> bytes:
        """The content; its name is `file_name`. An upload is not lost for want of a word that it
        says itself, nor for a wrong one."""
        content = _content(self.cleaned_data["file"])
        kinds, said = ImportFile.Kind, self.cleaned_data.get("kind")
        if holds_groups(content):
            if not self.groups:
                raise ValidationError(f"It holds groups. {self.groups.reason}")
            if said == kinds.CONCERNS:
                self.left_out.append("It holds groups and is read as groups.")
            self.cleaned_data["kind"] = kinds.GROUPS
        elif not said:
            self.cleaned_data["kind"] = kinds.CONCERNS
        return content

    @property
    def file_name(self) -> str:
        return str(getattr(self.files["file"], "name", ""))

    def clean_map_file(self) -> str:
        upload = self.cleaned_data["map_file"]
        if not upload:
            return ""
        try:
            is_groups = self.cleaned_data.get("kind") == ImportFile.Kind.GROUPS
            read = read_group_map if is_groups else read_map
            return written_map(read(_content(upload), upload.name))
        except MapError as wrong:
            raise ValidationError(str(wrong)) from wrong

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if typed.get("map_file") and typed.get("like"):
            self.add_error("like", "Take either a map file or an earlier map, not both.")
            del typed["map_file"]
        elif typed.get("like") and typed["like"].kind != typed.get("kind"):
            self.add_error("like", "That map is of a file of another kind.")
        return typed

    def takes_the_file(self) -> bool:
        """Whether the file itself is right. What is wrong beside it goes to `left_out`."""
        if not self.is_valid() and not set(self.errors) <= BESIDE:
            return False
        for field, faults in self.errors.items():
            self.left_out += [
                f"{self.fields[field].label}: {str(fault).rstrip('.')}." for fault in faults
            ]
        return True

    def leave_the_map_out(self, fault: str) -> None:
        self.cleaned_data.update(map_file="", like=None)
        self.left_out.append(f"{fault.rstrip('.')}.")

    def import_file(self) -> ImportFile:
        typed = self.cleaned_data
        chosen = typed.get("like")
        like = chosen.map_text if chosen else ""
        is_groups = typed["kind"] == ImportFile.Kind.GROUPS
        return ImportFile(
            kind=typed["kind"],
            name=self.file_name,
            source=typed.get("source", "") if is_groups else "",
            map_text=typed.get("map_file") or like,
        )


def _content(upload: UploadedFile) -> bytes:
    try:
        refuse_size(upload.size or 0)
    except CannotRead as problem:
        raise ValidationError(str(problem)) from problem
    return upload.read()
