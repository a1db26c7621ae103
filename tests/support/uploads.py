"""Uploaded files after the jobs that look at them."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from jobs.running import NotDone, run_now
from outreach.imports import files
from outreach.models import ImportFile
from personnel.models import Member


def looked_at(file: ImportFile) -> ImportFile:
    """The file after the job that looks at it, if it has one."""
    if file.look and not file.look.is_finished:
        with suppress(NotDone):
            run_now(file.look)
        file.refresh_from_db()
    return file


def received(file: ImportFile, content: bytes, *, by: Member, at: datetime) -> ImportFile:
    """The file as it was uploaded, and looked at."""
    return looked_at(files.receive(file, content, by=by, at=at))
