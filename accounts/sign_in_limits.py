"""How often somebody may try a password or a code, and what an attack on others does not touch.

First by account and network together, so that who attacks from elsewhere locks out nobody; then
by network, against one password tried on many accounts; last by account alone, higher, against
many networks. A device the member signed in from before counts for itself alone.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.core.internal.httpkit import get_client_ip
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.urls import reverse

from accounts.devices import known_device
from personnel.models import Member
from personnel.notices import tell
from personnel.roles import Role
from personnel.tallies import Limit, forgotten, given_back, is_counted, taken

log = logging.getLogger(__name__)

Tries = list[tuple[Limit, tuple[str, ...]]]

PAIR = Limit("sign-in by account and network", 5, timedelta(minutes=15))
NETWORK = Limit("sign-in by network", 60, timedelta(minutes=15))
ACCOUNT = Limit("sign-in by account", 30, timedelta(hours=1))
DEVICE = Limit("sign-in by account and known device", 10, timedelta(minutes=15))
# Going to the provider costs a question to it each time.
PROVIDER = Limit("single sign-on by network", 300, timedelta(minutes=15))
# Whoever is asked for a code knows the password already: by account alone.
CODE = Limit("code by account", 5, timedelta(minutes=5))
# A code is good for one step before and one after its own, a minute and a half; then it is gone.
CODE_ONCE = Limit("one code", 1, timedelta(minutes=3))


def try_taken(request: HttpRequest, email: str, at: datetime) -> Tries | None:
    """Take one try for `email` from this request; None when there is none left.

    What is returned is for `right_after_all`. Taking comes before the password is looked at, so
    that of many tries at the same moment none looks at it beyond the limit.
    """
    email = email.lower()
    if device := known_device(request, email):
        wanted: Tries = [(DEVICE, (email, device))]
    else:
        network = network_of(request)
        wanted = [(PAIR, (email, network)), (NETWORK, (network,)), (ACCOUNT, (email,))]
    had: Tries = []
    for limit, about in wanted:
        if not taken(limit, *about, at=at):
            right_after_all(had)
            if limit is ACCOUNT:
                _tell_of_attack(email, at)
            return None
        had.append((limit, about))
    return had


def right_after_all(tries: Tries) -> None:
    for limit, about in tries:
        given_back(limit, *about)


def provider_taken(request: HttpRequest, at: datetime) -> bool:
    """Take one way to the provider; False when there is none left."""
    return taken(PROVIDER, network_of(request), at=at)


def code_taken(member: Member, at: datetime) -> bool:
    """Take one try at a code; False when there is none left."""
    return taken(CODE, member.email.lower(), at=at)


def code_right(member: Member) -> None:
    given_back(CODE, member.email.lower())


def code_is_fresh(member: Member, code: str, at: datetime) -> bool:
    """Use up one code. False when it was used already."""
    return taken(CODE_ONCE, f"used codes of {member.pk}", code, at=at)


def unlock(member: Member) -> bool:
    """Let `member` try again from anywhere; says whether any try was counted."""
    return forgotten(member.email.lower())


def has_failed_tries(member: Member, at: datetime) -> bool:
    """Whether any try at the account counts now, so that unlocking it would change something."""
    return is_counted(member.email.lower(), at=at)


def network_of(request: HttpRequest) -> str:
    """Whose tries count together: an address in IPv4, a household (/56) in IPv6.

    Behind the proxy it is the address the proxy itself saw (ALLAUTH_TRUSTED_PROXY_COUNT); what a
    visitor writes into the header before that is not looked at.
    """
    try:
        address = ip_address(get_client_ip(request) or "")
    except (ImproperlyConfigured, ValueError):
        return ""
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    bits = 32 if address.version == 4 else 56
    return str(ip_network(f"{address}/{bits}", strict=False))


def _tell_of_attack(email: str, at: datetime) -> None:
    """Many networks try one account: those who can do something about it hear of it once an hour."""
    member = Member.objects.filter(email__iexact=email, is_active=True).first()
    log.warning("more failed sign-ins than one account may have, member %s", member and member.pk)
    if member is None:
        return
    keepers = Member.objects.in_roles(Role.ADMINISTRATOR)
    text = (
        f"Many failed sign-ins for {member}. New devices have to wait an hour; devices "
        f"{member.short_name} used before still work."
    )
    url = reverse("personnel:member", args=[member.pk])
    tell(keepers, text, url=url, key=f"attack:{member.pk}:{at:%Y-%m-%d-%H}")
