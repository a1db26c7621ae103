"""Words written from right to left, kept to themselves in what is shown.

A Hebrew name in an English sentence pulls the numbers and marks after it to its other side, unless
it is isolated. Signs that turn the direction of all that follows, which a reader can't see, are
taken out: with them a name can be made to read as another. For pages and for documents alike.
"""

import re
import unicodedata
from html import unescape

from documents.texts import with_texts_changed

# Embeddings, overrides and isolates; the marks of direction, which only join, stay.
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# The blocks of Hebrew, Arabic, Syriac, Thaana, N'Ko and their like, and their forms for print.
LETTER = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
FROM_THE_RIGHT = re.compile(f"[{LETTER}]")
TO_LOOK_AT = re.compile(f"[{LETTER}\u202a-\u202e\u2066-\u2069]")
# From the first such letter to the last before a letter that is written from the left.
RUN = re.compile(f"[{LETTER}](?:(?:[^\\w<>&]|[\\d_{LETTER}]|&[#\\w]+;)*[{LETTER}])?")
UNTOUCHED = frozenset({"textarea", "script", "style"})
STRONG = frozenset({"L", "R", "AL"})


def isolated(html: str) -> str:
    """The HTML without turning signs in what is read, and words from the right in ``<bdi>``.

    What stands in a field to be edited is left as it was typed.
    """
    return with_texts_changed(html, _isolated) if TO_LOOK_AT.search(html) else html


def from_the_right(text: str) -> bool:
    """Whether `text` begins from the right, and most of its letters are written so.

    A sentence that begins with somebody's name, or ends in a quotation, stays what it is.
    """
    sides = [side for side in map(unicodedata.bidirectional, text) if side in STRONG]
    return sides[:1] != ["L"] and 2 * sides.count("L") < len(sides)


def _isolated(text: str, inside: str) -> str:
    """What is mostly from the right is one whole, with the numbers and other letters in it."""
    if inside in UNTOUCHED:
        return text
    text = text.translate(TURNING)
    if inside or not FROM_THE_RIGHT.search(text):
        return text
    if from_the_right(unescape(text)):
        words = text.strip()
        return text.replace(words, f'<bdi dir="rtl">{words}</bdi>', 1)
    return RUN.sub(r'<bdi dir="rtl">\g<0></bdi>', text)
