"""How backups were encrypted before age: read on purpose, by `restore --sealed-the-old-way`.

`LIAISON-AES1`, salt (16 bytes), check of the key (8 bytes), then pieces of a megabyte, each
AES-256-GCM: the nonce is the number of the piece and whether it is the last, the header is
authenticated with every piece. scrypt makes the key from passphrase and salt.

Nothing vouches for who made such a file, which is why no drill opens one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from operations.keys import Unsealed

MAGIC = b"LIAISON-AES1"
SALT, CHECK = 16, 8
PIECE = 1024 * 1024
TAG = 16
HEADER = len(MAGIC) + SALT + CHECK
COST, BLOCK = 2**15, 8


def decrypted(path: Path, passphrase: str) -> Iterator[bytes]:
    """The archive within, piece by piece. Raises Unsealed."""
    if not passphrase:
        raise Unsealed("The backup is encrypted: name the file of its passphrase.")
    with path.open("rb") as file:
        header = file.read(HEADER)
        salt, check = header[len(MAGIC) : -CHECK], header[-CHECK:]
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
