"""The features of a shapefile in a zip archive, in the form GeoJSON has (A-1.A.1).

An archive holds one layer: .shp (the shapes), .dbf (the properties), .prj (the coordinate system)
and .cpg (the encoding of the texts). Each shape is measured before it is read.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from zipfile import ZipInfo

from importing.archives import members_of, unpacked
from importing.area_limits import MOST_FEATURES, MOST_IN_FEATURE, MOST_PROPERTIES
from importing.cleaning import storable
from importing.features import FeatureRefused, geojson_features
from importing.reading import CannotRead, known_encoding

if TYPE_CHECKING:
    from shapefile import Reader  # type: ignore[import-untyped]

HEADER = 100
# Rings of one shape: which hole lies in which part is found by looking at every pair.
MOST_RINGS = 1_000
# The byte of a .dbf that names its encoding, as the programs of ESRI and dBASE write it.
LANGUAGES = {0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x57: "cp1252", 0xC8: "cp1250"}
SYSTEM = re.compile(
    r'\s*(PROJCS|PROJCRS|GEOGCS|GEOGCRS|GEODCRS)\s*\[\s*"([^"]{0,120})"', re.IGNORECASE
)
# ESRI and others name WGS 84 so, whichever dialect the file is in.
WGS84 = re.compile(r'"(?:D_)?WGS[_ ]?(?:19)?84"|World Geodetic System 1984', re.IGNORECASE)
UNREADABLE = "The shapefile is damaged and cannot be read."


@dataclass(frozen=True)
class Layer:
    """The parts of one shapefile, unpacked."""

    shp: bytes
    dbf: bytes
    encoding: str


def archived_features(content: bytes) -> Iterator[Any]:
    """Every feature of the one layer in a zip archive: a shapefile, or else a GeoJSON file.

    A FeatureRefused stands in the place of a shape that is too large. Raises CannotRead.
    """
    members = members_of(content)
    layers = [name for name in members if name.endswith(".shp")]
    texts = [name for name in members if name.endswith((".geojson", ".geojsonl", ".json"))]
    if not layers and len(texts) == 1:
        return geojson_features(unpacked(content, members[texts[0]]))
    if not layers:
        raise CannotRead(f"The archive holds no shapefile: no .shp is among {_few(members)}.")
    if len(layers) > 1:
        raise CannotRead(f"The archive holds several layers: {_few(layers)}. Pack one of them.")
    return _features(_layer(content, members, layers[0]))


def _few(names: Any) -> str:
    shown = [PurePosixPath(name).name[-60:] for name in sorted(names)[:5]]
    return ", ".join(shown) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _layer(content: bytes, members: dict[str, ZipInfo], name: str) -> Layer:
    base = name.removesuffix(".shp")

    def part(ending: str) -> bytes:
        entry = members.get(base + ending)
        return unpacked(content, entry) if entry else b""

    dbf = part(".dbf")
    if not dbf:
        raise CannotRead("The archive has no .dbf beside its .shp, so no group has a name.")
    _refuse_other_systems(part(".prj").decode("utf-8", "replace"))
    return Layer(part(".shp"), dbf, _encoding(part(".cpg"), dbf))


def _refuse_other_systems(projection: str) -> None:
    """Without a .prj the coordinates themselves say whether they are degrees."""
    if not projection.strip("\ufeff\0 \n\r\t"):
        return
    found = SYSTEM.match(projection.lstrip("\ufeff"))
    if found and found[1].upper().startswith("GEO") and WGS84.search(projection):
        return
    named = f"“{found[2]}”" if found else "a system that its .prj does not name"
    raise CannotRead(
        f"The shapes are in {named}. Save the layer in longitude and latitude (WGS 84, EPSG:4326) "
        "first; coordinates are not converted here."
    )


def _encoding(cpg: bytes, dbf: bytes) -> str:
    """What the .cpg says, else the .dbf itself, else UTF-8."""
    said = cpg.decode("ascii", "replace").strip().strip("\ufeff\0")
    if not said:
        return LANGUAGES.get(dbf[29], "utf-8") if len(dbf) > 29 else "utf-8"
    name = f"cp{said.split()[-1]}" if said.split()[-1].isdigit() else said
    for spelled in (name, {"cp65001": "utf-8", "cp88591": "iso8859-1"}.get(name, name)):
        try:
            return known_encoding(spelled)
        except ValueError:
            continue
    raise CannotRead(f"The .cpg of the shapefile names “{said[:40]}”, which is not known here.")


def _features(layer: Layer) -> Iterator[Any]:
    lengths = list(_lengths(layer.shp))
    if len(lengths) > MOST_FEATURES:
        raise CannotRead(f"The file has {len(lengths):,} features; {MOST_FEATURES:,} are taken.")
    reader = _reader(layer)
    if len(reader) != len(lengths):
        raise CannotRead(f"The .shp has {len(lengths):,} shapes and the .dbf {len(reader):,} rows.")
    for place, length in enumerate(lengths):
        if length > MOST_IN_FEATURE:
            yield FeatureRefused(f"has {length:,} bytes; {MOST_IN_FEATURE:,} are the most")
        else:
            yield _feature(reader, place, layer.encoding)


def _lengths(shp: bytes) -> Iterator[int]:
    """The bytes of each shape, as the headers of the records say them."""
    place = HEADER
    if len(shp) < HEADER or shp[:4] != b"\x00\x00\x27\x0a":
        raise CannotRead(UNREADABLE)
    while place + 8 <= len(shp):
        length = 2 * struct.unpack_from(">i", shp, place + 4)[0]
        if not 4 <= length <= len(shp) - place - 8:
            raise CannotRead(UNREADABLE)
        _refuse_more_than_it_holds(shp, place + 8, length)
        yield length
        place += 8 + length


def _refuse_more_than_it_holds(shp: bytes, start: int, length: int) -> None:
    """A shape names its rings and corners in advance; they have to fit into it."""
    kind = struct.unpack_from("<i", shp, start)[0]
    if kind in (3, 5, 13, 15, 23, 25) and length >= 44:
        rings, corners = struct.unpack_from("<ii", shp, start + 36)
        if rings < 0 or corners < 0 or 44 + 4 * rings + 16 * corners > length:
            raise CannotRead(UNREADABLE)


def _reader(layer: Layer) -> Reader:
    from shapefile import Reader, ShapefileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = Reader(
                shp=io.BytesIO(layer.shp), dbf=io.BytesIO(layer.dbf), encoding=layer.encoding
            )
    except (ShapefileException, struct.error, ValueError, IndexError, OSError) as broken:
        raise _in_words(broken, layer.encoding) from broken
    if len(reader.fields) > MOST_PROPERTIES:
        raise CannotRead(f"The .dbf has {len(reader.fields)} fields; {MOST_PROPERTIES} are taken.")
    return reader


def _in_words(broken: Exception, encoding: str) -> CannotRead:
    """What to do about a part that the library could not read."""
    # The library has no exception of its own for texts in another encoding.
    if not (isinstance(broken, UnicodeDecodeError) or "decode" in str(broken)):
        return CannotRead(UNREADABLE)
    return CannotRead(
        f"The texts of the .dbf are not {encoding}. Put a .cpg into the archive that names their "
        "encoding, for example 1252, or save the layer with UTF-8."
    )


def _feature(reader: Reader, place: int, encoding: str) -> Any:
    from shapefile import ShapefileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            record, shape = reader.record(place), reader.shape(place)
    except (ShapefileException, struct.error, ValueError, IndexError, OSError) as broken:
        raise _in_words(broken, encoding) from broken
    if record is None:
        return FeatureRefused("is marked as deleted in the .dbf")
    properties = {name: _plain(value) for name, value in record.as_dict().items()}
    if len(getattr(shape, "parts", ())) > MOST_RINGS:
        return FeatureRefused(f"has more than {MOST_RINGS:,} rings")
    return {"type": "Feature", "properties": properties, "geometry": _geometry(shape)}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value).strip()
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int | float | bool) or value is None else str(value)


def _geometry(shape: Any) -> Any:
    if shape is None or shape.shapeTypeName == "NULL" or not shape.points:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return shape.__geo_interface__
