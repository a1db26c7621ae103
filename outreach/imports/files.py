"""From an uploaded file to records, with a look in between.

A file is received, looked at (what would come in?) and then either brought in by a job or thrown
away. Its content goes when either has happened; what became of its rows stays.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

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
from outreach.imports.group_files import looks_like_features, refuse_foreign
from outreach.imports.groups import bring_in_groups, read_groups
from outreach.imports.maps import ConcernMap, read_map
from outreach.imports.reading import CannotRead
from outreach.imports.tables import Layout, Table, open_table
from outreach.imports.tally import Tally
from outreach.models import ImportFile
from outreach.permissions import may_import
from personnel.history import StepRefused
from personnel.models import Member

TASK = "outreach.tasks.import_file"
# What nobody has brought in by then was only tried out.
LEFT_LYING = timedelta(days=7)
SAMPLE_ROWS = 5
MOST_VALUES = 200

Kind = ImportFile.Kind


@dataclass(frozen=True)
class Sample:
    """The header and the first rows of a CSV file, for whoever says what its columns are."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def columns(self) -> list[str]:
        """The columns a map can name: those with a name of their own."""
        return [name for name in self.header if name and self.header.count(name) == 1]

    def cells_of(self, column: str) -> list[str]:
        place = self.header.index(column)
        return [row[place] for row in self.rows if len(row) > place and row[place]]


def receive(file: ImportFile, content: bytes, *, by: Member, at: datetime) -> ImportFile:
    """Keep an uploaded file, with the tally there would be if enough is known to tell.

    `file` holds what the form asked: kind, name, source, map or encoding and delimiter. Raises
    CannotRead, and then keeps nothing.
    """
    may_import(by).require()
    file.name = clean_line(file.name)[:120] or "file"
    file.content, file.size = content, len(content)
    file.sha256 = hashlib.sha256(content).hexdigest()
    file.by, file.uploaded_at = by, at
    if file.kind == Kind.GROUPS:
        file.source = file.source or file.name[:60]
        refuse_foreign(content)
        if file.map_text and (group_map := looking.group_map_of(file)):
            file.source = group_map.source.name or file.source
    elif file.map_text:
        file.source = map_of(file).source.name
    elif looks_like_features(content):
        raise CannotRead("This is GeoJSON, which holds groups. Choose groups above.")
    if file.needs_map:
        sample_of(file)
    elif file.kind != Kind.GROUPS:
        file.previewed = tally_of(file, at=at).as_json()
    with transaction.atomic():
        ImportFile.objects.forgotten_on(at - LEFT_LYING).delete()
        file.save(force_insert=True)
        note("outreach.imports.files.receive", file, by=by)
        if file.kind == Kind.GROUPS:
            looking.ask(file, by=by)
    return file


def take_map(file: ImportFile, concern_map_text: str, *, by: Member, at: datetime) -> None:
    """Read the file by this map from now on, and tally it anew. Raises CannotRead, StepRefused."""
    may_import(by).require()
    file.map_text = concern_map_text
    file.source = map_of(file).source.name
    file.previewed = tally_of(file, at=at).as_json()
    _save_map(file, by)


def begin_map(file: ImportFile, concern_map_text: str, *, by: Member) -> None:
    """Keep a map that does not say yet what the words of the category's column stand for."""
    may_import(by).require()
    file.map_text, file.previewed = concern_map_text, None
    file.source = map_of(file).source.name
    _save_map(file, by)


@transaction.atomic
def _save_map(file: ImportFile, by: Member) -> None:
    """A file is read before this, which takes its time; nobody waits for it to write."""
    _save_unstarted(file, "map_text", "source", "previewed")
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
    width = len(table.header)
    first = (tuple(clean_line(cell)[:200] for cell in row.cells[:width]) for row in table.rows)
    return Sample(table.header, tuple(islice(first, SAMPLE_ROWS)))


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
    return preview(read_concerns(content, map_of(file), at=at))


@audited
def start(file: ImportFile, *, by: Member, at: datetime) -> Job:
    """Have the file brought in by a job. Raises StepRefused when that has been asked already."""
    may_import(by).require()
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
    return job


@audited
def discard(file: ImportFile, *, by: Member) -> None:
    """Throw away a file that was only looked at. Raises StepRefused when it was started."""
    may_import(by).require()
    if not ImportFile.objects.filter(pk=file.pk, started_at=None).delete()[0]:
        raise StepRefused("This file is being brought in, or was. It cannot be thrown away.")


def carry_out(lease: Lease) -> None:
    """The job: read the file, then write everything and the job's end in one transaction."""
    file = ImportFile.objects.select_related("started_by").get(pk=lease.job.argument)
    now = timezone.now()
    try:
        write = _read(file, now, lambda done: lease.progress(done, "Reading"))
    except CannotRead as problem:
        raise Hopeless(str(problem)) from problem
    lease.progress(lease.job.progress_total, "Writing")
    with lease.publishing():
        applied = write().as_json()
        ImportFile.objects.filter(pk=file.pk).update(applied=applied, applied_at=now, content=b"")


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
    return lambda: bring_in(concerns, by=by, at=at)
