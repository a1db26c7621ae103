"""What may stand in a questionnaire that is written as a TOML file (`files`).

[survey]
key = "resident-survey-2021"
title.en = "Resident survey 2021"
title.es = "Encuesta a residentes 2021"
areas = ["North", "South"]              # asked for by a question of kind "area"

[[questions]]
key = "q2_05"                           # the column's name, where the answers come from a file
domain = "safety_city"
kind = "rating"
low = 1
high = 5
dont_know = 9                           # true, or what stands for it in a file: 9, ["9", "N/A"]
text.en = "How safe do you feel in the city?"
text.es = "¿Qué tan seguro se siente en la ciudad?"

[[questions]]
key = "q34"
kind = "choice"
options = { 1 = "Own", 2 = "Rent" }     # or ["Own", "Rent"], or tables of value, en and es
text.en = "Do you own or rent your home?"
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from i18nfield.strings import LazyI18nString
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from surveys.models import Question
from surveys.questionnaires.coverage import OTHER
from surveys.questionnaires.keys import RESERVED
from surveys.values import DONT_KNOW, REFUSED, RESPONDENTS

MOST_POINTS = 21
MOST_OPTIONS = 60
Kind = Question.Kind
Where = tuple[str | int, ...]

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Value = Annotated[
    str,
    BeforeValidator(lambda given: str(given) if type(given) is int else given),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80),
]


class Misfit(ValueError):
    """Two fields do not fit together; `where` leads from the part to the one to mend."""

    def __init__(self, where: Where, words: str) -> None:
        self.where = where
        super().__init__(words)


class Part(BaseModel):
    """What every part shares: unknown fields are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Part):
    """Words in English and, where they are there, in Spanish; plain words are English."""

    en: Words
    es: Annotated[str, StringConstraints(strip_whitespace=True)] = ""

    @model_validator(mode="before")
    @classmethod
    def short_form(cls, given: Any) -> Any:
        return {"en": given} if isinstance(given, str) else given

    @property
    def said(self) -> LazyI18nString:
        """The words as a record's field holds them: put into a message, they are one language."""
        return LazyI18nString(self.written)

    @property
    def written(self) -> dict[str, str]:
        return {code: words for code, words in (("en", self.en), ("es", self.es)) if words}


class Option(Text):
    """One choice, under the value a file holds for it."""

    value: Value

    @model_validator(mode="before")
    @classmethod
    def short_form(cls, given: Any) -> Any:
        return {"value": given, "en": given} if isinstance(given, str) else given

    @property
    def kept(self) -> dict[str, Any]:
        return {"value": self.value, "text": self.written}


class AskedSurvey(Part):
    key: Key
    title: Text
    introduction: Text | None = None
    areas: tuple[Value, ...] = ()

    @field_validator("key")
    @classmethod
    def not_an_address(cls, key: str) -> str:
        if key in RESERVED:
            raise ValueError(f"a survey cannot be called “{key}”")
        return key

    @field_validator("areas")
    @classmethod
    def named_once(cls, areas: tuple[str, ...]) -> tuple[str, ...]:
        for n, area in enumerate(areas):
            if area in areas[:n]:
                raise ValueError(f"{area} stands here a second time")
        return areas


def _known_step(given: float) -> float:
    if given not in (1, 0.5):
        raise ValueError("is 1, or 0.5 for half steps")
    return given


Step = Annotated[float, AfterValidator(_known_step)]


