from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from importing.importers import add_usual_arguments, importer, plain_errors, told
from importing.reading import file_content
from importing.tally import Tally
from importing.toml_maps import written_map
from outreach.imports import by_command
from outreach.imports.group_maps import GroupMap, read_group_map
from outreach.imports.groups import GroupReading, bring_in_groups, preview_groups, read_groups
from outreach.models import ImportFile
from personnel.models import Member


def read_map_for(path: Path, source: str) -> GroupMap:
    """The map, with the source the command was told, if it was."""
    found = read_group_map(file_content(path), path.name)
    return found.of_source(source) if source else found


def _brought_in(
    reading: GroupReading, name: str, content: bytes, by: Member, at: datetime
) -> Tally:
    """Written as an import with a page of its own."""
    file = ImportFile(
        kind=ImportFile.Kind.GROUPS,
        name=name,
        source=reading.source,
        map_text=written_map(reading.group_map),
    )

    def write(batch: ImportFile) -> Tally:
        return bring_in_groups(reading, by=by, at=at, batch=batch)

    return by_command.brought_in(file, content, write, by=by, at=at)


class Command(BaseCommand):
    help = "Bring in community groups with their boundaries from GeoJSON or a zipped shapefile (A-1.A.1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="GeoJSON or a zipped shapefile")
        parser.add_argument(
            "--map", type=Path, help="a TOML file that says which property is what; else guessed"
        )
        parser.add_argument(
            "--source",
            default="",
            help="where the groups come from; what the map says, or the file's name, if left out",
        )
        add_usual_arguments(parser)

    def handle(self, *args: Any, file: Path, source: str, by: str, **options: Any) -> None:
        now, dry_run = timezone.now(), options["dry_run"]
        with plain_errors():
            group_map = options["map"] and read_map_for(options["map"], source)
            content = file_content(file)
            reading = read_groups(
                content, source=(source or file.name)[:60], group_map=group_map or None
            )
            if dry_run:
                tally = preview_groups(reading, at=now)
            elif by or Member.objects.working().exists():
                tally = _brought_in(reading, file.name, content, importer(by), now)
            else:
                # A register may come before the first member: then there is nobody to name.
                tally = bring_in_groups(reading, at=now)
        self.stdout.write(told(tally, what=file.name, as_json=options["json"], dry_run=dry_run))
