"""A file of groups, known by what it holds: GeoJSON in its forms, or a zipped shapefile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from importing.archives import is_archive, members_of, names_in
from importing.cleaning import clean_line
from importing.features import geojson_features, utf8_of
from importing.reading import CannotRead, refuse_size
from importing.shapefiles import archived_features

# A file of so many bytes is read to its first feature while its sender waits.
SHORT = 200_000
BLANK = b"\x1e \t\r\n"
# What else maps come in, by how the file begins.
NOT_READ = {
    b"SQLite format 3": "a GeoPackage or another database file",
    b"\x00\x00\x27\x0a": "the .shp of a shapefile alone; pack .shp, .dbf, .prj and .cpg into one zip",
    b"AutoCAD": "a drawing",
    b"AC10": "a drawing",
}


def features_of(content: bytes) -> Iterator[Any]:
    """Every feature of the file in order; a FeatureRefused for one that cannot be looked at.

    Raises CannotRead for a file that is none of what is read.
    """
    _refuse_not_read(content)
    if is_archive(content):
        return archived_features(content)
    return geojson_features(content)


def refuse_foreign(content: bytes) -> None:
    """Refuse at once, by its beginning, what is no file of groups. Raises CannotRead.

    What the features say is found out later, where it may take its time.
    """
    refuse_size(len(content))
    if is_archive(content):
        members_of(content)
        return
    _refuse_not_read(content)
    begins = utf8_of(content)[:4000].lstrip(BLANK)
    if not begins.startswith((b"{", b"[")):
        first = begins[:40].decode("utf-8", "replace").splitlines()
        raise CannotRead(
            f"This is not GeoJSON: line 1 begins with “{clean_line(first[0] if first else '')}”. "
            "Groups come as GeoJSON or as a zipped shapefile."
        )
    if len(content) <= SHORT:
        next(geojson_features(content), None)


def _refuse_not_read(content: bytes) -> None:
    for begins, words in NOT_READ.items():
        if content.startswith(begins):
            raise CannotRead(f"This is {words}. Save the layer as GeoJSON or a zipped shapefile.")


def looks_like_features(content: bytes) -> bool:
    """Whether a file begins as GeoJSON does, whatever it is called."""
    begins = content[:4000].removeprefix(b"\xef\xbb\xbf").lstrip(BLANK)
    return begins.startswith(b"{") and b'"type"' in begins


def holds_groups(content: bytes) -> bool:
    """Whether a file that nobody has said anything of is a map's, by what it holds."""
    if looks_like_features(content) or content.startswith(tuple(NOT_READ)):
        return True
    return is_archive(content) and any(
        name.endswith((".shp", ".geojson", ".json")) for name in names_in(content)
    )
