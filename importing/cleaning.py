"""Text out of foreign files: markup, entities, odd spaces and invisible characters taken off."""

from __future__ import annotations

import html
import re
import unicodedata

from documents.tables import unguarded

LINE_ENDS = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
# What ends a line on a page, and any other tag. A "<" before a blank or a digit is no tag.
LINE_BREAKING_TAG = re.compile(r"<\s*(?:br\s*/?|/p|/div|/li|/tr|/h[1-6])\s*>", re.IGNORECASE)
TAG = re.compile(r"<[/!]?[a-zA-Z-][^<>]*>")
# What an address in angle brackets is, and no tag: “Ann <ann@example.org>”.
ADDRESS = re.compile(r"<([^<>\s]+@[^<>\s]+|https?://[^<>\s]+)>", re.IGNORECASE)
# What a program runs or a page is drawn by stands between these, and is no text.
UNREAD = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
# Controls, and marks that cut words or turn the direction of writing unseen; the joiners that
# spell words and emoji are left alone.
# Halves of characters are no text at all; no database takes them, nor a zero byte.
INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u2060\ufeff"
    r"\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
KEPT_AS_TEXT = re.compile(r"""="((?:[^"]|"")*)"|'(-?[\d.,]+)""")
NOT_STORABLE = re.compile(r"[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text without zero bytes and halves of characters, otherwise as it is."""
    return NOT_STORABLE.sub("", text)


def clean_text(text: str) -> str:
    """The text with plain spaces and "\\n" line ends; paragraphs stay, blank edges go.

    The apostrophe that our own exports put before a formula is taken off again.
    """
    text = unicodedata.normalize("NFC", unguarded(text))
    lines = LINE_ENDS.sub("\n", INVISIBLE.sub("", text)).split("\n")
    joined = "\n".join(" ".join(line.split()) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", joined).strip("\n")


def clean_line(text: str) -> str:
    """The text as one line: a name, a number, a place."""
    return " ".join(clean_text(text).split())


def without_markup(text: str) -> str:
    """A web page's fragment as clean text: `<br>` ends a line, entities become characters.

    What is an entity stays text: "&lt;b&gt;" comes out as "<b>" and is not read as a tag again.
    """
    if "<" not in text and "&" not in text:
        return clean_text(text)
    broken = LINE_BREAKING_TAG.sub("\n", UNREAD.sub("", LINE_ENDS.sub("\n", text)))
    return clean_text(html.unescape(TAG.sub("", ADDRESS.sub(r"\1", broken))))


def plain_line(text: str) -> str:
    """A web page's fragment as one line."""
    return " ".join(without_markup(text).split())


def as_typed(text: str) -> str:
    """A cell as it was typed, without what spreadsheets put around it to keep it that way.

    `="00123"` and an apostrophe before a number both stand for the text 00123.
    """
    if found := KEPT_AS_TEXT.fullmatch(text.strip()):
        return found[1].replace('""', '"') if found[1] is not None else found[2]
    return text
