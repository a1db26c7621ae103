"""A survey that is open, and citizens who fill it in over the web."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import time_machine
from django.http import HttpResponse
from django.test import Client

from personnel.models import Member
from surveys.models import Survey
from tests.support.factories import NOON
from tests.support.surveys import ask, make_survey

NUMBER = re.compile(r'name="form" value="([^"]+)"')
# Long enough for the few questions of these surveys.
READ = timedelta(seconds=30)
ANSWERED = {"q.safety": "4", "q.news": ["often", "never"], "q.words": "More light, please."}


def open_survey(by: Member, **facts: Any) -> Survey:
    """An open survey with one question of each kind."""
    facts.setdefault("areas", ["Northgate", "Tannery Hill"])
    survey = make_survey(by, status="open", **facts)
    ask(
        survey,
        "safety",
        low_label={"en": "Very unsafe", "es": "Muy inseguro"},
        high_label={"en": "Very safe", "es": "Muy seguro"},
        dont_know=True,
    )
    ask(survey, "contact", "choice")
    ask(survey, "news", "choices", dont_know=True)
    ask(survey, "years", "number", low=0, high=120)
    ask(survey, "words", "text")
    ask(survey, "area", "area")
    return survey


def address(survey: Survey, language: str = "en") -> str:
    return f"/s/{survey.key}/" if language == "en" else f"/s/{survey.key}/{language}/"


def number_on(page: HttpResponse) -> str:
    """The number of the form on the page."""
    found = NUMBER.search(page.content.decode())
    assert found, "the page has no form"
    return found[1]


def send(
    survey: Survey,
    filled: dict[str, Any] | None = None,
    *,
    language: str = "en",
    after: timedelta = READ,
    client: Client | None = None,
    **meta: Any,
) -> HttpResponse:
    """Open the form at noon, fill it in and send it `after` that. `filled` may name the form."""
    client = client or Client()
    with time_machine.travel(NOON, tick=False) as clock:
        number = number_on(client.get(address(survey, language), **meta))
        clock.shift(after)
        sent = {"form": number, **(ANSWERED if filled is None else filled)}
        return client.post(address(survey, language), sent, **meta)
