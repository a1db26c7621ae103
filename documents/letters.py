"""Which letters no typeface of this machine can draw, known before anything is printed.

A letter without a typeface prints as an empty box, and nobody knows what stood there. So whoever
puts a document together is told which letters it will lack, and the document says so where they
stood. What the typefaces hold is asked once a process, of fontconfig, as WeasyPrint does when it
looks for one.
"""

from __future__ import annotations

import logging
import re
import subprocess
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path

from fontTools import unicodedata as scripts

from documents.texts import with_texts_changed

logger = logging.getLogger(__name__)
OUR_TYPEFACES = Path(__file__).resolve().parent.parent / "static/vendor/fonts"
# Pango draws from no others.
FORMATS = frozenset({"TrueType", "CFF"})
EVERYTHING = [(0, 0x10FFFF)]
# Controls, marks of format and blanks take no ink, nor do signs that only choose a letter's form.
WITHOUT_INK = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
CHOOSING = re.compile(
    "[\u034f\u115f\u1160\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# Scripts that are better known by their languages; any other is called as in Unicode.
NAMES = {
    "Deva": "Devanagari (Hindi, Nepali)",
    "Ethi": "Ethiopic (Amharic, Tigrinya)",
    "Hang": "Korean",
    "Hani": "Chinese",
    "Hira": "Japanese",
    "Kana": "Japanese",
    "Khmr": "Khmer (Cambodian)",
    "Mymr": "Burmese",
    "Zinh": "accents",
    "Zyyy": "signs and emoji",
    "Zzzz": "unknown letters",
}
# What `./run fonts` brings, by a word of each.
BROUGHT = {
    "Cyrillic": "парк",
    "Greek": "πάρκο",
    "Arabic": "حديقة",
    "Hebrew": "פארק",
    "Devanagari": "उद्यान",
    "Ethiopic": "መናፈሻ",
    "Thai": "สวน",
    "Chinese": "公园",
    "Japanese": "こうえん",
    "Korean": "공원",
}
BODY = re.compile(r"<body[^>]*>")
SPANISH = re.compile(r'<html lang="es')
# In the language of the document, which may be a form for citizens.
WORDS = {
    "en": {
        "one": "[1 letter: {names}]",
        "many": "[{count} letters: {names}]",
        "note": "Where letters are counted in brackets, something was written that the typefaces of "
        "the machine that made this document do not hold. The record holds it.",
    },
    "es": {
        "one": "[1 letra: {names}]",
        "many": "[{count} letras: {names}]",
        "note": "Donde se cuentan letras entre corchetes, se escribió algo que la computadora que "
        "hizo este documento no puede imprimir. El registro lo conserva.",
    },
}


class Typefaces:
    """What some typefaces can draw: `ranges` are the first and last code points of what they hold."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self.ranges = sorted(ranges)

    @cached_property
    def _others(self) -> re.Pattern[str]:
        """Any letter outside the ranges, so that only such letters cost a closer look."""
        held = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in self.ranges)
        return re.compile(f"[^{held}]" if held else r"[\s\S]")

    def lacking(self, text: str) -> set[str]:
        """The letters of `text` that would print as boxes."""
        return {letter for letter in set(self._others.findall(text)) if self._lacks(letter)}

    def _lacks(self, letter: str) -> bool:
        """Whether it takes ink and can be drawn neither as it is nor from its letter and accents."""
        if unicodedata.category(letter) in WITHOUT_INK or CHOOSING.match(letter):
            return False
        parts = unicodedata.normalize("NFD", letter)
        return parts == letter or bool(self._others.search(parts))

    def with_lacking_named(self, html: str) -> str:
        """The HTML of a document with words in brackets for every run of letters it can't show.

        A note at its end says what they stand for.
        """
        lacking = self.lacking(html)
        if not lacking:
            return html
        said = WORDS["es" if SPANISH.search(html) else "en"]
        letters = "".join(re.escape(letter) for letter in sorted(lacking))
        run = re.compile(rf"[{letters}](?:[\s{letters}]*[{letters}])?")
        html = BODY.sub(lambda tag: run.sub(lambda found: in_words(found[0], said), tag[0]), html)

        def named(text: str, inside: str) -> str:
            if inside not in {"", "svg"}:
                return text
            mark = "{}" if inside else '<span class="lacking">{}</span>'
            return run.sub(lambda found: mark.format(in_words(found[0], said)), text)

        note = f'<p class="note">{said["note"]}</p>'
        return with_texts_changed(html, named).replace("</body>", f"{note}</body>")


def in_words(letters: str, said: Mapping[str, str]) -> str:
    """“[3 letters: Ethiopic (Amharic, Tigrinya)]”, which stands for letters that can't be shown."""
    count = sum(not unicodedata.combining(letter) for letter in "".join(letters.split()))
    names = ", ".join(names_of(letters))
    return said["one" if count == 1 else "many"].format(count=count, names=names)


def names_of(letters: Iterable[str]) -> list[str]:
    """The scripts of `letters` by name, sorted; accents and signs only where nothing else is."""
    codes = {scripts.script(letter) for letter in letters if not letter.isspace()}
    names = {code: NAMES.get(code) or scripts.script_name(code, "") for code in codes}
    proper = {name for code, name in names.items() if code not in {"Zinh", "Zyyy"}}
    return sorted(proper or names.values())


@cache
def installed() -> Typefaces:
    """What this machine's typefaces and our own hold together, as they were when first asked.

    Where fontconfig's own commands are missing nothing is known, and nothing is called lacking.
    """
    wanted = ["--format", "%{fontformat}|%{charset}\n"]
    ours = sorted(str(path) for path in OUR_TYPEFACES.glob("*.ttf"))
    try:
        return Typefaces(read_ranges(_said("fc-list", *wanted) + _said("fc-query", *wanted, *ours)))
    except (OSError, ValueError, subprocess.SubprocessError) as unknown:
        logger.warning("Which letters print is not known: %s", unknown)
        return Typefaces(EVERYTHING)


def _said(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, check=True, text=True, timeout=60)
    return done.stdout


def read_ranges(listed: str) -> set[tuple[int, int]]:
    """Lines such as ``TrueType|20-7e a0`` as the ranges of the formats that can be drawn."""
    lines = (line.partition("|") for line in listed.splitlines())
    held = {piece for kind, _bar, letters in lines if kind in FORMATS for piece in letters.split()}
    ends = (piece.partition("-") for piece in held)
    return {(int(first, 16), int(last or first, 16)) for first, _dash, last in ends}


def missing_scripts() -> list[str]:
    """Of what `./run fonts` brings, the scripts that this machine can't print."""
    typefaces = installed()
    return [name for name, word in BROUGHT.items() if typefaces.lacking(word)]
