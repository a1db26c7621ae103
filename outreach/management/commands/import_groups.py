from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from outreach.imports.groups import bring_in_groups, preview_groups, read_groups
from outreach.imports.importers import add_usual_arguments, importer, plain_errors, told
from outreach.imports.reading import file_content


class Command(BaseCommand):
    help = "Bring in community groups with their boundaries from a GeoJSON file (A-1.A.1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="FeatureCollection with name and description")
        parser.add_argument(
            "--source", default="", help="where the groups come from; the file's name if left out"
        )
        add_usual_arguments(parser)

    def handle(self, *args: Any, file: Path, source: str, by: str, **options: Any) -> None:
        now, dry_run = timezone.now(), options["dry_run"]
        with plain_errors():
            reading = read_groups(file_content(file), source=(source or file.name)[:60])
            member = importer(by) if by else None
            if dry_run:
                tally = preview_groups(reading, at=now)
            else:
                tally = bring_in_groups(reading, by=member, at=now)
        self.stdout.write(told(tally, what=file.name, as_json=options["json"], dry_run=dry_run))
