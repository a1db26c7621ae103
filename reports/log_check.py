"""The whole audit log against every head of it that stands outside: in issued reports, in files
beside the backups, on paper. One check for the command and for the doctor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from audit import heads
from audit.heads import Head
from audit.models import Entry
from audit.verifying import BadEntry, Checked, verify
from personnel.models import Member
from reports.models import Report

EMPTIED = BadEntry(1, "is missing: there are members here, and the log is empty")


def check(on_paper: Iterable[tuple[str, Head]] = ()) -> Checked:
    """Read the log once. Nobody has an account without an entry, so an empty log was emptied."""
    checked = verify([*known_heads(), *on_paper])
    if not checked.wrong and not Entry.objects.exists() and Member.objects.exists():
        return replace(checked, wrong=(EMPTIED,))
    return checked


def known_heads() -> list[tuple[str, Head]]:
    """(where, head) of all that this machine can read by itself."""
    return [*heads_of_reports(), *heads.kept()]


def heads_of_reports() -> list[tuple[str, Head]]:
    """What the stored reports print. Whoever can rewrite the log can rewrite these; paper stays."""
    issued = Report.objects.exclude(audit_head="").values_list("number", "revision", "audit_head")
    return [
        (f"report {number}, revision {revision}", Head.parse(head))
        for number, revision, head in issued
    ]
