from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.permissions import approvers_words, may_reset_here
from accounts.workflows import proposals
from accounts.workflows import signing_in as workflow
from personnel.models import Member
from records.history import StepRefused


class Command(BaseCommand):
    help = (
        "Let somebody try to sign in again after too many failed tries. With --reset-factor their "
        "second factor is taken away too, where nobody serves who could approve it; else that is "
        "proposed and waits to be approved."
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
            self._reset(member, reset_factor[:120])
        except StepRefused as nothing:
            raise CommandError(str(nothing)) from nothing

    def _reset(self, member: Member, reason: str) -> None:
        now = timezone.now()
        if may_reset_here(member):
            workflow.reset_factor_here(member, reason=reason, by=None, at=now)
            self.stdout.write(f"{member.full_name} sets up a new second factor at sign-in.")
            return
        proposal = proposals.reset_factor(member, reason=reason, by=None, at=now)
        those = approvers_words(member.role)
        self.stdout.write(f"Two people take away a second factor. It is approved by {those}:")
        self.stdout.write(f"{settings.SITE_URL}{proposal.get_absolute_url()}")
