"""The wording bank: ready questions for each domain, in English and Spanish.

One TOML file a domain in `bank/`, in our own words. They are neutral (no answer is
praised or led to), ask one thing each, and address people as “usted” in Spanish.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field

from surveys.questionnaires.files import checked, content_of
from surveys.questionnaires.written import AskedQuestion, Part

BANK_DIR = Path(__file__).resolve().parent / "bank"


class Shelf(Part):
    """The ready questions about one domain."""

    domain: str
    questions: tuple[AskedQuestion, ...] = Field(min_length=1)


@cache
def shelves() -> dict[str, Shelf]:
    """Every shelf by its domain. Raises QuestionnaireError for a file that cannot be used."""
    found = (_shelf(path) for path in sorted(BANK_DIR.glob("*.toml")))
    return {shelf.domain: shelf for shelf in found}


def on_shelf(domain: str) -> tuple[AskedQuestion, ...]:
    """The ready questions about `domain`; none where nobody has written any."""
    shelf = shelves().get(domain)
    return shelf.questions if shelf else ()


def item(domain: str, key: str) -> AskedQuestion | None:
    """The question `key` on the shelf of `domain`, ready to be copied into a survey."""
    return next((one for one in on_shelf(domain) if one.key == key), None)


def _shelf(path: Path) -> Shelf:
    content, text = content_of(path.read_bytes(), path.name)
    for asked in content.get("questions", []):
        asked.setdefault("domain", content.get("domain", ""))
    return checked(Shelf, content, file=path.name, text=text)
