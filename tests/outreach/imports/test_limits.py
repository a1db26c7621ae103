"""The how-to says the limits that the code has."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from analysis.boundaries import MOST_CORNERS
from importing import area_limits, limits
from importing.shapefiles import MOST_RINGS

PROJECT = Path(__file__).resolve().parents[3]
HOW_TO = (PROJECT / "docs/how-to/bring-in-records.md").read_text()
TABLE = f"{limits.MOST_ROWS:,} rows, {{}} columns, {limits.MOST_IN_CELL:,} characters in a cell"

WORKBOOK = (
    f"besides: {limits.MOST_UNPACKED // 1_000_000} MB when unpacked, "
    f"{limits.MOST_PARTS:,} parts, {limits.MOST_CELLS:,} cells, "
    f"{limits.MOST_CHARACTERS:,} characters, {limits.WORKBOOK_SECONDS} seconds"
)


def limits_of(kind: str) -> str:
    [line] = [line for line in HOW_TO.splitlines() if line.startswith(f"| {kind} |")]
    return line.split("|")[2].strip()


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("any", f"{settings.IMPORT_MAX_BYTES // 1_000_000} MB (`IMPORT_MAX_BYTES`)"),
        ("CSV or workbook with concerns", TABLE.format(f"{limits.MOST_COLUMNS:,}")),
        ("CSV or workbook with survey answers", TABLE.format(f"{limits.MOST_ANSWER_COLUMNS:,}")),
        (
            "workbook",
            WORKBOOK,
        ),
    ],
)
def test_the_how_to_quotes_the_limit_of_each_kind_of_file(kind, said):
    assert limits_of(kind) == said


def test_no_other_document_states_a_limit_of_rows():
    stated = f"{limits.MOST_ROWS:,} rows"
    texts = [
        path.read_text() for path in PROJECT.glob("[a-z]*/**/*.md") if ".venv" not in path.parts
    ]

    assert sum(text.count(stated) for text in texts) == HOW_TO.count(stated)


def test_the_how_to_quotes_the_limits_of_files_of_groups():
    areas = (
        f"| GeoJSON with groups | {area_limits.MOST_FEATURES:,} features of {MOST_CORNERS:,} corners and"
        f" {area_limits.MOST_IN_FEATURE // 1_000_000} MB each, {area_limits.MOST_PROPERTIES} properties,"
        f" {area_limits.MOST_IN_PROPERTY:,} characters in a property,"
        f" {area_limits.MOST_WORDS:,} characters kept of a group |"
    )
    archives = (
        f"| zip archive with a shapefile | the same; besides {area_limits.MOST_IN_ARCHIVE} files,"
        f" {area_limits.MOST_UNPACKED // 1_000_000} MB when unpacked, {MOST_RINGS:,} rings in a shape |"
    )
    overlaps = (
        f"counted up to {area_limits.MOST_OVERLAPS_COUNTED:,} pairs, and the"
        f" {area_limits.MOST_OVERLAPS_NAMED} largest"
    )

    said = HOW_TO

    assert [each for each in (areas, archives, overlaps) if each not in said] == []
