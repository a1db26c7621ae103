"""From an uploaded file to records, with a look in between.

A file is received, looked at (what would come in?) and then either brought in by a job or thrown
away. Its content goes when either has happened; what became of its rows stays.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Self

from django.db import transaction
from django.utils import timezone

from audit.noting import audited, note
from documents.spelling import folded
from jobs import queue
from jobs.models import Job
from jobs.running import Hopeless, Lease
from outreach.imports import looking
from outreach.imports.cleaning import as_typed, clean_line, plain_line
from outreach.imports.concern_records import bring_in, preview
from outreach.imports.concerns import read_concerns
from outreach.imports.dates import said_like
from outreach.imports.group_files import looks_like_features, refuse_foreign
from outreach.imports.groups import bring_in_groups, read_groups
from outreach.imports.maps import ConcernMap, read_map
from outreach.imports.reading import CannotRead
from outreach.imports.tables import Layout, Table, open_table, refuse_one_column
from outreach.imports.tally import Tally
from outreach.models import ImportFile
from outreach.permissions import may_change_import, may_prepare_import, may_start_import
from outreach.workflows import batches
from personnel.history import StepRefused
from personnel.models import Member
from personnel.notices import overtaken_under
from personnel.roles import Role

TASK = "outreach.tasks.import_file"
# What nobody has brought in by then was only tried out.
LEFT_LYING = timedelta(days=7)
SAMPLE_ROWS = 5
MOST_VALUES = 200

Kind = ImportFile.Kind
FIELD_WORDS = {
    "external_id": "Number",
    "logged_on": "Date",
    "time": "Time",
    "category": "Category",
    "summary": "Summary",
    "said": "What was said",
    "place": "Place",
    "nature": "Nature",
    "channel": "How it was heard",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "settled_on": "Date it was settled",
}


@dataclass(frozen=True)
class Sample:
    """The header and the first rows of a CSV file, for whoever says what its columns are."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def columns(self) -> list[str]:
        """The columns a map can name: those with a name of their own."""
        return [name for name in self.header if name and self.header.count(name) == 1]

    def as_json(self) -> dict[str, Any]:
        return {"header": list(self.header), "rows": [list(row) for row in self.rows]}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(tuple(stored["header"]), tuple(tuple(row) for row in stored["rows"]))

    def cells_of(self, column: str) -> list[str]:
        place = self.header.index(column)
        return [row[place] for row in self.rows if len(row) > place and row[place]]


def receive(file: ImportFile, content: bytes, *, by: Member, at: datetime) -> ImportFile:
    """Keep an uploaded file, with the tally there would be if enough is known to tell.

    `file` holds what the form asked: kind, name, source, map or encoding and delimiter. Raises
    CannotRead, and then keeps nothing.
    """
    may_prepare_import(by).require()
    file.by, file.uploaded_at = by, at
    may_change_import(by, file).require()
    file.name = clean_line(file.name)[:120] or "file"
    file.content, file.size = content, len(content)
    file.sha256 = hashlib.sha256(content).hexdigest()
    if file.kind == Kind.GROUPS:
        file.source = file.source or file.name[:60]
        refuse_foreign(content)
        if file.map_text and (group_map := looking.group_map_of(file)):
            file.source = group_map.source.name or file.source
    elif file.map_text:
        file.source = map_of(file).source.name
    elif looks_like_features(content):
        raise CannotRead("This is GeoJSON, which holds groups. Choose groups above.")
    if file.kind == Kind.CONCERNS:
        _look_at(file, at)
    with transaction.atomic():
        ImportFile.objects.forgotten_on(at - LEFT_LYING).delete()
        file.save(force_insert=True)
        note("outreach.imports.files.receive", file, by=by)
        if file.kind == Kind.GROUPS:
            looking.ask(file, by=by)
    return file


def _look_at(file: ImportFile, at: datetime) -> None:
    """Keep its first rows, and what would come in once enough is known. Raises CannotRead."""
    file.sample = sample_of(file).as_json()
    file.previewed = None if file.needs_map else tally_of(file, at=at).as_json()


def take_map(file: ImportFile, concern_map_text: str, *, by: Member, at: datetime) -> None:
    """Read the file by this map from now on, and tally it anew. Raises CannotRead, StepRefused."""
    may_change_import(by, file).require()
    file.map_text = concern_map_text
    file.source = map_of(file).source.name
    _look_at(file, at)
    _save_map(file, by)


def begin_map(file: ImportFile, concern_map_text: str, *, by: Member) -> None:
    """Keep a map that does not say yet what the words of the category's column stand for."""
    may_change_import(by, file).require()
    file.map_text, file.previewed = concern_map_text, None
    file.source = map_of(file).source.name
    file.sample = sample_of(file).as_json()
    _save_map(file, by)


@transaction.atomic
def _save_map(file: ImportFile, by: Member) -> None:
    """A file is read before this, which takes its time; nobody waits for it to write."""
    # Whoever was asked to approve it was asked about something else.
    file.asked_at = file.decide_by = None
    _save_unstarted(file, "map_text", "source", "previewed", "sample", "asked_at", "decide_by")
    overtaken_under(f"import:{file.pk}", at=timezone.now())
    note("outreach.imports.files.take_map", file, by=by)


def _save_unstarted(file: ImportFile, *fields: str) -> None:
    facts = {name: getattr(file, name) for name in fields}
    if not ImportFile.objects.filter(pk=file.pk, started_at=None).update(**facts):
        raise StepRefused("This file is being brought in, or was. Nothing was changed.")


def map_of(file: ImportFile) -> ConcernMap:
    return read_map(file.map_text, "the map")


