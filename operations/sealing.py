"""A file that knows whether it is whole, and sealed with age one that nobody else reads.

Plain:       the bytes, then SHA-256 of them behind the mark `LIAISON-SUM1`. tar reads past it.
Recipients:  an age file as it stands, for `age --decrypt --identity`.
Passphrase:  `LIAISON-AGE1`, the length of what follows (4 bytes), an identity made for this file and
             sealed with the passphrase, then an age file for that identity. age keeps what is
             sealed with a passphrase in memory as a whole; like this only the identity is.

A piece that is changed, moved, doubled or cut off is found. There is no way around a lost
passphrase or identity.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import IO, Any, Self

import pyrage

from operations import old_sealing
from operations.keys import NO_KEYS, Keys, Unsealed

PLAIN, BY_PASSPHRASE, BY_AGE = b"LIAISON-SUM1", b"LIAISON-AGE1", b"age-encryption.org/v1"
SUM, LENGTH = 32, 4
PIECE = 1024 * 1024
LONGEST_IDENTITY = 4096


class Sealing:
    """A file to write to, once, front to back; `close()` puts the seal on it.

    age reads and writes in a thread of its own, which is given the bytes by a pipe.
    """

    def __init__(self, out: IO[bytes], keys: Keys = NO_KEYS) -> None:
        self.out, self.sum = out, hashlib.sha256()
        self.fault: OSError | None = None
        self.into: IO[bytes] | None = None
        if not keys.seals:
            return
        recipients = keys.sealing() or [_for_this_file(out, keys.passphrase)]
        read, write = os.pipe()
        self.into = os.fdopen(write, "wb")
        self.age = Thread(target=self._encrypt, args=(os.fdopen(read, "rb"), recipients))
        self.age.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if error is None:
            self.close()
        elif self.into:  # what was written by then is thrown away
            self._end()

    def write(self, some: bytes) -> int:
        if self.into is None:
            self.sum.update(some)
            self.out.write(some)
            return len(some)
        try:
            self.into.write(some)
        except BrokenPipeError:
            self._end()
            raise self.fault or OSError("age stopped reading") from None
        return len(some)

    def close(self) -> None:
        if self.into is None:
            self.out.write(PLAIN + self.sum.digest())
        else:
            self._end()
            if self.fault:
                raise self.fault

    def _end(self) -> None:
        assert self.into
        with suppress(BrokenPipeError):
            self.into.close()
        self.age.join()

    def _encrypt(self, read: IO[bytes], recipients: list[Any]) -> None:
        with read:
            try:
                pyrage.encrypt_io(read, self.out, recipients)
            except Exception as fault:  # noqa: BLE001  told by the thread that waits
                self.fault = fault if isinstance(fault, OSError) else OSError(str(fault))


def _for_this_file(out: IO[bytes], passphrase: str) -> Any:
    identity = pyrage.x25519.Identity.generate()
    sealed = pyrage.passphrase.encrypt(str(identity).encode(), passphrase)
    out.write(BY_PASSPHRASE + len(sealed).to_bytes(LENGTH, "big") + sealed)
    return identity.to_public()


def kind_of(path: Path) -> bytes:
    """BY_AGE, BY_PASSPHRASE, the mark of the old way, or PLAIN for everything else."""
    with path.open("rb") as file:
        begins = file.read(max(len(BY_AGE), len(BY_PASSPHRASE)))
    sealed = (BY_AGE, BY_PASSPHRASE, old_sealing.MAGIC)
    return next((one for one in sealed if begins.startswith(one)), PLAIN)


def unseal(path: Path, out: IO[bytes], keys: Keys = NO_KEYS) -> None:
    """Write what `path` holds to `out`. Raises Unsealed; what was written by then is worthless."""
    kind = kind_of(path)
    if kind == PLAIN and not keys.plain_is_read:
        raise Unsealed(
            "The file is not sealed. Where backups are sealed nothing else is read: whoever can "
            "write to their folder could have made it."
        )
    if kind == old_sealing.MAGIC and not keys.old_way:
        raise Unsealed(
            "The file was sealed by an earlier version, and nothing vouches for who made it: where "
            "you know that, restore it with --sealed-the-old-way."
        )
    if kind in (BY_AGE, BY_PASSPHRASE):
        _opened(path, out, keys)
        return
    for piece in _summed(path) if kind == PLAIN else old_sealing.decrypted(path, keys.passphrase):
        out.write(piece)


def _opened(path: Path, out: IO[bytes], keys: Keys) -> None:
    with path.open("rb") as file:
        identities = keys.opening()
        if file.read(len(BY_PASSPHRASE)) == BY_PASSPHRASE:
            identities = [_identity_of(file, keys.passphrase)]
        else:
            file.seek(0)
        if not identities:
            raise Unsealed("The backup is sealed for a key pair: name the file of its identity.")
        try:
            pyrage.decrypt_io(file, out, identities)
        except (pyrage.DecryptError, OSError) as fault:
            if getattr(fault, "errno", None):  # the disk, not the file
                raise
            if "No matching keys" in str(fault):
                raise Unsealed("The backup was sealed for another key.") from fault
            raise Unsealed("The file is damaged or cut short. Take another backup.") from fault


def _identity_of(file: IO[bytes], passphrase: str) -> Any:
    if not passphrase:
        raise Unsealed("The backup is encrypted: name the file of its passphrase.")
    length = int.from_bytes(file.read(LENGTH), "big")
    sealed = file.read(min(length, LONGEST_IDENTITY))
    if len(sealed) < length or not sealed:
        raise Unsealed("The file is cut short: not even its beginning is whole.")
    try:
        words = pyrage.passphrase.decrypt(sealed, passphrase).decode()
        return pyrage.x25519.Identity.from_str(words)
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError) as wrong:
        raise Unsealed(
            "The passphrase is not the one the backup was encrypted with, or its beginning is "
            "damaged."
        ) from wrong


def _summed(path: Path) -> Iterator[bytes]:
    footer, left = len(PLAIN) + SUM, path.stat().st_size
    left -= footer
    found = hashlib.sha256()
    with path.open("rb") as file:
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            found.update(piece)
            yield piece
        seal = file.read()
    if left < 0 or not seal.startswith(PLAIN):
        raise Unsealed(
            "This is not a whole backup of Liaison: its seal is missing. A copied database file "
            "lacks what was still in its log; a file that is cut short lacks its end."
        )
    if seal != PLAIN + found.digest():
        raise Unsealed("The file is damaged: it is not what was written. Take another backup.")
