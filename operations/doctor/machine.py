"""Whether this installation does what it promises: its database, its disk, its workers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.utils import timezone

from jobs.models import Job
from operations import readiness
from operations.certificates import look
from operations.checks import fault_of_place
from operations.database_roles import excess_of_site
from operations.doctor.finding import Finding
from operations.workflows.drills import DrillFailed, place_of_drills

# What SQLite and PostgreSQL have to answer so that what was acknowledged survives a power cut.
PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
SHOWN = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


def stuck_jobs() -> Iterator[Finding]:
    now = timezone.now()
    for job in Job.objects.stuck_at(now):
        cure = "A worker takes it up by itself; start one if none runs."
        yield Finding("stuck jobs", f"The process that did job {job.pk} is gone.", cure, red=False)
    # What was asked for in common is looked at by `readiness.waiting_jobs`.
    alone = Job.objects.due_on(now).filter(for_asker_alone=True)
    for job in alone.filter(queued_at__lt=now - readiness.LONGEST_UNHEARD):
        cure = "Start a worker, or run: manage.py run_jobs --forever"
        yield Finding("stuck jobs", f"Job {job.pk} has waited too long.", cure, red=False)
    for job in Job.objects.dead():
        cure = "Its page says why and offers “Try again”."
        yield Finding("stuck jobs", f"Job {job.pk} was given up.", cure, red=False)


def database_options() -> Iterator[Finding]:
    """What the running database answers, whatever the settings ask for."""
    asked = PRAGMAS if connection.vendor == "sqlite" else SHOWN
    with connection.cursor() as cursor:
        for name, expected in asked.items():
            cursor.execute(f"{'PRAGMA' if connection.vendor == 'sqlite' else 'SHOW'} {name}")
            [found] = cursor.fetchone()
            if found != expected:
                yield Finding(
                    "database",
                    f"{name} is {found}, so a power cut could lose what was saved.",
                    f"Set it to {expected} in {_where()}.",
                )
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check(1)")
            [said] = cursor.fetchone()
            if said != "ok":
                cure = "Stop the site and restore the newest backup."
                yield Finding("database", f"SQLite finds its file damaged: {said}", cure)


def database_accounts() -> Iterator[Finding]:
    """The site, its restores and its drills never need more than to own a database."""
    if connection.vendor != "postgresql":
        return
    if excess := excess_of_site(dict(connection.settings_dict)):
        yield Finding(
            "accounts of the database",
            f"The account in DATABASE_URL {excess}.",
            "Let an account own the database that may do nothing else (docs/how-to/"
            "back-up-and-restore.md says how).",
        )
    try:
        place_of_drills()
    except DrillFailed as fault:
        yield Finding("accounts of the database", str(fault), "Then run: manage.py drill")


def _where() -> str:
    if connection.vendor == "sqlite":
        return "SQLITE_OPTIONS of config/settings.py"
    return "postgresql.conf"


def place_of_the_file() -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        return
    if fault := fault_of_place(Path(str(connection.settings_dict["NAME"]))):
        yield Finding("place", *fault)


def state() -> Iterator[Finding]:
    """What /readyz and the page “State of the system” look at, with words."""
    now = timezone.now()
    look(now)
    for name, check in readiness.ALL_CHECKS.items():
        if red := readiness.told(check, now):
            yield Finding(name, red.words, red.cure)
