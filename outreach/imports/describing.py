"""A registry's free description of a group, taken apart into what the register keeps.

    President: Ada Marsh<br><br>Meetings: 1st Monday, 7 pm<br><br>Contact: 423-555-0101

Lines about meetings become the group's meetings; president and contact become people with their
phone and e-mail; everything else stays in what there is to know about the group. No word is lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from documents.spelling import folded
from importing.cleaning import clean_line, without_markup

LETTER = r"[^\W\d_]"
LABEL = re.compile(
    rf"(?:Neighborhood:\s*)?(?P<label>{LETTER}(?:{LETTER}|[ ,/&'’-]){{1,40}}?)\s*(?::|：|\s[-–—])\s*"
    r"(?P<rest>.*)"
)
MEETING_DETAILS = {"location", "place", "where", "date", "day", "time", "day/time", "when"}
PLAIN_MEETINGS = re.compile(
    r"(?:meetings?|reunion(?:es|s)?)( (info|dates?|times?|locations?|and|&|,)| ?,)*", re.IGNORECASE
)
MEETING = re.compile(r"meeting|\breunion(?:es|s)?\b|\breunioes\b")
CONTACT = re.compile(r"\bcontact[oe]?s?\b")
OFFICER = re.compile(
    r"(?:\w+ )?(?:co-?)?(?:chair(?:man|woman|person)?|coordinator|secretary|treasurer|captain|leader"
    r"|organizer|coordinadora?|secretari[oa]|tesorer[oa]|capitana?)"
)
REACHED_BY = {
    "email",
    "e-mail",
    "phone",
    "telephone",
    "tel",
    "cell",
    "mobile",
    "correo",
    "telefono",
}
EMAIL = re.compile(r"[\w.+-][\w.+'’-]{0,63}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")
DASH = r"[-. /\u2010-\u2015]"
PHONE = re.compile(
    # With its country: +44 20 7946 0958.
    rf"\+\d{{1,3}}(?:{DASH}?\(?\d{{1,4}}\)?){{2,5}}(?!\d)"
    # As in the United States and Canada, with or without what parts it, and an extension.
    rf"|(?<!\d)(?:1{DASH})?(?:\(\d{{3}}\) ?|\d{{3}}){DASH}?\d{{3}}{DASH}?\d{{4}}(?!\d)"
    r"(?: ?(?:x|ext\.?|extension) ?\d{1,6}(?!\d))?",
    re.IGNORECASE,
)
LONGEST_PHONE = 40
LONGEST_EMAIL = 254
SEPARATOR = re.compile(r"[,;|/:]|(?<!\b\w)\.(?:\s|$)|\s[-–]+|[-–]\s")
TITLE = re.compile(
    r"(?P<before>.*?)\s*\b(?P<title>(?:vice[- ]|interim |co-)?"
    r"(?:president|secretary|treasurer|chair(?:man|woman|person)?|coordinator|manager))",
    re.IGNORECASE,
)
# What stands between the words of a name in small letters, and what begins one of them.
PARTICLES = frozenset(
    [
        "and",
        "or",
        "&",
        "y",
        "e",
        "und",
        "et",
        "af",
        "al",
        "av",
        "bin",
        "bint",
        "ben",
        "da",
        "das",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "do",
        "dos",
        "du",
        "el",
        "ibn",
        "la",
        "las",
        "le",
        "los",
        "of",
        "st",
        "st.",
        "te",
        "ten",
        "ter",
        "ti",
        "van",
        "vom",
        "von",
        "zu",
        "zum",
        "zur",
    ]
)
PREFIX = re.compile(
    r"(?:[dlo]['’ʻʼ]|(?:al|el|ad|an|ar|as|ash|at|az|ould|ul)[-‐‑]|mc|mac|fitz)", re.IGNORECASE
)
MOST_NAME_WORDS = 8
LONGEST_NAME = 120
ORGANIZATION = re.compile(
    r"\b(associations?|hoa|community|neighborhood|club|collective|group|office|board|trail)\b",
    re.IGNORECASE,
)
WEB = re.compile(r"https?:|www\.|\.(?:com|org|net)\b", re.IGNORECASE)
FILLERS = {"email", "e-mail", "email at", "phone", "phone number", "tel", "and", "or", "at"}
FILLERS |= {"", "mr", "mrs", "ms", "dr"}
# A sentence may begin so; no name does.
NO_FIRST_WORD = PARTICLES - {
    "de",
    "da",
    "del",
    "della",
    "di",
    "du",
    "el",
    "la",
    "le",
    "van",
    "von",
    "al",
    "te",
}
NOBODY = {"", "vacant", "none", "tbd", "n/a", "to be determined"}


@dataclass(frozen=True)
class Person:
    """Someone who speaks for a group, as far as the description says."""

    name: str
    position: str = ""
    phone: str = ""
    email: str = ""

    def is_like(self, name: str) -> bool:
        """Whether `name` shares a word with this person's: “Ted” and “Ted Buell”."""
        return bool(_long_words(self.name) & _long_words(name))


@dataclass
class Description:
    meetings: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)


@dataclass(frozen=True)
class Contact:
    """One contact line: whom it names, how to reach them, and what else it says."""

    person: Person
    line: str
    rest: tuple[str, ...] = ()


