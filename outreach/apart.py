"""Numbers of restricted concerns: they carry no order and leave no gap.

A number that counts up tells whoever sees two of three that there is a third (floor 6). Keys that do
the same are in `audit.apart`.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from audit.acting import now_about

if TYPE_CHECKING:
    from outreach.concerns.models.concerns import Concern

SERIES = "R"
# For the audit log, the key of a restricted concern that did not come to be. Nobody reads of it.
NOT_LOGGED = "-"
# No vowels, so no words; nothing that is read as something else.
SIGNS = "23456789BCDFGHJKMNPQRSTVWXZ"


def number_apart() -> str:
    """`R-7K3M-9QXT`: one of 280 thousand million. The database refuses the same one twice."""
    first, second = ("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(2))
    return f"{SERIES}-{first}-{second}"


def note_under(concern: Concern | None) -> None:
    """What this request notes besides, such as a refused page, is hidden from whom the concern is."""
    if concern is not None and concern.restricted:
        now_about(concern._meta.label_lower, concern.pk)
