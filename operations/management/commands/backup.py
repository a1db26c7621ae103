"""Copies everything into one file, while people work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from operations.keys import Unsealed, keys_of_this_place
from operations.models import Backup
from operations.workflows import backups
from operations.workflows.backups import BackupFailed


class Command(BaseCommand):
    help = "Writes a backup of the database and the uploaded files, and proves it against them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", metavar="FOLDER", type=Path, help="instead of BACKUP_DIR")
        parser.add_argument(
            "--passphrase-file", metavar="FILE", help="seal with what stands in this file"
        )

    def handle(
        self, *args: Any, to: Path | None, passphrase_file: str | None, **options: Any
    ) -> None:
        try:
            keys = keys_of_this_place(passphrase_file=passphrase_file or "")
            backup = Backup.objects.begin(timezone.now())
            made = backups.make(backup, to=to, keys=keys)
        except (BackupFailed, Unsealed) as failed:
            raise CommandError(f"There is no new backup. {failed}") from failed
        self.stdout.write(f"{made} ({backup.size:,} bytes)")
        if not backup.sealed:
            self.stdout.write("It is not encrypted: whoever has the file reads everything.")