def sample_of(file: ImportFile) -> Sample:
    """What the file looks like. Raises CannotRead."""
    table = _table_of(file)
    refuse_one_column(table, file.delimiter)
    width = len(table.header)
    first = (tuple(clean_line(cell)[:200] for cell in row.cells[:width]) for row in table.rows)
    return Sample(table.header, tuple(islice(first, SAMPLE_ROWS)))


@dataclass(frozen=True)
class Shown:
    """A column of the sample: its name, what it is taken for (if anything), and its first cells."""

    name: str
    taken_for: str
    cells: tuple[str, ...]


def taken_for(file: ImportFile) -> list[Shown]:
    """The sample's columns with what each is taken for, those that are used first."""
    if not file.sample:
        return []
    sample = Sample.from_json(file.sample)
    meant = _meanings(file, sample.header)
    shown = [
        Shown(
            name, meant.get(place, ""), tuple(row[place] for row in sample.rows if place < len(row))
        )
        for place, name in enumerate(sample.header)
    ]
    return sorted(shown, key=lambda column: not column.taken_for)


def _meanings(file: ImportFile, header: tuple[str, ...]) -> dict[int, str]:
    """What the column at each place is taken for, in words; nothing before there is a map."""
    if not file.map_text:
        return {}
    concern_map = map_of(file)
    places = concern_map.places_in(header)
    meant: dict[int, list[str]] = {}
    for field, column in concern_map.columns:
        for name in column.named if column else ():
            forms = getattr(column, "forms", ())
            like = f", like {said_like(forms)}" if forms else ""
            meant.setdefault(places[name], []).append(FIELD_WORDS.get(field, field) + like)
    for name in concern_map.only:
        meant.setdefault(places[name], []).append("which rows come in")
    return {place: "; ".join(words) for place, words in meant.items()}


def _table_of(file: ImportFile) -> Table:
    """The table in the file, as its map says or, before there is one, the upload form."""
    if file.map_text:
        concern_map = map_of(file)
        layout, wanted = concern_map.source.layout, concern_map.columns_named()
        return open_table(bytes(file.content), layout, wanted=wanted)
    return open_table(bytes(file.content), Layout(encoding=file.encoding, delimiter=file.delimiter))


def values_in(file: ImportFile, column: str) -> list[tuple[str, int]]:
    """The words that stand in a column with how often, the most frequent first.

    A word counts once, however it is spelled; it is shown as it stands first.
    """
    table = _table_of(file)
    place = map_of(file).places_in(table.header)[column]
    counted: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for row in table.rows:
        if len(row.cells) > place and (word := plain_line(as_typed(row.cells[place]))):
            shown.setdefault(folded(word), word)
            counted[folded(word)] += 1
    return [(shown[word], count) for word, count in counted.most_common(MOST_VALUES + 1)]


def tally_of(file: ImportFile, *, at: datetime) -> Tally:
    """What would come in. Raises CannotRead."""
    content = bytes(file.content)
    return preview(read_concerns(content, map_of(file), at=at), importer=_acting(file))


def _acting(file: ImportFile) -> Member | None:
    """In whose name its steps would be taken, as far as it is known; an analyst takes none."""
    return None if file.by.role == Role.ANALYST else file.by


@audited
def start(file: ImportFile, *, by: Member, at: datetime) -> Job:
    """Have the file brought in by a job; for a file that was to be approved, that is the approval.

    Raises StepRefused when that has been asked already.
    """
    may_start_import(by, file).require()
    if file.previewed is None:
        raise StepRefused("Nobody has looked yet at what would come in.")
    job = queue.request(
        TASK,
        key=f"outreach.import:{file.pk}",
        argument=file.pk,
        subject=f"Import of {file.name}",
        by=by,
        total=file.previewed["read"],
    )
    file.started_by, file.started_at, file.job = by, at, job
    _save_unstarted(file, "started_by", "started_at", "job")
    overtaken_under(f"import:{file.pk}", at=at)
    return job


@audited
def discard(file: ImportFile, *, by: Member) -> None:
    """Throw away a file that was only looked at. Raises StepRefused when it was started."""
    may_change_import(by, file).require()
    key = file.pk
    if not ImportFile.objects.filter(pk=key, started_at=None).delete()[0]:
        raise StepRefused("This file is being brought in, or was. It cannot be discarded.")
    overtaken_under(f"import:{key}", at=timezone.now())


def carry_out(lease: Lease) -> None:
    """The job: read the file, then write everything and the job's end in one transaction."""
    file = ImportFile.objects.select_related("by", "started_by").get(pk=lease.job.argument)
    now = timezone.now()
    try:
        write = _read(file, now, lambda done: lease.progress(done, "Reading"))
    except CannotRead as problem:
        raise Hopeless(str(problem)) from problem
    lease.progress(lease.job.progress_total, "Writing")
    with lease.publishing():
        applied = write().as_json()
        facts = {"applied": applied, "applied_at": now, "content": b"", "sample": None}
        ImportFile.objects.filter(pk=file.pk).update(**facts)
        file.applied, file.applied_at = applied, now
        batches.tell_of(file, at=now)


def _read(file: ImportFile, at: datetime, progress: Callable[[int], None]) -> Callable[[], Tally]:
    """Read the whole file; what is returned writes it."""
    content, by = bytes(file.content), file.started_by
    if by is None:
        raise CannotRead("Nobody has asked for this import.")
    if file.kind == Kind.GROUPS:
        group_map = looking.group_map_of(file)
        groups = read_groups(content, source=file.source, group_map=group_map, progress=progress)
        return lambda: bring_in_groups(groups, by=by, at=at)
    concerns = read_concerns(content, map_of(file), at=at, progress=progress)
    prepared_by = file.by if file.is_approved else None
    return lambda: bring_in(concerns, by=by, at=at, prepared_by=prepared_by, batch=file)
