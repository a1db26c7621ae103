"""What the cells of a file mean as answers to one question. Nothing is guessed or put right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from documents.spelling import folded
from importing.cleaning import clean_line, clean_text
from surveys.answer_files.maps import DONT_KNOW_WORD, AnswerColumn, ResponseMap
from surveys.answers.answering import cleaned
from surveys.values import DONT_KNOW, REFUSED

if TYPE_CHECKING:
    from surveys.models import Question

LONGEST_AREA = 80
# “4.0” is 4; “4.5” is a value of a scale with half steps only.
HALF_NUMBER = re.compile(r"([+-]?\d{1,12})[.,]50*")
WHOLE_NUMBER = re.compile(r"([+-]?\d{1,12})(?:\.0*)?")
# As tools write them in English and Spanish, and in the languages their makers speak.
YES = frozenset({"y", "yes", "x", "1", "true", "checked", "selected", "si", "s", "oui", "ja"})
NO = frozenset({"n", "no", "0", "false", "unchecked", "not selected", "not checked", "non", "nein"})
# Questions whose answer may stand in one column for each choice.
IN_COLUMNS = frozenset({"choice", "choices", "rating"})
UNKNOWN = frozenset({"don't know", "dont know", "do not know"})


class NotAllowed(ValueError):
    """What stands in a cell is no answer to its question; says why."""


class AreaReader:
    refused = ""

    def __init__(
        self,
        column: str,
        values: Mapping[str, str],
        areas: Sequence[str],
        says_nothing: Iterable[str],
    ) -> None:
        self.named = self.answering = (column,)
        self.values, self.areas = values, {folded(area): area for area in areas}
        self.says_nothing = frozenset(says_nothing)

    def value(self, cells: Sequence[str]) -> str:
        text = clean_line(cells[0])
        if text in self.says_nothing:
            return ""
        area = self.values.get(text, text)
        if self.areas and folded(area) not in self.areas:
            raise NotAllowed(f"is no area of the survey; there are {_few(self.areas.values())}")
        if len(area) > LONGEST_AREA:
            raise NotAllowed(f"has {len(area)} characters; {LONGEST_AREA} fit")
        return self.areas.get(folded(area), area)


class CellReader:
    """Reads the cells of one question. Raises MapError when the map means what cannot be."""

    refused = REFUSED

    def __init__(self, response_map: ResponseMap, column: AnswerColumn, question: Question) -> None:
        self.question, self.column = question, column
        self.named, self.answering = column.named, column.answering
        self.says_nothing = response_map.says_nothing | {*column.missing}
        self.dont_know = _dont_know_words(question, column)
        self.options = _option_words(question)
        self.yes = frozenset(map(folded, column.yes)) or YES
        self.no = (frozenset(map(folded, column.no)) or NO) - self.yes
        self.values = {folded(word): means for word, means in column.values.items()}
        self._refuse_what_cannot_be(response_map, ("columns", question.key))

    def _refuse_what_cannot_be(self, response_map: ResponseMap, where: tuple[str, ...]) -> None:
        kind, column = self.question.kind, self.column
        if column.columns and kind not in IN_COLUMNS:
            raise response_map.fault(where, f"a {kind} has one column, not several")
        if column.with_words and kind not in IN_COLUMNS:
            raise response_map.fault(where, f"a {kind} has no choice that words could choose")
        for option in (*column.options, *column.with_words):
            if folded(option) not in self.options and option != DONT_KNOW_WORD:
                raise response_map.fault(where, f"“{option}” is none of {_few(self._offered)}")
        for means in column.values.values():
            self._check(response_map, where, means)

    def _check(self, response_map: ResponseMap, where: tuple[str, ...], means: str) -> None:
        try:
            self._meant(means)
        except NotAllowed as reason:
            raise response_map.fault(where, f"“{means}” {reason}") from None

    @property
    def _offered(self) -> list[str]:
        return _values_of(self.question)

    def value(self, cells: Sequence[str]) -> Any:
        """The value as an answer keeps it, None for no answer. Raises NotAllowed."""
        if self.question.kind == "text":
            words = cleaned(clean_text(cells[0]))
            return None if words in self.says_nothing else words
        column = self.column
        if self.question.kind == "choices" or column.columns or column.with_words:
            return self._chosen([clean_line(cell) for cell in cells])
        return self._one(clean_line(cells[0]))

    def _one(self, text: str) -> Any:
        return None if text in self.says_nothing else self._meant(self._value_of(text))

    def _value_of(self, text: str) -> str:
        """What the map puts in the place of a word, in whatever case and spelling it stands."""
        return self.column.values.get(text) or self.values.get(folded(text), text)

    def _meant(self, text: str) -> Any:
        """What a word of the file, or what the map puts in its place, means."""
        if text == DONT_KNOW or _folded(text) in self.dont_know:
            return DONT_KNOW
        match self.question.kind:
            case "rating" | "number":
                return self._number(text)
            case "choice" | "choices":
                return self._option(text)
            case _:
                return text

    def _number(self, text: str) -> int | float:
        low, high = self.question.low, self.question.high
        if self.question.half_steps and (half := HALF_NUMBER.fullmatch(text)):
            number: int | float = float(f"{half[1]}.5")
        elif not (found := WHOLE_NUMBER.fullmatch(text)):
            raise NotAllowed("is not a whole number" if _is_number(text) else "is not a number")
        else:
            number = int(found[1])
        if (low is not None and number < low) or (high is not None and number > high):
            raise NotAllowed(_range_words(low, high))
        return number

    def _option(self, text: str) -> str:
        option = self.options.get(_folded(text))
        if option is None:
            raise NotAllowed(f"is none of {_few(self._offered)}")
        return option

    def _chosen(self, cells: Sequence[str]) -> Any:
        """What several cells choose: a list, or one value where the question takes one."""
        many = len(self.answering)
        texts, words = cells[:many], cells[many:]
        said = self._said(texts)
        for option, text in zip(self.column.with_words, words, strict=True):
            if text not in self.says_nothing:
                said.add(self._value_named(option))
        if DONT_KNOW in said:
            if len(said) > 1:
                raise NotAllowed("says “don't know” beside choices")
            return DONT_KNOW
        if self.question.kind == "choices":
            return sorted(said) if said or self._all_denied(texts) else None
        if len(said) > 1:
            marked = _few(one for one in self._offered if one in said)
            raise NotAllowed(f"marks {marked}, and the question takes one answer")
        return self._meant(said.pop()) if said else None

    def _said(self, texts: Sequence[str]) -> set[str]:
        if self.column.separator:
            texts = [
                clean_line(part) for text in texts for part in text.split(self.column.separator)
            ]
        return {
            value
            for place, text in enumerate(texts)
            if text not in self.says_nothing
            if (value := self._in_column(place, text)) is not None
        }

    def _all_denied(self, texts: Sequence[str]) -> bool:
        """Whether every choice was answered with no, which is an answer: none of them."""
        return bool(self.column.columns) and all(folded(text) in self.no for text in texts)

    def _in_column(self, place: int, text: str) -> str | None:
        """What one of several cells chooses: the choice it names, or the one it stands for."""
        text = self._value_of(text)
        if not self.column.columns:
            return str(self._meant(text))
        own = self._own_option(place)
        says_yes = folded(text) in self.yes
        if self.column.options:
            if says_yes or self.options.get(_folded(text)) == own:
                return own
        elif _folded(text) in self.options or _folded(text) in self.dont_know:
            return str(self._meant(text))
        elif says_yes and own:
            return own
        self._refuse_unless_not_chosen(text)
        return None

    def _own_option(self, place: int) -> str:
        """The choice a column stands for: by the map, by its name, or by their order."""
        if self.column.options:
            return self._value_named(self.column.options[place])
        if (named := self.options.get(_folded(self.answering[place]))) is not None:
            return named
        return self._offered[place] if len(self.answering) == len(self._offered) else ""

    def _value_named(self, option: str) -> str:
        """The value of a choice that the map names, or “don't know” where a column stands for it."""
        return self.options.get(folded(option), DONT_KNOW)

    def _refuse_unless_not_chosen(self, text: str) -> None:
        if folded(text) in self.no:
            return
        if folded(text) in self.yes:
            raise NotAllowed("says yes, and the map does not say to which choice")
        raise NotAllowed(f"is none of {_few(self._offered)}")


