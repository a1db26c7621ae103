"""Primary keys of what not everybody may know of: they carry no order and leave no gap.

A key from the series that all rows of a table share tells whoever sees those before and after it that
there is one between, wherever keys are seen: in an address, a file, the audit log (floor 6).
"""

from __future__ import annotations

import secrets

# What JavaScript and JSON still hold exactly.
KEYS = 2**52


def key_apart() -> int:
    """A primary key below zero: both databases go on counting for all other rows as if it were not
    there, while a high one would move SQLite's count."""
    return -secrets.randbelow(KEYS) - 1


def keys_of(is_apart: bool) -> dict[str, int]:
    """For `create`: a key of its own where not everybody may know of the row."""
    return {"pk": key_apart()} if is_apart else {}
