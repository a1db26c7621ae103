"""Says that heads kept outside the database are not in its audit log, after a restore."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from operations.workflows.accepting import accept


class Command(BaseCommand):
    help = (
        "After a restore: the audit log ends before heads that were kept since. Notes in the log that "
        "this is known, and tells all of command."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--after-a-restore", action="store_true", required=True, help="say that this is why"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (gone := accept()):
            self.stdout.write("Every head that is kept is in the log. There is nothing to accept.")
            return
        self.stdout.write(
            f"Noted: {len(gone):,} kept heads are not in this log, the last of them that of entry "
            f"{gone[-1].place:,}. All of command is told."
        )
