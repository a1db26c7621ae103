"""What Liaison writes is for the account that runs it: folders of mode 700, files of mode 600.

Every way of starting sets umask 077 as its first line (manage.py, config/wsgi.py, config/celery.py,
config/gunicorn.py, scripts/); this mends what was made before, or by somebody else.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

FOLDER, FILE = 0o700, 0o600
OTHERS = 0o077
# Beside the database SQLite keeps its log and its index of it.
WITH_THE_DATABASE = ("", "-wal", "-shm", "-journal")
# Folders of the whole machine: to close one of them would stop everything else on it.
SHARED = frozenset(
    map(Path, ("/", "/etc", "/home", "/mnt", "/opt", "/srv", "/usr", "/var", "/run"))
)


def is_shared(folder: Path) -> bool:
    """Whether others keep their files in this folder too: it is never closed, and never DATA_DIR."""
    return folder in SHARED or bool(folder.stat().st_mode & stat.S_ISVTX)


def is_open(path: Path) -> bool:
    """Whether any other account may read, write or enter `path`."""
    return bool(path.lstat().st_mode & OTHERS)


def closed(path: Path) -> bool:
    """Take away what other accounts may do with `path`; False where this account may not do so."""
    try:
        path.chmod(FOLDER if path.is_dir() else FILE)
    except OSError:
        return False
    return not is_open(path)


def open_below(folder: Path) -> Iterator[Path]:
    """`folder` and what lies in it, where others may do something. Links are not followed."""
    if not folder.is_dir() or folder.is_symlink():
        return
    if is_open(folder):
        yield folder
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(place, name)
            if not path.is_symlink() and is_open(path):
                yield path


def close_at_start(*folders: Path, database: Path | None = None) -> None:
    """What every start mends, at the cost of a few looks: a closed folder closes what is in it."""
    for folder in folders:
        if folder.is_dir() and is_open(folder) and not is_shared(folder):
            closed(folder)
    if database:
        for ending in WITH_THE_DATABASE:
            file = database.with_name(database.name + ending)
            if file.is_file() and is_open(file):
                closed(file)
