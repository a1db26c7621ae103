"""One spelling of what people write in many, for every comparison of words.

“Peña’s  Corner–Watch”, "PENA'S CORNER-WATCH" and the same letters composed otherwise are one name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

# Letters that carry their stroke or ring without a mark that could be taken off.
STROKED = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe"}
)
# Every dash and minus is the plain one; every quotation mark and prime is the plain apostrophe,
# so that "Nine" and “Nine” are the same too. The Hawaiian okina is written as an apostrophe.
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u2043"
QUOTES = '"`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\u2033\u02bb\u02bc\u00ab\u00bb\uff07\uff02'
SIGNS = str.maketrans(dict.fromkeys(DASHES, "-") | dict.fromkeys(QUOTES, "'"))
# What is written and not seen: direction, joining and byte-order marks.
UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
ACCENTED = re.compile(r"[a-z\u03b1-\u03c9][\u0300-\u036f]+")
# Other ways in which programs end a line.
LINE_ENDS = dict.fromkeys(map(ord, "\v\f\x85\u2028\u2029"), "\n")
# Control characters and halves of characters are no text; PostgreSQL refuses some of them.
NO_TEXT: dict[int, str | None] = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), None)
NO_TEXT |= dict.fromkeys(range(0xD800, 0xE000), None)
NO_TEXT |= LINE_ENDS
for kept in "\t\n\r":
    del NO_TEXT[ord(kept)]


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """`text` in one case, without accents, with plain dashes, quotes and single blanks.

    Accents come off Latin and Greek letters alone: in other scripts such a mark makes another
    letter (й, が), and taking it off would make two words one.
    """
    if not text.isascii():
        # Before the width and the letter forms are made one, which turns some quotes into marks.
        text = unicodedata.normalize("NFKD", UNSEEN.sub("", text).translate(SIGNS))
    text = text.casefold().translate(SIGNS)
    if not text.isascii():
        text = ACCENTED.sub(lambda found: found[0][0], text).translate(STROKED)
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def folded_deep(value: Any) -> Any:
    """The same for every text in a JSON value; anything else as it is."""
    if isinstance(value, str):
        return folded(value)
    if isinstance(value, list | tuple):
        return [folded_deep(one) for one in value]
    if isinstance(value, dict):
        return {name: folded_deep(one) for name, one in value.items()}
    return value


def same(one: Any, other: Any) -> bool:
    """Whether two values, or texts within them, differ in spelling at most."""
    return one == other or bool(folded_deep(one) == folded_deep(other))


def composed(text: str) -> str:
    """`text` in composed form (NFC), so that é is é however it was typed; nothing that is no text."""
    return unicodedata.normalize("NFC", text.translate(NO_TEXT))
