"""Numbers of restricted concerns: they carry no order and leave no gap.

A number that counts up tells whoever sees two of three that there is a third (floor 6). Keys that do
the same are in `personnel.apart`.
"""

from __future__ import annotations

import secrets

SERIES = "R"
# No vowels, so no words; nothing that is read as something else.
SIGNS = "23456789BCDFGHJKMNPQRSTVWXZ"


def number_apart() -> str:
    """`R-7K3M-9QXT`: one of 280 thousand million. The database refuses the same one twice."""
    first, second = ("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(2))
    return f"{SERIES}-{first}-{second}"
