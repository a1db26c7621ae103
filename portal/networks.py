"""How many forms come from one network, without keeping which network that is.

Only the network is looked at, never the whole address: a street, an office or a library in IPv4
(/24), a household or a site in IPv6 (/56). It is turned into a digest with a key that is made for
the day, stands in the cache and not in the database, and is not made again. Nothing is logged.
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from secrets import token_bytes

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from personnel.tallies import Limit, taken
from portal.keeping import CACHE_IS_AWAY
from portal.models import NetworkCount
from surveys.answers.crowds import OF_A_NETWORK, OF_AN_HOUR
from surveys.models import Survey

# Beyond this many forms a day to one survey they are held, and the unit decides on all of them at
# once. A library sends more than a household, so that nothing is refused.
MOST_A_DAY = 10
# How many forms a network may send in a while, whatever survey they are for; then it is asked to
# wait. The second is for pages that say so with all that was typed, which cost more.
SENDING = Limit("survey forms by network", 40, timedelta(minutes=10))
TURNED_AWAY = Limit("survey forms turned away by network", 40, timedelta(minutes=10))
KEPT_SECONDS = 48 * 60 * 60

_keys: dict[date, bytes] = {}


@dataclass(frozen=True)
class Crowd:
    """Where a form came in: `many` from its network today; the name it is held under with others,
    of its network if there are many, else of this hour."""

    many: bool
    name: str


def crowd_of(request: HttpRequest, survey: Survey, at: datetime) -> Crowd:
    """Count this form, and say whether its network has sent more than MOST_A_DAY to the survey."""
    day = timezone.localdate(at)
    digest = _digest(day, f"{survey.pk} {network_of(request)}")
    if NetworkCount.objects.another(digest, day) > MOST_A_DAY:
        return Crowd(True, OF_A_NETWORK + _digest(day, f"crowd {digest}")[:32])
    hour = f"{survey.pk} {timezone.localtime(at):%Y-%m-%d %H}"
    return Crowd(False, OF_AN_HOUR + _digest(day, f"hour {hour}")[:32])


def may_send(request: HttpRequest, at: datetime) -> bool:
    """Take one of the forms its network may send now; False when there is none left."""
    return _taken(SENDING, request, at)


def may_be_told(request: HttpRequest, at: datetime) -> bool:
    """Whether a network that may send nothing now is shown its form again, with what was typed."""
    return _taken(TURNED_AWAY, request, at)


def _taken(limit: Limit, request: HttpRequest, at: datetime) -> bool:
    """Counted in the database under a digest with the day's key, for some minutes."""
    return taken(limit, _digest(timezone.localdate(at), network_of(request)), at=at)


def _digest(day: date, words: str) -> str:
    return hmac.new(_key(day), words.encode(), "sha256").hexdigest()


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
    with suppress(*CACHE_IS_AWAY):
        cache.delete(_key_name(day - timedelta(days=1)))
    gone, _ = NetworkCount.objects.filter(day__lt=day).delete()
    return gone


def _key(day: date) -> bytes:
    """The day's key, from the cache once per process. Two that are made at the same moment, at
    the first forms of a day, cost a few counts."""
    if day not in _keys:
        kept = _kept_key(day)
        if kept is None:
            return _key_without_cache(day)
        _keys.clear()
        _keys[day] = kept
    return _keys[day]


def _kept_key(day: date) -> bytes | None:
    """The key in the cache, made if there is none; None while the cache is away."""
    try:
        cache.add(_key_name(day), token_bytes(32), KEPT_SECONDS)
        found: bytes | None = cache.get(_key_name(day))
    except CACHE_IS_AWAY:
        return None
    return found or token_bytes(32)


def _key_without_cache(day: date) -> bytes:
    """One that every process makes alike from the site's key, which is not in the database."""
    named = f"networks of {day.isoformat()}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), named, "sha256").digest()


def _key_name(day: date) -> str:
    return f"portal:network-key:{day.isoformat()}"
