"""Brings a backup back into an installation that has no records yet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.keys import Keys, Unsealed, keys_of_this_place
from operations.workflows import restoring
from operations.workflows.restoring import Refused


class Command(BaseCommand):
    help = "Restores a backup where nothing is yet; refuses everything else."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--into-empty", action="store_true", required=True, help="say that nothing is there yet"
        )
        parser.add_argument("--passphrase-file", metavar="FILE")
        parser.add_argument("--identity-file", metavar="FILE", help="of the recipient, for age")
        parser.add_argument(
            "--sealed-the-old-way",
            action="store_true",
            help="open a backup of an earlier version, which nothing vouches for",
        )
        parser.add_argument(
            "--made-under-another-key",
            action="store_true",
            help="open a backup whose SECRET_KEY is lost, believed for its passphrase alone",
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            if not file.is_file():
                raise Refused(f"There is no file {file}.")
            manifest = restoring.into_empty(file, asked_for(**options))
        except (Refused, Unsealed) as refused:
            raise CommandError(f"Nothing was restored. {refused}") from refused
        self.stdout.write(
            f"Restored {manifest.rows:,} rows and {len(manifest.files) - 1} files, as of "
            f"{manifest.made_at}. Everybody signs in again. Now run: manage.py migrate, then: "
            "manage.py doctor"
        )


def asked_for(
    *,
    passphrase_file: str | None,
    identity_file: str | None,
    sealed_the_old_way: bool,
    made_under_another_key: bool,
    **_: Any,
) -> Keys:
    """What may be opened, by the command line and the settings. Raises Unsealed."""
    keys = replace(
        keys_of_this_place(
            passphrase_file=passphrase_file or "", identity_file=identity_file or ""
        ),
        old_way=sealed_the_old_way,
        another_key=made_under_another_key,
    )
    if keys.another_key and not keys.passphrase:
        raise Unsealed(
            "Without the SECRET_KEY it was made under, only the passphrase of a backup says who made "
            "it: name the file of its passphrase."
        )
    return keys
