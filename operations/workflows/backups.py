"""Making a backup: copied while others write, packed, proven against the living database."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from time import time

from django.conf import settings

from operations import archives, snapshots
from operations.digests import differences
from operations.models import Backup
from operations.postgres import ToolFailed
from operations.sealing import Unsealed, passphrase_in
from operations.snapshots import Snapshot

A_DAY = 24 * 60 * 60


class BackupFailed(Exception):
    """There is no new backup, and nothing is left of the attempt; says why."""


def make(backup: Backup, *, to: Path | None = None, passphrase: str = "") -> Path:
    """Write the archive and note how it came out. Raises BackupFailed; temporary files are gone.

    `to`: a folder instead of BACKUP_DIR; there, no older archive is removed.
    """
    folder = (to or Path(settings.BACKUP_DIR)).resolve()
    try:
        passphrase = passphrase or passphrase_in(settings.BACKUP_PASSPHRASE_FILE)
        made = _made(folder, backup.begun_at, passphrase)
    except (OSError, ToolFailed, Unsealed, BackupFailed) as fault:
        why = str(fault)
        backup.ended(why)
        raise BackupFailed(why) from fault
    except Exception as error:
        backup.ended(f"It stopped with an error ({type(error).__name__}); the log has more.")
        raise
    backup.name, backup.size = made.name, made.stat().st_size
    backup.sealed = bool(passphrase)
    backup.ended()
    if to is None:
        forget_older(folder, settings.BACKUP_KEEP)
    return made


def _made(folder: Path, at: datetime, passphrase: str) -> Path:
    with archives.scratch(folder) as making:
        snapshot = snapshots.taken(making)
        _compare(snapshot)
        media = Path(settings.MEDIA_ROOT)
        return archives.write(folder, making, snapshot, media, at, passphrase)


def _compare(snapshot: Snapshot) -> None:
    """The copy holds what the living database held. A dump is compared when it is restored."""
    if snapshot.vendor != "sqlite":
        return
    found = snapshots.content_of_sqlite(snapshot.file)
    if differs := differences(snapshot.tables, found):
        raise BackupFailed(f"The copy is not what the database held: {'; '.join(differs[:3])}.")


def forget_older(folder: Path, keep: int) -> list[str]:
    """Remove all but the newest `keep` archives; returns what is gone. One always stays.

    With them goes what a process that was killed left behind a day ago.
    """
    older = archives.kept_in(folder)[: -max(keep, 1)]
    for left_behind in folder.glob(f"{archives.UNFINISHED}*"):
        if time() - left_behind.stat().st_mtime > A_DAY:
            shutil.rmtree(left_behind, ignore_errors=True)
    for path in older:
        path.unlink()
    return [path.name for path in older]
