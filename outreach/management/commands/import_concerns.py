from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from importing.importers import (
    add_usual_arguments,
    how_read,
    importer,
    map_named,
    plain_errors,
    told,
)
from importing.reading import CannotRead, file_content
from importing.tally import Tally
from importing.toml_maps import written_map
from outreach.imports import by_command
from outreach.imports.concern_maps import read_map
from outreach.imports.concern_records import bring_in, preview
from outreach.imports.concerns import Reading, read_concerns
from outreach.models import ImportFile
from personnel.models import Member
from personnel.roles import Role

APPROVERS = (Role.UNIT_SUPERVISOR,)


class Command(BaseCommand):
    help = "Bring in concerns from a CSV file, by a map that says which column is what (K-IV.T)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV with a header row")
        parser.add_argument("--map", type=Path, help="TOML file that says which column is what")
        parser.add_argument(
            "--look", action="store_true", help="show how the file is read; write nothing"
        )
        parser.add_argument(
            "--approved-by",
            default="",
            metavar="EMAIL",
            help="the unit supervisor or a member of command who approves it; without one, what the"
            " file says is over waits for somebody to close it",
        )
        add_usual_arguments(parser)

    def handle(self, *args: Any, file: Path, by: str, **options: Any) -> None:
        now, dry_run = timezone.now(), options["dry_run"]
        with plain_errors():
            if options["look"]:
                self.stdout.write(how_read(file_content(file)))
                return
            map = map_named(options["map"])  # noqa: A001
            concern_map, content = read_map(file_content(map), map.name), file_content(file)
            reading = read_concerns(content, concern_map, at=now)
            if dry_run:
                tally = preview(reading, importer=importer(by))
            else:
                batch = ImportFile(
                    kind=ImportFile.Kind.CONCERNS,
                    name=file.name,
                    source=reading.source,
                    map_text=written_map(concern_map),
                )
                prepared = importer(by)
                approver = _approver(options["approved_by"], prepared)
                tally = _brought_in(batch, content, reading, prepared, approver, now)
        self.stdout.write(told(tally, what=file.name, as_json=options["json"], dry_run=dry_run))


def _approver(email: str, prepared_by: Member) -> Member | None:
    """Who approves it, when somebody is named. Raises CannotRead for who may not."""
    if not email:
        return None
    approver = importer(email)
    if approver == prepared_by or not (approver.is_command or approver.role in APPROVERS):
        raise CannotRead(
            "The unit supervisor or command approves an import, and never who brings it in."
        )
    return approver


def _brought_in(
    batch: ImportFile,
    content: bytes,
    reading: Reading,
    prepared_by: Member,
    approver: Member | None,
    at: datetime,
) -> Tally:
    """Written as an import with a page of its own."""
    by = approver or prepared_by
    prepared = prepared_by if approver else None

    def write(file: ImportFile) -> Tally:
        return bring_in(reading, by=by, at=at, prepared_by=prepared, batch=file)

    return by_command.brought_in(batch, content, write, by=by, at=at, prepared_by=prepared)
