"""An evaluation as it is read, on a page and on paper: frozen facts as views, nothing counted anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from documents.charts import Series, lines
from programs.models import Evaluation, Feedback
from records.wording import amount_words, number_words, whole_percent

# Quotes a page or a document shows; the others stand in the list of cards.
QUOTED = 6
CHART_WIDTH = 380
# What is told month by month: the group's name, its total, and what is counted.
MONTHLY = {
    "month": ("Sessions", "sessions", "Presentations under the program's topics"),
    "came": ("Participants", "participants", "How many came to them"),
}
# Colours of yes, not sure and no, and the gap between them, of a bar 100 wide.
LIKERT = (("yes", "c-f1"), ("unsure", "c-fm"), ("no", "c-f2"))
GAP = 0.5


@dataclass(frozen=True)
class FigureView:
    """A figure with the addresses of the records it counted; no address on paper."""

    key: str
    label: str
    value: float
    unit: str
    counted: int
    url: str
    earlier: float | None
    earlier_url: str

    @property
    def words(self) -> str:
        return amount_words(self.value, self.unit)

    @property
    def earlier_words(self) -> str:
        return "" if self.earlier is None else amount_words(self.earlier, self.unit)


@dataclass(frozen=True)
class Stat:
    """A figure that stands large, the year before, and what it comes to.

    What is entered by hand and was not is no nought: `gap` says so in place of the number.
    """

    figure: FigureView
    year_before: str
    each: str = ""
    by_hand: bool = False

    @property
    def words(self) -> str:
        """The number as it stands large: from a thousand dollars on without the cents."""
        if self.figure.unit == "dollars" and self.figure.value >= 1000:
            return amount_words(round(self.figure.value), "dollars")
        return self.figure.words

    @property
    def gap(self) -> str:
        return "Not entered" if self.by_hand and not self.figure.counted else ""

    @property
    def earlier(self) -> str:
        """The figure of the year before; empty where there is nothing to compare with."""
        none_entered = self.by_hand and self.figure.earlier == 0
        return "Not entered" if none_entered else self.figure.earlier_words

    @property
    def note(self) -> str:
        if self.each or not self.figure.earlier_words:
            return self.each
        return f"{self.earlier} in {self.year_before}"


@dataclass(frozen=True)
class Answered:
    """What the cards said to one question, in percent of those who answered it."""

    label: str
    yes: FigureView
    unsure: FigureView
    no: FigureView

    @property
    def of(self) -> float:
        return self.yes.value + self.unsure.value + self.no.value

    def percent(self, answer: str) -> int:
        return whole_percent(getattr(self, answer).value, self.of)

    @property
    def yes_percent(self) -> int:
        return self.percent("yes")

    @property
    def yes_words(self) -> str:
        return f"{self.percent('yes')}% yes"

    @property
    def no_words(self) -> str:
        return f"{self.percent('no')}% no"

    @property
    def bars(self) -> list[tuple[str, str, str]]:
        """(class, x, width) of the three parts of one bar, a hair apart."""
        parts, start = [], 0.0
        for answer, look in LIKERT:
            share = 100 * getattr(self, answer).value / self.of
            if share:
                parts.append((look, f"{start:.1f}%", f"{max(share - GAP, 0.1):.1f}%"))
            start += share
        return parts


@dataclass(frozen=True)
class MonthLine:
    """One row of numbers: what is counted in which year, month by month, and in all."""

    label: str
    values: Sequence[str]
    total: str


@dataclass(frozen=True)
class Monthly:
    """A year month by month: its chart, the finding as its title, and what is counted."""

    title: str
    counted: str
    chart: SafeString
    lines: Sequence[MonthLine]


class EvaluationView:
    """What was frozen of an evaluation, ready to be shown; `printing` leaves addresses out."""

    def __init__(self, evaluation: Evaluation, *, printing: bool = False) -> None:
        self.evaluation, self.printing = evaluation, printing
        self.facts: dict[str, Any] = evaluation.gathered

    @cached_property
    def figures(self) -> dict[str, FigureView]:
        return {f["key"]: self._figure(f) for f in self.facts.get("figures", [])}

    def _figure(self, frozen: dict[str, Any]) -> FigureView:
        url = earlier_url = ""
        if not self.printing:
            url = records_url(self.evaluation.pk, frozen["key"])
            if frozen["earlier_report"]:
                earlier_url = records_url(frozen["earlier_report"], frozen["key"])
        return FigureView(
            key=frozen["key"],
            label=frozen["label"],
            value=frozen["value"],
            unit=frozen.get("unit", ""),
            counted=len(frozen["keys"]),
            url=url,
            earlier=frozen["earlier"],
            earlier_url=earlier_url,
        )

    @property
    def year(self) -> str:
        return str(self.facts["year"])

    @property
    def year_before(self) -> str:
        return str(self.facts["year_before"])

    @cached_property
    def stats(self) -> list[Stat]:
        """What it did and what it took: the four figures that stand large."""
        sessions, came = self.figures["sessions"], self.figures["participants"]
        hours, cost = self.figures["hours"], self.figures["cost"]
        before = self.year_before
        return [
            Stat(sessions, before),
            Stat(came, before),
            Stat(hours, before, _each(hours, sessions, "a session"), by_hand=True),
            Stat(cost, before, _each(cost, came, "a participant"), by_hand=True),
        ]

    @property
    def heard(self) -> Stat:
        return Stat(self.figures["concerns"], self.year_before)

    @property
    def everything(self) -> list[Stat]:
        return [*self.stats, self.heard]

    @cached_property
    def monthly(self) -> list[Monthly]:
        return [self._monthly(group, *words) for group, words in MONTHLY.items()]

    def _monthly(self, group: str, name: str, all_of: str, counted: str) -> Monthly:
        figures, total = self.group(group), self.figures[all_of]
        now = Series(self.year, [figure.value for figure in figures])
        then = None
        rows = [MonthLine(f"{name}, {self.year}", [f.words for f in figures], total.words)]
        title = f"{name}: {total.words}"
        if total.earlier is not None:
            then = Series(self.year_before, [figure.earlier or 0 for figure in figures])
            earlier = [figure.earlier_words for figure in figures]
            rows.insert(0, MonthLine(f"{name}, {self.year_before}", earlier, total.earlier_words))
            title = f"{name}: {total.earlier_words} to {total.words}"
        chart = lines(
            f"{name} by month",
            self.months,
            now,
            then,
            ticks=[month[0] for month in self.months],
            width=CHART_WIDTH,
            screen=not self.printing,
        )
        return Monthly(title, counted, chart, rows)

    @property
    def months(self) -> list[str]:
        return list(self.facts["months"])

    def group(self, name: str) -> list[FigureView]:
        keys = dict(self.facts["groups"])[name]
        return [self.figures[key] for key in keys]

    @property
    def topics(self) -> list[FigureView]:
        return self.group("topic")

    @property
    def places(self) -> list[FigureView]:
        return self.group("place")

    @cached_property
    def asked(self) -> list[Answered]:
        """The card's questions that somebody answered."""
        found = [
            Answered(asked.label, *(self.figures[f"{asked}:{part}"] for part, _ in LIKERT))
            for asked in Feedback.Asked
        ]
        return [one for one in found if one.of]

    @cached_property
    def cards(self) -> str:
        """“118 feedback cards, 29% of participants”; the share only where there can be one."""
        cards, came = self.figures["cards"].value, self.figures["participants"].value
        words = f"{number_words(int(cards))} feedback card{'' if cards == 1 else 's'}"
        if 0 < cards <= came:
            return f"{words}, {whole_percent(cards, came)}% of participants"
        return words if cards else ""

    @property
    def quotes(self) -> list[dict[str, str]]:
        """Words from the cards, in the order of the days, with the month they were said in."""
        first = list(self.facts["quotes"])[:QUOTED]
        return [one | {"when": f"{date.fromisoformat(one['day']):%B}"} for one in first]

    @property
    def more_quotes(self) -> int:
        return max(len(self.facts["quotes"]) - QUOTED, 0)

    @property
    def surveys(self) -> list[dict[str, Any]]:
        """What surveys asked about it, each share with the width of its bar."""
        return [
            survey | {"questions": [_asked(question) for question in survey["questions"]]}
            for survey in self.facts["surveys"]
        ]

    @cached_property
    def promises(self) -> list[dict[str, Any]]:
        """Last time's promised actions as they stood, with the address each has today."""
        records = self.evaluation.lists["promises"]
        fields = [column.lower().replace(" ", "_") for column in records["columns"]]
        rows = [dict(zip(fields, row, strict=True)) for row in records["rows"]]
        return [
            row | {"url": "" if self.printing else reverse("programs:action", args=[row["key"]])}
            for row in rows
        ]


def records_url(evaluation: int, figure: str) -> str:
    return reverse("programs:evaluation-records", args=[evaluation, figure])


def _asked(question: dict[str, Any]) -> dict[str, Any]:
    shares = [
        share
        | {
            "width": f"{share['percent'] or 0:.1f}%",
            "whole": whole_percent(share["percent"] or 0, 100),
        }
        for share in question["shares"]
    ]
    return question | {"shares": shares}


def _each(whole: FigureView, parts: FigureView, words: str) -> str:
    """“6.9 a session”; nothing where either is nought."""
    if not (whole.value and parts.value):
        return ""
    share = whole.value / parts.value
    rounded = round(share, 2 if whole.unit == "dollars" else 1)
    return f"{amount_words(rounded, whole.unit)} {words}"
