"""Numbers that a setting may have. A typing slip such as SESSION_HOURS=99999 is refused at the start.

The upper ends of the sessions follow NIST SP 800-63B (a day at most, and an hour or two without
doing anything); the others keep one setting from taking the disk or the memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

# Setting -> (smallest, largest, what it is).
RANGES: dict[str, tuple[int, int, str]] = {
    "SESSION_HOURS": (1, 24, "hours until somebody has to sign in again"),
    "SESSION_IDLE_MINUTES": (1, 120, "minutes without doing anything"),
    "BACKUP_KEEP": (1, 3_650, "backups that stay"),
    "IMPORT_MAX_BYTES": (1_000, 100_000_000, "bytes of a file that is brought in"),
    "WEB_CONCURRENCY": (1, 64, "web processes"),
}


def out_of_range(settings: Mapping[str, Any]) -> Iterator[str]:
    """One sentence for each number outside its range, with the range to choose from."""
    for name, (least, most, what) in RANGES.items():
        if not least <= settings[name] <= most:
            yield f"{name} is {settings[name]} ({what}): set it to a number from {least} to {most}."
