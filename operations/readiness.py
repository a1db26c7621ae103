"""What a working installation needs, each asked by itself: green or red, with its cure.

`CHECKS` is read by /readyz, the page “State of the system” and `manage.py doctor`. A check takes
the moment, returns nothing when all is well, and raises Red with words otherwise; any other error
makes it red too.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models.functions import Coalesce
from django.db.utils import DatabaseError

from jobs.models import Job
from operations.certificates import days_left
from operations.models import Backup, Drill
from operations.versions import only_a_newer_one_has

# Below this much room, or this share of the disk, nothing big is safe to begin.
LEAST_ROOM = 500_000_000
LEAST_SHARE = 0.05
# A job nobody took for this long means that no worker is there.
LONGEST_UNHEARD = timedelta(minutes=15)
# Clocks further apart than this make leases and links end at the wrong time.
MOST_SKEW = timedelta(seconds=30)
# The certificate is renewed long before; after this day somebody has to look.
LEAST_DAYS_OF_CERTIFICATE = 14

Check = Callable[[datetime], None]


class Red(Exception):
    """What is wrong, and what to do about it."""

    def __init__(self, words: str, cure: str) -> None:
        super().__init__(words)
        self.words, self.cure = words, cure


def database(moment: datetime) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as away:
        raise Red(
            "The database does not answer.",
            "Start it, and look whether DATABASE_URL names it.",
        ) from away


def shared_cache(moment: datetime) -> None:
    word = token_hex(8)
    key = f"operations.readiness.{word}"
    try:
        cache.set(key, word, 30)
        same = cache.get(key) == word
        cache.delete(key)
    except Exception as away:  # whatever a cache's client can think of
        raise Red("The cache does not answer.", "Start Redis; REDIS_URL names it.") from away
    if getattr(cache, "is_away", False):
        raise Red("The cache does not answer.", "Start Redis; REDIS_URL names it.")
    if not same:
        raise Red("The cache forgets.", "Look whether Redis or the disk is full.")


def disk(moment: datetime) -> None:
    """Room where the records are and where the backups go."""
    for name, folder in (("DATA_DIR", settings.DATA_DIR), ("BACKUP_DIR", settings.BACKUP_DIR)):
        usage = shutil.disk_usage(_standing(Path(folder)))
        if usage.free < max(LEAST_ROOM, LEAST_SHARE * usage.total):
            raise Red(
                f"The disk of {name} is nearly full: {usage.free // 1_000_000} MB are left.",
                "Make room, or lower BACKUP_KEEP.",
            )


def _standing(folder: Path) -> Path:
    """`folder`, or what will hold it once it is made."""
    return next(one for one in (folder, *folder.parents) if one.exists())


def migrations(moment: datetime) -> None:
    executor = MigrationExecutor(connection)
    if only_a_newer_one_has(executor.loader.applied_migrations):
        raise Red(
            "The database was brought up to date by a newer version of Liaison.",
            "Start that version; an older one must not write here.",
        )
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Red("The tables are those of an older version.", "Run: manage.py migrate")


def waiting_jobs(moment: datetime) -> None:
    """Of what was asked for in common: that a document for one reader waits is told to nobody else,
    but by the doctor on the machine."""
    due_since = Coalesce("run_after", "queued_at")
    common = Job.objects.due_on(moment).filter(for_asker_alone=False)
    oldest = common.annotate(due_since=due_since).order_by("due_since").first()
    if oldest and moment - oldest.due_since > LONGEST_UNHEARD:
        raise Red(
            f"Work has waited for {_long(moment - oldest.due_since)}.",
            "Start a worker, or run: manage.py run_jobs --forever",
        )


def last_backup(moment: datetime) -> None:
    _proven(Backup, moment, "backup", "Run: manage.py backup")


def last_drill(moment: datetime) -> None:
    _proven(Drill, moment, "drill", "Run: manage.py drill")


def _proven(kind: type[Backup | Drill], moment: datetime, what: str, cure: str) -> None:
    last = kind.objects.ended().first()
    if last is None:
        raise Red(f"There is no {what} yet.", cure)
    if last.outcome == kind.Outcome.FAILED:
        raise Red(f"The last {what} failed: {last.reason}", cure)
    age = moment - last.begun_at
    if age > kind.TOO_OLD:
        raise Red(f"The last good {what} is {_long(age)} old.", cure)


def clock(moment: datetime) -> None:
    """The database's clock beside this process's; SQLite has only ours."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [there] = cursor.fetchone()
    skew = abs(there - moment)
    if skew > MOST_SKEW:
        raise Red(
            f"The clocks of the database and of this server are {_long(skew)} apart.",
            "Keep both by NTP.",
        )


def certificate(moment: datetime) -> None:
    """As it was when it was last looked at, once an hour; nothing is asked for here."""
    left = days_left()
    if left is not None and left < LEAST_DAYS_OF_CERTIFICATE:
        words = "has expired" if left < 0 else f"ends in {left} days"
        raise Red(f"The TLS certificate of the site {words}.", "Renew it, or start the proxy anew.")


def _long(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 48 * 60 else f"{minutes // 1440} days"


CHECKS: dict[str, Check] = {
    "database": database,
    "cache": shared_cache,
    "disk": disk,
    "migrations": migrations,
    "jobs": waiting_jobs,
    "backup": last_backup,
    "clock": clock,
    "certificate": certificate,
}
# For the page and the doctor: a drill that is late does not keep a site from being used.
ALL_CHECKS = CHECKS | {"drill": last_drill}


def looked_at(moment: datetime) -> dict[str, bool]:
    """Each of CHECKS by name, green or not."""
    return {name: told(check, moment) is None for name, check in CHECKS.items()}


def told(check: Check, moment: datetime) -> Red | None:
    """What makes the check red; None when it is green."""
    try:
        check(moment)
    except Red as red:
        return red
    except Exception as error:  # noqa: BLE001  a check that cannot be made is not green
        return Red(
            f"This could not be looked at ({type(error).__name__}).",
            "The database may be away; the log has more.",
        )
    return None
