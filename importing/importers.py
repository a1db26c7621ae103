"""What the two import commands share: who answers for the records, options, what is printed."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError
from django.db import IntegrityError

from importing.reading import CannotRead
from importing.tables import DELIMITERS, Layout
from importing.tally import Tally
from importing.tops import sample_at, top_of
from personnel.models import Member
from personnel.roles import Role
from policies.current import NoPolicyAdopted

# Characters of a column's first cells that are shown.
MOST_SHOWN = 100


@contextmanager
def plain_errors() -> Iterator[None]:
    """What the person at the prompt can mend ends the command in one sentence."""
    try:
        yield
    except (CannotRead, NoPolicyAdopted) as problem:
        raise CommandError(str(problem)) from problem
    except IntegrityError as problem:
        words = (
            "Somebody else wrote the same records just now, so nothing was written. Run it again."
        )
        raise CommandError(words) from problem


def importer(email: str = "") -> Member:
    """The member with this address, else the unit's community officer, its supervisor, anybody.

    Whoever may run commands may bring in records; the member named is who they then belong to,
    so it is one who works. Raises CannotRead in words when there is none.
    """
    if email:
        found = Member.objects.working().filter(email__iexact=email).first()
        if found is None:
            raise CannotRead(f"No serving member who works with concerns has the address {email}.")
        return found
    wanted = (
        Member.objects.in_roles(role) for role in (Role.COMMUNITY_OFFICER, Role.UNIT_SUPERVISOR)
    )
    for members in (*wanted, Member.objects.working()):
        if found := members.order_by("-division__is_unit", "pk").first():
            return found
    raise CannotRead("There is no serving member who could answer for the records. Add one first.")


def add_usual_arguments(parser: ArgumentParser) -> None:
    """Who answers for it, a trial, and JSON."""
    parser.add_argument("--by", default="", metavar="EMAIL", help="who answers for the records")
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would come in; write nothing"
    )
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")


def map_named(given: Path | None) -> Path:
    """The map the command was told. Raises CannotRead, saying what there is instead."""
    if given is None:
        raise CannotRead("Name a map by --map. --look shows how the file is read and what it has.")
    return given


def how_read(content: bytes) -> str:
    """How the file seems to be written, with its first rows and every guess: for `--look`."""
    return "\n".join(_how_read(content))


def _how_read(content: bytes) -> Iterator[str]:
    top = top_of(content, Layout())
    sample = sample_at(content, top)
    read = top.layout
    said = (
        {"sheet": read.sheet}
        if top.is_workbook
        else {
            "encoding": read.encoding or "utf-8",
            "delimiter": DELIMITERS.get(read.delimiter, read.delimiter),
        }
    )
    said["header"] = f"row {sample.header_row}" if sample.header_row else "none"
    for name, value in said.items():
        guess = (
            "  (a guess: look at the rows, then say it in the map)" if name in top.guessed else ""
        )
        yield f"{name:>10}: {value}{guess}"
    for place, name in enumerate(sample.header, start=1):
        cells = " · ".join(row[place - 1] for row in sample.rows if len(row) >= place)
        yield f"{place:>10}  {name or '(no name)'}: {cells[:MOST_SHOWN]}"


def told(tally: Tally, *, what: str, as_json: bool, dry_run: bool) -> str:
    """What the command prints."""
    if as_json:
        return json.dumps(tally.as_json(), ensure_ascii=False, indent=2)
    return "\n".join(_lines(tally, what, dry_run=dry_run))


def _lines(tally: Tally, what: str, *, dry_run: bool) -> Iterator[str]:
    yield f"{tally.read:,} read from {what}" + (" (nothing was written)" if dry_run else "")
    for name in ("new", "changed", "same", "repeated", "left_out"):
        yield f"{getattr(tally, name):>8,} {name.replace('_', ' ')}"
    yield f"{len(tally.refused):>8,} refused"
    for refusal in tally.refused:
        yield f"         row {refusal.row}: {refusal.reason}"
    yield from tally.remarks
    each = "Row" if tally.overlaps is None else "Feature"
    for note in tally.notes:
        yield f"{each} {note.row}, {note.name}: {note.note}"
    if (more := tally.note_count - len(tally.notes)) > 0:
        yield f"and {more:,} notes more"
    if tally.overlaps is not None:
        yield tally.overlap_words
    for pair in tally.overlaps or ():
        yield f"         {pair.a} and {pair.b}: {pair.percent} of the smaller one"
