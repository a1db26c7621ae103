import json
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from surveys.models import Survey
from surveys.results.figures import NO_GROUP, AsFigures, figures_of


class Command(BaseCommand):
    help = "Print what was answered to a survey, nothing hidden: for members who may read it all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("survey", help="the survey's key")
        parser.add_argument(
            "--by",
            default="",
            metavar="KEY",
            help="also for each group: area, or the key of a question",
        )
        parser.add_argument("--json", action="store_true", help="print everything as JSON")

    def handle(self, *args: Any, survey: str, by: str, **options: Any) -> None:
        found = Survey.objects.filter(key=survey).first()
        if found is None:
            raise CommandError(f"There is no survey “{survey}”.")
        try:
            figures = figures_of(found, by)
        except LookupError as unknown:
            raise CommandError(str(unknown.args[0])) from unknown
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(told(found, figures)))


def told(survey: Survey, figures: Mapping[str, Any]) -> Iterator[str]:
    """The figures as tables for people."""
    yield f"{survey.title}: {figures['n']:,} answers"
    if held := survey.answers.held().count():
        yield f"{held:,} more are held for a look"
    if waiting := survey.answers.waiting().count():
        yield f"{waiting:,} more are not counted yet"
    texts = {question.key: str(question.text) for question in survey.questions.all()}
    for key, said in figures["questions"].items():
        yield ""
        yield f"{key}: {texts[key]}"
        yield from _lines(said, "  ")
        for group, own in said.get("groups", {}).items():
            yield f"  {group or NO_GROUP}"
            yield from _lines(own, "    ")


def _lines(said: AsFigures, indent: str) -> Iterator[str]:
    mean = "" if said["mean"] is None else f", mean {said['mean']:g}"
    apart = f"don't know {said['dont_know']:,}, refused {said['refused']:,}"
    yield f"{indent}n {said['n']:,}{mean}, {apart}"
    for value, count in said["counts"].items():
        share = f"{100 * count / said['n']:5.1f} %" if said["n"] else ""
        yield f"{indent}{value:>12} {count:>8,} {share}"
