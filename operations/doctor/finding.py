from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. `words` name the record by its number and none of its content."""

    check: str
    words: str
    cure: str
    # What is not red is worth knowing and stops nothing.
    red: bool = True

    def __str__(self) -> str:
        return f"{'RED' if self.red else 'note'}  {self.check}: {self.words} {self.cure}"
