"""Short names for surveys, questions and choices, made from their words."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.text import slugify

# Words of our own addresses: no survey is called like them.
RESERVED = frozenset(
    {"answers", "bank", "export", "held", "new", "results", "sent", "thanks", "wishes"}
)
LONGEST = 60


def key_from(words: str, taken: Collection[str], *, otherwise: str, longest: int = 48) -> str:
    """A key that says what `words` say and is not `taken`: "resident-survey-2".

    `otherwise` is what it is called when the words hold no letter or digit of ASCII.
    """
    key = slugify(words)[:longest].strip("-_") or otherwise
    tried, n = key, 1
    while tried in taken:
        n += 1
        tried = f"{key}-{n}"
    return tried
