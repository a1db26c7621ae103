import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from importing.importers import add_usual_arguments, how_read, importer, map_named, plain_errors
from importing.reading import file_content
from policies.current import department, local_day
from records.history import StepRefused
from surveys.answer_files.maps import read_response_map
from surveys.answer_files.reading import Reading, read_responses
from surveys.answer_files.workflow import Source, bring_in, refuse_unless_it_takes_a_file
from surveys.models import Survey


class Command(BaseCommand):
    help = "Bring in the answers to an earlier survey from a CSV file, by a map (K-IV.U, C-5)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("survey", help="the key of a survey that has its questions, a draft")
        parser.add_argument("file", type=Path, help="CSV with a header row, one row a person")
        parser.add_argument("--map", type=Path, help="TOML file that says which column is what")
        parser.add_argument(
            "--look", action="store_true", help="show how the file is read; write nothing"
        )
        parser.add_argument(
            "--again", action="store_true", help="replace all answers brought in before"
        )
        add_usual_arguments(parser)

    def handle(self, *args: Any, survey: str, file: Path, **options: Any) -> None:
        now, dry_run = timezone.now(), options["dry_run"]
        found = survey_called(survey)
        with plain_errors(), in_words():
            if options["look"]:
                self.stdout.write(how_read(file_content(file)))
                return
            map = map_named(options["map"])  # noqa: A001
            refuse_unless_it_takes_a_file(found, again=options["again"])
            content = file_content(file)
            reading = read_responses(
                content,
                read_response_map(file_content(map), map.name),
                list(found.questions.all()),
                areas=found.areas,
                today=local_day(now),
                zone=department().zone,
            )
            if not dry_run:
                by = importer(options["by"])
                source = Source.of(file.name, content)
                bring_in(found, reading, source, by=by, at=now, again=options["again"])
        if options["json"]:
            self.stdout.write(json.dumps(as_json(found, reading), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(told(reading, file.name, dry_run=dry_run)))


def survey_called(key: str) -> Survey:
    found = Survey.objects.filter(key=key).first()
    if found is None:
        raise CommandError(f"There is no survey “{key}”. Bring in its questionnaire first.")
    return found


@contextmanager
def in_words() -> Iterator[None]:
    """What a step refuses ends the command in its own sentence."""
    try:
        yield
    except (StepRefused, PermissionDenied) as problem:
        raise CommandError(str(problem)) from problem


def as_json(survey: Survey, reading: Reading) -> dict[str, Any]:
    return {
        "survey": survey.key,
        **reading.counts,
        "refused_answers": [asdict(one) for one in reading.named],
        "remarks": reading.remarks,
    }


def told(reading: Reading, what: str, *, dry_run: bool) -> Iterator[str]:
    """What the command prints for people."""
    yield f"{reading.read:,} read from {what}" + (" (nothing was written)" if dry_run else "")
    yield from reading.remarks
    yield f"{len(reading.responses):>8,} kept"
    yield f"{reading.left_out:>8,} left out"
    yield f"{reading.empty:>8,} without any answer"
    yield f"{reading.broken:>8,} broken"
    yield f"{reading.refused:>8,} answers refused, each in a row that was kept otherwise"
    for one in reading.named:
        where = f"row {one.row}, {one.question}" if one.question else f"row {one.row}"
        value = f"“{one.value}” " if one.question else ""
        yield f"         {where}: {value}{one.reason}"
    if reading.refused > len(reading.named):
        yield f"         and {reading.refused - len(reading.named):,} more"
