"""The questions of a draft: added, changed, moved, removed, or replaced all at once.

Each of it is one more version of the survey. That one UPDATE also takes the row's lock, so a
question cannot change while the survey opens, and no page shows an older one unnoticed.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F

from audit.noting import audited
from personnel.models import Member
from records.history import StepRefused
from surveys.models import Question, Survey
from surveys.questionnaires.keys import key_from
from surveys.questionnaires.permissions import may_design
from surveys.wording import in_both

FROZEN = "It is not a draft any more, so its questions stay as they are. Nothing was changed."
REMOVED = "Somebody removed this question. Nothing was changed."


@audited("surveys.questions.add")
def add(survey: Survey, question: Question, *, by: Member) -> Question:
    """One more question at the end, under a key made from its words unless it has one.

    The same `question.submission` sent twice gives the question made first.
    """
    may_design(by, survey).require()
    _hold(survey)
    if made := Question.objects.filter(submission=question.submission).first():
        return _of(survey, made)
    others = list(survey.questions.all())
    if question.kind == Question.Kind.AREA and any(one.kind == question.kind for one in others):
        raise StepRefused("It asks for the area already. Nothing was added.")
    taken = {one.key for one in others}
    question.survey = survey
    english, _ = in_both(question.text)
    question.key = question.key or key_from(english, taken, otherwise="question")
    question.position = max((one.position for one in others), default=0) + 1
    question.save(force_insert=True)
    return question


def _of(survey: Survey, made: Question) -> Question:
    if made.survey_id != survey.pk:
        raise StepRefused("This form was already used. Open a new one.")
    return made


@audited("surveys.questions.change")
def change(question: Question, *, by: Member, seen: int, fields: list[str]) -> None:
    """Save changed facts of a question made from its version `seen`. Raises StaleRecord."""
    may_design(by, question.survey).require()
    _hold(question.survey)
    if not Question.objects.filter(pk=question.pk).exists():
        raise StepRefused(REMOVED)
    if fields:
        question.save_edit(seen=seen, fields=fields)


@audited("surveys.questions.put")
def put(question: Question, *, by: Member, up: bool) -> None:
    """Move a question one place up or down; at the end of the list it stays where it is."""
    may_design(by, question.survey).require()
    _hold(question.survey)
    order = list(question.survey.questions.all())
    if question not in order:
        raise StepRefused(REMOVED)
    place = order.index(question)
    other = place - 1 if up else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    _number(order)


@audited("surveys.questions.remove")
def remove(question: Question, *, by: Member) -> None:
    """Take a question out of a draft."""
    may_design(by, question.survey).require()
    _hold(question.survey)
    survey = question.survey
    question.delete()
    _number(list(survey.questions.all()))


@audited("surveys.questions.replace")
def replace(survey: Survey, questions: Sequence[Question], *, by: Member) -> None:
    """These questions instead of all the draft had."""
    may_design(by, survey).require()
    _hold(survey)
    survey.questions.all().delete()
    for position, question in enumerate(questions, start=1):
        question.survey, question.position = survey, position
    Question.objects.bulk_create(questions)


def _hold(survey: Survey) -> None:
    """The survey's row until the transaction ends, one version further. Raises StepRefused."""
    draft = Survey.objects.filter(pk=survey.pk, status=Survey.Status.DRAFT)
    if not draft.update(version=F("version") + 1):
        raise StepRefused(FROZEN)
    survey.refresh_from_db(fields=["version", "status"])


def _number(order: Sequence[Question]) -> None:
    for position, question in enumerate(order, start=1):
        question.position = position
    Question.objects.bulk_update(order, ["position"])
