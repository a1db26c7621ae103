"""Says what is wrong with the records and the installation, and how to mend it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from audit.guards import Cursor, keep
from operations.doctor import look, private
from operations.guards import GUARDS
from surveys.models import Survey
from surveys.results.folding import rebuild


class Command(BaseCommand):
    help = "Looks for what is broken; exit code 1 when anything is red."
    requires_system_checks: list[str] = []  # what they would refuse is told here, with the rest

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for a program to read")
        parser.add_argument(
            "--records", action="store_true", help="only what is stored, not this machine"
        )
        parser.add_argument(
            "--mend", action="store_true", help="take from other accounts what is ours alone"
        )
        parser.add_argument("--recount", type=int, metavar="SURVEY", help="make its tally anew")
        parser.add_argument(
            "--put-up-guards", action="store_true", help="have the database keep settled rows again"
        )

    def handle(self, *args: Any, json: bool, records: bool, **mending: Any) -> None:
        self.mend(**mending)
        findings = list(look(records_only=records))
        red = [finding for finding in findings if finding.red]
        if json:
            self.stdout.write(as_json(findings))
        else:
            for finding in findings:
                self.stdout.write(str(finding))
            self.stdout.write(f"{len(red)} red, {len(findings) - len(red)} notes.")
        if red:
            raise SystemExit(1)

    def mend(self, *, mend: bool, recount: int | None, put_up_guards: bool, **_: Any) -> None:
        if mend:
            for path in private.mend():
                self.stderr.write(
                    f"{path} belongs to another account: chown it, or chmod go= {path}"
                )
        if recount is not None:
            survey = Survey.objects.filter(pk=recount).first()
            if survey is None:
                raise CommandError(f"There is no survey {recount}.")
            rebuild(survey)
        if put_up_guards:
            with transaction.atomic():
                keep(GUARDS, Cursor())


def as_json(findings: list[Any]) -> str:
    return json.dumps({"findings": [asdict(finding) for finding in findings]}, indent=1)
