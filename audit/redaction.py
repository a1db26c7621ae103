"""Taking words out of what is kept: found however they are spelled, replaced by one mark.

`Phrases` finds them in a text. `take_out` does it in the rows of a table. Rows that the database
itself keeps (`audit.guards`) go through `take_out_of_kept`: it opens the one door of the guards,
for one column of one row and one spelling, and closes it again in the same transaction.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from i18nfield.strings import LazyI18nString

from audit.guards import MARK
from audit.models import RedactionDoor
from audit.signs import APOSTROPHES, DASHES

SHORTEST, LONGEST, MOST = 2, 200, 10


class Phrases:
    """The words to take out, longest first, so that one within another leaves no rest behind."""

    def __init__(self, phrases: Iterable[str]) -> None:
        found = {_plain(phrase)[0].strip() for phrase in phrases}
        self.folded = sorted((one for one in found if one), key=len, reverse=True)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """(start, end) in `text` of each place that holds one of them; they do not overlap."""
        plain, places = _plain(text)
        taken: list[tuple[int, int]] = []
        for at, end in self.found_in(plain):
            if all(end <= start or at >= stop for start, stop in taken):
                taken.append((at, end))
        return [
            (places[at], places[end - 1] + _width(text, places[end - 1]))
            for at, end in sorted(taken)
        ]

    def found_in(self, plain: str) -> Iterable[tuple[int, int]]:
        """(start, end) in a text of plain spelling of each place where one stands, longest first."""
        for phrase in self.folded:
            at = plain.find(phrase)
            while at >= 0:
                if stands_alone(plain, at, at + len(phrase)):
                    yield at, at + len(phrase)
                at = plain.find(phrase, at + 1)

    def spellings(self, text: str) -> list[str]:
        """What has to be replaced in `text`, as it is written there."""
        return list(dict.fromkeys(text[start:end] for start, end in self.spans(text)))

    def without(self, text: str) -> str:
        """`text` with MARK in place of each of them."""
        for start, end in reversed(self.spans(text)):
            text = text[:start] + MARK + text[end:]
        return text

    def without_deep(self, value: Any) -> Any:
        """The same for every text of a JSON value, names of its keys included, and for a text in two
        languages."""
        if isinstance(value, str):
            return self.without(value)
        if isinstance(value, LazyI18nString):
            return LazyI18nString(self.without_deep(value.data))
        if isinstance(value, list):
            return [self.without_deep(one) for one in value]
        if isinstance(value, dict):
            return {self.without(key): self.without_deep(one) for key, one in value.items()}
        return value

    def without_json(self, text: str) -> str:
        """The same for JSON kept as canonical text (`documents.frozen`), canonical again."""
        value = json.loads(text) if text else None
        fresh = self.without_deep(value)
        if fresh == value:
            return text
        return json.dumps(fresh, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def are_in(self, *texts: str) -> bool:
        return any(self.spans(text) for text in texts)

    def are_in_json(self, *texts: str) -> bool:
        """Whether they are in a text of these JSON values. Not in the JSON as it is written: there a
        new line is a letter, and hides the word behind it."""
        return any(self.without_json(text) != text for text in texts)


def _plain(text: str) -> tuple[str, list[int]]:
    """`text` in one case, without accents and unseen signs, blanks single; and for each of its
    letters where it stands in `text`."""
    letters: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for letter in _letters(sign):
            if letter == " " and letters and letters[-1] == " ":
                continue
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


def _letters(sign: str) -> str:
    if sign.isspace():
        return " "
    if unicodedata.category(sign) in ("Mn", "Cf"):
        return ""
    apart = unicodedata.normalize("NFKD", sign.translate(APOSTROPHES).translate(DASHES))
    return "".join(one for one in apart.casefold() if unicodedata.category(one) != "Mn")


def _width(text: str, place: int) -> int:
    """The letter at `place` with the accents that follow it."""
    end = place + 1
    while end < len(text) and unicodedata.category(text[end]) == "Mn":
        end += 1
    return end - place


def stands_alone(plain: str, start: int, end: int) -> bool:
    """Whether it is no part of a longer word: “Ann” is not in “planning”. Scripts without case,
    some of which write no blanks, have no such border."""
    before = start > 0 and _joins(plain[start - 1]) and _joins(plain[start])
    after = end < len(plain) and _joins(plain[end - 1]) and _joins(plain[end])
    return not (before or after)


def _joins(letter: str) -> bool:
    return letter.isdigit() or letter.upper() != letter.lower()


def take_out(
    rows: models.QuerySet[Any],
    columns: Iterable[str],
    phrases: Phrases,
    *,
    json_text: Iterable[str] = (),
) -> int:
    """Take `phrases` out of these columns of `rows`, and out of `json_text`, columns that keep
    JSON as canonical text. Returns how many rows held them."""
    changed, columns, json_text = 0, tuple(columns), tuple(json_text)
    for row in rows.order_by("pk").values("pk", *columns, *json_text):
        fresh = {name: _cut(rows, name, phrases.without_deep(row[name])) for name in columns}
        fresh |= {name: phrases.without_json(row[name]) for name in json_text}
        fresh = {name: value for name, value in fresh.items() if value != row[name]}
        if fresh:
            rows.model._base_manager.filter(pk=row["pk"]).update(**fresh)
            changed += 1
    return changed


def _cut(rows: models.QuerySet[Any], name: str, value: Any) -> Any:
    """The mark can be longer than what it stands for: no longer than the column takes."""
    most = getattr(rows.model._meta.get_field(name), "max_length", None)
    return value[:most] if most and isinstance(value, str) else value


@transaction.atomic
def take_out_of_kept(rows: models.QuerySet[Any], column: str, phrases: Phrases) -> int:
    """The same for rows that the database keeps: through the door of their guards, which lets
    exactly this replacement through. Returns how many rows held them."""
    table, changed = rows.model._meta.db_table, 0
    for key, text in list(rows.order_by("pk").values_list("pk", column)):
        spellings = phrases.spellings(text)
        for spelling in sorted(spellings, key=len, reverse=True):
            door = RedactionDoor.objects.create(
                table_name=table, row=key, column_name=column, words=spelling
            )
            text = text.replace(spelling, MARK)
            rows.model._base_manager.filter(pk=key).update(**{column: text})
            door.delete()
        changed += bool(spellings)
    return changed
