"""The wording bank: every ready question can be asked as it is, in both languages."""

import re

import pytest

from policies.packs import load_pack, pack_keys
from surveys.models import Question
from surveys.questionnaires import bank
from surveys.questionnaires.coverage import lacks
from surveys.questionnaires.workflows.questions import add
from surveys.wording import TITLES, plain_title
from tests.support.surveys import make_survey

ITEMS = [(domain, one) for domain, shelf in bank.shelves().items() for one in shelf.questions]
# “tú” and its forms: people are addressed as “usted”.
FAMILIAR = re.compile(
    r"\b(tú|tu|tus|ti|contigo|sientes|vives|tienes|quieres|puedes)\b", re.IGNORECASE
)


def test_there_is_a_shelf_for_every_domain_of_every_policy():
    wanted = {
        domain.key
        for pack in map(load_pack, pack_keys())
        if pack.survey
        for domain in pack.survey.domains
    }

    assert wanted
    assert wanted | {"other"} <= set(bank.shelves())
    assert all(len(shelf.questions) >= 4 for shelf in bank.shelves().values())


def test_no_two_ready_questions_have_the_same_key():
    keys = [one.key for _, one in ITEMS]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(("domain", "item"), ITEMS, ids=lambda part: getattr(part, "key", part))
def test_a_ready_question_lacks_nothing(officer, domain, item):
    survey = make_survey(officer, areas=["North", "South"])

    question = add(survey, item.question(), by=officer)

    assert question.domain == domain
    assert lacks(survey) == []
    Question.objects.get(pk=question.pk).full_clean(exclude=["topic"])


@pytest.mark.parametrize(("domain", "item"), ITEMS, ids=lambda part: getattr(part, "key", part))
def test_a_ready_question_addresses_people_as_usted(domain, item):
    said = [text.es for text in (item.text, item.hint, *item.options) if text]

    assert all(said)
    assert [words for words in said if FAMILIAR.search(words)] == []


def test_a_scale_says_what_its_ends_mean():
    scales = [one for _, one in ITEMS if one.kind == "rating"]

    assert scales
    assert [one.key for one in scales if not (one.low_label and one.high_label)] == []


def test_what_is_not_on_a_shelf_is_not_there():
    assert bank.item("safety_city", "city-safety-night")
    assert bank.item("safety_city", "conduct-trust") is None
    assert bank.item("weather", "city-safety-night") is None
    assert bank.on_shelf("weather") == ()


def test_every_shelf_has_a_title_in_words():
    titles = {key: plain_title(key) for key in bank.shelves()}

    assert titles["safety_neighborhood"] == "Safety in the neighborhood"
    assert titles["suggestions"] == "Suggestions"
    assert titles.keys() - TITLES.keys() == {"suggestions", "other"}
