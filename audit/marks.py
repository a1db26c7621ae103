"""What an entry says as bytes, the mark that Liaison wrote it, and the seal that chains it.

Both are HMACs under keys made from SECRET_KEY, so that whoever has the database alone can make
neither. Entries written before the chain was keyed also have a `digest`, which anybody can make:
older reports print it, so it is still checked.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.encoding import force_bytes

from audit.models import Entry

# What the first entry follows.
BEGINNING = "0" * 64
# Of a mark, the first signs are random: of two marks that are alike one is a copy.
RANDOM_SIGNS = 16
MARK_SIGNS = 64


def content_of(entry: Entry) -> bytes:
    """The same bytes on both databases, whenever the row is read."""
    said = {name: _plain(getattr(entry, name)) for name in Entry.CONTENT}
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def mark_of(content: bytes, secret: str | bytes | None = None) -> str:
    """A new mark under the installation's secret: a row slipped in past Liaison has none."""
    random = secrets.token_hex(RANDOM_SIGNS // 2)
    return _mark(random, content, secret or settings.SECRET_KEY)


def is_ours(entry: Entry) -> bool:
    """Whether the mark was made with this installation's secret, or an earlier one it still knows.

    Marks of the first versions have no random beginning.
    """
    content, random = content_of(entry), entry.mark[:RANDOM_SIGNS]
    return any(
        hmac.compare_digest(entry.mark, possible)
        for secret in known_secrets()
        for possible in (_mark(random, content, secret), _first_mark(content, secret))
    )


def seal_of(previous: str, place: int, entry: Entry, secret: str | bytes | None = None) -> str:
    """The seal of `entry` at `place`, after an entry whose seal is `previous`."""
    parts = (previous, str(place), str(entry.pk), entry.mark, entry.digest)
    said = "\n".join(parts).encode() + b"\n" + content_of(entry)
    return hmac.new(_key("chain", secret or settings.SECRET_KEY), said, "sha256").hexdigest()


def is_sealed_after(previous: str, place: int, entry: Entry) -> bool:
    """Whether its seal was made here, by this secret or an earlier one, over just that."""
    return any(
        hmac.compare_digest(entry.seal, seal_of(previous, place, entry, secret))
        for secret in known_secrets()
    )


def digest_after(previous: str, entry: Entry) -> str:
    """The unkeyed digest of the first versions."""
    return hashlib.sha256(previous.encode() + entry.mark.encode() + content_of(entry)).hexdigest()


def known_secrets() -> Iterator[str | bytes]:
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS


def _mark(random: str, content: bytes, secret: str | bytes) -> str:
    made = hmac.new(_key("mark", secret), random.encode() + content, "sha256").hexdigest()
    return random + made[: MARK_SIGNS - RANDOM_SIGNS]


def _first_mark(content: bytes, secret: str | bytes) -> str:
    key = hashlib.sha256(b"audit:" + force_bytes(secret)).digest()
    return hmac.new(key, content, "sha256").hexdigest()


@lru_cache(maxsize=32)
def _key(purpose: str, secret: str | bytes) -> bytes:
    """One key for each purpose: what is made for one is worth nothing for the other."""
    return hmac.new(force_bytes(secret), f"liaison.audit.{purpose}".encode(), "sha256").digest()


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
