"""A citizen answers a survey on a phone: by keyboard alone, and in a browser without scripts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from policies.current import today
from portal import networks
from portal.form_numbers import FormNumber
from surveys.models import Answer, ContactWish, Survey
from surveys.wishes.workflow import let_out
from tests.browser.conftest import (
    PHONE,
    WATCH,
    accessibility_findings,
    is_a_problem,
    scrolls_sideways,
)
from tests.support.citizens import address, open_survey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def survey(officer, monkeypatch):
    cache.clear()
    # The hands of a test are quicker than a person's.
    monkeypatch.setattr(FormNumber, "is_hasty", lambda number, questions: False)
    return open_survey(
        officer,
        title={"en": "Community survey 2026", "es": "Encuesta a la comunidad 2026"},
        introduction={"en": "How are we doing?", "es": "¿Cómo lo estamos haciendo?"},
        closes_on=today() + timedelta(days=20),
    )


@pytest.fixture
def open_phone(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Opens a stranger's phone; nothing may be said on its console."""
    opened: list[tuple[Page, list[str]]] = []

    def phone(*, scripts: bool = True, dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=PHONE,
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
        )
        page = context.new_page()
        problems: list[str] = []
        page.on("console", lambda said: is_a_problem(said) and problems.append(said.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.add_init_script(WATCH)
        opened.append((page, problems))
        return page

    yield phone
    cookies = [cookie for page, _ in opened for cookie in page.context.cookies()]
    found = [problem for _, problems in opened for problem in problems]
    for page, _ in opened:
        page.context.close()
    assert found == []
    assert cookies == []


def wish_of(survey: Survey) -> ContactWish:
    """The one wish to be contacted, as the unit sees it from the next day on."""
    let_out(survey, at=timezone.now() + timedelta(days=1))
    return ContactWish.objects.get()


def looked_at(page: Page) -> None:
    assert accessibility_findings(page) == []
    assert not scrolls_sideways(page)


def focused(page: Page) -> str:
    """The words of what has the focus."""
    return page.evaluate(
        "document.activeElement === document.body ? '' : document.activeElement.innerText || ''"
    )


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what says `words` has the focus."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if words in focused(page):
            return
    raise AssertionError(f"Tab never reached “{words}”, last was “{focused(page)}”")


def asks(page: Page, words: str) -> None:
    """The question is on the screen, and the focus stands on it."""
    expect(page.get_by_role("heading", name=words)).to_be_focused()


def test_in_spanish_by_keyboard_alone(open_phone, survey):
    page = open_phone()
    page.goto(address(survey, "es"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Encuesta a la comunidad 2026")
    looked_at(page)

    tab_to(page, "Empezar")
    page.keyboard.press("Enter")
    asks(page, "¿Qué tal safety?")
    assert page.title().startswith("Pregunta 1 de 6 - Encuesta a la comunidad 2026")
    looked_at(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    tab_to(page, "Siguiente")
    page.keyboard.press("Enter")

    asks(page, "¿Qué tal contact?")
    looked_at(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    asks(page, "¿Qué tal news?")
    looked_at(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    tab_to(page, "Siguiente")
    page.keyboard.press("Enter")

    asks(page, "¿Qué tal years?")
    looked_at(page)
    page.keyboard.press("Tab")
    page.keyboard.type("12")
    page.keyboard.press("Enter")

    asks(page, "¿Qué tal words?")
    looked_at(page)
    page.keyboard.press("Tab")
    page.keyboard.type("Más luz, por favor.")
    tab_to(page, "Siguiente")
    page.keyboard.press("Enter")

    asks(page, "¿Qué tal area?")
    # Back and on again: what was chosen is still there.
    tab_to(page, "Atrás")
    page.keyboard.press("Enter")
    asks(page, "¿Qué tal words?")
    assert page.locator("#q5").input_value() == "Más luz, por favor."
    tab_to(page, "Siguiente")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    looked_at(page)
    tab_to(page, "Siguiente")
    page.keyboard.press("Enter")

    asks(page, "¿Quiere que nos comuniquemos con usted?")
    looked_at(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("555 010 7788")
    tab_to(page, "Enviar mis respuestas")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Gracias. Recibimos sus respuestas.")
    looked_at(page)
    answer, wish = Answer.objects.get(), wish_of(survey)
    assert json.loads(answer.content) == {
        "safety": 4,
        "contact": "often",
        "news": ["never", "often"],
        "years": 12,
        "words": "Más luz, por favor.",
    }
    assert (answer.area, answer.mark) == ("Northgate", "new")
    assert (wish.phone, wish.language) == ("555 010 7788", "es")
    # The number of the form that was sent, and nothing of what was answered.
    [mark] = page.evaluate("Object.entries(sessionStorage)")
    assert mark[0] == f"survey-form:{survey.key}"
    assert mark[1].startswith("sent ")


def test_what_is_wrong_is_on_top_and_leads_to_its_question(open_phone, survey):
    page = open_phone()
    page.goto(address(survey))
    page.get_by_role("button", name="Start").click()
    for _ in range(3):
        page.get_by_role("button", name="Next").click()
    page.locator("#q4").fill("many")
    for _ in range(3):
        page.get_by_role("button", name="Next").click()
    page.get_by_label("Your name").fill("Pat Sample")
    page.get_by_role("button", name="Send my answers").click()

    expect(page.get_by_role("alert")).to_be_focused()
    assert page.title().startswith("Error: ")
    expect(page.get_by_role("heading", name="How about years?")).to_be_visible()
    looked_at(page)
    page.get_by_role("link", name="Leave a telephone number").click()

    expect(page.get_by_label("Telephone number")).to_be_focused()
    looked_at(page)
    assert page.locator("#q4").input_value() == "many"


def test_without_scripts_it_is_one_form(open_phone, survey):
    page = open_phone(scripts=False)
    page.goto(address(survey))
    page.get_by_label("4", exact=True).check()
    page.get_by_role("textbox", name="How about words?").fill("More light, please.")
    page.get_by_label("Telephone number").fill("555 010 7788")

    page.get_by_role("button", name="Seguir en español").click()
    assert page.url.endswith("/es/send/")
    assert page.get_by_label("4", exact=True).is_checked()
    assert (
        page.get_by_role("textbox", name="¿Qué tal words?").input_value() == "More light, please."
    )
    page.get_by_label("Número de teléfono").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Gracias. Recibimos sus respuestas.")
    assert Answer.objects.get().content == '{"safety":4,"words":"More light, please."}'
    assert wish_of(survey).language == "es"


def test_what_was_filled_in_outlives_a_reload_and_the_other_language(open_phone, survey):
    page = open_phone(dark=True)
    page.goto(address(survey))
    page.get_by_role("button", name="Start").click()
    page.get_by_text("Very safe").click()
    page.get_by_role("button", name="Next").click()
    looked_at(page)

    page.reload()
    expect(page.get_by_role("heading", name="How about contact?")).to_be_visible()
    page.get_by_role("link", name="Español").click()

    expect(page.get_by_role("heading", name="¿Qué tal contact?")).to_be_visible()
    page.get_by_role("button", name="Atrás").click()
    assert page.get_by_label("5 Muy seguro").is_checked()


def test_the_phones_own_way_back_leads_to_the_question_before(open_phone, survey):
    page = open_phone()
    page.goto(address(survey))
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Next").click()

    page.go_back()

    expect(page.get_by_role("heading", name="How about safety?")).to_be_visible()
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("button", name="Start")).to_be_visible()


def test_dont_know_goes_with_nothing_else(open_phone, survey):
    page = open_phone()
    page.goto(address(survey))
    page.get_by_role("button", name="Start").click()
    for _ in range(2):
        page.get_by_role("button", name="Next").click()

    often, never = page.locator("#q3-1"), page.locator("#q3-3")
    dont_know = page.locator("#q3-4")
    often.check()
    dont_know.check()
    assert not often.is_checked()
    never.check()

    assert not dont_know.is_checked()


# ---- back after sending


def filled_in(page: Page, *, years: str, scripts: bool) -> None:
    """Fill in the form on the page, whatever was typed there before, and send it."""
    if scripts:
        page.get_by_role("button", name="Start").click()
        for _ in range(3):
            page.get_by_role("button", name="Next").click()
    page.locator("#q4").fill(years)
    if scripts:
        for _ in range(3):
            page.get_by_role("button", name="Next").click()
    # The last of the two is the one people see.
    page.get_by_role("button", name="Send my answers").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your answers are in.")


def test_without_scripts_going_back_and_sending_again_is_one_answer(open_phone, survey):
    page = open_phone(scripts=False)
    page.goto(address(survey))
    filled_in(page, years="12", scripts=False)

    page.go_back()
    filled_in(page, years="13", scripts=False)

    expect(page.get_by_text("This form had been sent before.")).to_be_visible()
    assert [json.loads(one.content) for one in Answer.objects.all()] == [{"years": 12}]


@pytest.mark.parametrize("scripts", [True, False])
def test_another_person_answers_on_the_same_device(open_phone, survey, scripts):
    page = open_phone(scripts=scripts)
    page.goto(address(survey))
    filled_in(page, years="12", scripts=scripts)

    page.get_by_role("link", name="Another person answers here").click()
    assert page.locator("#q4").input_value() == ""
    filled_in(page, years="40", scripts=scripts)

    assert sorted(one.content for one in Answer.objects.all()) == ['{"years":12}', '{"years":40}']


def test_with_scripts_who_goes_back_is_told_that_the_answers_are_in(open_phone, survey):
    page = open_phone()
    page.goto(address(survey))
    filled_in(page, years="12", scripts=True)

    page.go_back()

    expect(page.get_by_role("heading", name="Your answers are in.")).to_be_focused()
    expect(page.get_by_role("button", name="Send my answers").last).to_be_hidden()
    looked_at(page)
    page.get_by_role("link", name="Another person answers here").click()
    filled_in(page, years="40", scripts=True)
    assert sorted(one.content for one in Answer.objects.all()) == ['{"years":12}', '{"years":40}']


def test_the_next_persons_half_filled_form_outlives_a_look_back(open_phone, survey):
    page = open_phone()
    page.goto(address(survey))
    filled_in(page, years="12", scripts=True)
    page.get_by_role("link", name="Another person answers here").click()
    page.get_by_role("button", name="Start").click()
    page.get_by_text("Very safe").click()

    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your answers are in.")
    page.go_forward()
    page.go_forward()

    expect(page.get_by_role("heading", name="How about safety?")).to_be_visible()
    assert page.get_by_label("5 Very safe").is_checked()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(
    ("language", "words", "sends"),
    [
        ("en", "Very many forms came from your network just now.", "Send my answers"),
        (
            "es",
            "En este momento llegaron muchísimos formularios desde su red.",
            "Enviar mis respuestas",
        ),
    ],
)
def test_who_is_asked_to_wait_sends_again_where_they_stand(
    open_phone, survey, monkeypatch, scripts, language, words, sends
):
    page = open_phone(scripts=scripts)
    page.goto(address(survey, language))
    if scripts:
        page.locator("[data-start]").click()
    page.locator("[name='q.safety'][value='4']").check()
    while scripts and not page.locator("[data-send]").is_visible():
        page.locator("[data-next]").click()
    with monkeypatch.context() as full:
        full.setattr(networks, "SENDING", replace(networks.SENDING, tries=0))
        page.get_by_role("button", name=sends).last.click()
        expect(page.get_by_role("alert")).to_contain_text(words)
    if scripts:
        expect(page.get_by_role("alert")).to_be_focused()
        looked_at(page)
    assert Answer.objects.count() == 0

    page.get_by_role("button", name=sends).last.click()

    page.wait_for_url("**/thanks/")
    assert Answer.objects.get().content == '{"safety":4}'
