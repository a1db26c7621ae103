"""What people typed, as paragraphs and lists: a line that begins with a dash is a point of a list.

Plain text in, escaped HTML out. Used on pages and on paper, so that both read the same.
"""

import re
from collections.abc import Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from documents.directions import from_the_right

# "- ", "* ", "• ", "– " and "— " begin a point; "1. ", "1) " and "(1) " begin a numbered one.
POINT = re.compile(r"\s*[-*•–—]\s+(?=\S)")
NUMBERED = re.compile(r"\s*\(?(\d{1,3})[.)]\s+(?=\S)")
# (kind, words, number) of one typed line.
Line = tuple[str, str, int]


def prose(text: str) -> SafeString:
    """The text as ``<p>``, ``<ul>`` and ``<ol>``; nothing of it is taken as markup.

    Two points at least make a list: a single line that begins with a dash stays as it was typed.
    """
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return mark_safe("".join(piece for block in blocks for piece in _pieces(block)))


def _pieces(block: str) -> Iterator[str]:
    """The runs of one block: points of one kind together, and what is said between them."""
    lines = [_read(line) for line in block.split("\n") if line.strip()]
    start = 0
    while start < len(lines):
        kind, end = lines[start][0], start + 1
        while end < len(lines) and lines[end][0] == kind:
            end += 1
        yield _written(kind, lines[start:end])
        start = end


def _read(line: str) -> Line:
    """(kind, words, number) of one typed line."""
    if found := NUMBERED.match(line):
        return "ol", line[found.end() :].strip(), int(found[1])
    if found := POINT.match(line):
        return "ul", line[found.end() :].strip(), 0
    return "p", line.strip(), 0


def _written(kind: str, run: list[Line]) -> str:
    words: list[str] = [escape(line) for _, line, _ in run]
    side = ' dir="rtl"' if from_the_right(" ".join(line for _, line, _ in run)) else ""
    numbers = [number for _, _, number in run]
    counted = numbers == list(range(numbers[0], numbers[0] + len(run)))
    if kind == "ul" and len(run) > 1:
        return f"<ul{side}>{''.join(f'<li>{each}</li>' for each in words)}</ul>"
    if kind == "ol" and len(run) > 1 and counted:
        start = f' start="{numbers[0]}"' if numbers[0] != 1 else ""
        return f"<ol{start}{side}>{''.join(f'<li>{each}</li>' for each in words)}</ol>"
    if kind == "ul":
        words = [f"- {words[0]}"]
    if kind == "ol":
        words = [f"{number}. {each}" for number, each in zip(numbers, words, strict=True)]
    return f"<p{side}>{'<br>'.join(words)}</p>"
