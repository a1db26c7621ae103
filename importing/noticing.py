"""What is noticed while rows are read, and told in a few sentences about the file as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from importing.reading import Row

# So many words or rows are named in one sentence; the others are counted.
NAMED = 8


class Noticed:
    """Counts of what was taken, though not as the map or the file has it elsewhere."""

    def __init__(self) -> None:
        self.days_without_time = 0
        self.defaults: dict[tuple[str, str], Counter[str]] = {}
        self.rows_left_out: list[int] = []

    def fell_to_default(self, field: str, word: str, default: str) -> None:
        """A row's word is none of the map's, so the default was taken."""
        self.defaults.setdefault((field, default), Counter())[word[:80]] += 1

    def furniture(self, row: Row) -> None:
        """A row repeats the header, or is a total."""
        self.rows_left_out.append(row.number)

    def sentences(self) -> Iterator[str]:
        for (field, default), words in self.defaults.items():
            named = ", ".join(
                f"{_quoted(word)} ({count:,})" for word, count in words.most_common(NAMED)
            )
            more = f" and {len(words) - NAMED:,} more words" if len(words) > NAMED else ""
            yield (
                f"{_rows(words.total())} fell to the {field}’s default, {default}: {named}{more}."
            )
        if self.days_without_time:
            yield f"{_rows(self.days_without_time)} gave a day and no time."
        if self.rows_left_out:
            numbers = ", ".join(map(str, self.rows_left_out[:NAMED]))
            more = " and more" if len(self.rows_left_out) > NAMED else ""
            yield f"Totals, notes and repeated headers are left out: row {numbers}{more}."


def _quoted(word: str) -> str:
    return f"“{word}”" if word else "nothing"


def _rows(count: int) -> str:
    return f"{count:,} {'row' if count == 1 else 'rows'}"
