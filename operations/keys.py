"""What seals a backup and what opens one: a passphrase, or the key pair of age.

A recipient (`age1…`) seals and cannot open: its identity may be kept on another machine. With a
passphrase or a recipient set, what is not sealed is never read again, wherever it came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
from django.conf import settings

SHORTEST = 20
IDENTITY = "AGE-SECRET-KEY-"


class Unsealed(Exception):
    """The file cannot be believed or read; says why."""


@dataclass(frozen=True)
class Keys:
    """`recipients` seal and `identities` open; the passphrase does both."""

    passphrase: str = ""
    recipients: tuple[str, ...] = ()
    identities: tuple[str, ...] = ()
    # Said on purpose, by a person at a restore: an archive of an earlier version, which nothing
    # vouches for; and one that was made under another SECRET_KEY.
    old_way: bool = False
    another_key: bool = False

    @property
    def seals(self) -> bool:
        return bool(self.passphrase or self.recipients)

    @property
    def plain_is_read(self) -> bool:
        return not (self.seals or self.identities)

    def sealing(self) -> list[Any]:
        """The recipients as age knows them. Raises Unsealed."""
        try:
            return [pyrage.x25519.Recipient.from_str(one) for one in self.recipients]
        except pyrage.RecipientError as wrong:
            raise Unsealed(
                "BACKUP_RECIPIENTS names what is no recipient of age: take the line that begins "
                "with age1, as age-keygen prints it."
            ) from wrong

    def opening(self) -> list[Any]:
        """The identities as age knows them. Raises Unsealed."""
        try:
            return [pyrage.x25519.Identity.from_str(one) for one in self.identities]
        except pyrage.IdentityError as wrong:
            raise Unsealed("The identity file holds no identity of age.") from wrong


NO_KEYS = Keys()


def keys_of_this_place(*, passphrase_file: str = "", identity_file: str = "") -> Keys:
    """What the settings name; a file that is given takes the place of theirs. Raises Unsealed."""
    if passphrase_file:
        return Keys(passphrase_in(passphrase_file), identities=identities_in(identity_file))
    keys = Keys(
        passphrase_in(settings.BACKUP_PASSPHRASE_FILE),
        tuple(settings.BACKUP_RECIPIENTS),
        identities_in(identity_file or settings.BACKUP_IDENTITY_FILE),
    )
    if keys.passphrase and keys.recipients:
        raise Unsealed(
            "BACKUP_PASSPHRASE_FILE and BACKUP_RECIPIENTS are both set: remove one of them."
        )
    keys.sealing()
    keys.opening()
    return keys


def passphrase_in(path: str) -> str:
    """What stands in a passphrase file, without the line's end; empty when none is named."""
    words = _read(path, "passphrase file").strip() if path else ""
    if path and len(words) < SHORTEST:
        raise Unsealed(f"The passphrase in {path} is shorter than {SHORTEST} characters.")
    return words


def identities_in(path: str) -> tuple[str, ...]:
    """The identities in a file as age-keygen writes it; none when none is named."""
    if not path:
        return ()
    found = [line.strip() for line in _read(path, "identity file").splitlines()]
    identities = tuple(line for line in found if line.startswith(IDENTITY))
    if not identities:
        raise Unsealed(f"In {path} stands no line that begins with {IDENTITY}.")
    return identities


def _read(path: str, what: str) -> str:
    try:
        return Path(path).read_text()
    except (OSError, ValueError) as unread:
        raise Unsealed(f"The {what} {path} cannot be read.") from unread
