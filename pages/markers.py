"""Words that look like a number of a person, a date of birth, or criminal justice information.

What a desk of community services writes down needs none of them. `markers_in(text)` says what a text
looks like, so that whoever typed it is asked before it is saved; it changes nothing and knows no
form. A plain table: one row for each kind, by a label (“DL”, “plate”) or by its own shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from audit.signs import DASHES

# Between a label and its value: “DL no. is: ”, “SSN# ”.
OF = r"(?:[\s:#=,.-]|\b(?:number|num|nr|no|is|was|reads|read|of|id)\b){0,8}"
STATE = (
    r"(?:\(?\b(?:[A-Z]{2}|North Carolina|New Mexico|Connecticut|Massachusetts)\b\)?[\s:#,-]{0,3})?"
)
# Letters and digits of a license, with four digits at least.
LICENSE = r"(?=(?:[A-Z -]{0,4}\d){4})[A-Z]{0,3}[ -]?\d[\dA-Z]*(?:[ -]\d[\dA-Z]*){0,4}\b"
# What numbers a thing or a range: “pages 210-2150” is no telephone.
NO_COUNT = "".join(
    rf"(?<!\b{noun} )"
    for noun in (
        "page",
        "pages",
        "model",
        "lot",
        "lots",
        "room",
        "rooms",
        "apt",
        "case",
        "order",
        "block",
    )
)
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
DATE = (
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}-\d{1,2}-\d{1,2}"
    rf"|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{2,4}}|\d{{1,2}}\s+{MONTH},?\s+\d{{2,4}}|\b\d{{6}}\b|\b\d{{8}}\b)"
)
ANY = re.IGNORECASE


@dataclass(frozen=True)
class Marker:
    """One kind: its key, what it is called in a sentence, its shapes, and a last look at a match."""

    key: str
    words: str
    shapes: tuple[re.Pattern[str], ...]
    is_one: Callable[[str], bool] = bool


def _passes_luhn(found: str) -> bool:
    """The check digit of a card number."""
    digits = [int(one) for one in found if one.isdigit()][::-1]
    doubled = [sum(divmod(2 * one, 10)) for one in digits[1::2]]
    return len(set(digits)) > 1 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


MARKERS = (
    Marker(
        "ssn",
        "a Social Security number",
        (
            re.compile(r"(?<![\d-])(?!000|666|9)\d{3}([- .])(?!00)\d{2}\1(?!0000)\d{4}(?![\d-])"),
            re.compile(
                rf"\b(?:SSN|SS\s?#|soc(?:ial)?\.?\s+sec(?:urity|\.)?|social){OF}"
                r"\d{3}[ .-]?\d{2}[ .-]?\d{4}\b",
                ANY,
            ),
            re.compile(
                r"\blast\s+(?:four|4)\b[^.\n]{0,20}\b(?:SSN|social)\b[^.\n\d]{0,12}\d{4}\b", ANY
            ),
        ),
    ),
    Marker(
        "license",
        "a driver license number",
        (
            re.compile(
                rf"(?:\b(?:DLN?|OLN|ODL|CDL)\b|\bD\.L\.|\b(?:driver'?s?'?|operator'?s?'?)\s+"
                rf"(?:licen[sc]e|lic\.?))\s*{OF}{STATE}{OF}{LICENSE}",
                ANY,
            ),
        ),
    ),
    Marker(
        "plate",
        "a license plate",
        (
            re.compile(
                rf"\b(?:licen[sc]e\s+(?:plate|tag)s?|plates?|tags?|registration|reg|LP)\b{OF}{STATE}{OF}"
                r"(?=[A-Z\d -]{0,7}\d)(?=[A-Z\d -]{0,7}[A-Z])[A-Z\d]{1,4}[ -]?[A-Z\d]{2,5}\b",
            ),
            re.compile(
                rf"\b(?:Licen[sc]e\s+(?:[Pp]late|[Tt]ag)|Plate|Tag|PLATE|TAG|Registration)s?\b{OF}{STATE}{OF}"
                r"(?=[A-Z\d -]{0,7}\d)(?=[A-Z\d -]{0,7}[A-Z])[A-Z\d]{1,4}[ -]?[A-Z\d]{2,5}\b",
            ),
            re.compile(
                rf"\b(?:licen[sc]e\s+plate|plate|tag)\b{OF}(?=[a-z]{{0,4}}[ -]?\d)(?=[a-z\d -]{{5,8}}\b)"
                r"[a-z]{2,4}[ -]?\d{3,4}\b",
                ANY,
            ),
            re.compile(r"(?<![\w-])[A-Z]{3}-\d{4}(?![\w-])"),
        ),
    ),
    Marker(
        "birth",
        "a date of birth",
        (
            re.compile(
                rf"(?:\bDOB\b|\bD\.O\.B\.?|\bdate\s+of\s+birth\b|\bbirth\s?-?date\b|\bbirthday\b"
                rf"|\bborn(?:\s+on)?\b){OF}{DATE}",
                ANY,
            ),
        ),
    ),
    Marker(
        "email",
        "an e-mail address",
        (re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}@(?:[\w-]{1,63}\.){1,5}[a-z]{2,24}\b", ANY),),
    ),
    Marker(
        "telephone",
        "a telephone number",
        (
            re.compile(
                r"(?<![\w/-])(?:\+?1[ .-]?)?\(?[2-9]\d{2}(?:\)|\)? ?[/ .-] ?)? ?\d{3} ?[ .-] ?\d{4}(?![\w-])"
            ),
            re.compile(rf"{NO_COUNT}(?<![\w$/.-])[2-9]\d{{2}}-\d{{4}}(?![\w-])", ANY),
            re.compile(
                r"\b(?:phone|telephone|tel|cell|mobile|call(?:ed)?|reach(?:ed)?|text(?:ed)?)\b[^.\d\n]{0,24}"
                r"\+?1?[2-9]\d{9}\b",
                ANY,
            ),
        ),
    ),
    Marker(
        "card",
        "a card number",
        (re.compile(r"(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])"),),
        _passes_luhn,
    ),
    Marker(
        "record",
        "a number or a reply of NCIC, the FBI or a state's criminal records",
        (
            re.compile(rf"\bNIC\b(?:/|{OF})[A-Z]\d{{9}}\b"),
            re.compile(rf"\b(?:FBI|UCN)(?:/UCN)?\b{OF}(?=(?:[A-Z]*\d){{4}})[A-Z\d]{{6,9}}\b", ANY),
            re.compile(rf"\bSID\b{OF}[A-Z]{{0,2}}[ -]?\d{{5,10}}[A-Z]?\b", ANY),
            re.compile(
                r"\bNCIC\b.{0,16}\b(?:hit|return|returned|response|reply|match|record|entry|number|came)\b"
                r"|\b(?:hit|return|response|reply|match|entry|wanted|run|ran|check|checked|came)\b"
                r"[^.\n]{0,24}\bNCIC\b|\bNCIC\b\W{0,4}[A-Z]?\d{6,}",
                ANY,
            ),
        ),
    ),
)
KEYS = tuple(marker.key for marker in MARKERS)


def markers_in(text: str) -> list[Marker]:
    """What `text` looks like it holds, in the order of MARKERS."""
    plain = text.translate(DASHES).replace("\N{NO-BREAK SPACE}", " ")
    return [marker for marker in MARKERS if _holds(marker, plain)]


def _holds(marker: Marker, text: str) -> bool:
    return any(marker.is_one(found[0]) for shape in marker.shapes for found in shape.finditer(text))


def named(markers: list[Marker]) -> str:
    """“a Social Security number and a telephone number”, for a sentence."""
    words = [marker.words for marker in markers]
    return " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)
