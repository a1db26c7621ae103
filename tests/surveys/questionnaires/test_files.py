"""Questionnaires as TOML files: what they make, and what is said about a fault in one."""

import json
import re
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from personnel.roles import Role
from surveys.models import Survey
from surveys.questionnaires.files import QuestionnaireError, read_questionnaire
from surveys.questionnaires.workflows.files import take
from tests.support.factories import NOON, make_member
from tests.support.surveys import make_survey

SURVEY = """\
[survey]
key = "town-2021"
title.en = "Town survey 2021"
title.es = "Encuesta 2021"
areas = [1, 2]
"""
RATING = """
[[questions]]
key = "q2_05"
domain = "safety_city"
kind = "rating"
low = 1
high = 5
dont_know = 9
text.en = "How safe do you feel in the city?"
"""
CHOICE = """
[[questions]]
key = "q34"
kind = "choice"
options = { 1 = "Own", 2 = "Rent" }
text.en = "Do you own or rent?"
text.es = "¿Es dueño o alquila?"
"""
DOMAINS = ("safety_city", "suggestions")


def read(text, file="town.toml"):
    return read_questionnaire(text.encode(), file=file, domains=DOMAINS)


def question(**fields):
    lines = "\n".join(f"{name.replace('__', '.')} = {value}" for name, value in fields.items())
    return f"{SURVEY}\n[[questions]]\n{lines}\n"


def asked(**fields):
    """The one question of a questionnaire that is right but for `fields`."""
    right = {"key": '"q1"', "kind": '"text"', "text__en": '"Why?"'}
    [one] = read(question(**right | fields)).questions
    return one.question()


# ---- what it makes


def test_a_questionnaire_becomes_a_draft(officer):
    survey, is_new = take(read(SURVEY + RATING + CHOICE), by=officer, at=NOON)

    assert (survey.key, survey.status, is_new) == ("town-2021", "draft", True)
    survey.refresh_from_db()
    assert survey.title.data == {"en": "Town survey 2021", "es": "Encuesta 2021"}
    assert survey.areas == ["1", "2"]
    safe, home = survey.questions.all()
    assert (safe.key, safe.domain, safe.low, safe.high) == ("q2_05", "safety_city", 1, 5)
    assert (safe.dont_know, safe.dont_know_values) == (True, ["9"])
    assert home.options == [
        {"value": "1", "text": {"en": "Own"}},
        {"value": "2", "text": {"en": "Rent"}},
    ]
    assert (home.dont_know, home.dont_know_values) == (False, [])


def test_the_same_key_again_replaces_the_questions_of_the_draft(officer):
    take(read(SURVEY + RATING), by=officer, at=NOON)

    survey, is_new = take(read(SURVEY.replace("Town", "City") + CHOICE), by=officer, at=NOON)

    assert not is_new
    assert [one.key for one in Survey.objects.get().questions.all()] == ["q34"]
    assert str(Survey.objects.get().title) == "City survey 2021"
    assert survey.steps.count() == 1


@pytest.mark.parametrize("status", ["open", "closed", "discarded"])
def test_what_citizens_saw_is_not_replaced(officer, status):
    make_survey(officer, key="town-2021", status=status)

    out = pytest.raises(Exception, match=f"town-2021 is {status}, so its questions stay")
    with out:
        take(read(SURVEY + RATING), by=officer, at=NOON)

    assert Survey.objects.get().questions.count() == 0


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ('["Own", "Rent"]', [("Own", {"en": "Own"}), ("Rent", {"en": "Rent"})]),
        (
            '[{ value = 1, en = "Own", es = "Dueño" }, { value = "x", en = "Rent" }]',
            [("1", {"en": "Own", "es": "Dueño"}), ("x", {"en": "Rent"})],
        ),
        (
            '{ "N/A" = "None", 2 = { en = "Rent", es = "Alquilo" } }',
            [("N/A", {"en": "None"}), ("2", {"en": "Rent", "es": "Alquilo"})],
        ),
    ],
)
def test_choices_are_written_in_three_ways(written, values):
    made = asked(kind='"choice"', options=written)

    assert [(one["value"], one["text"]) for one in made.options] == values


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("true", (True, [])),
        ("false", (False, [])),
        ("9", (True, ["9"])),
        ('"N/A"', (True, ["N/A"])),
        ('[9, "99"]', (True, ["9", "99"])),
    ],
)
def test_what_stands_for_dont_know_in_a_file_is_kept(written, known):
    made = asked(kind='"rating"', low="1", high="5", dont_know=written)

    assert (made.dont_know, made.dont_know_values) == known


def test_the_example_of_the_readme_can_be_read():
    readme = (settings.BASE_DIR / "surveys/README.md").read_text()
    [example] = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)

    assert [one.key for one in read(example).questions] == ["q2_05", "q34"]


