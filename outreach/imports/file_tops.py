"""The first rows of a file that was brought in, under any reading of it."""

from __future__ import annotations

from django.db.models import BinaryField
from django.db.models.functions import Substr

from importing.reading import Row
from importing.samples import Sample
from importing.tables import Layout
from importing.tops import TOP_BYTES, sample_in_rows, sample_in_text, whole_lines
from outreach.models import ImportFile


def sample_under(file: ImportFile, layout: Layout) -> Sample:
    """The first rows of the file as this reading has them. Raises CannotRead."""
    top = file.top or {}
    if top.get("is_workbook"):
        return sample_in_rows((Row(n, tuple(cells)) for n, cells in top["rows"]), layout)
    return sample_in_text(_first_bytes(file), layout)


def _first_bytes(file: ImportFile) -> bytes:
    """The beginning of the file, up to the end of a line."""
    only = ImportFile.objects.filter(pk=file.pk)
    top = Substr("content", 1, TOP_BYTES, output_field=BinaryField())
    return whole_lines(bytes(only.values_list(top, flat=True).get()))
