"""What a section of a report is: questions put to the records of a period, answers frozen.

A section gathers figures and tables as plain values. `frozen` turns them into the canonical JSON
that review, print and re-print read; nothing looks at live records again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from documents.frozen import Gathered
from reports.sections.frame import Frame

# Rows printed at most where a list is not chosen from but simply long.
PRINTED_ROWS = 60


class Section(ABC):
    """One part a policy can ask for, by the key packs use."""

    key: ClassVar[str]
    # The list an officer chooses the records of note from, where the section has one.
    chosen_from: ClassVar[str] = ""
    # The rows it prints, below what the officer writes: reports/components/<this>.html.
    rows: ClassVar[str] = ""
    # Whether its leading figures stand in a table instead of a sentence.
    shows_totals: ClassVar[bool] = False
    # Whether it consists of the officer's words and is not sent up without them.
    is_words: ClassVar[bool] = False
    # Whether its own template shows its tables, so that they stand above the officer's account.
    shows_tables: ClassVar[bool] = False

    @property
    def template_name(self) -> str:
        return f"reports/sections/{self.key}.html"

    @abstractmethod
    def gather(self, frame: Frame) -> Gathered: ...
