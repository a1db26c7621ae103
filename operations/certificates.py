"""How long the certificate of SITE_URL holds: looked at once an hour, remembered in the cache."""

from __future__ import annotations

import ssl
from datetime import datetime
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings
from django.core.cache import cache

KEY = "operations.certificate.days"
REMEMBERED = 6 * 60 * 60
SECONDS = 5


def days_left() -> int | None:
    """As last seen; None where the site has no TLS or nobody has looked for some hours."""
    return cache.get(KEY)


def look(moment: datetime) -> int | None:
    """Ask the site for its certificate, trusted or not, and remember how many days it has."""
    if not settings.BEHIND_TLS:
        return None
    site = urlsplit(settings.SITE_URL)
    try:
        left = days_of(site.hostname or "", site.port or 443, moment)
    except (OSError, ValueError):
        return None  # a site that cannot be reached from here is not a certificate that ends
    cache.set(KEY, left, REMEMBERED)
    return left


def days_of(host: str, port: int, moment: datetime) -> int:
    """Whole days until the certificate at this address ends; negative when it has."""
    shown = ssl.get_server_certificate((host, port), timeout=SECONDS)
    ends = x509.load_pem_x509_certificate(shown.encode()).not_valid_after_utc
    return (ends - moment).days
