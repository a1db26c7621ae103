"""What an entry says as bytes, the mark that Liaison wrote it, and the digest that chains it."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils.encoding import force_bytes

from audit.models import Entry

# What the first entry follows.
BEGINNING = "0" * 64


def content_of(entry: Entry) -> bytes:
    """The same bytes on both databases, whenever the row is read."""
    said = {name: _plain(getattr(entry, name)) for name in Entry.CONTENT}
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def mark_of(content: bytes, secret: str | bytes | None = None) -> str:
    """An HMAC under the installation's secret: a row slipped in past Liaison has none."""
    key = hashlib.sha256(b"audit:" + force_bytes(secret or settings.SECRET_KEY)).digest()
    return hmac.new(key, content, "sha256").hexdigest()


def is_ours(entry: Entry) -> bool:
    """Whether the mark was made with this installation's secret, or an earlier one it still knows."""
    content = content_of(entry)
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(hmac.compare_digest(entry.mark, mark_of(content, secret)) for secret in secrets)


def digest_after(previous: str, entry: Entry) -> str:
    return hashlib.sha256(previous.encode() + entry.mark.encode() + content_of(entry)).hexdigest()


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
