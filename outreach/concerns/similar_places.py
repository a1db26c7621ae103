"""Whether two places are the same street, told by the street's own words.

“Orchard Row” and “Park Row” share the word that says what kind of way they are, and are two streets;
“1200 N. Orchard St.” and “orchard street, north end” are one. Plain: text in, words out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from documents.spelling import folded

# What kind of way it is, with what it is shortened to.
KINDS = """
alley aly ally | arcade arc | avenue ave av aven avenu | bend bnd | boulevard blvd boul bl | bridge brg
| bypass byp | causeway cswy | center centre ctr | circle cir circ crcl | close | commons cmns | court ct crt
| cove cv | crescent cres | crossing xing | curve | drive dr drv | estates ests | expressway expy
| extension ext | freeway fwy | garden gardens gdns | gate | green grn | grove grv | heights hts | highway hwy
hiway | hill hills hls | junction jct | landing lndg | lane ln la | loop lp | mall | manor mnr | mews
| motorway | oval | park pk | parkway pkwy pky | pass | path | pike | pl place | plaza plz | point pt | quay
| ridge rdg | road rd | route rte rt | row | run | square sq sqr | station sta | street str st | terrace ter
terr | track trak | trail trl | turnpike tpke | view vw | villa vlg village | walk wlk | way wy
"""
KIND_OF = {
    word: line.split()[0] for line in KINDS.replace("\n", " ").split("|") for word in line.split()
}
DIRECTIONS = frozenset(
    [
        "north",
        "south",
        "east",
        "west",
        "n",
        "s",
        "e",
        "w",
        "ne",
        "nw",
        "se",
        "sw",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
        "nb",
        "sb",
        "eb",
        "wb",
    ]
)
# What a place is described by besides its street.
BESIDE = frozenset(
    [
        "the",
        "of",
        "on",
        "at",
        "in",
        "by",
        "to",
        "off",
        "and",
        "near",
        "behind",
        "front",
        "from",
        "with",
        "lot",
        "parking",
        "area",
        "between",
        "our",
        "out",
        "block",
        "blk",
        "bl",
        "corner",
        "end",
        "side",
        "half",
        "unit",
        "apt",
        "apartment",
        "suite",
        "ste",
        "no",
        "number",
        "room",
        "floor",
        "building",
        "bldg",
        "house",
        "home",
        "shop",
        "store",
        "school",
        "church",
        "station",
        "stop",
        "bus",
        "ramp",
        "bridge",
        "entrance",
        "exit",
        "opposite",
        "across",
    ]
)
ORDINAL = re.compile(r"(\d{1,3})(?:st|nd|rd|th)")
SPELLED = dict(
    zip(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ],
        map(str, range(1, 13)),
        strict=True,
    )
)
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
PARTS = re.compile(
    r"\s*(?:[&/@;,|()]|\band\b|\bat\b|\bnear\b|\bbetween\b|\bbehind\b)\s*", re.IGNORECASE
)
# A word of so many letters may have one slip of the keys, of twice as many two.
LETTERS_A_SLIP = 6
MOST_PARTS = 4


@dataclass(frozen=True)
class Street:
    """A street by the words of its own, and the kind of way it is where that is said."""

    words: frozenset[str]
    kind: str


def streets_of(place: str) -> list[Street]:
    """The streets a place names; a numbered street is named by its number.

    “Elm St & N 3rd Ave” gives elm (a street) and #3 (an avenue).
    """
    found = (_street(part) for part in PARTS.split(folded(place))[: 2 * MOST_PARTS])
    return [street for street in found if street.words][:MOST_PARTS]


def same_street(one: str, other: str) -> bool:
    """Whether the two places name a street in common."""
    theirs = streets_of(other)
    return any(_are_one(street, each) for street in streets_of(one) for each in theirs)


def _street(part: str) -> Street:
    words = [SPELLED.get(word, word) for word in WORD.findall(part.replace(".", " "))]
    while words and words[-1] in DIRECTIONS:
        words.pop()
    own, kind = [], ""
    for place, word in enumerate(words):
        if number := _street_number(word, words[place + 1 : place + 2]):
            own.append(f"#{number}")
        elif word in KIND_OF and (own or place == len(words) - 1):
            kind = KIND_OF[word]
        elif word in DIRECTIONS and words[place + 1 : place + 2] and not own:
            # “North Street” is called so; “North Elm Street” is a part of Elm Street.
            if words[place + 1] in KIND_OF and len(word) > 2:
                own.append(word)
        elif word.isdecimal() or word in BESIDE or word in DIRECTIONS:
            continue
        elif len(word) > 1:
            own.append(word)
    return Street(frozenset(own), kind)


def _street_number(word: str, following: list[str]) -> str:
    """The number of a numbered street: “3rd”, or “3” before the kind of street it is."""
    if found := ORDINAL.fullmatch(word):
        return found[1]
    before_kind = bool(following) and following[0] in KIND_OF
    return word if word.isdecimal() and len(word) < 3 and before_kind else ""


def _are_one(one: Street, other: Street) -> bool:
    """Whether the kinds agree, and the fewer words are all among the others, but for slips.

    Who leaves the kind away means any; who says “Elm Avenue” does not mean Elm Street.
    """
    if one.kind and other.kind and one.kind != other.kind:
        return False
    fewer, more = sorted((one.words, other.words), key=len)
    return all(any(_alike(word, each) for each in more) for word in fewer)


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    if one[0] == "#" or other[0] == "#" or one[0] != other[0]:
        return False
    slips = min(len(one), len(other)) // LETTERS_A_SLIP
    return bool(slips) and DamerauLevenshtein.distance(one, other, score_cutoff=slips) <= slips


def telling_letters(place: str) -> set[str]:
    """What the text of every place on one of these streets holds: the beginnings of its words.

    As written and without accents, since a database compares letters as they are.
    """
    found = {word.lstrip("#")[:3] for street in streets_of(place) for word in street.words}
    written = {word[:3].lower() for word in WORD.findall(place) if folded(word)[:3] in found}
    spelled = {name[:3] for name, number in SPELLED.items() if number in found}
    return found | written | spelled