# ---- what is said about a fault


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            SURVEY + RATING.replace("high = 5", "high = 1"),
            "town.toml, line 12, questions.0.high: the highest is not above the lowest",
        ),
        (
            SURVEY + RATING.replace("high = 5\n", ""),
            "town.toml, line 7, questions.0.high: a rating needs its lowest and highest",
        ),
        (
            SURVEY + RATING.replace("safety_city", "weather"),
            "line 9, questions.0.domain: there is no domain weather; there are safety_city,",
        ),
        (
            SURVEY + RATING.replace('"rating"', '"stars"'),
            "town.toml, line 10, questions.0.kind: Input should be 'rating', 'choice'",
        ),
        (
            SURVEY + RATING.replace('text.en = "How safe do you feel in the city?"', ""),
            "town.toml, line 7, questions.0.text: is missing",
        ),
        (
            SURVEY + RATING + 'text.es = " "\ntext.fr = "Pourquoi ?"',
            "town.toml, line 16, questions.0.text.fr: is not a field of a questionnaire",
        ),
        (
            SURVEY + RATING + RATING,
            "town.toml, line 17, questions.1.key: q2_05 stands here a second time",
        ),
        (
            SURVEY + CHOICE.replace(', 2 = "Rent"', ""),
            "town.toml, line 10, questions.0.options: name two choices or more",
        ),
        (
            SURVEY + CHOICE.replace("2 =", '"?" ='),
            "questions.0.options.1.value: ? means something else in the counts",
        ),
        (
            SURVEY + RATING + 'options = ["a", "b"]',
            "questions.0.options: a question of kind rating has no choices",
        ),
        (
            question(key='"q1"', kind='"text"', text__en='"Why?"', low="1"),
            "town.toml, line 11, questions.0.low: a question of kind text has no low",
        ),
        (
            question(key='"q1"', kind='"text"', text__en='"Why?"', dont_know="true"),
            "questions.0.dont_know: a question of kind text has no “don't know”",
        ),
        (
            question(key='"q 1"', kind='"text"', text__en='"Why?"'),
            "town.toml, line 8, questions.0.key: holds more than letters, digits",
        ),
        (
            SURVEY.replace("town-2021", "new") + RATING,
            "town.toml, line 2, survey.key: a survey cannot be called “new”",
        ),
        (SURVEY, "town.toml, line 1, questions: is missing"),
        (
            SURVEY.replace("areas = [1, 2]", "areas = [1, 1]") + RATING,
            "town.toml, line 5, survey.areas: 1 stands here a second time",
        ),
        (
            SURVEY.replace("areas = [1, 2]\n", "")
            + '[[questions]]\nkey = "a"\nkind = "area"\ntext.en = "Where?"',
            "town.toml, line 7, questions.0.kind: the survey names no areas to choose from",
        ),
        ("[survey\n", "town.toml, line 1, file: "),
        ('[survey]\nkey = "a', "town.toml, line 2, file: "),
        ("a" * 500_001, "town.toml, line 1, file: is longer than 500,000 bytes"),
    ],
)
def test_a_fault_is_told_with_file_line_and_field(text, said):
    with pytest.raises(QuestionnaireError) as told:
        read(text)

    assert said in str(told.value)


def test_a_line_that_is_not_utf8_is_named():
    with pytest.raises(QuestionnaireError, match=r"town.toml, line 6, file: this line is not"):
        read_questionnaire(SURVEY.encode() + b"# \xe9\n", file="town.toml", domains=DOMAINS)


# ---- the command


@pytest.fixture
def town(tmp_path):
    path = tmp_path / "town.toml"
    path.write_text(SURVEY + RATING + CHOICE)
    return path


def told_by(*arguments):
    out = StringIO()
    call_command("import_questionnaire", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_command_says_what_it_made(officer, town):
    first = told_by(town)
    again = told_by(town, "--json")

    assert first == "New draft town-2021: 2 questions. /surveys/town-2021/\n"
    assert json.loads(again) == {
        "survey": "town-2021",
        "new": False,
        "questions": 2,
        "status": "draft",
    }
    assert Survey.objects.get().designed_by == officer


def test_the_command_names_who_answers_for_the_survey(officer, supervisor, town):
    told_by(town, "--by", supervisor.email)

    assert Survey.objects.get().designed_by == supervisor


def test_the_command_ends_in_one_sentence_when_something_is_wrong(officer, town, tmp_path):
    trainer = make_member(Role.TRAINING_OFFICER)
    make_survey(officer, key="town-2021", status="open")
    broken = tmp_path / "broken.toml"
    broken.write_text("[survey]")

    for arguments, said in (
        ((town,), "town-2021 is open, so its questions stay as they are."),
        ((broken,), "broken.toml, line 1, survey.key: is missing"),
        ((tmp_path / "nowhere.toml",), "cannot be read: No such file"),
        ((town, "--by", trainer.email), "The community services unit writes the surveys."),
        ((town, "--by", "nobody@example.org"), "has the address nobody@example.org"),
    ):
        with pytest.raises(CommandError, match=said):
            told_by(*arguments)


def test_without_a_policy_the_command_says_how_to_adopt_one(db, town):
    with pytest.raises(CommandError, match="No policy is adopted"):
        told_by(town)
