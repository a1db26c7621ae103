"""Reading, comparing and drawing the boundaries of groups (A-1.A.1)."""

import math
from types import SimpleNamespace

import pytest
from shapely.geometry import Polygon

from analysis import overlaps
from analysis.boundaries import MOST_CORNERS, NO_BOX, notes_on, valid_boundary
from analysis.drawing import drawing, size_words
from analysis.overlaps import cross_too_often
from outreach.groups.overlapping import overlaps_of


def ring(*corners):
    return [list(corner) for corner in corners]


def square(west, south, size=1):
    east, north = west + size, south + size
    return ring((west, south), (east, south), (east, north), (west, north), (west, south))


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def multipolygon(*polygons):
    return {"type": "MultiPolygon", "coordinates": [list(rings) for rings in polygons]}


def group(name, boundary, pk=None):
    """What the module reads of a CommunityGroup."""
    box = valid_boundary(boundary).box if boundary else NO_BOX

    class Group(SimpleNamespace):
        def __str__(self):
            return self.name

    return Group(pk=pk or name, name=name, boundary=boundary, box=box)


def test_a_polygon_is_kept_with_its_box_west_south_east_north():
    boundary = valid_boundary(polygon(square(-78, 35)))

    assert boundary.geometry == polygon(square(-78, 35))
    assert boundary.box == (-78, 35, -77, 36)
    assert boundary.notes == ()


def test_a_polygon_may_have_a_hole():
    boundary = valid_boundary(polygon(square(-78, 35, 4), square(-77, 36)))

    assert len(boundary.geometry["coordinates"]) == 2
    assert boundary.box == (-78, 35, -74, 39)


def test_a_group_may_lie_in_several_parts():
    boundary = valid_boundary(multipolygon([square(-78, 35)], [square(-70, 35)]))

    assert boundary.geometry["type"] == "MultiPolygon"
    assert boundary.box == (-78, 35, -69, 36)


@pytest.mark.parametrize(
    "wrapped",
    [
        {"type": "Feature", "properties": {}, "geometry": polygon(square(-78, 35))},
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "geometry": polygon(square(-78, 35))}],
        },
    ],
)
def test_the_shape_is_found_inside_a_feature(wrapped):
    assert valid_boundary(wrapped).geometry == polygon(square(-78, 35))


def test_altitudes_are_left_out():
    flat = valid_boundary(polygon(ring((-78, 35, 12), (-77, 35, 12), (-77, 36, 9), (-78, 35, 12))))

    assert flat.geometry["coordinates"][0][0] == [-78.0, 35.0]


def test_a_ring_left_open_is_closed_and_said_so():
    boundary = valid_boundary(polygon(square(-78, 35)[:-1]))

    assert boundary.geometry == polygon(square(-78, 35))
    assert boundary.notes == (
        "The outline was not closed: its last corner is joined to its first.",
    )


def test_no_geometry_is_no_boundary():
    boundary = valid_boundary(None)

    assert (boundary.geometry, boundary.box) == (None, NO_BOX)
    assert boundary.notes == ("No boundary is given.",)


BOW_TIE = ring((-78, 35), (-77, 36), (-77, 35), (-78, 36), (-78, 35))
SPOT = "longitude -77.50000, latitude 35.50000"


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (polygon(BOW_TIE), f"The outline crosses itself near {SPOT}."),
        (
            polygon(square(-80, 33, 9), square(-73, 34), BOW_TIE),
            f"Hole 2 crosses itself near {SPOT}.",
        ),
        (
            multipolygon([square(-70, 30)], [BOW_TIE]),
            f"The outline of part 2 crosses itself near {SPOT}.",
        ),
        (
            polygon(ring((-78, 35), (-77, 36), (-78, 35))),
            "The outline has too few corners to enclose anything.",
        ),
        (
            polygon(square(-78, 35), square(-60, 35)),
            "The shape has a hole outside its outline, near longitude -60.00000, latitude 35.00000.",
        ),
        (
            multipolygon([square(-78, 35, 2)], [square(-77.5, 35.5)]),
            "One part lies inside another, near longitude -77.50000, latitude 35.50000.",
        ),
    ],
)
def test_an_invalid_shape_is_refused_and_the_ring_and_the_spot_are_named(shape, words):
    boundary = valid_boundary(shape)

    assert boundary.geometry is None
    assert boundary.notes == (words,)


