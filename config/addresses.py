"""Which addresses a setting names, and whether they lead to this machine alone.

Plain: settings as a mapping go in, one sentence for each fault comes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.http.request import validate_host

Settings = Mapping[str, Any]


def is_this_machine(name: str) -> bool:
    """Whether a host's name or address is the loopback: localhost, 127.x.x.x or ::1."""
    name = name.strip("[]").lower()
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def reached_by_others(settings: Settings) -> str:
    """What says that other machines reach this one, in words; empty where nothing does."""
    if others := [name for name in settings["ALLOWED_HOSTS"] if not is_this_machine(name)]:
        return f"ALLOWED_HOSTS names {others[0]}"
    for variable in ("SITE_URL", "CSRF_TRUSTED_ORIGINS"):
        named = settings[variable]
        for address in [named] if isinstance(named, str) else named:
            if not is_this_machine(urlsplit(address).hostname or ""):
                return f"{variable} is {address}"
    if settings["SECURE_PROXY_SSL_HEADER"]:
        return "BEHIND_PROXY says that a proxy stands in front"
    return ""


def wrong_addresses(settings: Settings) -> Iterator[str]:
    """What is wrong with the names of a site that others reach."""
    yield from _wrong_hosts(settings["ALLOWED_HOSTS"])
    yield from _wrong_site(settings)
    for origin in settings["CSRF_TRUSTED_ORIGINS"]:
        wanted = ("https",) if settings["BEHIND_TLS"] else ("https", "http")
        site = urlsplit(origin)
        if site.scheme not in wanted or "*" in origin:
            yield (
                f"CSRF_TRUSTED_ORIGINS contains {origin}, so forms of other sites are believed: "
                "name the site’s own address with https:// instead."
            )


def _wrong_hosts(names: list[str]) -> Iterator[str]:
    if not names:
        yield "ALLOWED_HOSTS is empty, so no page is answered: name the site’s own names."
    for name in names:
        if name in ("*", "."):
            yield f"ALLOWED_HOSTS contains {name}, so any name is believed: name the site’s own names."
        elif name.startswith(".") and "." not in name.strip("."):
            yield (
                f"ALLOWED_HOSTS contains {name}, so every site below it is believed: name the "
                "site’s own names."
            )
        elif "/" in name or "*" in name:
            yield (
                f"ALLOWED_HOSTS contains {name}, which is no name of a host: leave out https:// and "
                "what follows the name."
            )


def _wrong_site(settings: Settings) -> Iterator[str]:
    site = urlsplit(settings["SITE_URL"])
    if settings["BEHIND_TLS"] and (site.scheme != "https" or not site.netloc):
        yield (
            "SITE_URL does not begin with https://: set it to the address people type, such as "
            "https://liaison.example.gov (or set BEHIND_TLS=0 where there is no TLS)."
        )
    elif not validate_host(site.hostname or "", settings["ALLOWED_HOSTS"]):
        yield (
            f"ALLOWED_HOSTS lacks {site.hostname}, the name in SITE_URL, so every link in a mail "
            "would be refused: add it."
        )
