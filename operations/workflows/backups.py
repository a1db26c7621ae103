"""Making a backup: copied while others write, packed, proven against the living database."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from time import time

from django.conf import settings

from operations import archives, snapshots
from operations.digests import differences
from operations.keys import Keys, Unsealed, keys_of_this_place
from operations.models import Backup
from operations.postgres import ToolFailed
from operations.snapshots import Snapshot

A_DAY = 24 * 60 * 60


class BackupFailed(Exception):
    """There is no new backup, and nothing is left of the attempt; says why."""


def make(backup: Backup, *, to: Path | None = None, keys: Keys | None = None) -> Path:
    """Write the archive and note how it came out. Raises BackupFailed; temporary files are gone.

    `to`: a folder instead of BACKUP_DIR; there, no older archive is removed. `keys`: in place of
    those the settings name.
    """
    folder = (to or Path(settings.BACKUP_DIR)).resolve()
    try:
        keys = keys or keys_of_this_place()
        made = _made(folder, backup.begun_at, keys)
    except (OSError, ToolFailed, Unsealed, BackupFailed) as fault:
        why = str(fault)
        backup.ended(why)
        raise BackupFailed(why) from fault
    except Exception as error:
        backup.ended(f"It stopped with an error ({type(error).__name__}); the log has more.")
        raise
    backup.name, backup.size = made.name, made.stat().st_size
    backup.sealed = keys.seals
    backup.ended()
    if to is None:
        forget_older(folder, settings.BACKUP_KEEP)
    return made


def _made(folder: Path, at: datetime, keys: Keys) -> Path:
    """The plain copy stands in DATA_DIR alone; the folder of backups may be somebody else's disk."""
    with archives.scratch(Path(settings.DATA_DIR)) as copied, archives.scratch(folder) as making:
        snapshot = snapshots.taken(copied)
        _compare(snapshot)
        media = Path(settings.MEDIA_ROOT)
        return archives.write(folder, making, snapshot, media, at, keys)


def _compare(snapshot: Snapshot) -> None:
    """The copy holds what the living database held. A dump is compared when it is restored."""
    if snapshot.vendor != "sqlite":
        return
    found = snapshots.content_of_sqlite(snapshot.file)
    if differs := differences(snapshot.tables, found):
        raise BackupFailed(f"The copy is not what the database held: {'; '.join(differs[:3])}.")


def forget_older(folder: Path, keep: int) -> list[str]:
    """Remove all but the newest `keep` archives that were made here; returns what is gone. One
    always stays. A file somebody else put there neither counts nor goes: it could push ours out.

    With them goes what a process that was killed left behind a day ago.
    """
    made = set(Backup.objects.good().values_list("name", flat=True))
    ours = sorted(path for path in folder.glob("liaison-*.tar*") if path.name in made)
    for place in (folder, Path(settings.DATA_DIR)):
        for left_behind in place.glob(f"{archives.UNFINISHED}*"):
            if time() - left_behind.stat().st_mtime > A_DAY:
                shutil.rmtree(left_behind, ignore_errors=True)
    older = ours[: -max(keep, 1)]
    for path in older:
        path.unlink()
    return [path.name for path in older]
