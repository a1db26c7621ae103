"""Bringing in groups from GeoJSON: names cleaned, areas mended, people kept (A-1.A.1, A-3.B)."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest

from analysis.boundaries import MOST_NEAR
from importing.reading import CannotRead
from importing.tally import Overlap, Tally
from outreach.imports.group_places import exact_digest
from outreach.imports.groups import bring_in_groups, preview_groups, read_groups
from outreach.models import CommunityGroup, Representative
from personnel.models import Notice
from tests.support.factories import NOON, make_group, on

LATER = on(date(2026, 6, 2))
ELM = "President:\u00a0Ada Marsh<br><br>Meetings: 1st Monday<br><br>Contact: ada@example.org"


def square(west: float, south: float = 35.0, size: float = 0.01) -> dict[str, Any]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(name: Any, geometry: Any = None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": name, **properties}, "geometry": geometry}


def written(*features: dict[str, Any], **more: Any) -> bytes:
    collection = {"type": "FeatureCollection", "features": features, **more}
    return json.dumps(collection).encode()


def brought_in(*features: dict[str, Any], source: str = "city.geojson", at=NOON, by=None) -> Tally:
    return bring_in_groups(read_groups(written(*features), source=source), at=at, by=by)


def test_a_feature_becomes_a_group_with_its_people_and_boundary(unit):
    tally = brought_in(
        feature("Elm\u00a0Row Neighbors\n", square(-77.6), description=ELM, members=40)
    )

    group = CommunityGroup.objects.get()
    assert (tally.read, tally.new) == (1, 1)
    assert (group.name, group.external_id) == ("Elm Row Neighbors", "Elm Row Neighbors")
    assert (group.source, group.kind, group.status) == ("city.geojson", "neighborhood", "active")
    assert (group.meetings, group.about) == ("1st Monday", "members: 40")
    assert group.boundary == square(-77.6)
    assert group.box == (-77.6, 35.0, -77.6 + 0.01, 35.01)
    [president] = group.representatives.all()
    assert (president.name, president.position) == ("Ada Marsh", "President")
    assert (president.email, president.since) == ("ada@example.org", None)


def test_the_same_file_again_changes_nothing(unit):
    features = [feature("Elm Row", square(-77.6), description=ELM), feature("Oak Row")]
    brought_in(*features)

    tally = brought_in(*features)

    assert (tally.new, tally.changed, tally.same) == (0, 0, 2)
    assert Representative.objects.count() == 1
    assert set(CommunityGroup.objects.values_list("version", flat=True)) == {1}


@pytest.mark.parametrize("value", [b"1e999", b"-1e999", b"1e300"])
def test_a_number_beyond_numbers_stops_no_file(unit, value):
    """JSON may write a number that is too large for any: it is read as infinite."""
    content = written(feature("Oak Hill", size=12345)).replace(b"12345", value)

    tally = bring_in_groups(read_groups(content, source="city.geojson"), at=NOON)

    assert (tally.new, tally.refused) == (1, [])


def test_a_preview_writes_nothing(unit):
    tally = preview_groups(read_groups(written(feature("Elm Row")), source="x"), at=NOON)

    assert tally.new == 1
    assert not CommunityGroup.objects.exists()


def test_a_group_without_geometry_comes_in_with_a_note(unit):
    tally = brought_in(feature("Elm Row"))

    [note] = tally.notes
    assert (note.row, note.name) == (1, "Elm Row")
    assert "no geometry" in note.note
    assert CommunityGroup.objects.get().boundary is None


def test_a_point_is_kept_as_where_the_group_is(unit):
    brought_in(feature("Elm Row", {"type": "Point", "coordinates": [-77.58, 35.26]}))

    assert CommunityGroup.objects.get().location == "35.26000, -77.58000"


def test_a_ring_that_crosses_itself_is_mended_and_said(unit):
    bow = [[-77.6, 35.0], [-77.5, 35.1], [-77.5, 35.0], [-77.6, 35.1], [-77.6, 35.0]]

    tally = brought_in(feature("Elm Row", {"type": "Polygon", "coordinates": [bow]}))

    group = CommunityGroup.objects.get()
    assert group.boundary["type"] == "MultiPolygon"
    assert "crosses itself" in tally.notes[0].note
    assert "mended" in tally.notes[1].note


@pytest.mark.parametrize(
    "coordinates",
    [[[[200, 35], [201, 35], [201, 36], [200, 35]]], [[[1, 1], [2, 2], [1, 1]]], [], "x", None],
)
def test_a_shape_beyond_mending_is_left_off_and_said(unit, coordinates):
    tally = brought_in(feature("Elm Row", {"type": "Polygon", "coordinates": coordinates}))

    assert tally.new == 1
    assert tally.notes[-1].note == "The group comes in without a boundary."
    assert CommunityGroup.objects.get().boundary is None


def test_overlapping_pairs_are_listed_with_the_register_too(unit):
    make_group(name="By hand", boundary=square(-77.595))

    tally = brought_in(
        feature("Elm Row", square(-77.6)),
        feature("Oak Row", square(-77.5925)),
        feature("Far Row", square(-77.0)),
        feature("Next Door", square(-77.01)),
    )

    pairs = {(pair.a, pair.b): pair.share for pair in tally.overlaps}
    assert pairs == {
        ("Elm Row", "Oak Row"): pytest.approx(0.25),
        ("Elm Row", "By hand"): pytest.approx(0.5),
        ("Oak Row", "By hand"): pytest.approx(0.75),
    }


def test_a_name_that_stands_twice_is_repeated_and_the_later_one_counts(unit):
    tally = brought_in(
        feature("Elm Row", square(-77.6)), feature("Elm Row ", square(-77.6)), feature("Elm Row")
    )

    assert (tally.read, tally.new, tally.repeated) == (3, 1, 2)
    assert any("not feature 2" in note.note for note in tally.notes)


@pytest.mark.parametrize("name", [None, "", " \u00a0", {}, "E" * 161])
def test_a_feature_without_a_usable_name_is_refused(unit, name):
    tally = brought_in(feature("Oak Row"), feature(name))

    assert [refusal.row for refusal in tally.refused] == [2]
    assert tally.new == 1


def test_a_name_registered_by_hand_is_not_entered_twice(unit):
    make_group(name="ELM ROW")

    tally = brought_in(feature("Elm Row"))

    assert "is in the register already, entered by hand" in tally.refused[0].reason


def test_a_newer_file_under_another_name_says_which_source_to_name(unit):
    brought_in(feature("Elm Row"), source="may.geojson")

    tally = brought_in(feature("Elm Row"), source="june.geojson")

    assert "from “may.geojson”; name that as the source" in tally.refused[0].reason


def test_a_new_president_ends_the_old_ones_time_and_command_hears_of_it(unit, commander):
    brought_in(feature("Elm Row", description=ELM))

    brought_in(feature("Elm Row", description=ELM.replace("Ada Marsh", "Ben Ito")), at=LATER)

    ada, ben = Representative.objects.order_by("pk")
    assert (ada.name, ada.until) == ("Ada Marsh", date(2026, 6, 1))
    assert (ben.name, ben.since, ben.until) == ("Ben Ito", date(2026, 6, 2), None)
    assert Notice.objects.get(to=commander).text == (
        "Who speaks for Elm Row has changed with an import."
    )


def test_what_people_edited_stays_while_the_file_repeats_itself(unit):
    brought_in(feature("Elm Row", square(-77.6), description=ELM))
    CommunityGroup.objects.update(meetings="2nd Tuesday", boundary=square(-77.61))
    Representative.objects.create(group=CommunityGroup.objects.get(), name="Cy Doyle")

    tally = brought_in(feature("Elm Row", square(-77.6), description=ELM))

    group = CommunityGroup.objects.get()
    assert tally.same == 1
    assert (group.meetings, group.boundary) == ("2nd Tuesday", square(-77.61))
    assert group.representatives.count() == 2


def test_what_both_changed_is_refused(unit):
    brought_in(feature("Elm Row", description=ELM))
    CommunityGroup.objects.update(meetings="2nd Tuesday")

    tally = brought_in(feature("Elm Row", description=ELM.replace("1st", "3rd")))

    assert tally.refused[0].reason == "changed here and in the file: Elm Row, meetings"
    assert CommunityGroup.objects.get().meetings == "2nd Tuesday"


def test_a_boundary_the_file_moves_moves_with_its_box(unit):
    brought_in(feature("Elm Row", square(-77.6)))

    tally = brought_in(feature("Elm Row", square(-77.7)))

    group = CommunityGroup.objects.get()
    assert tally.changed == 1
    assert group.box == (-77.7, 35.0, -77.7 + 0.01, 35.01)
    assert group.version == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"name,kind\n", "not GeoJSON: line 1"),
        (b"[" * 100_000, "not GeoJSON"),
        (b'{"type": "FeatureCollection", "features": NaN}', "not GeoJSON"),
        (b'{"type": "Topology", "objects": {}}', "no FeatureCollection"),
        (b"{}", "no FeatureCollection"),
        (written(crs={"type": "name", "properties": {"name": "EPSG:3857"}}), "“EPSG:3857”"),
        (written(crs=7), "longitude and latitude"),
    ],
)
def test_a_file_that_is_no_geojson_in_degrees_is_refused_as_a_whole(unit, content, says):
    with pytest.raises(CannotRead, match=says):
        read_groups(content, source="x")


def test_the_usual_names_of_degrees_are_known(unit):
    for name in ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"):
        crs = {"type": "name", "properties": {"name": name}}
        assert read_groups(written(feature("Elm Row"), crs=crs), source="x").tally.read == 1


def zigzag(corners: int) -> dict[str, Any]:
    """A ring that crosses itself at almost every corner."""
    there = [[n * 1e-6, n % 2 * 1e-3] for n in range(corners // 2)]
    back = [[x, 1e-3 - y] for x, y in reversed(there)]
    return {"type": "Polygon", "coordinates": [there + back]}


@pytest.mark.slow
@pytest.mark.parametrize("inside", [False, True])
def test_a_shape_of_too_many_corners_is_refused_and_the_others_come_in(unit, inside, monkeypatch):
    shape = zigzag(60_000)
    shape = {"type": "GeometryCollection", "geometries": [shape]} if inside else shape
    monkeypatch.setattr("outreach.imports.group_places.mended", lambda shape: pytest.fail("mended"))

    tally = brought_in(feature("Elm Row", shape), feature("Oak Row", square(-77.6)))

    assert [each.reason for each in tally.refused] == ["has 60,000 corners; 20,000 are the most"]
    assert tally.new == 1


@pytest.mark.parametrize("corners", [1_000, 19_000])
def test_a_scribble_is_not_mended_and_its_group_comes_in_without_it(unit, corners, monkeypatch):
    monkeypatch.setattr("shapely.make_valid", lambda shape: pytest.fail("mended"))

    tally = brought_in(feature("Elm Row", zigzag(corners)))

    assert CommunityGroup.objects.get().boundary is None
    assert any("crosses itself" in note.note for note in tally.notes)


def test_a_coordinate_too_long_for_a_number_leaves_the_group_without_a_boundary(unit):
    shape = square(-77.6)
    shape["coordinates"][0][1][0] = int("9" * 400)

    brought_in(feature("Elm Row", shape))

    assert CommunityGroup.objects.get().boundary is None


@pytest.mark.parametrize(
    "said", ["PRESIDENT: ada marsh", "President:\u00a0A\u0301da Marsh", "President – Ada  Marsh"]
)
def test_what_is_only_spelled_otherwise_has_not_changed(unit, said):
    brought_in(feature("Elm Row", description="President: Ada Marsh<br>Founded in 1987 – twice"))

    tally = brought_in(feature("Elm Row", description=f"{said}<br>FOUNDED in 1987 - twice"))

    assert (tally.same, tally.changed) == (1, 0)


def test_an_equal_area_for_everybody_is_counted_to_a_limit_and_the_largest_named(unit):
    tally = brought_in(*(feature(f"Sample {n}", square(-77.6)) for n in range(300)))

    assert (tally.new, len(tally.overlaps)) == (300, 100)
    assert tally.overlap_words == "More than 10,000 pairs of areas overlap"
    assert len(json.dumps(tally.as_json())) < 20_000


def test_the_largest_overlaps_are_named_whatever_their_order(unit):
    small = [feature(f"Small {n}", square(-77.6 + n * 0.00975)) for n in range(150)]

    tally = brought_in(*small, feature("Twin", square(-77.6)))

    assert (tally.overlap_count, tally.overlaps_beyond) == (151, False)
    assert tally.overlaps[0] == Overlap("Small 0", "Twin", 1.0)
    assert len(tally.overlaps) == 100


def comb(west: float, teeth: int, *, lying: bool) -> dict[str, Any]:
    """A ring of long teeth; two of them across one another cross at every tooth."""
    tooth = [(n / teeth, 0.0 if n % 2 else 0.9) for n in range(teeth + 1)]
    ring = [[0.0, -0.1], *map(list, tooth), [1.0, -0.1], [0.0, -0.1]]
    turned = [[west + (y if lying else x), 35 + (x if lying else y)] for x, y in ring]
    return {"type": "Polygon", "coordinates": [turned]}


def test_combs_that_cross_without_end_are_not_measured(unit, monkeypatch):
    monkeypatch.setattr(
        "shapely.intersection", lambda a, b: pytest.fail("measured") if len(a) else b
    )

    tally = brought_in(
        feature("Up", comb(-77.6, 2_000, lying=False)),
        feature("Across", comb(-77.6, 2_000, lying=True)),
    )

    assert (tally.new, tally.overlap_count, tally.overlaps_beyond) == (2, 0, True)


def test_the_page_of_a_group_compares_it_with_few(unit, client, officer):
    brought_in(*(feature(f"Sample {n}", square(-77.6)) for n in range(120)))
    client.force_login(officer)

    page = client.get(CommunityGroup.objects.first().get_absolute_url()).content.decode()

    assert page.count("of this area is also theirs") <= 2 * MOST_NEAR


V1 = {"OBJECTID": 11, "ShapeSTArea": 5120.118822401, "GlobalID": "{C8B9}"}
V2 = {"OBJECTID": 911, "ShapeSTArea": 5120.118822402, "GlobalID": "{D7}"}
EDITS = {
    "created_user": "GIS", "created_date": 1690000000000, "last_edited_user": "gis2",
    "last_edited_date": "2026-01-02T00:00:00", "EditDate": 5, "Editor": "x", "CreationDate": 7,
    "Creator": "y", "SHAPE_Leng": 2.5, "Shape__Area": 1, "Shape_STLength__": 2, "FID": 3,
    "OBJECTID_1": 4, "updated_at": "z", "cartodb_id": 6, "st_area(shape)": 9.5, "Perimeter": 3.25,
}  # fmt: skip


@pytest.mark.parametrize(("then", "now"), [(V1, V2), (EDITS, {}), ({}, EDITS)])
def test_what_the_map_program_keeps_for_itself_is_no_change(unit, then, now):
    brought_in(feature("Brick Lane", square(-77.6), **then), feature("Mill Run", **then))
    CommunityGroup.objects.filter(name="Brick Lane").update(about="Meets in the fire hall")

    tally = brought_in(feature("Brick Lane", square(-77.6), **now), feature("Mill Run", **now))

    assert (tally.same, tally.changed, len(tally.refused)) == (2, 0, 0)
    assert CommunityGroup.objects.get(name="Brick Lane").about == "Meets in the fire hall"


def test_technical_lines_kept_by_an_earlier_version_are_no_change_either(unit):
    brought_in(feature("Brick Lane", about="Old"))
    group = CommunityGroup.objects.get()
    old = {**group.imported, "about": "OBJECTID: 11\nabout: Old\nShape_Area: 5.1"}
    CommunityGroup.objects.update(imported=old, about=f"{old['about']}\nMeets in the fire hall")

    tally = brought_in(feature("Brick Lane", about="Old", OBJECTID=911))

    assert (tally.same, tally.changed, len(tally.refused)) == (1, 0, 0)


def test_a_fact_that_only_sounds_technical_is_kept(unit):
    brought_in(feature("Elm Row", area="North side", households=40, Edition="3rd"))

    assert CommunityGroup.objects.get().about == "area: North side\nhouseholds: 40\nEdition: 3rd"


RING = square(-77.6)["coordinates"][0]
AGAIN = [RING[2], RING[1], RING[0], RING[3], RING[2]]


@pytest.mark.parametrize(
    "again",
    [
        {"type": "Polygon", "coordinates": [AGAIN]},
        {"type": "MultiPolygon", "coordinates": [[RING]]},
        {"type": "Polygon", "coordinates": [[[x + 1e-12, y] for x, y in RING]]},
        {"type": "Polygon", "coordinates": [[[x, y, 12.5] for x, y in RING]]},
    ],
)
def test_the_same_area_written_otherwise_has_not_changed(unit, again):
    brought_in(feature("Elm Row", square(-77.6)))
    CommunityGroup.objects.update(boundary=square(-77.61))

    tally = brought_in(feature("Elm Row", again))

    assert (tally.same, tally.changed, len(tally.refused)) == (1, 0, 0)


def test_a_boundary_remembered_by_an_earlier_version_has_not_changed(unit):
    brought_in(feature("Elm Row", square(-77.6)))
    group = CommunityGroup.objects.get()
    CommunityGroup.objects.update(
        imported={**group.imported, "boundary": exact_digest(square(-77.6))}
    )

    assert brought_in(feature("Elm Row", square(-77.6))).same == 1
    CommunityGroup.objects.update(boundary=square(-77.61))
    assert brought_in(feature("Elm Row", square(-77.6))).same == 1


@pytest.mark.parametrize("spelled", ["ELM  ROW", "Elm\u00a0Row ", "Elm Ro\u0301w", "elm row\n"])
def test_a_name_spelled_otherwise_is_the_same_group(unit, spelled):
    brought_in(feature("Elm Row", members=40))

    tally = brought_in(feature(spelled, members=40))

    assert (tally.new, tally.same) == (0, 1)
    assert CommunityGroup.objects.get().name == "Elm Row"


@pytest.mark.parametrize("spelled", ["TANNER’S ROW", "Tanner`s  row"])
def test_a_name_spelled_otherwise_in_one_file_is_repeated(unit, spelled):
    tally = brought_in(feature("Tanner's Row"), feature(spelled))

    assert (tally.new, tally.repeated) == (1, 1)


PROJECTED = [
    ([[[-8638000, 4180000], [-8637000, 4180000], [-8637000, 4181000]]], "Web Mercator, in meters"),
    ([[[2200000, 560000], [2210000, 560000], [2210000, 570000]]], "State Plane or another grid"),
]


@pytest.mark.parametrize(("rings", "says"), PROJECTED)
def test_a_projected_file_is_refused_in_one_sentence(unit, rings, says):
    shape = {"type": "Polygon", "coordinates": rings}

    with pytest.raises(CannotRead, match=says):
        brought_in(feature("Elm Row", shape), feature("Oak Row", shape))


SAYS = [
    (
        {"type": "Polygon", "coordinates": [[[35, -77.6], [35.01, -77.6], [35.01, -77.59]]]},
        "swapped",
    ),
    (
        {"type": "Polygon", "coordinates": [[[35, -97.6], [35.01, -97.6], [35.01, -97.59]]]},
        "swapped",
    ),
    (None, "Has no geometry"),
    ({"type": "Point", "coordinates": [-77.6, 35]}, "Is a point"),
    ({"type": "MultiPoint", "coordinates": [[-77.6, 35], [-77.5, 35]]}, "Is a point"),
    ({"type": "LineString", "coordinates": [[-77.6, 35], [-77.5, 35]]}, "Is a line"),
    (
        {"type": "GeometryCollection", "geometries": [square(-77.6), square(-77.4)]},
        "areas are taken",
    ),
    ({"type": "GeometryCollection", "geometries": []}, "without an area"),
    ({"type": "Polygon", "coordinates": [RING[:-1]]}, "was not closed"),
    ({"type": "MultiPolygon", "coordinates": [[RING], [RING]]}, "twice|overlap|mended"),
    ({"type": "Circle", "coordinates": [1, 2]}, "“Circle”"),
]


@pytest.mark.parametrize(("shape", "says"), SAYS)
def test_every_odd_shape_is_said_in_a_sentence(unit, shape, says):
    tally = brought_in(feature("Elm Row", shape), feature("Oak Row", square(-77.3)))

    assert tally.new == 2
    assert re.search(says, " ".join(note.note for note in tally.notes))


def test_heights_are_left_out_and_said_once(unit):
    high = {"type": "Polygon", "coordinates": [[[x, y, 5.0] for x, y in RING]]}

    tally = brought_in(feature("Elm Row", high), feature("Oak Row", high))

    assert "2 features have corners with heights, which are left out." in tally.remarks
    assert CommunityGroup.objects.first().boundary == square(-77.6)


def test_remarks_on_many_features_are_counted_and_the_first_kept(unit):
    tally = brought_in(*(feature(f"G {n}") for n in range(1_200)))

    assert (len(tally.notes), tally.note_count) == (1_000, 1_200)
