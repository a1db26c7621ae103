"""Whether the audit log is what was written, and whether its heads are kept outside the database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from audit import heads
from audit.models import Entry
from operations.doctor.finding import Finding
from reports.log_check import check

CURE = (
    "Compare with a backup made before, and find out who changed it. After a restore: set SECRET_KEY "
    "to the one of that time, or put it into SECRET_KEY_FALLBACKS, and say that the log ends earlier "
    "by manage.py accept_audit_log."
)
# The sealer keeps a head each minute in which something was noted.
SOON = timedelta(minutes=30)


def audit_log() -> Iterator[Finding]:
    """What in the audit log is not what was written."""
    for bad in check().wrong:
        yield Finding("audit log", f"{bad}.", CURE)


def heads_outside() -> Iterator[Finding]:
    """A log whose heads nobody keeps could be cut without a trace by whoever has the database."""
    known = heads.folders()
    if not any(os.access(_nearest(folder), os.W_OK) for folder in known):
        yield Finding(
            "audit log",
            "Its heads cannot be written outside the database.",
            f"Give Liaison's account the folder {known[0]}.",
        )
    sealed = Entry.objects.sealed().filter(at__lt=timezone.now() - SOON)
    if sealed.exists() and not heads.kept():
        yield Finding(
            "audit log",
            "No head of it is kept outside the database yet.",
            "The next entry brings one. If there was one before, somebody took the files away: see "
            f"{known[0]}.",
            red=False,
        )


def _nearest(folder: object) -> str:
    """The folder itself, or what it would be made in."""
    path = str(folder)
    while not os.path.exists(path):
        path = os.path.dirname(path)
    return path
