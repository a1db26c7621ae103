"""Forms that look as if a program sent them are taken, and held for a look."""

from datetime import timedelta

import pytest

from portal import networks
from portal.form_numbers import FormNumber, new_number, read_number
from portal.models import NetworkCount
from surveys.models import Answer
from tests.support.citizens import ANSWERED, open_survey, send
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db
HOME = {"REMOTE_ADDR": "203.0.113.9"}


def marks():
    return [answer.mark for answer in Answer.objects.all()]


def test_an_ordinary_form_is_not_held(survey):
    send(survey)

    assert marks() == ["new"]


def test_a_field_people_do_not_see_holds_it(survey):
    response = send(survey, {**ANSWERED, "homepage": "https://example.org"})

    assert response.status_code == 302
    assert marks() == ["held"]


def test_a_form_that_came_back_at_once_is_held(survey):
    response = send(survey, after=timedelta(seconds=2))

    assert response.status_code == 302
    assert marks() == ["held"]


def test_a_form_of_the_day_before_is_taken_and_held(survey):
    response = send(survey, after=timedelta(hours=25))

    assert response.status_code == 302
    assert marks() == ["held"]


def test_a_form_of_the_same_day_is_not_held(survey):
    send(survey, after=timedelta(hours=23))

    assert marks() == ["new"]


@pytest.mark.parametrize(("questions", "seconds"), [(1, 3), (4, 4), (6, 6), (40, 10)])
def test_more_questions_take_longer_to_read(questions, seconds):
    assert FormNumber("", "", seconds - 1).is_hasty(questions)
    assert not FormNumber("", "", seconds).is_hasty(questions)


def test_a_number_tells_its_age_and_nothing_else(survey):
    signed = new_number(survey)

    number = read_number(signed, survey, NOON)

    assert number.signed == signed
    assert len(number.number) >= 22
    assert new_number(survey) != signed


def test_beyond_so_many_forms_from_one_network_they_are_held(survey, monkeypatch):
    monkeypatch.setattr(networks, "MOST_A_DAY", 2)

    for last in (9, 10, 11):
        send(survey, REMOTE_ADDR=f"203.0.113.{last}")
    send(survey, REMOTE_ADDR="198.51.100.7")

    assert sorted(marks()) == ["held", "new", "new", "new"]


def test_each_day_is_counted_anew(survey, monkeypatch):
    monkeypatch.setattr(networks, "MOST_A_DAY", 1)
    send(survey, **HOME)

    send(survey, after=timedelta(hours=20), **HOME)

    assert marks() == ["new", "new"]


def test_another_survey_is_counted_by_itself(survey, officer, monkeypatch):
    monkeypatch.setattr(networks, "MOST_A_DAY", 1)

    send(survey, **HOME)
    send(open_survey(officer), **HOME)

    assert marks() == ["new", "new"]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2ff::5", "2001:db8:1:200::/56"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("nonsense", ""),
    ],
)
def test_only_the_network_is_looked_at(rf, address, network):
    assert networks.network_of(rf.get("/", REMOTE_ADDR=address)) == network


def test_a_forged_header_changes_no_network(rf):
    request = rf.get("/", REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_FOR="198.51.100.7")

    assert networks.network_of(request) == "203.0.113.0/24"


def test_behind_our_proxy_its_word_counts(rf, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    request = rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.1, 198.51.100.7")

    assert networks.network_of(request) == "198.51.100.0/24"


def test_counts_go_away_with_their_day(survey):
    send(survey, **HOME)
    day = NetworkCount.objects.get().day

    assert networks.forget_before(day) == 0
    assert networks.forget_before(day + timedelta(days=1)) == 1
    assert not NetworkCount.objects.exists()


def test_without_the_days_key_a_count_says_nothing_of_the_network(survey):
    send(survey, **HOME)
    networks._keys.clear()
    networks.cache.clear()

    send(survey, **HOME)

    # The same network, and nothing tells that it is.
    assert [count.forms for count in NetworkCount.objects.all()] == [1, 1]
