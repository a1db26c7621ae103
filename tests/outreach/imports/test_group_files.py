"""Files of groups as cities and map programs write them: known by what they hold, and bounded."""

from __future__ import annotations

import io
import json
import struct
import tracemalloc
import zipfile
from typing import Any

import pytest
import shapefile

from analysis.mending import corners_of
from importing import area_limits
from importing.features import FeatureRefused, geojson_features
from importing.reading import CannotRead
from outreach.imports.group_files import features_of, looks_like_features
from outreach.imports.groups import bring_in_groups, read_groups
from outreach.models import CommunityGroup
from tests.outreach.imports.test_groups import feature, square, written
from tests.support.factories import NOON

RING = square(-77.6)["coordinates"][0]
WGS84 = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
STATE_PLANE = 'PROJCS["NAD_1983_StatePlane_North_Carolina_FIPS_3200_Feet",GEOGCS["GCS"]]'


def line(name: str) -> str:
    return json.dumps(feature(name, square(-77.6)))


def names(content: bytes) -> list[str]:
    reading = read_groups(content, source="x")
    return [entry.name for entry in reading.entries.values()]


def zipped(**files: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def shapes(
    *given: tuple[str, Any],
    encoding: str = "utf-8",
    prj: str = WGS84,
    cpg: str = "UTF-8",
    **more: Any,
) -> bytes:
    parts = {ending: io.BytesIO() for ending in ("shp", "shx", "dbf")}
    with shapefile.Writer(**parts, encoding=encoding, shapeType=shapefile.POLYGON) as writer:
        writer.field("NEIGHB_NAM", "C", size=60)
        writer.field("OBJECTID", "N")
        for n, (name, ring) in enumerate(given):
            writer.poly([ring]) if ring else writer.null()
            writer.record(name, n)
    files: dict[str, bytes | str] = {f"layer.{end}": part.getvalue() for end, part in parts.items()}
    files |= {"layer.prj": prj, "layer.cpg": cpg, **more}
    return zipped(**{name: content for name, content in files.items() if content})


@pytest.mark.parametrize("between", ["\n", "\r\n", "\n\x1e", "\n\n", "", ",\n"])
def test_one_feature_on_each_line_is_read(unit, between):
    content = between.join([line("Quay"), line("Dock")]).encode()

    assert names(content) == ["Quay", "Dock"]


def test_record_separators_and_a_mark_before_the_first_are_read_over(unit):
    content = (
        b"\xef\xbb\xbf\x1e" + line("Quay").encode() + b"\n\x1e" + line("Dock").encode() + b"\n"
    )

    assert names(content) == ["Quay", "Dock"]


def test_several_collections_one_after_another_are_read(unit):
    assert names(written(feature("Quay")) + b"\n" + written(feature("Dock"))) == ["Quay", "Dock"]


def test_a_brace_in_a_text_ends_no_feature(unit):
    odd = feature("Quay", about='He said \\"{[" and } left', note="}}}{{{")

    assert names(written(odd, feature("Dock"))) == ["Quay", "Dock"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (line("Quay").encode() + b"\nnot a feature", "line 2, character 1"),
        (line("Quay").encode() + b"\n" + line("Dock").encode()[:-1], "line 2"),
        (written(feature("Quay"))[:-1] + b",}", "line 1"),
        (b'{"type": "FeatureCollection", "features": [{"type": "Fea\n', "not GeoJSON"),
        (b"}" + line("Quay").encode(), "closes nothing"),
        (b'{"type": "FeatureCollection", "features": "many"}', "no FeatureCollection"),
        (b"SQLite format 3\x00rest", "GeoPackage"),
        (b"\x00\x00\x27\x0a" + bytes(200), "one zip"),
    ],
)
def test_what_is_no_file_of_features_is_refused_with_its_place(unit, content, says):
    with pytest.raises(CannotRead, match=says):
        read_groups(content, source="x")


def test_a_long_file_that_never_closes_its_text_is_read_over_once():
    with pytest.raises(CannotRead):
        list(geojson_features(b'{"type": "' + b'\\"' * 3_000_000))


def test_a_file_of_nothing_but_braces_is_refused():
    with pytest.raises(CannotRead):
        list(geojson_features(b"{" * 1_000_000))


@pytest.mark.parametrize(
    "value",
    ["[" + "[]," * 900_000 + "[]]", '{"a":' * 500 + "1" + "}" * 500, '"' + "é" * 30_000 + '"'],
)
def test_a_property_is_bounded_whatever_kind_of_value_it_is(unit, value):
    odd = line("Quay").replace('"name"', f'"more": {value}, "name"')

    reading = read_groups(f"{odd}\n{line('Dock')}".encode(), source="x")

    assert len(reading.tally.refused) <= 1
    assert "Dock" in [entry.name for entry in reading.entries.values()]
    kept = [entry.about for entry in reading.entries.values()]
    assert max(map(len, kept)) <= area_limits.MOST_WORDS


