"""One answer in words: each question with what was said to it, as those who look at it read it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from surveys.models import Answer, Question
from surveys.values import DONT_KNOW


def in_words(answer: Answer, questions: Sequence[Question]) -> list[tuple[str, str]]:
    """(question, what was said) in the order of the questions, in English."""
    content = json.loads(answer.content)
    return [
        (
            question.text.localize("en"),
            answer.area if question.kind == "area" else _said(question, content.get(question.key)),
        )
        for question in questions
    ]


def _said(question: Question, value: object) -> str:
    if value is None:
        return ""
    if value == []:
        return "None of these"
    values = value if isinstance(value, list) else [value]
    return "; ".join(_one(question, str(one)) for one in values)


def _one(question: Question, value: str) -> str:
    if value == DONT_KNOW and question.dont_know:
        return "Don't know"
    if question.kind in Question.WITH_OPTIONS:
        return question.label_of(value)
    return f"{value} of {question.high}" if question.is_scale else value
