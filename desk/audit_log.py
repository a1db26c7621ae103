"""The audit log as its readers see it: who did what to which record, and whether it was done.

Command and the accreditation manager read all but what concerns a restricted record that is not
for their eyes; the administrator reads what concerns accounts and signing in (role matrix, row 51).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from audit.models import Entry
from desk.log_hiding import without_hidden
from personnel.models import Member
from personnel.roles import Role
from personnel.sealing import opened, sealed
from policies.current import policy
from policies.packs import Pack

# What an action is about, by how its name begins.
AREAS: dict[str, tuple[str, tuple[str, ...]]] = {
    "door": (
        "Signing in",
        ("sign-", "password ", "factor ", "recovery ", "page account_", "page mfa_"),
    ),
    "accounts": ("Accounts", ("personnel.", "page personnel:")),
    "outreach": ("Concerns, groups, presentations", ("outreach.", "page outreach:")),
    "surveys": ("Citizen surveys", ("surveys.", "page surveys:")),
    "programs": ("Programs", ("programs.", "page programs:")),
    "reports": ("Reports", ("reports.", "page reports:")),
    "policies": ("Policy", ("policies.", "page policies:")),
    "operations": ("The system itself", ("operations.", "page operations:", "audit.")),
    "jobs": ("Work in the background", ("jobs.", "job ", "page jobs:")),
    "files": ("Files that left", ("file ",)),
}
# What the administrator reads.
SECURITY = ("door", "accounts", "operations")
PURPOSE = "a record in the audit log"
EXPORTED = (
    "When",
    "Who",
    "Role",
    "What",
    "Kind of record",
    "Record",
    "Outcome",
    "Fields",
    "Address",
    "Request",
)


@dataclass(frozen=True)
class Line:
    """One entry in words. `record` and `url` only where the reader may see the record."""

    entry: Entry
    who: str
    role: str
    what: str
    kind: str
    record: str = ""
    url: str = ""
    number: str = ""

    @property
    def reference(self) -> str:
        """What the page names the record by, to show the entries of it alone; sealed, so that
        nobody makes one of their own."""
        entry = self.entry
        return sealed(f"{entry.kind} {entry.key}", PURPOSE) if entry.kind else ""


def record_in(reference: str) -> tuple[str, str] | None:
    """(kind, key) of the record a reference names; nothing where the log did not give it."""
    try:
        kind, _, key = opened(reference, PURPOSE).partition(" ")
    except InvalidToken:
        return None
    return kind, key


def entries_for(member: Member) -> QuerySet[Entry]:
    """What `member` may read, the latest first."""
    if member.role == Role.ADMINISTRATOR:
        return Entry.objects.filter(about(*SECURITY))
    return without_hidden(Entry.objects.all(), member)


def about(*areas: str) -> Q:
    """That an action belongs to one of these AREAS."""
    starts = (start for area in areas for start in AREAS[area][1])
    return reduce(or_, (Q(action__startswith=start) for start in starts))


def lines(entries: Iterable[Entry], member: Member) -> list[Line]:
    """One page of entries in words: a query for the people, one for each kind of record."""
    page = list(entries)
    people = Member.objects.in_bulk({entry.actor for entry in page if entry.actor})
    records, pack = _records_seen(page, member), policy()
    return [_line(entry, people, records.get((entry.kind, entry.key)), pack) for entry in page]


def _line(entry: Entry, people: dict[int, Member], record: Model | None, pack: Pack) -> Line:
    address = getattr(record, "get_absolute_url", None)
    who = people.get(entry.actor or 0)
    number = str(getattr(record, "number", ""))
    return Line(
        entry,
        who=who.full_name if who else ("Nobody signed in" if entry.address else "Liaison itself"),
        role=pack.title_of(entry.role) if entry.role else "",
        what=action_words(entry.action),
        kind=kind_words(entry.kind),
        record=(number or str(record)) if record else "",
        number=number,
        url=address() if address else "",
    )


def action_words(action: str) -> str:
    """“outreach.concerns.escalate” is “Escalate”, “file surveys:surveys-export” its own words."""
    said = action.rpartition(".")[2] if "." in action else action
    first, _, rest = said.partition(" ")
    said = f"{first}: {rest.partition(':')[2] or rest}" if first in ("file", "page") else said
    said = said.replace("_", " ").replace("-", " " if ":" in said else "-")
    return said[:1].upper() + said[1:]


def kind_words(kind: str) -> str:
    """“outreach.concern” is “Concern”."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name).capitalize() if kind else ""
    except LookupError:
        return kind


def _records_seen(page: list[Entry], member: Member) -> dict[tuple[str, str], Model]:
    """The records that are still there and that `member` may see."""
    keys = defaultdict(set)
    for entry in page:
        if entry.kind and entry.key.removeprefix("-").isdigit():
            keys[entry.kind].add(int(entry.key))
    return {
        (kind, str(record.pk)): record
        for kind, wanted in keys.items()
        for record in _seen(kind, member).filter(pk__in=wanted)
    }


def _seen(kind: str, member: Member) -> QuerySet[Any]:
    """Records of a kind; none where nothing says who may see them."""
    try:
        every: Any = apps.get_model(kind)._default_manager.all()
    except LookupError:
        return Entry.objects.none()
    if kind == Member._meta.label_lower:
        return Member.objects.all()
    return every.visible_to(member) if hasattr(every, "visible_to") else every.none()


def exported(entries: Iterable[Entry], member: Member) -> Iterator[tuple[Any, ...]]:
    """The rows of the file, by EXPORTED."""
    for line in lines(entries, member):
        entry = line.entry
        yield (
            timezone.localtime(entry.at),
            line.who,
            line.role,
            entry.action,
            entry.kind,
            _named(line),
            entry.get_outcome_display(),
            ", ".join(entry.detail.get("fields", ())),
            entry.address,
            _request(entry),
        )


def _named(line: Line) -> str:
    """The record by its number; else the same word for the same record, which carries no order: a
    gap among keys, as among places, would tell of a record that the reader does not see."""
    entry = line.entry
    if line.number or not entry.kind:
        return line.number or entry.key
    return _word_for(f"{entry.kind} {entry.key}")


def _request(entry: Entry) -> str:
    """What ties the entries of one request together. Jobs were counted once, and have a word too."""
    return _word_for(entry.request) if entry.request.startswith("job ") else entry.request


def _word_for(named: str) -> str:
    return salted_hmac("liaison.audit.record", named).hexdigest()[:12]