def described(text: str) -> Description:
    """The description in its parts; `text` may hold markup."""
    found = Description()
    contacts: list[Contact] = []
    for kind, label, rest, line in _told(without_markup(text)):
        if not rest:
            continue
        if kind == "meetings":
            found.meetings.append(rest if PLAIN_MEETINGS.fullmatch(label or "meeting") else line)
        elif kind == "president" and not (EMAIL.search(rest) or PHONE.search(rest)):
            known = folded(rest) not in NOBODY and len(rest) <= LONGEST_NAME
            found.people += [Person(rest, clean_line(label))] if known else []
            found.about += [] if known else [line]
        elif kind in ("president", "officer", "contact"):
            contacts.append(contact_in(rest, line, "" if kind == "contact" else clean_line(label)))
        else:
            found.about.append(line)
    # Whoever is named first, so that a line with only a number finds its person.
    for contact in sorted(contacts, key=lambda contact: not contact.person.name):
        _join(found, contact)
    return found


def _told(text: str) -> Iterable[tuple[str, str, str, str]]:
    """Kind, label, what follows it, and the whole line, of every line that says something."""
    kind, quoted = "", False
    for line in text.split("\n"):
        opens = line.count('"') % 2 == 1
        bare = line.replace('"', "").strip()
        found = None if quoted else LABEL.fullmatch(bare)
        if found:
            kind = _kind(folded(found["label"]), after=kind)
            yield kind, found["label"], found["rest"].strip(), bare
        elif bare:
            yield kind if kind == "meetings" else "", "", bare, bare
        elif not quoted:
            kind = ""
        quoted ^= opens


def _kind(label: str, *, after: str) -> str:
    """What a line with this label is about; labels of Spanish, French and Portuguese count too."""
    if re.search(r"\bpresident[ae]?$", label):
        return "president"
    if OFFICER.fullmatch(label):
        return "officer"
    if MEETING.search(label) or (after == "meetings" and label in MEETING_DETAILS):
        return "meetings"
    if label in REACHED_BY or CONTACT.search(label):
        return "contact" if not label.startswith(("to ", "for ")) else ""
    return ""


def contact_in(text: str, line: str, title: str = "") -> Contact:
    """Whom a text names and how to reach them; `line` is the whole line it stands in."""
    email, phone = EMAIL.search(text), PHONE.search(text)
    left = text
    for found in (email, phone):
        left = left.replace(found[0], " , ", 1) if found else left
    name, rest = "", []
    for piece in [left] if WEB.search(left) else SEPARATOR.split(left):
        piece = piece.strip(" .,;:-–|/")
        titled = TITLE.fullmatch(piece)
        if titled:
            # “Ada Marsh President” names her too; “HPNA President” does not.
            title = title or titled["title"].capitalize()
            piece = titled["before"] if is_name(titled["before"]) else ""
        if folded(piece) in FILLERS:
            continue
        if not name and is_name(piece):
            name = piece
        else:
            rest.append(piece)
    person = Person(name, title, phone[0].strip() if phone else "", email[0] if email else "")
    return Contact(person, line, tuple(rest))


def is_name(piece: str) -> bool:
    """Whether this can be what a person is called, in whatever script it is written.

    In scripts with capitals each word but a particle begins with one and there are two at least.
    In those without, one word may be a whole name.
    """
    words = piece.split()
    if not words or len(piece) > LONGEST_NAME or len(words) > MOST_NAME_WORDS:
        return False
    if ORGANIZATION.search(piece) or words[0] in NO_FIRST_WORD:
        return False
    if not all(_is_name_word(word) for word in words):
        return False
    return len(words) > 1 or _has_no_capitals(piece)


def _is_name_word(word: str) -> bool:
    if folded(word) in PARTICLES:
        return True
    bare = PREFIX.sub("", word, count=1) or word
    begins_well = any(start.isupper() or _has_no_capitals(start) for start in (word[0], bare[0]))
    return begins_well and all(_is_of_a_name(sign) for sign in word)


def _is_of_a_name(sign: str) -> bool:
    return sign in ".'’‘ʻʼ`-‐‑·・ـ\u200c\u200d" or unicodedata.category(sign)[0] in "LM"


def _has_no_capitals(text: str) -> bool:
    """Whether the letters are of a script that knows no capitals: Chinese, Arabic, Hindi."""
    letters = [sign for sign in text if unicodedata.category(sign)[0] == "L"]
    return bool(letters) and all(unicodedata.category(sign) in ("Lo", "Lm") for sign in letters)


def _join(found: Description, contact: Contact) -> None:
    """Give the contact to the person it belongs to, or make a new one of it."""
    given = contact.person
    # “Ted - ted@example.org”: a first name alone counts when it is a known person's.
    rest = [word for word in contact.rest if not any(p.is_like(word) for p in found.people)]
    name = given.name or next((word for word in contact.rest if word not in rest), "")
    place = next((n for n, p in enumerate(found.people) if not name or p.is_like(name)), None)
    if place is not None:
        person = found.people[place]
        taken = (person.phone and given.phone) or (person.email and given.email)
        found.people[place] = replace(
            person, phone=person.phone or given.phone, email=person.email or given.email
        )
        rest = [contact.line] if taken else [f"Contact: {', '.join(rest)}"] if rest else []
    elif given.name:
        found.people.append(replace(given, position=given.position or "Contact"))
        rest = [f"Contact: {', '.join(rest)}"] if rest else []
    else:
        rest = [contact.line]
    found.about += rest


def _long_words(name: str) -> set[str]:
    return {word for word in re.findall(r"\w+", folded(name)) if len(word) > 2}
