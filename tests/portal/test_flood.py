"""Very many forms from one network: asked to wait, held together, decided on together."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from redis.exceptions import ConnectionError as RedisIsAway

from personnel.models import Tally
from portal import networks
from portal.models import NetworkCount
from surveys.answers.crowds import crowds_of
from surveys.answers.workflow import admit, admit_all, leave_out_all
from surveys.models import Answer, ContactWish, HeldLook, WishSlip
from surveys.tasks import count_what_came_in, let_out_wishes
from tests.support.citizens import ANSWERED, READ, address, number_on, open_survey, send
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db
LIBRARY = {"REMOTE_ADDR": "203.0.113.9"}
SENDS = networks.SENDING.tries


def flood(survey, many, language="en", *, tail="", **contact):
    """`many` forms from one address, all within a minute; the answers it was given."""
    client = Client(**LIBRARY)
    with time_machine.travel(NOON, tick=False) as clock:
        numbers = [number_on(client.get(address(survey, language))) for _ in range(many)]
        clock.shift(READ)
        to = f"{address(survey, language)}send/"
        return [client.post(to, {"form": one, **ANSWERED, **contact}) for one in numbers]


def statuses(answers):
    return [answer.status_code for answer in answers]


# ---- asked to wait


def test_a_network_that_sends_very_many_is_asked_to_wait(survey):
    answers = flood(survey, SENDS + 2)

    assert statuses(answers) == [302] * SENDS + [429] * 2
    assert Answer.objects.count() == SENDS
    assert answers[-1]["Retry-After"] == "600"
    assert answers[-1]["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Very many forms came from your network just now."),
        ("es", "En este momento llegaron muchísimos formularios desde su red."),
    ],
)
def test_who_is_asked_to_wait_loses_nothing_that_was_typed(survey, language, words):
    page = flood(
        survey, SENDS + 1, language, **{"contact-name": "Pat", "contact-phone": "555 010"}
    )[-1]

    assert page.status_code == 429
    assert words in page.text
    assert "More light, please." in page.text
    assert 'value="Pat"' in page.text
    # What is wrong with it is told when it is sent.
    assert "is-invalid" not in page.text


def test_the_same_form_is_taken_when_the_time_is_over(survey):
    page = flood(survey, SENDS + 1)[-1]

    with time_machine.travel(NOON + READ + networks.SENDING.window, tick=False):
        again = Client(**LIBRARY).post(address(survey), {"form": number_on(page), **ANSWERED})

    assert again.status_code == 302
    assert Answer.objects.count() == SENDS + 1


def test_who_goes_on_all_the_same_is_told_in_short(survey):
    answers = flood(survey, SENDS + networks.TURNED_AWAY.tries + 1)

    assert statuses(answers[-2:]) == [429, 429]
    assert 'name="form"' in answers[-2].text
    assert 'name="form"' not in answers[-1].text
    assert "Please wait a little" in answers[-1].text


def test_another_network_is_not_asked_to_wait(survey):
    flood(survey, SENDS + 1)

    assert send(survey, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_no_network_stands_in_the_database(survey):
    flood(survey, 3)

    kept = [*NetworkCount.objects.values_list("digest"), *Tally.objects.values_list("key", "about")]
    assert kept
    assert "203.0.113" not in str(kept)
    # With another day's key, or without it, nobody can tell which network it was.
    before = {about for _, about in Tally.objects.values_list("key", "about")}
    networks._keys.clear()
    cache.clear()
    flood(survey, 1)
    assert {about for _, about in Tally.objects.values_list("key", "about")} != before


# ---- held together


def test_what_one_address_sends_does_not_count_unnoticed(survey):
    flood(survey, 27)
    count_what_came_in()

    assert Answer.objects.counted().count() == networks.MOST_A_DAY
    [crowd] = crowds_of(survey)
    assert (crowd.n, crowd.words) == (27 - networks.MOST_A_DAY, "from one network on one day")


def test_what_came_within_an_hour_is_decided_on_at_once(survey, officer):
    for n in range(6):
        send(survey, after=timedelta(seconds=1), REMOTE_ADDR=f"198.51.{n}.7")

    [crowd] = crowds_of(survey)

    assert (crowd.n, crowd.words) == (6, "within one hour")


def test_a_few_are_no_crowd(survey):
    for n in range(4):
        send(survey, after=timedelta(seconds=1), REMOTE_ADDR=f"198.51.{n}.7")
    assert crowds_of(survey) == []

    let_out_wishes(NOON + timedelta(days=1))

    assert set(Answer.objects.values_list("mark", "crowd")) == {("held", "")}


def test_a_crowd_is_left_out_for_one_reason_with_its_wishes(survey, officer):
    flood(survey, 30, **{"contact-phone": "555 010 7788"})
    [crowd] = crowds_of(survey)

    many = leave_out_all(survey, crowd=crowd.name, by=officer, at=NOON, why="The same words")

    assert many == 30 - networks.MOST_A_DAY
    assert Answer.objects.held().count() == 0
    look = HeldLook.objects.get()
    assert (look.how_many, look.why, str(look)) == (
        many,
        "The same words",
        "20 answers left out: The same words",
    )
    assert let_out_wishes(NOON + timedelta(days=1)) == networks.MOST_A_DAY


def test_a_crowd_of_a_library_counts_and_its_wishes_come_out(survey, officer):
    flood(survey, 14, **{"contact-phone": "555 010 7788"})
    assert crowds_of(survey) == [], "four are no crowd yet"
    flood(survey, 6, **{"contact-phone": "555 010 7788"})
    [crowd] = crowds_of(survey)

    assert admit_all(survey, crowd=crowd.name, by=officer, at=NOON) == 10
    count_what_came_in()

    assert Answer.objects.counted().count() == 20
    assert let_out_wishes(NOON + timedelta(days=1)) == 20


# ---- wishes


def test_a_wish_stays_while_its_answer_is_held_and_then_comes_in_company(survey, supervisor):
    quick = {**ANSWERED, "contact-phone": "555 010 7788"}
    send(survey, quick, after=timedelta(seconds=1))
    assert let_out_wishes(NOON + timedelta(days=1)) == 0

    admit(Answer.objects.get(), by=supervisor, at=NOON + timedelta(days=1))

    # Alone it would say whose answer was decided on yesterday.
    assert let_out_wishes(NOON + timedelta(days=2)) == 0
    assert let_out_wishes(NOON + timedelta(days=4)) == 1
    assert ContactWish.objects.get().asked_on == (NOON + timedelta(days=4)).date()
    assert not WishSlip.objects.exists()


def test_a_wish_of_an_ordinary_form_does_not_wait_for_held_ones(survey):
    send(survey, after=timedelta(seconds=1))
    send(survey, {**ANSWERED, "contact-phone": "555 010 7788"}, REMOTE_ADDR="198.51.100.7")

    assert let_out_wishes(NOON) == 0
    assert let_out_wishes(NOON + timedelta(days=1)) == 1


def test_nothing_is_lost_when_the_process_ends_between_wish_and_answer(survey, monkeypatch):
    client = Client(raise_request_exception=False)
    with time_machine.travel(NOON, tick=False) as clock:
        filled = {"form": number_on(client.get(address(survey))), **ANSWERED}
        filled["contact-phone"] = "555 010 7788"
        clock.shift(READ)
        with monkeypatch.context() as broken:
            broken.setattr(
                "surveys.answers.workflow._keep", lambda *given: (_ for _ in ()).throw(OSError)
            )
            assert client.post(address(survey), filled).status_code == 500
        assert (WishSlip.objects.count(), Answer.objects.count()) == (1, 0)

        assert client.post(address(survey), filled).status_code == 302

    assert (WishSlip.objects.count(), Answer.objects.count()) == (1, 1)
    assert let_out_wishes(NOON + timedelta(days=1)) == 1


# ---- without Redis


def test_without_the_cache_a_citizen_still_answers(survey, monkeypatch):
    def away(*given, **facts):
        raise RedisIsAway

    for name in ("get", "set", "add", "delete"):
        monkeypatch.setattr(cache, name, away)
    networks._keys.clear()

    answers = flood(survey, SENDS + 1)

    assert statuses(answers) == [302] * SENDS + [429]
    assert Answer.objects.held().count() == SENDS - networks.MOST_A_DAY
    assert networks.forget_before((NOON + timedelta(days=1)).date()) == 1


def test_another_survey_is_another_crowd(survey, officer):
    flood(survey, 16)
    other = open_survey(officer)

    flood(other, 16)

    assert {crowd.name for crowd in crowds_of(survey)}.isdisjoint(
        crowd.name for crowd in crowds_of(other)
    )
