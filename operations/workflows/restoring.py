"""Bringing a backup back, into an empty installation and never by halves."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection

from operations import archives, postgres, snapshots
from operations.archives import Opened
from operations.database_roles import excess_of_owner
from operations.digests import Content, differences, names_of
from operations.keys import NO_KEYS, Keys, Unsealed
from operations.manifests import Manifest, NotWhole
from operations.postgres import ToolFailed
from operations.versions import only_a_newer_one_has

# What a freshly migrated database holds already, and nobody typed.
COMES_BY_ITSELF = frozenset(
    {"django_migrations", "django_content_type", "auth_permission", *snapshots.LEFT_OUT}
)


class Refused(Exception):
    """Nothing was restored and nothing was changed; says why."""


def into_empty(path: Path, keys: Keys = NO_KEYS) -> Manifest:
    """Restore `path` where nothing is yet; returns what it brought. Raises Refused.

    Everybody signs in again afterwards: sessions stay out of backups, and of older ones too.
    """
    facts = connection.settings_dict
    media = Path(settings.MEDIA_ROOT)
    _require_empty(media)
    _require_a_mere_owner(dict(facts))
    place = Path(facts["NAME"]).parent if connection.vendor == "sqlite" else settings.DATA_DIR
    try:
        with archives.scratch(Path(place)) as folder:
            found = checked(path, folder, keys)
            require_vendor(found.manifest, connection.vendor)
            _bring_back(found, facts, media)
            return found.manifest
    except (
        OSError,
        NotWhole,
        Unsealed,
        ToolFailed,
        sqlite3.DatabaseError,
        psycopg2.Error,
    ) as fault:
        raise Refused(str(fault)) from fault


def _require_a_mere_owner(facts: dict[str, Any]) -> None:
    """What an archive says is run as the account in DATABASE_URL."""
    if connection.vendor != "postgresql":
        return
    if excess := excess_of_owner(facts):
        raise Refused(
            f"The account in DATABASE_URL {excess}, and a restore runs what stands in the backup as "
            "this account: name one that owns the database and may do nothing else."
        )


def checked(path: Path, folder: Path, keys: Keys) -> Opened:
    """`path` unpacked, whole, and of a version this one understands. Raises what says why."""
    found = archives.opened(path, folder, keys)
    if newer := only_a_newer_one_has((app, name) for app, name in found.manifest.migrations):
        raise Refused(
            f"The backup was made by a newer version of Liaison ({found.manifest.version}, with "
            f"{'.'.join(newer[0])}): install that version first."
        )
    if found.manifest.vendor == "sqlite":
        require_same(found.manifest.tables, snapshots.content_of_sqlite(found.database))
    return found


def require_vendor(manifest: Manifest, vendor: str) -> None:
    if manifest.vendor != vendor:
        raise Refused(
            f"The backup is one of {manifest.vendor} and DATABASE_URL names {vendor}: restore it "
            "on its own kind, then run manage.py copy_to_postgresql."
        )


def require_same(expected: Mapping[str, Content], found: Mapping[str, Content]) -> None:
    """Raises Refused when rows were lost or changed on the way."""
    if differs := differences(expected, found):
        raise Refused(
            "The copy in the backup is not what the database held when it was made (a file that "
            f"was copied while it was written to?): {'; '.join(differs[:5])}."
        )


def _require_empty(media: Path) -> None:
    with connection.cursor() as cursor:
        tables = names_of(cursor, connection.vendor)
    held = [table for table in tables if table not in COMES_BY_ITSELF and _has_rows(table)]
    if held:
        raise Refused(
            f"The database is not empty (there are rows in {held[0]}): restore into a new one."
        )
    if media.exists() and any(media.iterdir()):
        raise Refused(f"The folder {media} is not empty: move what is in it elsewhere.")


def _has_rows(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")
        return cursor.fetchone() is not None


def _bring_back(found: Opened, facts: Mapping[str, Any], media: Path) -> None:
    """Files first, the database last; whatever fails takes back what was begun."""
    shutil.copytree(found.media, media, dirs_exist_ok=True)
    try:
        if found.manifest.vendor == "sqlite":
            _place_file(found.database, Path(facts["NAME"]))
        else:
            _restore_dump(found, dict(facts))
    except BaseException:
        for one in media.iterdir():
            shutil.rmtree(one) if one.is_dir() else one.unlink()
        raise


def _place_file(file: Path, target: Path) -> None:
    snapshots.leave_out(file, snapshots.content_of_sqlite(file))
    connection.close()
    file.chmod(0o600)
    for left_over in ("-wal", "-shm"):
        target.with_name(target.name + left_over).unlink(missing_ok=True)
    os.replace(file, target)


def _restore_dump(found: Opened, facts: dict[str, Any]) -> None:
    connection.close()
    postgres.emptied(facts)
    try:
        postgres.restore(facts, found.database)
        require_same(found.manifest.tables, snapshots.content_of_postgres(facts))
    except BaseException:
        postgres.emptied(facts)
        raise
    with psycopg2.connect(**postgres.arguments(facts)) as target, target.cursor() as cursor:
        for table in set(snapshots.LEFT_OUT) & found.manifest.tables.keys():
            cursor.execute(f"DELETE FROM {table}")
    target.close()
