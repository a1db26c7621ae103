"""From an uploaded file to records, with a look in between.

A file is received, looked at (what would come in?) and then either brought in by a job or thrown
away. Its content goes when either has happened; what became of its rows stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from audit.noting import audited, note
from documents.spelling import folded
from importing.cleaning import clean_line
from importing.reading import CannotRead, refuse_foreign_text, refuse_size
from importing.tables import Layout
from importing.tally import Tally
from importing.toml_maps import written_map
from importing.workbooks import is_workbook
from jobs import queue
from jobs.models import Job
from jobs.running import Hopeless, Lease
from outreach.imports import looking
from outreach.imports.concern_looking import GOES_BY
from outreach.imports.concern_records import bring_in
from outreach.imports.concerns import read_concerns
from outreach.imports.file_tops import sample_under
from outreach.imports.group_files import looks_like_features, refuse_foreign
from outreach.imports.groups import bring_in_groups, read_groups
from outreach.imports.permissions import (
    may_change_import,
    may_discard_import,
    may_prepare_import,
    may_start_import,
)
from outreach.imports.samples import map_of, without_rows
from outreach.imports.workflows import batches
from outreach.models import ImportFile
from personnel.models import Member
from personnel.notices import overtaken_under
from records.history import StepRefused

TASK = "outreach.tasks.import_file"
# What nobody has brought in by then was only tried out.
LEFT_LYING = timedelta(days=7)

Kind, Step = ImportFile.Kind, ImportFile.Step


def receive(file: ImportFile, content: bytes, *, by: Member, at: datetime) -> ImportFile:
    """Keep an uploaded file and have a job look at it; here it is only known by its beginning.

    `file` holds what the form asked: kind, name, source, map. Raises CannotRead, and then keeps
    nothing.
    """
    may_prepare_import(by).require()
    file.by, file.uploaded_at = by, at
    may_change_import(by, file).require()
    file.name = clean_line(file.name)[:120] or "file"
    file.content, file.size = content, len(content)
    file.sha256 = hashlib.sha256(content).hexdigest()
    refuse_size(len(content))
    if file.kind == Kind.GROUPS:
        _receive_groups(file, content)
    else:
        _receive_concerns(file, content)
    with transaction.atomic():
        forget(at)
        file.save(force_insert=True)
        note("outreach.imports.files.receive", file, by=by)
        looking.ask(file, by=by)
    return file


def _receive_groups(file: ImportFile, content: bytes) -> None:
    file.source = file.source or file.name[:60]
    refuse_foreign(content)
    if file.map_text and (group_map := looking.group_map_of(file)):
        file.source = group_map.source.name or file.source


def _receive_concerns(file: ImportFile, content: bytes) -> None:
    if looks_like_features(content):
        raise CannotRead("This is GeoJSON, which holds groups. Choose groups above.")
    if not is_workbook(content):
        refuse_foreign_text(content)
    file.step = Step.COUNTS if file.map_text else Step.READING
    if file.map_text:
        source = map_of(file).source
        file.source = source.name
        _take_layout(file, source.layout)


def _take_layout(file: ImportFile, layout: Layout) -> None:
    file.encoding, file.delimiter = layout.encoding, layout.delimiter
    file.header, file.sheet = layout.header_word, layout.sheet


def forget(at: datetime) -> int:
    """Delete what was uploaded and left lying, its content with it; returns how many files."""
    return ImportFile.objects.forgotten_on(at - LEFT_LYING).delete()[0]


def take_reading(file: ImportFile, layout: Layout, *, by: Member) -> None:
    """Read the file so from now on: a person has looked at its first rows. Raises CannotRead.

    A map that was made goes on where its columns are still there; else they are asked about.
    """
    may_change_import(by, file).require()
    there = {folded(name) for name in sample_under(file, layout).header}
    _take_layout(file, layout)
    file.sample = file.words = None
    if file.map_text:
        concern_map = map_of(file).read_by(layout)
        file.map_text = written_map(concern_map)
        still = {folded(name) for name in concern_map.columns_named()} <= there
        file.step = Step.COUNTS if still and file.step == Step.COUNTS else Step.COLUMNS
    else:
        file.step = Step.COLUMNS
    _save_step(file, by)


def take_sheet(file: ImportFile, sheet: str, *, by: Member) -> None:
    """Look at another sheet of the workbook; its first rows are shown before anything goes on."""
    may_change_import(by, file).require()
    file.sheet, file.step = sheet, Step.READING
    file.top = file.sample = file.words = None
    _save_step(file, by)


def take_map(file: ImportFile, concern_map_text: str, *, by: Member) -> None:
    """Read the file by this map from now on, and count anew. Raises CannotRead, StepRefused."""
    _take_map(file, concern_map_text, Step.COUNTS, by)


def begin_map(file: ImportFile, concern_map_text: str, *, by: Member) -> None:
    """Keep a map that does not say yet what the words of the category's column stand for."""
    file.words = None
    _take_map(file, concern_map_text, Step.WORDS, by)


