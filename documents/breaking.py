"""Words too long for a line, marked so that they break inside their cell and nowhere else.

``overflow-wrap: anywhere`` on whole cells would let a table squeeze its short columns until every
word in them breaks; without it one pasted address pushes the other columns off the sheet. So only
the long words themselves may break, wherever in a document they stand.
"""

import re

from documents.texts import with_texts_changed

LONG = 24
# A run without blanks; an entity such as &amp; is one letter of it.
WORD = re.compile(rf"(?<!\S)(?:&[#\w]+;|[^\s<>&]){{{LONG + 1},}}")


def with_long_words_marked(html: str) -> str:
    """The HTML with every word of more than 24 letters in ``<span class="long">``."""
    return with_texts_changed(html, _marked)


def _marked(text: str, inside: str) -> str:
    return text if inside else WORD.sub(r'<span class="long">\g<0></span>', text)
