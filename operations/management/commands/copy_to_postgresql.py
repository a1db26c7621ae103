"""Copies a department's SQLite database to PostgreSQL, once, while nothing else runs."""

from __future__ import annotations

from typing import Any

import dj_database_url
from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.switching import NotCopied, copy_all


class Command(BaseCommand):
    help = "Copies everything to an empty PostgreSQL database and compares it table by table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="postgres://user:password@host:5432/name")
        parser.add_argument(
            "--nothing-runs",
            action="store_true",
            required=True,
            help="say that the web server and the workers are stopped",
        )

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        try:
            copied = copy_all(dict(dj_database_url.parse(address)))
        except (NotCopied, dj_database_url.ParseError) as refused:
            raise CommandError(f"Nothing was switched. {refused}") from refused
        rows = sum(content.rows for content in copied.values())
        self.stdout.write(
            f"{rows:,} rows in {len(copied)} tables are the same there. Now set DATABASE_URL to "
            "the new address, start, and run: manage.py doctor"
        )
