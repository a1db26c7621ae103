"""A file that knows whether it is whole, and with a passphrase one that nobody else reads.

Plain:      the bytes, then SHA-256 of them behind the mark `LIAISON-SUM1`. tar reads past it.
Encrypted:  `LIAISON-AES1`, salt (16 bytes), check of the key (8 bytes), then pieces of a megabyte,
            each AES-256-GCM: the nonce is the number of the piece and whether it is the last, the
            header is authenticated with every piece. scrypt makes the key from passphrase and salt.

A piece that is changed, moved, doubled or cut off is found. There is no way around a lost
passphrase.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

PLAIN, SECRET = b"LIAISON-SUM1", b"LIAISON-AES1"
SALT, CHECK, SUM = 16, 8, 32
PIECE = 1024 * 1024
TAG = 16
HEADER = len(SECRET) + SALT + CHECK
COST, BLOCK = 2**15, 8


class Unsealed(Exception):
    """The file cannot be believed or read; says why."""


class Sealing:
    """A file to write to, once, front to back. `close()` puts the seal on it."""

    def __init__(self, out: IO[bytes], passphrase: str = "") -> None:
        self.out, self.number, self.pending = out, 0, bytearray()
        self.sum = hashlib.sha256()
        self.cipher: AESGCM | None = None
        if passphrase:
            salt = os.urandom(SALT)
            key, check = _key(passphrase, salt)
            self.cipher, self.header = AESGCM(key), SECRET + salt + check
            out.write(self.header)

    def write(self, some: bytes) -> int:
        if self.cipher is None:
            self.sum.update(some)
            self.out.write(some)
            return len(some)
        self.pending += some
        while len(self.pending) > PIECE:  # the last piece is written by close()
            self._piece(bytes(self.pending[:PIECE]), last=False)
            del self.pending[:PIECE]
        return len(some)

    def close(self) -> None:
        if self.cipher is None:
            self.out.write(PLAIN + self.sum.digest())
        else:
            self._piece(bytes(self.pending), last=True)

    def _piece(self, some: bytes, *, last: bool) -> None:
        assert self.cipher
        self.out.write(self.cipher.encrypt(_nonce(self.number, last), some, self.header))
        self.number += 1


def is_encrypted(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(SECRET)) == SECRET


def unseal(path: Path, out: IO[bytes], passphrase: str = "") -> None:
    """Write what `path` holds to `out`. Raises Unsealed; what was written by then is worthless."""
    pieces = _decrypted(path, passphrase) if is_encrypted(path) else _summed(path)
    for piece in pieces:
        out.write(piece)


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


def _decrypted(path: Path, passphrase: str) -> Iterator[bytes]:
    if not passphrase:
        raise Unsealed("The backup is encrypted: name the file of its passphrase.")
    with path.open("rb") as file:
        header = file.read(HEADER)
        salt, check = header[len(SECRET) : -CHECK], header[-CHECK:]
        if len(header) < HEADER:
            raise Unsealed("The file is cut short: not even its beginning is whole.")
        key, expected = _key(passphrase, salt)
        if check != expected:
            raise Unsealed("The passphrase is not the one the backup was encrypted with.")
        cipher, number = AESGCM(key), 0
        piece, following = file.read(PIECE + TAG), file.read(PIECE + TAG)
        while True:
            try:
                yield cipher.decrypt(_nonce(number, not following), piece, header)
            except InvalidTag as damaged:
                raise Unsealed(
                    f"The file is damaged or cut short at piece {number + 1}. Take another backup."
                ) from damaged
            if not following:
                return
            number, piece, following = number + 1, following, file.read(PIECE + TAG)


def _key(passphrase: str, salt: bytes) -> tuple[bytes, bytes]:
    """The key, and eight bytes that tell a wrong passphrase from a damaged file."""
    made = Scrypt(salt=salt, length=32 + CHECK, n=COST, r=BLOCK, p=1).derive(passphrase.encode())
    return made[:32], made[32:]


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def passphrase_in(path: str) -> str:
    """What stands in a passphrase file, without the line's end; empty when none is named."""
    if not path:
        return ""
    try:
        words = Path(path).read_text().strip()
    except OSError as unread:
        raise Unsealed(f"The passphrase file {path} cannot be read.") from unread
    if len(words) < 20:
        raise Unsealed(f"The passphrase in {path} is shorter than 20 characters.")
    return words
