"""Where words stand in surveys: what citizens wrote in their own words, and what was noted of them.

Only answers in own words are looked through. What somebody chose is a key of the questionnaire.
"""

from __future__ import annotations

import json

from audit.redaction import Phrases, take_out, take_out_of_kept
from documents.frozen import canonical
from outreach.redactions.redacting import Cleared, Traces
from outreach.redactions.subjects import Subject
from surveys.models import (
    Answer,
    AnswerFile,
    ContactWish,
    HeldLook,
    Question,
    Survey,
    SurveyStep,
    WishStep,
)
from surveys.results.permissions import may_redact_survey
from surveys.wishes.permissions import may_redact_wish

AT_ONCE = 1_000


def clear_survey(survey: Survey, phrases: Phrases) -> Cleared:
    """Take the words out of every answer in own words, whatever became of it, and of the notes."""
    rows = _own_words(survey, phrases)
    rows += take_out(HeldLook.objects.filter(survey=survey), ["why"], phrases)
    rows += take_out_of_kept(SurveyStep.objects.filter(survey=survey), "note", phrases)
    files = AnswerFile.objects.filter(survey=survey)
    rows += take_out(files, ["name", "columns", "told"], phrases)
    return Cleared(rows)


def clear_wish(wish: ContactWish, phrases: Phrases) -> Cleared:
    """Take the words out of a wish to be contacted: what it is about, and what was noted of it.

    Who wished it is kept apart, and goes when the wish has been settled.
    """
    rows = take_out(ContactWish.objects.filter(pk=wish.pk), ["about"], phrases)
    return Cleared(rows + take_out_of_kept(WishStep.objects.filter(wish=wish), "note", phrases))


def _own_words(survey: Survey, phrases: Phrases) -> int:
    text = Question.Kind.TEXT
    asked = set(Question.objects.filter(survey=survey, kind=text).values_list("key", flat=True))
    changed = 0
    answers = Answer.objects.filter(survey=survey).values_list("pk", "content").order_by("pk")
    for pk, content in answers.iterator(AT_ONCE):
        said = json.loads(content)
        fresh = {
            key: phrases.without_deep(value) if key in asked else value
            for key, value in said.items()
        }
        if fresh != said:
            Answer.objects.filter(pk=pk).update(content=canonical(fresh))
            changed += 1
    return changed


def traces_of_survey(survey: Survey) -> Traces:
    return Traces(link="surveys:survey", value=survey.key, url=survey.get_absolute_url())


def traces_of_wish(wish: ContactWish) -> Traces:
    return Traces(link="surveys:wish", value=wish.pk, url=wish.get_absolute_url())


SUBJECTS = {
    "survey": Subject(
        "survey",
        Survey.objects.visible_to,
        may_redact_survey,
        clear_survey,
        traces_of_survey,
    ),
    "wish": Subject(
        "wish for contact",
        ContactWish.objects.visible_to,
        may_redact_wish,
        clear_wish,
        traces_of_wish,
    ),
}
