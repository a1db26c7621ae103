"""Which version of Liaison this is, as backups name it, and what a newer one left in the tables."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.migrations.loader import MigrationLoader

# pyproject.toml says the same.
VERSION = "0.1.0"

Migration = tuple[str, str]


def only_a_newer_one_has(applied: Iterable[Migration]) -> list[Migration]:
    """Those of the (app, name) given that belong to apps of ours and that this version lacks."""
    on_disk = MigrationLoader(None).disk_migrations
    known = {*on_disk, *(one for migration in on_disk.values() for one in migration.replaces)}
    ours = {app for app, _ in known}
    return sorted((app, name) for app, name in applied if app in ours and (app, name) not in known)
