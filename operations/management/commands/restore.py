"""Brings a backup back into an installation that has no records yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.sealing import Unsealed, passphrase_in
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

    def handle(self, *args: Any, file: Path, passphrase_file: str | None, **options: Any) -> None:
        try:
            if not file.is_file():
                raise Refused(f"There is no file {file}.")
            words = passphrase_in(passphrase_file or settings.BACKUP_PASSPHRASE_FILE)
            manifest = restoring.into_empty(file, words)
        except (Refused, Unsealed) as refused:
            raise CommandError(f"Nothing was restored. {refused}") from refused
        self.stdout.write(
            f"Restored {manifest.rows:,} rows and {len(manifest.files) - 1} files, as of "
            f"{manifest.made_at}. Everybody signs in again. Now run: manage.py migrate, then: "
            "manage.py doctor"
        )
