"""The form to print, and the code to scan."""

import pytest
import segno
from pypdf import PdfReader

from surveys.questionnaires.paper import form_words, paper_form
from surveys.questionnaires.public import EDGE, code_file, public_url, scan_code
from tests.support.pdfs import in_order, text_of
from tests.support.surveys import ask, make_survey
from tests.surveys.asking import CLOSES


@pytest.fixture
def survey(officer):
    survey = make_survey(
        officer,
        key="spring",
        status="open",
        closes_on=CLOSES,
        title={"en": "Spring survey", "es": "Encuesta de primavera"},
        introduction={"en": "Five minutes.", "es": "Cinco minutos."},
        areas=["North side", "Downtown"],
    )
    safe = {"en": "How safe do you feel?", "es": "¿Qué tan seguro se siente?"}
    ends = {
        "low_label": {"en": "Very unsafe", "es": "Muy inseguro"},
        "high_label": {"en": "Very safe", "es": "Muy seguro"},
    }
    ask(survey, "safe", text=safe, dont_know=True, **ends)
    ask(survey, "how-often", "choices")
    ask(survey, "area", "area")
    ask(survey, "years", "number")
    ask(survey, "words", "text")
    survey.refresh_from_db()
    return survey


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [
                "Spring survey",
                "Answers are taken until June 12, 2026",
                "Five minutes.",
                "1. How safe do you feel?",
                "Mark one.",
                "Very unsafe 1 2 3 4 5 Very safe Don't know",
                "Mark all that apply.",
                "North side",
                "Write a number.",
                "In your own words.",
                "Where to return it",
                "Community Services Unit, Kinston Police Department, Kinston, North Carolina",
                "It has to arrive by June 12, 2026.",
                "Or answer online",
                "/s/spring/",
            ],
        ),
        (
            "es",
            [
                "Encuesta de primavera",
                "Se aceptan respuestas hasta el 12 de junio de 2026",
                "Cinco minutos.",
                "1. ¿Qué tan seguro se siente?",
                "Marque una.",
                "Muy inseguro 1 2 3 4 5 Muy seguro No sé",
                "Marque todas las que correspondan.",
                "Escriba un número.",
                "Dónde entregarlo",
                "Debe llegar a más tardar el 12 de junio de 2026.",
                "O conteste en línea",
                "/s/spring/es/",
            ],
        ),
    ],
)
def test_the_form_says_in_one_language_what_is_asked_and_where_it_goes(survey, language, said):
    pdf = paper_form(survey, language)

    assert in_order(text_of(pdf), *said)


@pytest.mark.parametrize(
    ("language", "tag", "numbered"), [("en", "en-US", "Page 1 of"), ("es", "es-US", "Página 1 de")]
)
def test_the_form_is_tagged_in_its_language(survey, tmp_path, language, tag, numbered):
    pdf = paper_form(survey, language)

    path = tmp_path / "form.pdf"
    path.write_bytes(pdf)
    root = PdfReader(path).trailer["/Root"]
    assert root["/Lang"] == tag
    assert root["/MarkInfo"]["/Marked"]
    assert numbered in text_of(pdf)


def test_the_form_has_a_box_for_each_answer_and_lines_for_words(survey):
    scale, choices, area, number, words = form_words(survey, "en")["questions"]

    assert (scale.boxes, scale.is_scale) == (["1", "2", "3", "4", "5"], True)
    assert choices.boxes == ["Often", "Seldom", "Never"]
    assert area.boxes == ["North side", "Downtown"]
    assert (number.boxes, len(number.lines)) == ([], 0)
    assert len(words.lines) == 5


def test_a_draft_says_that_it_is_one_and_has_no_address(officer):
    survey = make_survey(officer)
    survey.refresh_from_db()

    told = form_words(survey, "es")

    assert (told["state"], told["url"], told["code"]) == ("Borrador", "", None)


def test_the_code_on_a_form_opens_the_page_in_its_language(survey):
    english, spanish = form_words(survey, "en"), form_words(survey, "es")

    assert english["url"].endswith("/s/spring/")
    assert spanish["url"].endswith("/s/spring/es/")
    assert (english["code"], spanish["code"]) == (
        scan_code(english["url"]),
        scan_code(spanish["url"]),
    )


def test_the_code_is_the_one_of_the_address(survey, settings):
    settings.SITE_URL = "https://liaison.example.gov/"
    url = public_url(survey)

    code = scan_code(url)

    assert url == "https://liaison.example.gov/s/spring/"
    modules = [[bool(dark) for dark in row] for row in segno.make(url, error="m").matrix]
    assert code.side == len(modules) + 2 * EDGE
    assert drawn(code) == {
        (x + EDGE, y + EDGE) for y, row in enumerate(modules) for x, dark in enumerate(row) if dark
    }


def drawn(code):
    """The dark modules of a path of horizontal runs."""
    dark = set()
    for run in code.path.removesuffix("z").split("z"):
        start, _, rest = run.removeprefix("M").partition("h")
        x, y = map(int, start.split())
        length = int(rest.partition("v")[0])
        dark |= {(x + n, y) for n in range(length)}
    return dark


def test_the_file_of_the_code_stands_alone():
    file = code_file("https://liaison.example.gov/s/spring/").decode()

    assert 'xmlns="http://www.w3.org/2000/svg"' in file
    assert "style=" not in file
    assert "<script" not in file
