"""A file of groups, known by what it holds: GeoJSON in its forms, or a zipped shapefile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from outreach.imports.archives import is_archive
from outreach.imports.features import geojson_features
from outreach.imports.reading import CannotRead
from outreach.imports.shapefiles import archived_features

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
    for begins, words in NOT_READ.items():
        if content.startswith(begins):
            raise CannotRead(
                f"This is {words}. Save the layer as GeoJSON or as a zipped shapefile."
            )
    if is_archive(content):
        return archived_features(content)
    return geojson_features(content)


def looks_like_features(content: bytes) -> bool:
    """Whether a file begins as GeoJSON does, whatever it is called."""
    begins = content[:4000].removeprefix(b"\xef\xbb\xbf").lstrip(b"\x1e \t\r\n")
    return begins.startswith(b"{") and b'"type"' in begins
