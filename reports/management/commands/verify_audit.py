from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.heads import Head
from audit.sealing import seal
from audit.verifying import Checked
from reports.log_check import check


class Command(BaseCommand):
    help = (
        "Read the whole audit log, compare it with the heads kept outside the database, and name "
        "what is not what was written. Exits 1 if there is anything."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            help="a head from an issued report on paper or from a mail; may be given several times",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            on_paper = [(f"the head {printed}", Head.parse(printed)) for printed in options["head"]]
        except ValueError as wrong:
            raise CommandError(str(wrong)) from wrong
        seal()
        checked = check(on_paper)
        if checked.wrong:
            raise CommandError("\n".join(str(bad) for bad in checked.wrong), returncode=1)
        self.stdout.write(told(checked))


def told(checked: Checked) -> str:
    waiting = f" {checked.waiting:,} wait for their place." if checked.waiting else ""
    known = (
        f" Not in this log, as an entry of it says: {checked.accepted:,} heads."
        if checked.accepted
        else ""
    )
    return (
        f"The audit log is whole: {checked.entries:,} entries, each follows from the one before. "
        f"Heads found again: {checked.heads:,}.{known}{waiting}"
    )
