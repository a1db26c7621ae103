"""The texts of an HTML page, changed one by one between its tags."""

import re
from collections.abc import Callable

TAG = re.compile(r"(<[^>]*>)")
NAME = re.compile(r"</?\s*([a-zA-Z][\w-]*)")
# Text inside these is not laid out in lines, not shown, or no place for elements.
APART = frozenset({"head", "title", "style", "script", "svg", "textarea", "option"})

# (text, inside): the text as it is to stand, and the outermost element of APART it stands in, or "".
Change = Callable[[str, str], str]


def with_texts_changed(html: str, change: Change) -> str:
    """The HTML with `change` made of every text between two tags; tags and entities stay escaped."""
    pieces = TAG.split(html)
    apart: list[str] = []
    for place, piece in enumerate(pieces):
        if place % 2:
            _follow(piece, apart)
        elif piece:
            pieces[place] = change(piece, apart[0] if apart else "")
    return "".join(pieces)


def _follow(tag: str, apart: list[str]) -> None:
    """Keep `apart` to the elements we are inside of."""
    found = NAME.match(tag)
    name = found[1].lower() if found else ""
    if name not in APART or tag.endswith("/>"):
        return
    if not tag.startswith("</"):
        apart.append(name)
    elif name in apart:
        del apart[apart.index(name) :]
