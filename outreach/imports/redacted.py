"""Files do not bring back what was redacted: the same row, in whichever file it comes again. Nor
does a report or an evaluation that is counted anew from records that hold the words.

A row is known by its kind and its own number (of a group: its name), whatever the file's source is
called. Its words are known by keyed digests (`RedactedRow`), so they are looked for in its texts and
nowhere written down.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.crypto import salted_hmac

from audit.redaction import Phrases, stands_alone
from documents.spelling import folded
from importing.tally import Tally
from outreach.imports.entries import Entry
from outreach.imports.group_entries import GroupEntry
from outreach.models import RedactedRow

WORDS = "Words that were redacted from it here are left out of this row."
TEXTS = ("summary", "said", "place")
GROUP_TEXTS = ("name", "location", "meetings", "about")


def remember(kind: str, external_id: str, phrases: Phrases) -> None:
    """Let no file tell the row `external_id` with `phrases` in it again."""
    row = _row(kind, external_id, settings.SECRET_KEY)
    for phrase in phrases.folded:
        digest = _digest(kind, external_id, phrase, settings.SECRET_KEY)
        RedactedRow.objects.get_or_create(
            kind=kind, row=row, digest=digest, defaults={"length": len(phrase)}
        )


class KnownPhrases(Phrases):
    """Words known by their digests alone: `digest` makes one of a phrase in plain spelling, `known`
    are those to take out by how many letters they have."""

    def __init__(self, digest: Callable[[str], set[str]], known: dict[int, set[str]]) -> None:
        super().__init__(())
        self.digest, self.known = digest, known

    def found_in(self, plain: str) -> Iterable[tuple[int, int]]:
        for length in sorted(self.known, reverse=True):
            for at in range(len(plain) - length + 1):
                end = at + length
                if stands_alone(plain, at, end) and self.known[length] & self.digest(plain[at:end]):
                    yield at, end


def left_out(entries: dict[str, Entry], tally: Tally) -> dict[str, Entry]:
    """The rows of a file of concerns without what was redacted; each such row is noted."""
    known = _known("concerns")
    fresh = dict(entries) if known else entries
    for key, entry in entries.items() if known else ():
        if phrases := _phrases("concerns", entry.external_id, known):
            cut: dict[str, Any] = {name: phrases.without(getattr(entry, name)) for name in TEXTS}
            fresh[key] = changed = replace(entry, **cut)
            if changed != entry:
                tally.note(entry.row, entry.external_id, WORDS)
    return fresh


def left_out_of_groups(entries: dict[str, GroupEntry], tally: Tally) -> dict[str, GroupEntry]:
    """The same for groups, also in their names and in who speaks for them."""
    known = _known("groups")
    if not known:
        return entries
    fresh: dict[str, GroupEntry] = {}
    for entry in entries.values():
        changed = entry
        if phrases := _phrases("groups", entry.external_id, known):
            people = tuple(
                replace(one, **{name: phrases.without(said) for name, said in vars(one).items()})
                for one in entry.people
            )
            cut: dict[str, Any] = {
                name: phrases.without(getattr(entry, name)) for name in GROUP_TEXTS
            }
            changed = replace(entry, people=people, **cut)
            if changed != entry:
                tally.note(entry.row, changed.name, WORDS)
        fresh.setdefault(changed.key, changed)
    return fresh


def remember_of(document: Model, phrases: Phrases) -> None:
    """Keep `phrases` out of a report or an evaluation that is counted anew."""
    remember(*_named(document), phrases)


def left_out_of(document: Model) -> Phrases:
    """What was taken out of a report or an evaluation, and of the editions before it, and stays away
    when it is counted anew from records that may hold it still."""
    kind, name = _named(document)
    return _phrases(kind, name, _known(kind)) or Phrases(())


def _named(document: Model) -> tuple[str, str]:
    return str(document._meta.model_name), str(getattr(document, "first_edition", document).pk)


def _known(kind: str) -> dict[str, dict[int, set[str]]]:
    """Of each row words were taken out of: the digests of these words by their length."""
    found: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = RedactedRow.objects.filter(kind=kind)
    for row, length, digest in rows.values_list("row", "length", "digest"):
        found[row][length].add(digest)
    return found


def _phrases(
    kind: str, external_id: str, known: dict[str, dict[int, set[str]]]
) -> KnownPhrases | None:
    for secret in _secrets():
        if found := known.get(_row(kind, external_id, secret)):
            return KnownPhrases(partial(_digests, kind, external_id), found)
    return None


def _digests(kind: str, external_id: str, phrase: str) -> set[str]:
    return {_digest(kind, external_id, phrase, secret) for secret in _secrets()}


def _secrets() -> list[str]:
    """The secret of now, and those from before it was changed."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _row(kind: str, external_id: str, secret: str) -> str:
    said = f"{kind}:{folded(external_id)}"
    return salted_hmac("outreach.redacted.row", said, secret, algorithm="sha256").hexdigest()


def _digest(kind: str, external_id: str, phrase: str, secret: str) -> str:
    said = f"{kind}:{folded(external_id)}:{phrase}"
    return salted_hmac("outreach.redacted.words", said, secret, algorithm="sha256").hexdigest()
