from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from personnel.history import StepRefused
from personnel.models import Member
from personnel.workflows import signing_in as workflow


class Command(BaseCommand):
    help = (
        "Let somebody try to sign in again after too many failed tries. With --reset-factor their "
        "second factor is taken away too: for the last administrator who lost it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--reset-factor", metavar="REASON", default="")

    def handle(self, *args: Any, email: str, reset_factor: str, **options: Any) -> None:
        member = Member.objects.filter(email__iexact=email).first()
        if member is None:
            raise CommandError("Nobody signs in with this address.")
        now = timezone.now()
        try:
            workflow.unlock(member, by=None, at=now)
            self.stdout.write(f"{member.full_name} can try again.")
        except StepRefused as nothing:
            self.stdout.write(str(nothing))
        if not reset_factor:
            return
        try:
            workflow.reset_factor(member, reason=reset_factor[:120], by=None, at=now)
        except StepRefused as nothing:
            raise CommandError(str(nothing)) from nothing
        self.stdout.write(f"{member.full_name} sets up a new second factor at sign-in.")
