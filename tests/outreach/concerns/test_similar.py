"""Concerns like another one: the same kind, open or recent, at the same place or group."""

from datetime import timedelta

import pytest

from outreach.concerns.similar import Where, like, like_concern
from outreach.concerns.workflows import concerns
from tests.support.factories import NOON, a_category, log_concern, make_group

TODAY = NOON.date()
LONG_AGO = NOON - timedelta(days=200)


@pytest.fixture
def speeding(officer):
    return log_concern(officer, place="Weaver Street at Larch")


def found(concern, member):
    return list(like_concern(concern, member=member, day=TODAY))


def test_the_same_kind_on_the_same_street_is_alike(speeding, officer):
    other = log_concern(officer, place="12 Weaver Street")
    log_concern(officer, place="Harrow Market")
    log_concern(officer, place="Weaver Street", category=a_category("noise"))

    assert found(speeding, officer) == [other]


def test_words_that_every_place_has_make_nothing_alike(speeding, officer):
    log_concern(officer, place="Quarry Street")

    assert found(speeding, officer) == []


def test_the_same_group_makes_them_alike_wherever_they_were(officer):
    group = make_group()
    one = log_concern(officer, group=group)
    other = log_concern(officer, group=group, place="Elsewhere")

    assert found(one, officer) == [other]


def test_places_a_block_apart_are_alike_without_any_words(officer):
    one = log_concern(officer, latitude=35.262, longitude=-77.581)
    near = log_concern(officer, latitude=35.263, longitude=-77.582)
    log_concern(officer, latitude=35.292, longitude=-77.582)

    assert found(one, officer) == [near]


def test_an_old_one_is_alike_only_while_it_is_open(speeding, officer):
    still_open = log_concern(officer, at=LONG_AGO, place="Weaver Street")
    settled = log_concern(officer, at=LONG_AGO, place="Weaver Street")
    concerns.resolve(settled, by=officer, at=NOON, note="Settled.")

    assert found(speeding, officer) == [still_open]


def test_what_a_member_may_not_see_is_not_alike(speeding, officer, chief):
    hidden = log_concern(officer, place="Weaver Street", restricted=True)

    assert found(speeding, officer) == []
    assert found(speeding, chief) == [hidden]


def test_nothing_is_alike_where_nothing_is_known_of_the_place(officer):
    log_concern(officer)

    assert list(like(a_category(), Where(), member=officer, day=TODAY)) == []


def test_another_street_with_the_same_kind_of_way_is_not_alike(officer):
    one = log_concern(officer, place="Orchard Row")
    log_concern(officer, place="Park Row")
    same = log_concern(officer, place="12 ORCHARD  ROW., rear")

    assert found(one, officer) == [same]


def test_a_street_is_found_by_another_spelling_of_it(officer):
    one = log_concern(officer, place="Calle José Martí 4")
    same = log_concern(officer, place="CALLE JOSE MARTI")

    assert found(one, officer) == [same]
    assert found(same, officer) == [one]
