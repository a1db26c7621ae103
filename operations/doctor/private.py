"""Whether other accounts of this machine may read what is written here, and whether pages have
their files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from config.private import closed, is_open, is_shared, open_below
from operations.doctor.finding import Finding
from operations.static_files import uncollected

MEND = "Run: manage.py doctor --mend"


def own_folders() -> list[Path]:
    """Where this installation keeps records, whoever made the folders."""
    folders = [Path(settings.DATA_DIR), Path(settings.BACKUP_DIR), Path(settings.MEDIA_ROOT)]
    if connection.vendor == "sqlite":
        folders.append(Path(str(connection.settings_dict["NAME"])).parent)
    return [one for one in dict.fromkeys(folders) if one.is_dir() and not is_shared(one)]


def secrets() -> list[Path]:
    """Files that hold a secret and stand elsewhere."""
    named = (
        settings.BASE_DIR / ".env",
        settings.BACKUP_PASSPHRASE_FILE,
        settings.BACKUP_IDENTITY_FILE,
    )
    return [Path(one) for one in named if one and Path(one).is_file()]


def open_paths() -> list[Path]:
    """What others may read or write. The site's static files are for everybody anyway."""
    below = (path for folder in own_folders() for path in open_below(folder))
    public = Path(settings.STATIC_ROOT)
    records = [path for path in below if not path.is_relative_to(public)]
    return list(dict.fromkeys(records + [one for one in secrets() if is_open(one)]))


def open_to_others() -> Iterator[Finding]:
    if found := open_paths():
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        yield Finding("modes", f"Other accounts of this machine may use {found[0]}{more}.", MEND)


def mend() -> list[Path]:
    """Close everything that is open; returns what this account may not close."""
    return [path for path in open_paths() if not closed(path)]


def mails_of_before() -> Iterator[Finding]:
    """Versions before wrote what they could not mail to a folder, links that set a password too."""
    folder = Path(settings.DATA_DIR) / "mail"
    if not settings.DEMO and folder.is_dir() and any(folder.iterdir()):
        yield Finding(
            "mail", f"{folder} holds mails of an earlier version.", "Remove it.", red=False
        )


def static_files() -> Iterator[Finding]:
    if missing := uncollected():
        words = f"The pages lack {missing[0]} and {len(missing) - 1} more files."
        yield Finding("static files", words, "Run: manage.py collectstatic --noinput")
