import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from importing.importers import importer, plain_errors
from policies.current import policy
from records.history import StaleRecord, StepRefused
from surveys.questionnaires.bank import shelves
from surveys.questionnaires.coverage import domains
from surveys.questionnaires.files import QuestionnaireError, read_questionnaire
from surveys.questionnaires.workflows.files import Taken, take

CHANGED = "Somebody changed the draft just now, so nothing was written. Run it again."


class Command(BaseCommand):
    help = "Make a draft survey from a questionnaire written as a TOML file (K-IV.U, C-5)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="TOML with [survey] and [[questions]]")
        parser.add_argument("--by", default="", metavar="EMAIL", help="who answers for the survey")
        parser.add_argument("--json", action="store_true", help="print what was made as JSON")

    def handle(self, *args: Any, file: Path, by: str, **options: Any) -> None:
        with plain_errors():
            try:
                known = {*shelves(), *(domain.key for domain in domains(policy()))}
                questionnaire = read_questionnaire(_read(file), file=file.name, domains=known)
                taken = take(questionnaire, by=importer(by), at=timezone.now())
            except (QuestionnaireError, StepRefused, PermissionDenied) as problem:
                raise CommandError(str(problem)) from problem
            except StaleRecord as problem:
                raise CommandError(CHANGED) from problem
        self.stdout.write(_told(taken, as_json=options["json"]))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise CommandError(f"{file} cannot be read: {problem.strerror}.") from problem


def _told(taken: Taken, *, as_json: bool) -> str:
    survey, n = taken.survey, taken.survey.questions.count()
    made = {"survey": survey.key, "new": taken.is_new, "questions": n, "status": survey.status}
    if as_json:
        return json.dumps(made, ensure_ascii=False, indent=2)
    verb = "New draft" if taken.is_new else "Replaced in the draft"
    return f"{verb} {survey.key}: {n} questions. {survey.get_absolute_url()}"
