"""Builders of surveys and of answers to them."""

from __future__ import annotations

import json
from datetime import date
from itertools import count
from typing import Any

from personnel.models import Member
from policies.current import version_on
from surveys.models import Answer, Question, Survey

NUMBERS = count(1)


def make_survey(by: Member, *, status: str = "draft", **facts: Any) -> Survey:
    """A survey without questions; an open or closed one has its days and its policy."""
    n = next(NUMBERS)
    facts.setdefault("key", f"survey-{n}")
    facts.setdefault("title", {"en": f"Community survey {n}", "es": f"Encuesta {n}"})
    if status in ("open", "closed"):
        facts.setdefault("opened_on", date(2026, 4, 1))
        facts.setdefault("policy", version_on(date(2026, 4, 1)))
    if status == "closed":
        facts.setdefault("closed_on", date(2026, 4, 30))
    return Survey.objects.create(designed_by=by, status=status, **facts)


def ask(survey: Survey, key: str, kind: str = "rating", **facts: Any) -> Question:
    """One more question at the end of the survey."""
    facts.setdefault("position", survey.questions.count() + 1)
    facts.setdefault("text", {"en": f"How about {key}?", "es": f"¿Qué tal {key}?"})
    if kind == "rating":
        facts.setdefault("low", 1)
        facts.setdefault("high", 5)
    if kind in Question.WITH_OPTIONS:
        facts.setdefault("options", [option(value) for value in ("often", "seldom", "never")])
    # An open survey takes no more questions, so it is asked while it is a draft.
    drafted = Survey.objects.filter(pk=survey.pk)
    facts_now = drafted.values("status", "opened_on", "closed_on").get()
    drafted.update(status="draft", opened_on=None, closed_on=None)
    question = survey.questions.create(key=key, kind=kind, **facts)
    drafted.update(**facts_now)
    return question


def option(value: str) -> dict[str, Any]:
    return {"value": value, "text": {"en": value.capitalize(), "es": f"{value} (es)"}}


def answer(
    survey: Survey, area: str = "", mark: str = "new", crowd: str = "", **content: Any
) -> Answer:
    """One answer as the database holds it."""
    said = json.dumps(content, sort_keys=True)
    return survey.answers.create(area=area, content=said, mark=mark, crowd=crowd)
