"""How many forms come from one network, without keeping which network that is.

Only the network is looked at, never the whole address: a street, an office or a library in IPv4
(/24), a household or a site in IPv6 (/56). It is turned into a digest with a key that is made for
the day, stands in the cache and not in the database, and is not made again. Nothing is logged.
"""

from __future__ import annotations

import hmac
from datetime import date, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from secrets import token_bytes

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

from portal.models import NetworkCount
from surveys.models import Survey

# Beyond this many forms a day to one survey somebody looks at what came. A library sends more
# than a household, so nothing is refused.
MOST_A_DAY = 30
KEPT_SECONDS = 48 * 60 * 60

_keys: dict[date, bytes] = {}


def sends_many(request: HttpRequest, survey: Survey, day: date) -> bool:
    """Count this form, and say whether its network has sent more than MOST_A_DAY to the survey."""
    named = f"{survey.pk} {network_of(request)}".encode()
    digest = hmac.new(_key(day), named, "sha256").hexdigest()
    return NetworkCount.objects.another(digest, day) > MOST_A_DAY


def network_of(request: HttpRequest) -> str:
    """The network the form came from, behind our proxy as it names it; "" when nobody says."""
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except (PermissionDenied, ImproperlyConfigured, ValueError):
        return ""
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    bits = 24 if address.version == 4 else 56
    return str(ip_network(f"{address}/{bits}", strict=False))


def forget_before(day: date) -> int:
    """Clear away the counts of earlier days and the key of the day before; says how many."""
    cache.delete(_key_name(day - timedelta(days=1)))
    gone, _ = NetworkCount.objects.filter(day__lt=day).delete()
    return gone


def _key(day: date) -> bytes:
    """The day's key, from the cache once per process. Two that are made at the same moment, at
    the first forms of a day, cost a few counts."""
    if day not in _keys:
        cache.add(_key_name(day), token_bytes(32), KEPT_SECONDS)
        kept = cache.get(_key_name(day)) or token_bytes(32)
        _keys.clear()
        _keys[day] = kept
    return _keys[day]


def _key_name(day: date) -> str:
    return f"portal:network-key:{day.isoformat()}"
