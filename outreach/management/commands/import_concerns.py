from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from outreach.imports.concern_records import bring_in, preview
from outreach.imports.concerns import read_concerns
from outreach.imports.importers import add_usual_arguments, importer, plain_errors, told
from outreach.imports.maps import read_map
from outreach.imports.reading import file_content


class Command(BaseCommand):
    help = "Bring in concerns from a CSV file, by a map that says which column is what (K-IV.T)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV with a header row")
        parser.add_argument(
            "--map", type=Path, required=True, help="TOML file that says which column is what"
        )
        add_usual_arguments(parser)

    def handle(self, *args: Any, file: Path, map: Path, by: str, **options: Any) -> None:  # noqa: A002
        now, dry_run = timezone.now(), options["dry_run"]
        with plain_errors():
            concern_map = read_map(file_content(map), map.name)
            reading = read_concerns(file_content(file), concern_map, at=now)
            tally = preview(reading) if dry_run else bring_in(reading, by=importer(by), at=now)
        self.stdout.write(told(tally, what=file.name, as_json=options["json"], dry_run=dry_run))