def test_parts_that_overlap_are_refused():
    boundary = valid_boundary(multipolygon([square(0, 0, 2)], [square(1, 1, 2)]))

    assert boundary.geometry is None
    assert boundary.notes[0].startswith("Two parts overlap near longitude")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"type": "Point", "coordinates": [-77, 35]}, "this is “Point”"),
        ({"type": ["Polygon"], "coordinates": 7}, "this is nothing known"),
        ({"type": "Feature", "geometry": None}, "names no Polygon"),
        ({"type": "FeatureCollection", "features": [{}, {}]}, "holds 2 shapes"),
        ([[-77, 35]], "names no Polygon"),
        ("Larch Street", "names no Polygon"),
        ({"type": "Polygon", "coordinates": []}, "coordinates are missing"),
        ({"type": "Polygon", "coordinates": [[["a", "b"]]]}, "not made of two numbers"),
        ({"type": "Polygon", "coordinates": [[[-77]]]}, "not a longitude and a latitude"),
        (polygon(ring((float("nan"), 1), (1, 1), (2, 2))), "not a place"),
        (polygon(ring((10**400, 1), (1, 1), (2, 2))), "not a place"),
        (polygon(ring((2_600_000, 550_000), (2_600_100, 550_000), (2_600_100, 9))), "in degrees"),
        (polygon(ring((35.2, -122.5), (35.3, -122.5), (35.3, -122.6))), "longitude first"),
    ],
)
def test_what_is_no_boundary_is_refused_in_words(typed, said):
    boundary = valid_boundary(typed)

    assert boundary.geometry is None
    assert said in boundary.notes[0]


def test_a_shape_of_too_many_corners_is_refused():
    corners = [(-78 + n / 1e6, 35) for n in range(20_001)]

    assert "20,000 are the most" in valid_boundary(polygon(ring(*corners))).notes[0]


def test_swapped_coordinates_are_kept_with_a_warning():
    swapped = polygon(ring((35, -78), (36, -78), (36, -77), (35, -78)))

    boundary = valid_boundary(swapped)

    assert boundary.geometry == swapped
    assert "seem to be swapped" in boundary.notes[0]
    assert notes_on(boundary.box) == boundary.notes


def test_every_overlapping_pair_is_named_once_with_its_shares():
    mill, depot = group("Old Mill", polygon(square(0, 0))), group("Depot", polygon(square(0.5, 0)))
    far, nowhere = group("Far", polygon(square(9, 9))), group("Nowhere", None)

    [pair] = overlaps_of(mill, [far, nowhere, depot])

    assert (pair.one.name, pair.other.name) == ("Old Mill", "Depot")
    assert pair.of_one == pytest.approx(0.5)
    assert pair.words == "Depot: 50% of this area is also theirs"


def test_neighbors_that_only_share_a_border_do_not_overlap():
    groups = [group("West", polygon(square(0, 0))), group("East", polygon(square(0.9995, 0)))]

    assert overlaps_of(groups[0], groups[1:]) == []


def test_a_group_inside_another_says_so_and_the_other_its_part():
    inside, around = group("In", polygon(square(1, 1))), group("Around", polygon(square(0, 0, 4)))

    [seen_from_inside] = overlaps_of(inside, [inside, around])
    [seen_from_around] = overlaps_of(around, [inside])

    assert seen_from_inside.words == "Around: all of this area is also theirs"
    assert seen_from_around.words == "In: 6% of this area is also theirs"


def test_a_hole_belongs_to_whoever_lies_in_it():
    ringed = group("Ringed", polygon(square(0, 0, 9), square(3, 3, 3)))
    in_the_hole = group("Hole", polygon(square(4, 4)))

    assert overlaps_of(ringed, [in_the_hole]) == []


