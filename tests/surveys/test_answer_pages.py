"""The pages of held answers and of answers on paper."""

from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from surveys.models import Answer, HeldLook
from tests.support.citizens import open_survey
from tests.support.factories import NOON
from tests.support.surveys import answer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def survey(officer):
    return open_survey(officer)


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


def held_url(survey, tail=""):
    return f"/surveys/{survey.key}/held/{tail}"


def paper_url(survey):
    return f"/surveys/{survey.key}/paper-answer/"


# ---- held


def test_a_held_answer_is_read_in_words(signed_in, survey):
    answer(survey, "Northgate", "held", safety=4, news=["often", "never"], words="Buy <b>now</b>")

    page = signed_in.get(held_url(survey))

    for words in ("How about safety?", "4 of 5", "Often; Never", "Northgate", "Buy &lt;b&gt;now"):
        assert words in page.text


def test_one_is_admitted(signed_in, survey):
    held = answer(survey, mark="held", safety=4)

    page = signed_in.post(held_url(survey, "admit/"), {"answer": [held.pk]}, follow=True)

    assert "One answer counts now." in page.text
    assert Answer.objects.get().mark == "new"


def test_all_that_are_shown_are_admitted_at_once(signed_in, survey):
    held = [answer(survey, mark="held", safety=n) for n in (1, 2, 3)]

    signed_in.post(held_url(survey, "admit/"), {"answer": [one.pk for one in held]})

    assert Answer.objects.waiting().count() == 3
    assert HeldLook.objects.filter(admitted=True).count() == 3


def test_what_is_no_held_answer_of_this_survey_is_not_admitted(signed_in, survey, officer):
    elsewhere = answer(open_survey(officer), mark="held", safety=4)

    page = signed_in.post(
        held_url(survey, "admit/"), {"answer": [elsewhere.pk, "nonsense", uuid4()]}, follow=True
    )

    assert "Somebody had decided about the others already." in page.text
    assert Answer.objects.get().mark == "held"


def test_leaving_out_asks_why(signed_in, survey):
    held = answer(survey, mark="held", words="Buy now")
    url = held_url(survey, f"{held.pk}/leave-out/")

    assert "Buy now" in signed_in.get(url).text
    assert signed_in.post(url, {"why": ""}).status_code == 422
    page = signed_in.post(url, {"why": "Advertising"}, follow=True)

    assert Answer.objects.get().mark == "left_out"
    assert "Left out: Advertising" in page.text


def test_what_was_decided_is_no_longer_there(signed_in, survey):
    counted = answer(survey, mark="counted", safety=4)

    assert signed_in.get(held_url(survey, f"{counted.pk}/leave-out/")).status_code == 404


def test_only_the_unit_sees_what_is_held(survey, commander):
    client = Client()
    client.force_login(commander)

    assert client.get(held_url(survey)).status_code == 403


# ---- on paper


def test_a_paper_answer_is_kept_and_the_form_stays_open(signed_in, survey):
    sent = {"form": uuid4(), "q.safety": "2", "q.words": "More light.", "q.area": "Northgate"}

    page = signed_in.post(paper_url(survey), sent, follow=True)

    assert page.redirect_chain == [(paper_url(survey), 302)]
    assert "The answer is kept. The next form can follow." in page.text
    kept = Answer.objects.get()
    assert (kept.way, kept.area) == ("paper", "Northgate")
    assert kept.content == '{"safety":2,"words":"More light."}'


def test_the_same_page_sent_twice_is_one_answer(signed_in, survey):
    sent = {"form": uuid4(), "q.safety": "2"}

    signed_in.post(paper_url(survey), sent)
    page = signed_in.post(paper_url(survey), sent, follow=True)

    assert "This form was kept already. It counts once." in page.text
    assert Answer.objects.count() == 1


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(signed_in, survey):
    form = str(uuid4())

    page = signed_in.post(
        paper_url(survey), {"form": form, "q.years": "many", "q.words": "More light."}
    )

    assert page.status_code == 422
    assert "<title>Error: Key in a paper answer" in page.text
    assert "Write a whole number, in digits." in page.text
    assert "More light." in page.text
    assert f'value="{form}"' in page.text
    assert not Answer.objects.exists()


@pytest.mark.parametrize("form", ["", "nonsense"])
def test_a_page_without_its_number_is_shown_again(signed_in, survey, form):
    page = signed_in.post(paper_url(survey), {"form": form, "q.safety": "2"})

    assert page.status_code == 422
    assert not Answer.objects.exists()


def test_an_empty_form_is_not_kept(signed_in, survey):
    page = signed_in.post(paper_url(survey), {"form": uuid4()})

    assert "Nothing is marked." in page.text
    assert not Answer.objects.exists()


def test_others_key_nothing_in(survey, commander):
    client = Client()
    client.force_login(commander)

    assert client.get(paper_url(survey)).status_code == 403