def _take_map(file: ImportFile, concern_map_text: str, step: ImportFile.Step, by: Member) -> None:
    may_change_import(by, file).require()
    file.map_text, file.step = concern_map_text, step
    file.source = map_of(file).source.name
    _save_step(file, by)


@transaction.atomic
def _save_step(file: ImportFile, by: Member) -> None:
    """What was said is kept, and a job looks at the file anew."""
    # Whoever was asked to approve it was asked about something else.
    file.asked_at = file.decide_by = file.previewed = None
    found = ("top", "sample", "words", "previewed")
    _save_unstarted(file, *GOES_BY, *found, "source", "asked_at", "decide_by")
    overtaken_under(f"import:{file.pk}", at=timezone.now())
    note("outreach.imports.files.take_map", file, by=by)
    looking.ask(file, by=by)


def _save_unstarted(file: ImportFile, *fields: str) -> None:
    facts = {name: getattr(file, name) for name in fields}
    if not ImportFile.objects.filter(pk=file.pk, started_at=None).update(**facts):
        raise StepRefused("This file is being brought in, or was. Nothing was changed.")


@audited("outreach.imports.files.start")
def start(file: ImportFile, *, by: Member, at: datetime, seen: str = "") -> Job:
    """Have the file brought in by a job; for a file that was to be approved, that is the approval.

    `seen` is the mark of what whoever approves it has looked at. Raises StepRefused when that is
    not what would come in any more, or when the import has been asked for already.
    """
    may_start_import(by, file).require()
    if by.pk != file.by_id and seen != file.mark:
        raise StepRefused(batches.GONE_ON)
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


@audited("outreach.imports.files.discard")
def discard(file: ImportFile, *, by: Member) -> None:
    """Throw away a file that was only looked at. Raises StepRefused when it was started."""
    may_discard_import(by, file).require()
    key = file.pk
    if not ImportFile.objects.filter(pk=key, started_at=None).delete()[0]:
        raise StepRefused("This file is being brought in, or was. It cannot be discarded.")
    overtaken_under(f"import:{key}", at=timezone.now())


def carry_out(lease: Lease) -> None:
    """The job: read the file, then write everything and the job's end in one transaction."""
    file = ImportFile.objects.select_related("by", "started_by").get(pk=lease.job.argument)
    now = timezone.now()
    try:
        looking.refuse_another(file)
        write = _read(file, now, lambda done: lease.progress(done, "Reading"))
    except CannotRead as problem:
        raise Hopeless(str(problem)) from problem
    lease.progress(lease.job.progress_total, "Writing")
    with lease.publishing():
        applied = write().as_json()
        facts = {"applied": applied, "applied_at": now, "content": b""}
        facts |= {"sample": without_rows(file.sample), "top": None, "words": None}
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
        return lambda: bring_in_groups(groups, by=by, at=at, batch=file)
    concerns = read_concerns(content, map_of(file), at=at, progress=progress)
    prepared_by = file.by if file.is_approved else None
    return lambda: bring_in(concerns, by=by, at=at, prepared_by=prepared_by, batch=file)
