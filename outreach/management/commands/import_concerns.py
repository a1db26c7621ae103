from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from outreach.imports.concern_records import bring_in, preview
from outreach.imports.concerns import Reading, read_concerns
from outreach.imports.importers import add_usual_arguments, importer, plain_errors, told
from outreach.imports.maps import read_map
from outreach.imports.reading import CannotRead, file_content
from outreach.imports.tally import Tally
from personnel.roles import Role

APPROVERS = (Role.UNIT_SUPERVISOR,)


class Command(BaseCommand):
    help = "Bring in concerns from a CSV file, by a map that says which column is what (K-IV.T)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV with a header row")
        parser.add_argument(
            "--map", type=Path, required=True, help="TOML file that says which column is what"
        )
        parser.add_argument(
            "--approved-by",
            default="",
            metavar="EMAIL",
            help="the unit supervisor or a member of command who approves it; without one, what the"
            " file says is over waits for somebody to close it",
        )
        add_usual_arguments(parser)

    def handle(self, *args: Any, file: Path, map: Path, by: str, **options: Any) -> None:  # noqa: A002
        now, dry_run = timezone.now(), options["dry_run"]
        with plain_errors():
            concern_map = read_map(file_content(map), map.name)
            reading = read_concerns(file_content(file), concern_map, at=now)
            tally = (
                preview(reading, importer=importer(by))
                if dry_run
                else self._brought_in(reading, by, options["approved_by"], now)
            )
        self.stdout.write(told(tally, what=file.name, as_json=options["json"], dry_run=dry_run))

    def _brought_in(self, reading: Reading, by: str, approved_by: str, at: datetime) -> Tally:
        prepared = importer(by)
        if not approved_by:
            return bring_in(reading, by=prepared, at=at)
        approver = importer(approved_by)
        if approver == prepared or not (approver.is_command or approver.role in APPROVERS):
            raise CannotRead(
                "The unit supervisor or command approves an import, and never who brings it in."
            )
        return bring_in(reading, by=approver, at=at, prepared_by=prepared)
