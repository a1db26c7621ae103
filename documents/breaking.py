"""Words too long for a line, marked so that they break inside their cell and nowhere else.

``overflow-wrap: anywhere`` on whole cells would let a table squeeze its short columns until every
word in them breaks; without it one pasted address pushes the other columns off the sheet. So only
the long words themselves may break, wherever in a document they stand.
"""

import re

LONG = 24
TAG = re.compile(r"(<[^>]*>)")
# A run without blanks; an entity such as &amp; is one letter of it.
WORD = re.compile(rf"(?<!\S)(?:&[#\w]+;|[^\s<>&]){{{LONG + 1},}}")
NAME = re.compile(r"</?\s*([a-zA-Z][\w-]*)")
# Text inside these is not laid out in lines, or not shown.
APART = frozenset({"head", "title", "style", "script", "svg"})


def with_long_words_marked(html: str) -> str:
    """The HTML with every word of more than 24 letters in ``<span class="long">``."""
    pieces = TAG.split(html)
    apart: list[str] = []
    for place, piece in enumerate(pieces):
        if place % 2:
            _follow(piece, apart)
        elif piece and not apart:
            pieces[place] = WORD.sub(r'<span class="long">\g<0></span>', piece)
    return "".join(pieces)


def _follow(tag: str, apart: list[str]) -> None:
    """Keep `apart` to the elements we are inside of, whose text stays as it is."""
    found = NAME.match(tag)
    name = found[1].lower() if found else ""
    if name not in APART or tag.endswith("/>"):
        return
    if not tag.startswith("</"):
        apart.append(name)
    elif name in apart:
        del apart[apart.index(name) :]
