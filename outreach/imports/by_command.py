"""What is brought in at the prompt is an import like any other: with a page, and in somebody's name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from audit.noting import note
from importing.cleaning import clean_line
from importing.tally import Tally
from outreach.models import ImportFile
from personnel.models import Member


@transaction.atomic
def brought_in(
    file: ImportFile,
    content: bytes,
    write: Callable[[ImportFile], Tally],
    *,
    by: Member,
    at: datetime,
    prepared_by: Member | None = None,
) -> Tally:
    """Write by `write`, and keep beside it what the file was and what became of its rows.

    `file` says kind, name, source and map; its content is not kept. One transaction.
    """
    file.name = clean_line(file.name)[:120] or "file"
    file.content, file.size = b"", len(content)
    file.sha256 = hashlib.sha256(content).hexdigest()
    file.by, file.uploaded_at = prepared_by or by, at
    file.started_by = by
    file.started_at = at
    file.save(force_insert=True)
    note("outreach.imports.by_command", file, by=by)
    tally = write(file)
    file.previewed = file.applied = tally.as_json()
    file.applied_at = at
    file.save(update_fields=["previewed", "applied", "applied_at"])
    return tally
