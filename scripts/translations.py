#!/usr/bin/env python3
"""The Spanish of what citizens read: locale/es/LC_MESSAGES/django.po, and the .mo made from it.

    python scripts/translations.py            adds what is new, drops what is gone, writes the .mo
    python scripts/translations.py --check    names what is missing or out of date and exits 1

Needs Babel and Django, and no gettext. Only what citizens see is translated; members read English.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale/es/LC_MESSAGES/django.po"
MO = PO.with_suffix(".mo")
TEMPLATES = ("base.html", "portal.html", "portal/*.html", "components/question.html")
MODULES = ("portal/**/*.py", "surveys/answers/answering.py", "surveys/answers/asking.py")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HEADER = "What citizens read, in Spanish: written for them as “usted”, not word by word."
PLACE = re.compile(r"%\(\w+\)s|{\w+}")


def sources() -> Iterator[tuple[str, str]]:
    """(path, text) of all that is translated; templates as the Python that Django reads in them."""
    for pattern in MODULES:
        for path in sorted(ROOT.glob(pattern)):
            yield str(path.relative_to(ROOT)), path.read_text()
    for pattern in TEMPLATES:
        for path in sorted((ROOT / "templates").glob(pattern)):
            name = str(path.relative_to(ROOT))
            lines = templatize(path.read_text(), origin=name).splitlines()
            yield name, "\n".join(line.strip() for line in lines)


def asked_for() -> Catalog:
    """Every text the pages ask for, without its Spanish."""
    found = Catalog(locale="es")
    for name, text in sources():
        lines = io.BytesIO(text.encode())
        for _line, words, _comments, context in extract("python", lines, KEYWORDS):
            found.add(words, locations=[(name, 0)], context=context)
    return found


def known() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="es")


def brought_up_to_date(kept: Catalog) -> Catalog:
    """A place for every text the pages ask for, and no other, with the Spanish there is."""
    made = Catalog(
        locale="es",
        project="Liaison",
        version="",
        msgid_bugs_address="",
        last_translator="Liaison",
        language_team="Liaison",
        header_comment=f"# {HEADER}",
        creation_date=kept.creation_date,
        revision_date=kept.revision_date,
        fuzzy=False,
    )
    for message in texts(asked_for()):
        before = kept.get(message.id, message.context)
        files = sorted({name for name, _ in message.locations})
        made.add(
            message.id,
            before.string if before else None,
            locations=[(name, None) for name in files],  # type: ignore[misc]
            context=message.context,
        )
    return made


def texts(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def faults() -> Iterator[str]:
    """What the committed files lack."""
    kept, wanted = known(), asked_for()
    for message in texts(wanted):
        spanish = kept.get(message.id, message.context)
        if not spanish or spanish.fuzzy or not all(_forms(spanish.string)):
            yield f"no Spanish for {_words(message)!r}"
        elif _places(_words(message)) != _places(_words(message, spanish.string)):
            yield f"the Spanish of {_words(message)!r} loses what is filled in"
    for message in texts(kept):
        if not wanted.get(message.id, message.context):
            yield f"no page asks for {_words(message)!r} any more"
    if not MO.exists() or MO.read_bytes() != compiled(kept):
        yield f"{MO.name} is not made from {PO.name}"


def _forms(string: Any) -> list[str]:
    return list(string) if isinstance(string, tuple | list) else [string]


def _words(message: Message, string: Any = None) -> str:
    """The English, or its Spanish; of a plural that of many, where the number is filled in."""
    return str(_forms(string or message.id)[-1])


def _places(words: str) -> set[str]:
    return set(PLACE.findall(words))


def compiled(catalog: Catalog) -> bytes:
    made = io.BytesIO()
    write_mo(made, catalog)
    return made.getvalue()


def main() -> None:
    if "--check" in sys.argv[1:]:
        if found := list(faults()):
            sys.exit("\n".join([*found, "Run: python scripts/translations.py"]))
        return
    catalog = brought_up_to_date(known())
    with PO.open("wb") as file:
        write_po(file, catalog, width=100, include_lineno=False)
    MO.write_bytes(compiled(catalog))
    print("\n".join(faults()))


if __name__ == "__main__":
    main()
