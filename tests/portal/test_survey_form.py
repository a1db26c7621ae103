"""A citizen answers a survey: the form, sending it, errors, the other language, the close."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from surveys.models import Answer, ContactWish, SentForm
from surveys.wishes.workflow import let_out
from tests.support.citizens import ANSWERED, address, number_on, open_survey, send
from tests.support.factories import NOON
from tests.support.surveys import make_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger():
    """A browser that never signed in, at noon."""
    with time_machine.travel(NOON, tick=False):
        yield Client()


def test_the_form_asks_every_question_in_english(stranger, survey):
    page = stranger.get(address(survey))

    assert page.status_code == 200
    for question in survey.questions.all():
        assert question.text.localize("en") in page.text
    assert 'lang="en"' in page.text
    assert "Very unsafe" in page.text
    assert "Send my answers" in page.text


def test_the_form_asks_every_question_in_spanish(stranger, survey):
    page = stranger.get(address(survey, "es"))

    for question in survey.questions.all():
        assert question.text.localize("es") in page.text
    assert 'lang="es"' in page.text
    assert "Muy inseguro" in page.text
    assert "Enviar mis respuestas" in page.text
    assert "No sé" in page.text


def test_each_page_leads_to_the_other_language(stranger, survey):
    english, spanish = stranger.get(address(survey)), stranger.get(address(survey, "es"))

    assert f'lang="es" hreflang="es" href="/s/{survey.key}/es/"' in english.text
    assert f'lang="en" hreflang="en" href="/s/{survey.key}/"' in spanish.text


def test_the_page_is_drawn_once_and_each_copy_has_its_own_number(
    stranger, survey, django_assert_max_num_queries
):
    first = stranger.get(address(survey))

    with django_assert_max_num_queries(2):
        second = stranger.get(address(survey))

    assert number_on(first) != number_on(second)
    assert first.text.replace(number_on(first), "") == second.text.replace(number_on(second), "")


def test_a_sent_form_is_an_answer_and_is_thanked_for(survey):
    response = send(survey, {**ANSWERED, "q.years": "12", "q.area": "Tannery Hill"})

    assert (response.status_code, response.url) == (302, f"/s/{survey.key}/thanks/")
    answer = Answer.objects.get()
    assert answer.content == (
        '{"news":["never","often"],"safety":4,"words":"More light, please.","years":12}'
    )
    assert (answer.area, answer.way, answer.mark) == ("Tannery Hill", "web", "new")


def test_an_answer_in_spanish_is_thanked_for_in_spanish(survey):
    response = send(survey, language="es")

    assert response.url == f"/s/{survey.key}/es/thanks/"
    assert "Gracias. Recibimos sus respuestas." in Client().get(response.url).text


def test_the_same_form_sent_twice_is_one_answer(stranger, survey):
    number = number_on(stranger.get(address(survey)))
    filled = {"form": number, **ANSWERED}

    first, second = (stranger.post(address(survey), filled) for _ in range(2))

    assert first.status_code == second.status_code == 302
    assert first.url == f"/s/{survey.key}/thanks/"
    assert second.url == f"/s/{survey.key}/thanks/?before"
    assert "This form had been sent before." in stranger.get(second.url).text
    assert (Answer.objects.count(), SentForm.objects.count()) == (1, 1)


@pytest.mark.parametrize("number", ["", "forged", "abc:1tQ:signature"])
def test_a_form_without_our_number_is_shown_again_with_what_was_typed(stranger, survey, number):
    page = stranger.post(address(survey), {"form": number, **ANSWERED})

    assert page.status_code == 422
    assert "This form was not recognized." in page.text
    assert "More light, please." in page.text
    assert re.search(r'name="q.safety" value="4" checked', page.text)
    assert not Answer.objects.exists()
    assert stranger.post(address(survey), {"form": number_on(page), **ANSWERED}).status_code == 302


def test_the_number_of_another_survey_is_not_ours(stranger, survey, officer):
    other = open_survey(officer)
    number = number_on(stranger.get(address(other)))

    page = stranger.post(address(survey), {"form": number, **ANSWERED})

    assert page.status_code == 422


def test_what_is_wrong_is_said_and_what_was_typed_stays(survey):
    page = send(
        survey,
        {**ANSWERED, "q.years": "twelve", "contact-name": "Pat", "contact-email": "pat@here"},
    )

    assert page.status_code == 422
    assert "<title>Error: " in page.text
    assert "2 things to fix" in page.text
    assert '<a href="#q4">How about years? Write a whole number, in digits.</a>' in page.text
    assert '<a href="#contact-email">Write the whole email address' in page.text
    for typed in ('value="twelve"', "More light, please.", 'value="Pat"', 'value="pat@here"'):
        assert typed in page.text
    assert not Answer.objects.exists()


def test_errors_are_said_in_spanish_too(survey):
    page = send(survey, {"q.years": "500"}, language="es")

    assert "Una cosa por corregir" in page.text
    assert "Escriba un número de 0 a 120." in page.text


def test_an_empty_form_is_no_answer(survey):
    page = send(survey, {})

    assert "Answer at least one question." in page.text
    assert not Answer.objects.exists()


def test_the_other_language_keeps_what_was_typed_and_the_number(stranger, survey):
    number = number_on(stranger.get(address(survey)))
    filled = {"form": number, **ANSWERED, "q.years": "twelve", "contact-name": "Pat"}

    page = stranger.post(address(survey, "es"), {**filled, "switch": "es"})

    assert page.status_code == 200
    assert "¿Qué tal safety?" in page.text
    assert number_on(page) == number
    assert 'value="Pat"' in page.text
    assert 'value="twelve"' in page.text
    assert "por corregir" not in page.text
    assert not Answer.objects.exists()


def test_a_wish_to_be_contacted_stands_apart(survey):
    send(survey, {**ANSWERED, "contact-phone": "555 010 7788", "contact-name": "Pat Sample"})

    assert not ContactWish.objects.exists()
    assert "Pat" not in Answer.objects.get().content
    let_out(survey, at=NOON + timedelta(days=1))
    wish = ContactWish.objects.get()
    assert (wish.name, wish.phone, wish.language) == ("Pat Sample", "555 010 7788", "en")
    # The day on which the unit saw it first, not the one on which it was sent.
    assert wish.asked_on == date(2026, 5, 14)


def test_a_wish_without_a_way_to_reach_its_writer_is_asked_for_one(survey):
    page = send(survey, {**ANSWERED, "contact-name": "Pat Sample"})

    assert page.status_code == 422
    assert "Leave a telephone number or an email address" in page.text
    assert not ContactWish.objects.exists()


# ---- when it is not open


def test_there_is_no_page_before_it_opens(stranger, officer):
    draft = make_survey(officer)

    page = stranger.get(address(draft))

    assert page.status_code == 404
    assert "There is no such page" in page.text
    assert "No existe esa página" in stranger.get(address(draft, "es")).text


def test_a_survey_that_came_from_a_file_has_no_page(stranger, officer):
    brought = make_survey(officer, status="closed", source="file")

    assert stranger.get(address(brought)).status_code == 404


def test_a_closed_survey_says_so(stranger, officer):
    survey = make_survey(officer, status="closed", closed_on=date(2026, 4, 30))

    page = stranger.get(address(survey))

    assert page.status_code == 200
    assert "closed on April 30, 2026." in page.text
    assert "cerró el 30 de abril de 2026." in stranger.get(address(survey, "es")).text


def test_after_its_last_day_no_form_is_given_out(stranger, survey):
    survey.closes_on = date(2026, 5, 12)
    survey.save()

    page = stranger.get(address(survey))

    assert "closed on May 12, 2026." in page.text
    assert 'name="form"' not in page.text


def closed(survey, *, takes_until):
    survey.status, survey.closed_on, survey.takes_until = "closed", date(2026, 5, 13), takes_until
    survey.save()


def test_fault_045_a_half_filled_form_is_taken_for_a_while_after_the_close(stranger, survey):
    number = number_on(stranger.get(address(survey)))
    closed(survey, takes_until=NOON + timedelta(minutes=30))

    response = stranger.post(address(survey), {"form": number, **ANSWERED})

    assert response.status_code == 302
    assert Answer.objects.count() == 1


def test_fault_045_a_form_that_comes_too_late_can_be_copied(stranger, survey):
    number = number_on(stranger.get(address(survey)))
    closed(survey, takes_until=NOON - timedelta(seconds=1))
    late = {"form": number, **ANSWERED, "contact-phone": "555 010 7788"}

    page = stranger.post(address(survey), late)

    assert page.status_code == 409
    assert "Your form came too late and was not kept." in page.text
    for words in ("More light, please.", "Often; Never", "555 010 7788", "How about safety?"):
        assert words in page.text
    assert not Answer.objects.exists()
    assert not ContactWish.objects.exists()


def test_a_late_form_is_late_whatever_else_is_wrong_with_it(stranger, survey):
    closed(survey, takes_until=NOON - timedelta(seconds=1))

    page = stranger.post(address(survey), {"form": "forged", "q.years": "many"})

    assert page.status_code == 409
    assert "Your form came too late and was not kept." in page.text
    assert "many" in page.text
