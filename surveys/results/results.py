"""The results of a survey as anybody may read them: from the tally alone, small numbers hidden.

The same object serves the page, the file, the report up the chain, an evaluation and the public
page, so that no two of them can be compared to find out what one of them hides. What all together
said is shown from 10 answers on; what an area said, as `surveys.results.suppression` leaves it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from i18nfield.strings import LazyI18nString

from surveys.results.hiding import Unshown, unshown
from surveys.results.intervals import wilson
from surveys.results.suppression import FEWEST_IN_GROUP, shown_groups
from surveys.results.tabulation import Asked, Cells, Count, count_of, summed
from surveys.values import RESPONDENTS

if TYPE_CHECKING:
    from surveys.models import Question, Survey

OTHER_AREAS = gettext_lazy("Other areas")
NO_AREA = gettext_lazy("Area not given")
# Of these the values themselves are no table: there are too many of them.
WITHOUT_SHARES = frozenset({"number", "text"})


@dataclass(frozen=True)
class Share:
    """How many chose one value. All numbers are None where they are hidden.

    percent: of those who answered the question, 0 to 100; low, high: its 95 percent interval.
    """

    value: str
    label: LazyI18nString
    count: int | None
    percent: float | None
    low: float | None
    high: float | None

    @property
    def is_hidden(self) -> bool:
        return self.count is None


@dataclass(frozen=True)
class AreaResult:
    """One question in one area, or in several that are shown as one. None is hidden.

    answers: how many answered the survey there; n: of them this question, the base of the shares.
    """

    name: str | Promise
    answers: int
    n: int | None
    dont_know: int | None
    no_answer: int | None
    refused: int | None
    shares: list[Share]
    mean: float | None

    @property
    def hides(self) -> bool:
        """Whether something stands hidden in its row."""
        apart = (self.n, self.dont_know, self.no_answer, self.refused)
        return None in apart or any(share.is_hidden for share in self.shares)


@dataclass(frozen=True)
class QuestionResult:
    """One question over all answers, and by area.

    n: how many answered it, the base of the shares. With fewer than 10 nothing but n is shown.
    areas: empty where the question or the survey is not shown by area.
    """

    key: str
    kind: str
    domain: str
    title: LazyI18nString
    n: int
    dont_know: int
    no_answer: int
    refused: int
    shares: list[Share]
    mean: float | None
    areas: list[AreaResult]
    low: int | None = None
    high: int | None = None

    @property
    def too_few(self) -> bool:
        return self.n < FEWEST_IN_GROUP

    @property
    def hides(self) -> bool:
        """Whether its table by area hides something."""
        return any(area.hides for area in self.areas)


@dataclass(frozen=True)
class AreaGroup:
    """An area of the tables, or those that are shown as one; `names` is what it is made of."""

    name: str | Promise
    n: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class SurveyResults:
    """What a survey found. `n`: how many answered it. `areas`: empty without a table by area."""

    n: int
    questions: list[QuestionResult]
    areas: list[AreaGroup]


def results_of(survey: Survey) -> SurveyResults:
    """The results of `survey` from its tally, in two queries, whoever reads them."""
    by_area: dict[str, dict[tuple[str, str], int]] = {}
    for area, question, value, n in survey.tallies.values_list("area", "question", "value", "n"):
        by_area.setdefault(area, {})[question, value] = n
    return results_from(list(survey.questions.all()), by_area, survey.areas)


def results_from(
    questions: Sequence[Question], by_area: Mapping[str, Cells], areas: Sequence[str] = ()
) -> SurveyResults:
    """The results of what was counted by area; the question of the area is none of its own.

    `areas`: the names in the order in which they are shown.
    """
    together = summed(by_area.values())
    groups = _groups(by_area, areas)
    cells = [summed(by_area[name] for name in group.names) for group in groups]
    return SurveyResults(
        n=together["", RESPONDENTS],
        questions=[
            _result(question, together, groups, cells)
            for question in questions
            if question.kind != "area"
        ],
        areas=groups,
    )


def _groups(by_area: Mapping[str, Cells], areas: Sequence[str]) -> list[AreaGroup]:
    place = {name: n for n, name in enumerate(areas)}
    order = sorted(
        by_area, key=lambda name: (not name, place.get(name, len(place)), *natural(name))
    )
    sizes = {name: by_area[name].get(("", RESPONDENTS), 0) for name in order}
    return [
        AreaGroup(_name_of(names), sum(sizes[name] for name in names), names)
        for names in shown_groups(sizes)
    ]


def natural(name: str) -> tuple[int, str]:
    """Numbers by their size, words by the alphabet: District 9 before District 10."""
    digits = "".join(filter(str.isdigit, name))
    return (int(digits) if digits.isascii() and len(digits) in range(1, 9) else 0, name)


def _name_of(names: tuple[str, ...]) -> str | Promise:
    return OTHER_AREAS if len(names) > 1 else names[0] or NO_AREA


def _result(
    question: Question, together: Cells, groups: Sequence[AreaGroup], cells: Sequence[Cells]
) -> QuestionResult:
    asked = Asked.of(question)
    count = count_of(asked, together)
    if question.kind != "number":
        asked = replace(asked, values=tuple(count.counts))
    too_few = count.n < FEWEST_IN_GROUP
    return QuestionResult(
        key=question.key,
        kind=question.kind,
        domain=question.domain,
        title=question.text,
        n=count.n,
        dont_know=count.dont_know,
        no_answer=count.no_answer,
        refused=count.refused,
        shares=_shares(question, asked, count, set(asked.values) if too_few else set()),
        mean=None if too_few else count.mean,
        areas=[] if too_few else _areas(question, asked, groups, cells),
        low=question.low,
        high=question.high,
    )


def _areas(
    question: Question, asked: Asked, groups: Sequence[AreaGroup], cells: Sequence[Cells]
) -> list[AreaResult]:
    counts = [count_of(asked, own) for own in cells]
    hidden = unshown(asked, counts) or []
    return [
        _area(question, asked, group, count, without)
        for group, count, without in zip(groups, counts, hidden, strict=False)
    ]


def _area(
    question: Question, asked: Asked, group: AreaGroup, count: Count, without: Unshown
) -> AreaResult:
    apart = {
        name: None if name in without.apart else getattr(count, name)
        for name in ("dont_know", "no_answer", "refused")
    }
    return AreaResult(
        name=group.name,
        answers=group.n,
        n=None if without.base else count.n,
        shares=_shares(question, asked, count, without.values, base=not without.base),
        mean=None if without.mean else count.mean,
        **apart,
    )


def _shares(
    question: Question, asked: Asked, count: Count, hidden: set[str], *, base: bool = True
) -> list[Share]:
    """Every value's share; without the base no percentage, since that would tell the base."""
    if question.kind in WITHOUT_SHARES:
        return []
    return [
        _share(value, label_of(question, value), count, shown=value not in hidden, base=base)
        for value in asked.values
    ]


def _share(value: str, label: LazyI18nString, count: Count, *, shown: bool, base: bool) -> Share:
    if not shown:
        return Share(value, label, None, None, None, None)
    many = count.counts[value]
    if not (base and count.n):
        return Share(value, label, many, None, None, None)
    low, high = wilson(many, count.n)
    return Share(value, label, many, count.percent(value), 100 * low, 100 * high)


def label_of(question: Question, value: str) -> LazyI18nString:
    """A value in words: an option's, or the point of a scale with what its end stands for."""
    if question.kind != "rating":
        texts = next((one["text"] for one in question.options if one["value"] == value), value)
        return LazyI18nString(texts)
    ends = {str(question.low): question.low_label, str(question.high): question.high_label}
    words = getattr(ends.get(value), "data", ends.get(value)) or ""
    in_each = words.items() if isinstance(words, dict) else [("en", words)]
    texts = {code: f"{value} ({said})" for code, said in in_each if said}
    return LazyI18nString(texts or {"en": value})
