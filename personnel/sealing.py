"""What stands in the database and must not be read from a copy of it is sealed with the site's key.

After SECRET_KEY was changed, what the keys in SECRET_KEY_FALLBACKS sealed can still be opened.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def sealed(text: str, purpose: str, *, timeless: bool = False) -> str:
    """`text`, readable only with the site's key and for the same `purpose`.

    The moment stands on what is sealed for everybody to read, unless it is `timeless`.
    """
    keys = _keys(purpose)
    made = keys.encrypt_at_time(text.encode(), 0) if timeless else keys.encrypt(text.encode())
    return made.decode()


def opened(text: str, purpose: str) -> str:
    """What was sealed. Raises cryptography.fernet.InvalidToken with a foreign key or purpose."""
    return _keys(purpose).decrypt(text.encode()).decode()


def _keys(purpose: str) -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(f"liaison:{purpose}:{secret}".encode()) for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(one.digest())) for one in digests])
