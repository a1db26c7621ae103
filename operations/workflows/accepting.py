"""Going on with an audit log that ends before heads that were kept: after a restore, on purpose."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from audit import accepting, sealing
from audit.heads import Head
from personnel.models import Member
from personnel.notices import tell
from personnel.roles import COMMAND
from reports.log_check import known_heads


def accept() -> list[Head]:
    """Note in the log which known heads it does not have, and tell all of command.

    Returns those heads; without any, nothing is noted. By command line alone.
    """
    with transaction.atomic():
        gone = accepting.missing(known_heads())
        if gone:
            entry = accepting.accept(gone)
            tell(
                Member.objects.in_roles(*COMMAND),
                "The audit log was taken back to an earlier state, as after a restore. An entry says "
                "from where; ask whoever keeps the machine why.",
                url=reverse("desk:log"),
                key=f"audit:accepted:{entry.pk}",
            )
            sealing.seal()
    return gone
