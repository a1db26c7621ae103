"""SQLite's options, the place of its file, the keys of backups: asked by Django before a command
begins (`manage.py check`). What the settings alone tell is refused earlier, in `config/starting.py`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from operations.keys import Unsealed, keys_of_this_place
from operations.places import is_writable, network_file_system

OPTIONS_CURE = "Take the OPTIONS of config/settings.py (SQLITE_OPTIONS) as they are."


@register()
def sqlite_is_safe(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Without these options SQLite loses writes when two people save at once."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        return []
    options = database.get("OPTIONS", {})
    begun = str(options.get("init_command", "")).replace(" ", "").upper()
    missing = [
        words
        for words, stands in (
            ("transaction_mode IMMEDIATE", options.get("transaction_mode") == "IMMEDIATE"),
            ("timeout of 20 seconds or more", options.get("timeout", 0) >= 20),
            ("journal_mode WAL", "JOURNAL_MODE=WAL" in begun),
            ("synchronous FULL", "SYNCHRONOUS=FULL" in begun),
        )
        if not stands
    ]
    if not missing:
        return []
    return [Error(f"SQLite lacks {', '.join(missing)}.", hint=OPTIONS_CURE, id="liaison.E001")]


@register()
def sqlite_has_a_safe_place(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """SQLite's locks do not hold on a network file system, and it writes beside its file."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        return []
    fault = fault_of_place(Path(database["NAME"]))
    return [Error(fault[0], hint=fault[1], id="liaison.E002")] if fault else []


@register()
def keys_can_be_read(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Else the first to notice would be the nightly backup."""
    try:
        keys_of_this_place()
    except Unsealed as fault:
        return [Error(str(fault), hint="The BACKUP_ variables name it.", id="liaison.E003")]
    return []


def fault_of_place(file: Path) -> tuple[str, str] | None:
    """What is wrong with the place of SQLite's file, and the cure."""
    if kind := network_file_system(file.parent):
        return (
            f"SQLite's file stands on a network file system ({kind}), where its locks fail.",
            "Set DATA_DIR to a folder on this machine's own disk, or DATABASE_URL to PostgreSQL.",
        )
    for place in (file.parent, file):
        if place.exists() and not is_writable(place):
            return (
                f"{place} cannot be written by this account.",
                f"Give it to the account that runs Liaison: chown -R <account> {file.parent}",
            )
    return None