class AskedQuestion(Part):
    key: Key
    domain: Annotated[str, StringConstraints(max_length=40)] = OTHER
    kind: Literal["rating", "choice", "choices", "number", "text", "area"]
    text: Text
    hint: Text | None = None
    low: int | None = Field(default=None, ge=-1_000_000_000, le=1_000_000_000)
    high: int | None = Field(default=None, ge=-1_000_000_000, le=1_000_000_000)
    # How far the points of a scale lie apart.
    step: Step = 1
    low_label: Text | None = None
    high_label: Text | None = None
    options: tuple[Option, ...] = Field(default=(), max_length=MOST_OPTIONS)
    # True, or what stands for it in a file of answers.
    dont_know: bool | tuple[Value, ...] = False

    @field_validator("dont_know", mode="before")
    @classmethod
    def one_or_several(cls, given: Any) -> Any:
        return given if isinstance(given, bool | list | tuple) else (given,)

    @field_validator("options", mode="before")
    @classmethod
    def as_table(cls, given: Any) -> Any:
        """`{1 = "Own"}` is `[{value = "1", en = "Own"}]`."""
        if not isinstance(given, dict):
            return given
        return [
            {"value": value, **({"en": text} if isinstance(text, str) else text)}
            for value, text in given.items()
        ]

    @model_validator(mode="after")
    def hangs_together(self) -> AskedQuestion:
        for where, words in misfits(self):
            raise Misfit(where, words)
        return self

    @property
    def has_half_steps(self) -> bool:
        return self.step != 1

    def question(self) -> Question:
        """The question, not saved and without a survey."""
        known = self.dont_know if isinstance(self.dont_know, tuple) else ()
        return Question(
            key=self.key,
            domain=self.domain,
            kind=self.kind,
            text=self.text.said,
            hint=_written(self.hint),
            low=self.low,
            high=self.high,
            half_steps=self.has_half_steps,
            low_label=_written(self.low_label),
            high_label=_written(self.high_label),
            options=[option.kept for option in self.options],
            dont_know=bool(self.dont_know),
            dont_know_values=list(known),
        )


class Questionnaire(Part):
    survey: AskedSurvey
    questions: tuple[AskedQuestion, ...] = Field(min_length=1, max_length=300)

    @model_validator(mode="after")
    def hangs_together(self) -> Questionnaire:
        keys = [one.key for one in self.questions]
        for n, one in enumerate(self.questions):
            if one.key in keys[:n]:
                raise Misfit(("questions", n, "key"), f"{one.key} stands here a second time")
            if one.kind == Kind.AREA and not self.survey.areas:
                raise Misfit(("questions", n, "kind"), "the survey names no areas to choose from")
        if sum(one.kind == Kind.AREA for one in self.questions) > 1:
            raise Misfit(("questions",), "only one question asks for the area")
        return self


def _written(text: Text | None) -> LazyI18nString:
    return text.said if text else LazyI18nString({})


def misfits(asked: AskedQuestion) -> list[tuple[Where, str]]:
    """Where a question's fields do not fit its kind, with what is wrong there."""
    return [*_range_misfits(asked), *_option_misfits(asked), *_dont_know_misfits(asked)]


def _range_misfits(asked: AskedQuestion) -> list[tuple[Where, str]]:
    low, high = asked.low, asked.high
    if asked.kind not in Question.WITH_RANGE:
        named = [name for name in ("low", "high") if getattr(asked, name) is not None]
        named += ["step"] if asked.has_half_steps else []
        return [((name,), f"a question of kind {asked.kind} has no {name}") for name in named]
    if asked.kind == Kind.NUMBER and asked.has_half_steps:
        return [(("step",), "a number is a whole one; half steps are of a rating")]
    if asked.kind == Kind.RATING and (low is None or high is None):
        return [(("low" if low is None else "high",), "a rating needs its lowest and highest")]
    if low is not None and high is not None and low >= high:
        return [(("high",), "the highest is not above the lowest")]
    if (
        asked.kind == Kind.RATING
        and points_of(low or 0, high or 0, asked.has_half_steps) > MOST_POINTS
    ):
        return [(("high",), f"a scale has at most {MOST_POINTS} points")]
    return []


def points_of(low: int, high: int, half_steps: bool) -> int:
    """How many points a scale has."""
    return (high - low) * (2 if half_steps else 1) + 1


def _option_misfits(asked: AskedQuestion) -> list[tuple[Where, str]]:
    values = [option.value for option in asked.options]
    if asked.kind not in Question.WITH_OPTIONS:
        return [(("options",), f"a question of kind {asked.kind} has no choices")] if values else []
    if len(values) < 2:
        return [(("options",), "name two choices or more")]
    taken = option_values_taken(asked.kind)
    for n, value in enumerate(values):
        if value in values[:n]:
            return [(("options", n, "value"), f"{value} stands here a second time")]
        if value in taken:
            return [(("options", n, "value"), f"{value} means something else in the counts")]
    return []


def option_values_taken(kind: str) -> set[str]:
    """The values no choice can have, since the counts use them (`surveys.values`)."""
    return {DONT_KNOW, REFUSED} | ({RESPONDENTS} if kind == Kind.CHOICES else set())


def _dont_know_misfits(asked: AskedQuestion) -> list[tuple[Where, str]]:
    if asked.dont_know and asked.kind in (Kind.TEXT, Kind.AREA):
        return [(("dont_know",), f"a question of kind {asked.kind} has no “don't know”")]
    return []