def test_a_boundary_stored_before_it_was_checked_does_not_stop_the_comparing():
    crossed, other = group("Crossed", None), group("Other", polygon(square(-78, 35)))
    crossed.boundary = polygon(BOW_TIE)

    [pair] = overlaps_of(crossed, [other])

    assert pair.of_one == pytest.approx(1)


def test_the_drawing_keeps_every_ring_and_fits_its_paper():
    ringed = group("Ringed", polygon(square(-78, 35, 0.1), square(-77.96, 35.04, 0.02)))

    drawn = drawing(ringed.boundary, ringed.box, [polygon(square(-77.9, 35, 0.1))])

    assert drawn.outline.count("M") == drawn.outline.count("Z") == 2
    assert len(drawn.others) == 1
    corners = [
        float(n)
        for n in drawn.outline.replace("M", " ").replace("L", " ").replace("Z", " ").split()
    ]
    assert min(corners) >= 0
    assert max(corners[::2]) <= drawn.width
    assert max(corners[1::2]) <= drawn.height


def test_north_is_at_the_top():
    tip = group("G", polygon(ring((0, 0), (1, 0), (0.5, 1), (0, 0))))

    drawn = drawing(tip.boundary, tip.box)

    heights = [float(corner.split()[1]) for corner in drawn.outline[1:-1].split("L")]
    assert heights[2] < heights[0]


def test_without_a_boundary_there_is_no_drawing():
    nowhere = group("Nowhere", None)

    assert drawing(nowhere.boundary, nowhere.box) is None


def test_the_size_is_told_in_miles_and_small_ones_in_feet():
    assert size_words((-78, 35, -77.9, 35.1)) == "about 5.7 miles wide and 6.9 miles high"
    assert size_words((-78, 35, -77.999, 35.001)) == "about 300 feet wide and 360 feet high"


def comb(teeth: int, at: float = 0.0) -> list[list[float]]:
    """An outline of long slanting teeth: no two edges cross, and the boxes of all share ground."""
    up = [
        corner
        for n in range(teeth)
        for corner in ([at + n / teeth, 0.0], [at + n / teeth + 0.5 / teeth + 1, 1.0])
    ]
    return [*up, [at + 1, 0.0], [at + 0.5, -1.0], [at, 0.0]]


def ragged(corners: int) -> list[list[float]]:
    """A real outline of as many corners: around a place, in small steps back and forth."""
    turn = 2 * math.pi / corners
    return [
        [
            (1 + 0.001 * (n % 3)) * math.cos(n % corners * turn),
            (1 + 0.001 * (n % 3)) * math.sin(n % corners * turn),
        ]
        for n in [*range(corners), 0]
    ]


def test_a_comb_is_refused_before_every_tooth_is_compared_with_every_other():
    boundary = valid_boundary(polygon(comb(9_000)))

    assert boundary.geometry is None
    assert "too often to be checked" in boundary.notes[0]


def test_a_long_ordinary_outline_is_taken():
    assert valid_boundary(polygon(ragged(MOST_CORNERS - 1))).geometry


def test_a_comb_that_was_stored_before_costs_its_page_and_its_neighbors_pages_little():
    ordinary, stored = group("Elm", polygon(square(0, 0))), group("Comb", None)
    stored.boundary = polygon(comb(9_000))

    assert overlaps_of(ordinary, [stored]) == overlaps_of(stored, [ordinary]) == []


def test_two_combs_that_each_are_taken_are_not_compared_edge_by_edge():
    one, other = Polygon(comb(340)), Polygon(comb(5_000, at=0.0005))

    assert cross_too_often(one, other)[0]
    assert not cross_too_often(one, Polygon(square(5, 5)))[0]


def test_many_combs_of_few_teeth_are_compared_to_a_limit_for_all(monkeypatch):
    compared = []
    monkeypatch.setattr(
        overlaps, "cross_too_often", lambda one, other: (compared.append(1), (False, 400_000))[1]
    )
    combs = [Polygon(comb(300, at=n / 1e5)) for n in range(30)]

    found = overlaps.overlaps_among(combs)

    assert found.is_more
    assert len(compared) == overlaps.MOST_MEETING_IN_ALL / 400_000
