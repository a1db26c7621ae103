"""Bringing in groups from GeoJSON: names cleaned, areas mended, people kept (A-1.A.1, A-3.B)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from outreach.imports.groups import bring_in_groups, preview_groups, read_groups
from outreach.imports.reading import CannotRead
from outreach.imports.tally import Tally
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


@pytest.mark.parametrize("name", [None, "", " \u00a0", 7, "E" * 161])
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
    shape = zigzag(150_000)
    shape = {"type": "GeometryCollection", "geometries": [shape]} if inside else shape
    monkeypatch.setattr("outreach.imports.geojson.mended", lambda shape: pytest.fail("mended"))

    tally = brought_in(feature("Elm Row", shape), feature("Oak Row", square(-77.6)))

    assert [each.reason for each in tally.refused] == ["has 150,000 corners; 20,000 are the most"]
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
