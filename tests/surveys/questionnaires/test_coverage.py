"""What a questionnaire still lacks: domains of the policy, words in both languages, areas."""

import pytest

from policies.packs import load_pack
from surveys.questionnaires.coverage import coverage, hints, lacks, missing
from tests.support.surveys import ask, make_survey, option


@pytest.fixture
def draft(officer):
    return make_survey(officer)


def words(survey):
    return [lack.words for lack in lacks(survey)]


@pytest.mark.parametrize(
    ("pack", "count"),
    [("kinston", 6), ("cambridge", 5), ("portales", 0), ("new_canaan", 0), ("asheville", 0)],
)
def test_each_policy_asks_for_its_own_domains(draft, pack, count):
    assert len(missing(draft, load_pack(pack))) == count


def test_a_domain_is_covered_by_any_question_about_it(draft):
    ask(draft, "q1", "text", domain="suggestions")
    ask(draft, "q2", domain="safety_city")

    left = [domain.key for domain in missing(draft, load_pack("cambridge"))]

    assert left == ["agency_performance", "employee_competence", "officer_conduct"]


def test_the_domains_stand_in_the_order_of_the_policy(draft):
    ask(draft, "q1", domain="safety_city")
    pack = load_pack("kinston")

    covered = coverage(list(draft.questions.all()), pack)

    assert [one.domain for one in covered] == list(pack.survey.domains)
    assert [len(one.questions) for one in covered] == [0, 0, 0, 1, 0, 0]


def test_a_survey_without_questions_lacks_them(draft):
    assert words(draft) == ["It has no question yet."]


def test_nothing_is_lacking_in_a_whole_one(draft):
    ask(draft, "q1")
    ask(draft, "q2", "choice")
    ask(draft, "q3", "text")

    assert words(draft) == []


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"text": {"en": "How safe?"}}, "Question 1 has no Spanish text."),
        ({"text": {"es": "¿Qué tan seguro?"}}, "Question 1 has no English text."),
        ({"text": {"en": "How safe?", "es": "  "}}, "Question 1 has no Spanish text."),
        ({"hint": {"en": "At night."}}, "The hint of question 1 has no Spanish text."),
        (
            {"low_label": {"en": "Unsafe"}, "high_label": {"en": "Safe", "es": "Seguro"}},
            "The low end of question 1 has no Spanish text.",
        ),
        (
            {"kind": "choice", "options": [option("yes"), {"value": "no", "text": {"en": "No"}}]},
            "Question 1 has a choice without Spanish text.",
        ),
        ({"kind": "choice", "options": [option("yes")]}, "Question 1 needs two choices or more."),
        (
            {"kind": "area"},
            "Question 1 asks for an area, and the survey names no areas.",
        ),
    ],
)
def test_what_a_question_lacks_is_said_with_its_number(draft, facts, said):
    question = ask(draft, "q1", **facts)

    found = lacks(draft)

    assert [(lack.words, lack.question) for lack in found] == [(said, question)]


def test_the_title_and_the_introduction_are_read_in_both_languages(officer):
    survey = make_survey(
        officer, title={"en": "Resident survey"}, introduction={"es": "Toma cinco minutos."}
    )
    ask(survey, "q1")

    assert words(survey) == [
        "The title has no Spanish text.",
        "The introduction has no English text.",
    ]


def test_two_areas_are_enough_to_ask_for_one(officer):
    survey = make_survey(officer, areas=["North", "South"])
    ask(survey, "area", "area")

    assert words(survey) == []


def test_a_scale_without_its_ends_in_words_is_only_a_hint(draft):
    question = ask(draft, "q1")

    assert words(draft) == []
    assert [hint.words for hint in hints([question])] == [
        "Question 1 does not say what 1 and 5 stand for."
    ]
