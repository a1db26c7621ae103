from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.links import hours_of_a_link
from accounts.workflows import granting
from personnel.models import Member
from records.history import StepRefused


class Command(BaseCommand):
    help = (
        "Print the link that two people approved for an account, where no mail leaves this "
        "installation to bring it. Command is told."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        member = Member.objects.filter(email__iexact=email).first()
        if member is None:
            raise CommandError("Nobody signs in with this address.")
        try:
            link = granting.link_by_hand(member, at=timezone.now())
        except StepRefused as refused:
            raise CommandError(str(refused)) from refused
        hours = hours_of_a_link()
        self.stdout.write(f"This link lets {member.full_name} in, once, within {hours} hours:")
        self.stdout.write(link)
