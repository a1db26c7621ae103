from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit import heads
from audit.guards import put_aside
from demo.logins import login_lines
from demo.work import print_issued
from demo.year import FULL, SMALL, Scale, play
from jobs.running import NotDone
from operations.demo_mark import is_demo
from operations.guards import GUARDS
from outreach.models import Concern, Presentation
from personnel.models import Member
from policies.packs import load_pack
from programs.models import Evaluation
from reports.models import Report
from surveys.models import Answer

KEYS = ["kinston", "asheville", "portales", "new_canaan", "cambridge"]
TRY_FIRST = """\
Try first: sign in as the community officer, log a concern and look at “My desk”. Then sign in as
the unit's supervisor: review what was escalated, close what was resolved, decide on the report.
Then as the commander: read an evaluation, approve the program that was proposed. Citizens answer
the open survey without signing in; its page, under “Citizen surveys”, has the link."""


class Command(BaseCommand):
    help = "Fill an empty installation with a fictional town's year under one policy."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", choices=KEYS, help="the policy the town works by")
        parser.add_argument(
            "--if-empty", action="store_true", help="only print the logins where members exist"
        )
        parser.add_argument("--afresh", action="store_true", help="remove every record first")
        parser.add_argument("--yes", action="store_true", help="do so without asking")
        parser.add_argument("--small", action="store_true", help="few records, for tests")

    def handle(self, *args: Any, key: str, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo (DEMO is not set). Nothing was changed.")
        call_command("migrate", verbosity=0)
        if not is_demo():
            raise CommandError("No demo made this database. Nothing was changed.")
        if Member.objects.exists() and not self._is_emptied(**options):
            self._tell_logins()
            return
        begun = monotonic()
        self.stdout.write("Playing the year of Millbrook, a town that exists nowhere …")
        scale = SMALL if options["small"] else FULL
        play(load_pack(key), now=timezone.now(), scale=scale)
        self._print_reports(scale)
        self.stdout.write(f"{_in_numbers()} In {monotonic() - begun:.0f} s.\n\n")
        self._tell_logins()

    def _is_emptied(self, *, if_empty: bool, afresh: bool, yes: bool, **_: Any) -> bool:
        """Whether the records that stand here were removed; raises unless that was asked for."""
        if if_empty:
            return False
        if not afresh:
            raise CommandError(
                "There are members here already. Nothing was changed. "
                "With --afresh every record is removed first."
            )
        if not yes and input("Every record here will be removed. Type “remove”: ") != "remove":
            raise CommandError("Nothing was changed.")
        with put_aside(GUARDS):
            call_command("flush", interactive=False, verbosity=0)
        heads.forget()  # another log begins
        return True

    def _print_reports(self, scale: Scale) -> None:
        """The year is saved by now: a PDF that fails is said, and left to the worker."""
        try:
            print_issued(at_once=scale.at_once)
        except NotDone as reason:
            self.stderr.write(f"{reason}\nThe worker will try again.")

    def _tell_logins(self) -> None:
        self.stdout.write(f"Sign in at {settings.SITE_URL} as one of these:\n\n")
        for line in login_lines():
            self.stdout.write(line)
        self.stdout.write(f"\n{TRY_FIRST}")


def _in_numbers() -> str:
    counts = {
        "concerns": Concern.objects.count(),
        "presentations": Presentation.objects.count(),
        "reports": Report.objects.count(),
        "evaluations of programs": Evaluation.objects.count(),
        "answers to surveys": Answer.objects.count(),
    }
    return f"{', '.join(f'{count} {what}' for what, count in counts.items())}."
