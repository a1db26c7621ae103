"""Streets are told apart by their own words, however the rest of the place is written."""

from __future__ import annotations

import pytest

from outreach.concerns.similar_places import same_street, streets_of

SAME = [
    ("Orchard Row", "12 orchard row"),
    ("1200 N. Orchard St.", "orchard street, north end"),
    ("Weaver Street at Larch", "LARCH AVE"),
    ("Weaver Street at Larch", "200 BLK WEAVER ST"),
    ("300-BLOCK HARROW AVE", "Harrow Avenue"),
    ("3rd Street", "Third St"),
    ("100 3 St", "3RD STREET"),
    ("N 3rd Ave", "Third Avenue N"),
    ("Old Mill Rd", "Old Mill Road"),
    ("Quarry Hill Blvd", "quarry hill boulevard"),
    ("Thornberry Lane", "Thornbery Ln"),
    ("Elm", "Elm Street"),
    ("Park Row", "park row lot"),
    ("Peña’s Lane", "PENA'S LN"),
    ("Elm St & Oak St", "Oak Street / 5th Ave"),
    ("Depot Lane, station lot", "Depot Ln"),
]
OTHER = [
    ("Orchard Row", "Park Row"),
    ("Elm Street", "Elm Avenue"),
    ("3rd Street", "4th Street"),
    ("3rd Street", "300 Elm Street"),
    ("North Street", "South Street"),
    ("Oak Street", "Oat Street"),
    ("Mill Lane", "Hill Lane"),
    ("12 Elm Street", "12 Oak Street"),
    ("Harrow Market", "Weaver Market"),
    ("corner of the block", "corner of the lot"),
    ("100 %_ Street", "200 Street"),
    ("", "Elm Street"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_street_written_in_two_ways_is_one(one, other):
    assert same_street(one, other)
    assert same_street(other, one)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_two_streets_are_two(one, other):
    assert not same_street(one, other)
    assert not same_street(other, one)


def test_precision_and_recall_over_every_pair_of_the_invented_addresses():
    found = [same_street(one, other) for one, other in SAME]
    wrong = [same_street(one, other) for one, other in OTHER]

    assert sum(found) / len(found) == 1
    assert sum(found) / (sum(found) + sum(wrong)) == 1


def test_a_place_of_any_length_costs_little():
    assert len(streets_of("a & " * 50_000)) <= 4
    assert same_street("Elm Street" + " x" * 50_000, "Elm Street") in (True, False)
