"""A registry's free description of a group, taken apart into what the register keeps.

    President: Ada Marsh<br><br>Meetings: 1st Monday, 7 pm<br><br>Contact: 423-555-0101

Lines about meetings become the group's meetings; president and contact become people with their
phone and e-mail; everything else stays in what there is to know about the group. No word is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from outreach.imports.cleaning import clean_line, without_markup

LABEL = re.compile(
    r"(?:Neighborhood:\s*)?(?P<label>[A-Za-z][A-Za-z ,/&-]{1,40}?)\s*(?::|\s[-–])\s*(?P<rest>.*)"
)
MEETING_DETAILS = {"location", "place", "where", "date", "day", "time", "day/time", "when"}
PLAIN_MEETINGS = re.compile(
    r"meetings?( (info|dates?|times?|locations?|and|&|,)| ?,)*", re.IGNORECASE
)
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,2}")
PHONE = re.compile(r"(?<!\d)\(?\d{3}\)?[-. ]?\d{3}[-. ]\d{4}(?!\d)")
SEPARATOR = re.compile(r"[,;|/:]|\.(?:\s|$)|\s[-–]+|[-–]\s")
TITLE = re.compile(
    r"(?P<before>.*?)\s*\b(?P<title>(?:vice[- ]|interim |co-)?"
    r"(?:president|secretary|treasurer|chair(?:man|woman|person)?|coordinator|manager))",
    re.IGNORECASE,
)
NAME_WORD = r"(?:[A-Z][\w.'’-]*|and|or|&|von|van|de|la)"
NAME = re.compile(f"{NAME_WORD}(?: {NAME_WORD})+")
LONGEST_NAME = 120
ORGANIZATION = re.compile(
    r"\b(associations?|hoa|community|neighborhood|club|collective|group|office|board|trail)\b",
    re.IGNORECASE,
)
WEB = re.compile(r"https?:|www\.|\.(?:com|org|net)\b", re.IGNORECASE)
FILLERS = {"email", "e-mail", "email at", "phone", "phone number", "tel", "and", "or", "at"}
FILLERS |= {"", "mr", "mrs", "ms", "dr"}
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
            known = rest.casefold() not in NOBODY and len(rest) <= LONGEST_NAME
            found.people += [Person(rest, clean_line(label))] if known else []
            found.about += [] if known else [line]
        elif kind in ("president", "contact"):
            contacts.append(_contact(rest, line, label if kind == "president" else ""))
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
            kind = _kind(found["label"].casefold(), after=kind)
            yield kind, found["label"], found["rest"].strip(), bare
        elif bare:
            yield kind if kind == "meetings" else "", "", bare, bare
        elif not quoted:
            kind = ""
        quoted ^= opens


def _kind(label: str, *, after: str) -> str:
    if label.endswith("president"):
        return "president"
    if "meeting" in label or (after == "meetings" and label in MEETING_DETAILS):
        return "meetings"
    if label in ("email", "e-mail", "phone", "telephone") or re.search(r"\bcontact\b", label):
        return "contact" if not label.startswith(("to ", "for ")) else ""
    return ""


def _contact(text: str, line: str, title: str) -> Contact:
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
            piece = titled["before"] if _is_name(titled["before"]) else ""
        if piece.casefold() in FILLERS:
            continue
        if not name and _is_name(piece):
            name = piece
        else:
            rest.append(piece)
    person = Person(name, title, phone[0] if phone else "", email[0] if email else "")
    return Contact(person, line, tuple(rest))


def _is_name(piece: str) -> bool:
    fits = len(piece) <= LONGEST_NAME and not ORGANIZATION.search(piece)
    return fits and NAME.fullmatch(piece) is not None


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
    return {word for word in re.findall(r"\w+", name.casefold()) if len(word) > 2}