def _dont_know_words(question: Question, column: AnswerColumn) -> frozenset[str]:
    """What stands for “don't know”, in one spelling; nothing where neither knows of it."""
    words = [*question.dont_know_values, *column.dont_know]
    meant = {DONT_KNOW_WORD} | (UNKNOWN if question.dont_know else frozenset())
    return frozenset(map(_folded, map(str, words))) | meant


def _values_of(question: Question) -> list[str]:
    """The values one chooses from: those of the choices, or the points of a scale."""
    if question.kind == "rating":
        return [str(point) for point in question.points]
    return question.option_values


def _option_words(question: Question) -> dict[str, str]:
    """The value each word stands for: a choice's value in any case, else its words."""
    words = {
        folded(str(text)): option["value"]
        for option in question.options
        for text in option["text"].values()
    }
    return words | {folded(value): value for value in _values_of(question)}


def _folded(text: str) -> str:
    """In one spelling; a number without its empty decimals, as spreadsheets write them."""
    found = WHOLE_NUMBER.fullmatch(text)
    return found[1] if found else folded(text)


def _is_number(text: str) -> bool:
    try:
        return float(text) == float(text)
    except ValueError:
        return False


def _range_words(low: int | None, high: int | None) -> str:
    if high is None:
        return f"is below {low}"
    return f"is above {high}" if low is None else f"is not from {low} to {high}"


def _few(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - 8} more" if len(listed) > 8 else ""
    return ", ".join(listed[:8]) + more