def test_a_feature_beyond_its_bytes_is_never_built():
    content = (
        line("Quay").replace('"name"', '"more": [' + "[]," * 4_000_000 + '0], "name"').encode()
    )

    tracemalloc.start()
    [refused] = geojson_features(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert isinstance(refused, FeatureRefused)
    assert "2 million are the most" in str(refused)
    assert peak < 3 * len(content)


def test_properties_without_end_are_refused(unit):
    many = [feature(f"G{n}", **{f"p{n}-{k}": k for k in range(5)}) for n in range(50)]

    with pytest.raises(CannotRead, match="200 different properties"):
        read_groups(written(*many), source="x")


def test_a_zipped_shapefile_is_read_with_its_names_and_areas(unit):
    content = shapes(("Elm Row", RING[::-1]), ("Áñü Row", RING), ("No shape", None))

    tally = bring_in_groups(read_groups(content, source="City"), at=NOON)

    assert (tally.read, tally.new) == (3, 3)
    assert CommunityGroup.objects.get(name="Áñü Row").boundary["type"] == "Polygon"
    assert CommunityGroup.objects.get(name="No shape").boundary is None
    assert any("name from “NEIGHB_NAM”" in remark for remark in tally.remarks)


@pytest.mark.parametrize(
    ("cpg", "encoding"),
    [
        ("1252", "cp1252"),
        ("ISO 8859-1", "latin-1"),
        ("ISO-8859-1", "latin-1"),
        ("cp1250", "cp1250"),
    ],
)
def test_the_cpg_names_the_encoding(unit, cpg, encoding):
    assert names(shapes(("Étang", RING), encoding=encoding, cpg=cpg)) == ["Étang"]


def test_without_a_cpg_other_than_utf_8_is_asked_for(unit):
    with pytest.raises(CannotRead, match=r"\.cpg"):
        read_groups(shapes(("Étang", RING), encoding="cp1252", cpg=""), source="x")


def test_without_a_prj_degrees_are_taken_for_degrees(unit):
    assert names(shapes(("Elm Row", RING), prj="")) == ["Elm Row"]


@pytest.mark.parametrize(
    "prj", [STATE_PLANE, STATE_PLANE.lower(), 'GEOGCS["GCS_NAD_1927"]', "rubbish"]
)
def test_shapes_in_another_system_are_refused_in_a_sentence(unit, prj):
    with pytest.raises(CannotRead, match="WGS 84, EPSG:4326"):
        read_groups(shapes(("Elm Row", RING), prj=prj), source="x")


def test_a_folder_in_the_archive_and_what_macs_add_are_no_hindrance(unit):
    inner = zipfile.ZipFile(io.BytesIO(shapes(("Elm Row", RING))))
    files = {f"City layer/{name}": inner.read(name) for name in inner.namelist()}
    files["__MACOSX/City layer/._layer.shp"] = b"x"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)

    assert names(out.getvalue()) == ["Elm Row"]


def test_a_zipped_geojson_is_read_too(unit):
    assert names(zipped(**{"groups.geojson": written(feature("Elm Row"))})) == ["Elm Row"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (lambda: zipped(**{"a.txt": "x"}), "no shapefile"),
        (lambda: shapes(("Elm", RING), **{"b.shp": b"x"}), "several layers"),
        (lambda: shapes(("Elm", RING), **{"../../etc/passwd": b"x"}), "leads out"),
        (lambda: shapes(("Elm", RING), **{"/abs.txt": b"x"}), "leads out"),
        (lambda: shapes(("Elm", RING), **{"C:\\x.txt": b"x"}), "leads out"),
        (lambda: shapes(("Elm", RING), zero=bytes(100_000_001)), "million are taken"),
        (lambda: zipped(**{f"{n}.txt": "x" for n in range(60)}), "60 files"),
        (lambda: zipped(**{"a.shp": bytes(200), "a.dbf": b"x"}), "damaged"),
        (lambda: zipped(**{"a.shp": bytes(200)}), r"no \.dbf"),
        (lambda: b"PK\x03\x04rubbish", "damaged"),
    ],
)
def test_an_archive_that_is_no_layer_or_a_trap_is_refused(unit, content, says):
    with pytest.raises(CannotRead, match=says):
        list(features_of(content()))


def test_corners_of_a_shapefile_are_counted_like_those_of_geojson():
    ring = [(-77.6, 35.2), *((-77.6 + n / 1e6, 35.3) for n in range(500)), (-77.6, 35.2)]
    [read] = features_of(shapes(("Elm Row", ring)))

    assert corners_of(read["geometry"]) == len(ring)
    assert corners_of(json.loads(json.dumps(read["geometry"]))) == len(ring)


def test_a_shape_that_claims_more_corners_than_it_has_is_refused():
    broken = bytearray(zipfile.ZipFile(io.BytesIO(shapes(("Elm", RING)))).read("layer.shp"))
    struct.pack_into("<i", broken, 100 + 8 + 40, 2_000_000_000)

    with pytest.raises(CannotRead, match="damaged"):
        list(features_of(shapes(("Elm", RING), **{"layer.shp": bytes(broken)})))


@pytest.mark.parametrize("cut", [50, 120, 200, -1])
def test_a_shapefile_cut_short_is_refused_in_words(cut):
    whole = zipfile.ZipFile(io.BytesIO(shapes(("Elm", RING))))
    files = {name: whole.read(name) for name in whole.namelist()}
    for part in ("layer.shp", "layer.dbf"):
        short = zipped(**{**files, part: files[part][:cut]})
        try:
            list(features_of(short))
        except CannotRead:
            continue
        assert part == "layer.dbf"  # A cell that is cut is filled with blanks.


def test_a_file_is_known_by_what_it_holds():
    assert looks_like_features(line("Quay").encode())
    assert looks_like_features(b"\xef\xbb\xbf \n" + written(feature("Quay")))
    assert looks_like_features(b"\x1e" + line("Quay").encode())
    assert not looks_like_features(b'type,name\n"{",x\n')
