from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.sealing import Head, seal
from audit.verifying import Checked, verify
from reports.models import Report


class Command(BaseCommand):
    help = (
        "Read the whole audit log and name the first entry that is not what was written. Exits 1 "
        "if there is one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            help="a head from the cover of an issued report on paper; may be given several times",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            on_paper = {f"the head {printed}": Head.parse(printed) for printed in options["head"]}
        except ValueError as wrong:
            raise CommandError(str(wrong)) from wrong
        seal()
        checked = verify(heads_of_reports() | on_paper)
        if checked.bad:
            raise CommandError(str(checked.bad), returncode=1)
        self.stdout.write(told(checked))


def heads_of_reports() -> dict[str, Head]:
    """What the stored reports print. Whoever can rewrite the log can rewrite these; paper stays."""
    issued = Report.objects.exclude(audit_head="").values_list("number", "revision", "audit_head")
    return {
        f"report {number}, revision {revision}": Head.parse(head)
        for number, revision, head in issued
    }


def told(checked: Checked) -> str:
    waiting = f" {checked.waiting:,} wait for their place." if checked.waiting else ""
    return (
        f"The audit log is whole: {checked.entries:,} entries, each follows from the one before. "
        f"Heads found again: {checked.heads:,}.{waiting}"
    )
