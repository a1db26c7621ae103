"""What the columns of a file probably are, from their names and first cells.

A guess is only what a form begins with: a person sees it beside the cells and says yes or no.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from documents.spelling import folded
from importing.dates import is_written_as

# What columns are called, the likeliest first; compared without signs and blanks.
NAMES: Mapping[str, str] = {
    "external_id": (
        "casenumber caseno casenum incidentnumber incidentnum incidentno incidentid callnumber callno"
        " eventnumber eventid filenumber reportnumber requestid servicerequestid number externalid"
        " identifier case incident call id objectid"
    ),
    "logged_on": (
        "datetime calldatetime dateofreport reportdate reporteddate calldate incidentdate eventdate"
        " createddate datecreated dateopened opened calltime date day logged reported created occurred"
    ),
    "time": "timereceived received calltime incidenttime occurredfromtime time",
    "category_column": (
        "calltype callnature nature problem offense offence crime category type kind description"
    ),
    "said": "callcomments comments comment narrative details notes remarks description",
    "place": "incidentlocation address streetaddress location place street block",
    "latitude": "latitude lat y",
    "longitude": "longitude long lon lng x",
    "settled_on": "datecleared dateclosed closeddate closed cleared resolved",
}
WORD = re.compile(r"[a-z]+")
# Shorter words (“and”, “off”) say nothing about a kind.
SHORTEST = 4
SIGNS = re.compile(r"[\W_]+")
THINGS = re.compile(r",|\band\b|\bor\b|/")


def guessed_columns(columns: Sequence[str]) -> dict[str, str]:
    """The column for each field that one of them is called for; none is taken twice."""
    plain = {SIGNS.sub("", folded(name)): name for name in reversed(columns)}
    found: dict[str, str] = {}
    for field, names in NAMES.items():
        free = (plain[name] for name in names.split() if name in plain)
        column = next((one for one in free if one not in found.values()), "")
        if column:
            found[field] = column
    if ("latitude" in found) != ("longitude" in found):
        found.pop("latitude", None)
        found.pop("longitude", None)
    return found


def guessed_form(cells: Iterable[str], forms: Iterable[str]) -> str:
    """The form in which most of the cells are written, the first of several; else empty.

    03/04/2026 does not say which is the month: the form offered first is taken, and seen.
    """
    texts = [cell for cell in cells if cell]
    fitting = {form: sum(is_written_as(text, form) for text in texts) for form in forms}
    best = max(fitting, key=lambda form: fitting[form], default="")
    return best if texts and 2 * fitting[best] > len(texts) else ""


def guessed_category(word: str, categories: Mapping[str, str]) -> str:
    """The key of the category (names by key) whose name, or one of the things it names, the word of
    the file says wholly: “Speeding” is of “Traffic and speeding”, “Found Property” is not of
    “Vacant property”.
    """
    said = set(WORD.findall(folded(word)))
    for key, name in categories.items():
        if folded(word) in (folded(key), folded(name)):
            return key
    for key, name in categories.items():
        things = [set(WORD.findall(thing)) for thing in THINGS.split(folded(name))]
        if any(_says(said, thing) for thing in (*things, set(WORD.findall(folded(key))))):
            return key
    return ""


def _says(said: set[str], thing: set[str]) -> bool:
    telling = {word for word in thing if len(word) >= SHORTEST}
    return bool(telling) and telling <= said
