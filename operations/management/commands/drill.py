"""Restores the newest backup in a scratch place and looks it over, as one would in an emergency."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from operations.keys import Unsealed, keys_of_this_place
from operations.models import Drill
from operations.workflows import drills
from operations.workflows.drills import DrillFailed


class Command(BaseCommand):
    help = "Tries whether the newest backup brings everything back; nothing here is touched."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--passphrase-file", metavar="FILE")
        parser.add_argument("--identity-file", metavar="FILE", help="of the recipient, for age")

    def handle(
        self, *args: Any, passphrase_file: str | None, identity_file: str | None, **options: Any
    ) -> None:
        try:
            keys = keys_of_this_place(
                passphrase_file=passphrase_file or "", identity_file=identity_file or ""
            )
            drill = Drill.objects.begin(timezone.now())
            drills.hold(drill, keys=keys)
        except (DrillFailed, Unsealed) as failed:
            raise CommandError(f"The drill failed. {failed}") from failed
        self.stdout.write(f"{drill.name}: {drill.rows:,} rows came back as they were.")
