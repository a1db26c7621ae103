from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.forms.members import TAKEN, MemberForm
from accounts.links import hours_of_a_link, link_for
from accounts.particulars import AddressTaken, Particulars
from accounts.permissions import approvers_words, may_make_here
from accounts.workflows import members as workflow
from accounts.workflows import proposals
from pages.templatetags.components import error_lines
from personnel.models import Division
from personnel.roles import Role


class Command(BaseCommand):
    help = (
        "Make an account and print the link that sets its password: the first accounts of a "
        "department, until somebody other than an administrator has signed in, and the chief's "
        "when no chief serves. Any other account is proposed and waits to be approved."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--rank", default="", help="as it is said before the name: Sgt.")
        parser.add_argument("--role", required=True, help=", ".join(Role.values))
        parser.add_argument("--division", default="", help="key of a division")

    def handle(self, *args: Any, role: str, division: str, **options: Any) -> None:
        if role not in Role.values:
            raise CommandError(f"There is no role “{role}”. {_choices('roles', Role.values)}")
        typed = {name: options[name] for name in ("email", "name", "rank")}
        form = MemberForm({**typed, "role": role, "division": _division(division)})
        if not form.is_valid():
            raise CommandError("\n".join(line.words for line in error_lines(form)))
        try:
            self._add(form.particulars)
        except AddressTaken as twice:
            raise CommandError(TAKEN) from twice

    def _add(self, particulars: Particulars) -> None:
        now, role = timezone.now(), Role(particulars.role)
        if not may_make_here(role):
            proposal = proposals.add(particulars, by=None, at=now)
            those = approvers_words(role)
            self.stdout.write(f"Two people make a role. This account is approved by {those}:")
            self.stdout.write(f"{settings.SITE_URL}{proposal.get_absolute_url()}")
            return
        member = workflow.add_here(particulars, by=None, at=now)
        self.stdout.write(f"{member.full_name} has an account: {role.label}.")
        self.stdout.write(f"This link sets the password, once, within {hours_of_a_link()} hours:")
        self.stdout.write(link_for(member))


def _division(key: str) -> int | None:
    """The primary key of the division called `key`; None when none is asked for."""
    if not key:
        return None
    found = Division.objects.filter(key=key).first()
    if found is None:
        known = Division.objects.values_list("key", flat=True)
        raise CommandError(f"There is no division “{key}”. {_choices('divisions', known)}")
    return found.pk


def _choices(what: str, names: Iterable[str]) -> str:
    listed = ", ".join(names)
    return f"The {what} are: {listed}." if listed else f"There are no {what} yet."
