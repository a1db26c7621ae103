"""What has to be right before anything starts: manage.py, the web server, the workers.

Plain: settings as a mapping go in, one sentence for each fault comes out, and each names the
variable to set. Nothing of a fault is guessed around.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50
FEWEST_SIGNS = 5
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]", "::1", "testserver"})
REACHES_NOBODY = ("console", "filebased", "dummy", "locmem")

Settings = Mapping[str, Any]


def refuse_what_is_wrong(settings: Settings) -> None:
    """Raises ImproperlyConfigured with the first fault; the start ends there."""
    for fault in faults(settings):
        raise ImproperlyConfigured(fault)


def folder_of_records(folder: Path) -> Path:
    """DATA_DIR, made where it is missing. Raises ImproperlyConfigured where nothing can be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise ImproperlyConfigured(_not_writable(folder)) from fault
    if not os.access(folder, os.W_OK):
        raise ImproperlyConfigured(_not_writable(folder))
    return folder


def _not_writable(folder: Path) -> str:
    return (
        f"DATA_DIR is {folder}, where this account cannot write: give it the folder (chown), or "
        "name another."
    )


def known_mail(config: dict[str, Any]) -> dict[str, Any]:
    """What EMAIL_URL was read as. Raises ImproperlyConfigured where it names no kind of server."""
    if "EMAIL_BACKEND" not in config:
        raise ImproperlyConfigured(
            "EMAIL_URL begins with no kind of mail server: begin it with submission:// or smtp://, or "
            "leave the variable out."
        )
    return config


def faults(settings: Settings) -> Iterator[str]:
    if settings["DEMO"] or settings["DEBUG"]:
        yield from _of_a_demo(settings)
        return
    yield from _of_the_secret(settings)
    yield from _of_the_address(settings)
    yield from _of_the_mail(settings)
    yield from _of_the_processes(settings)


def _of_a_demo(settings: Settings) -> Iterator[str]:
    """A demo, and a developer's pages with source code in them, stay on their machine."""
    if not (sign := _sign_of_production(settings)):
        return
    if settings["DEBUG"]:
        yield f"DEBUG=1 shows source code to whoever finds an error, and {sign}: remove DEBUG."
    else:
        yield f"DEMO=1 lets anyone sign in as anyone, and {sign}: remove DEMO."


def _sign_of_production(settings: Settings) -> str:
    """What says that others reach this installation; empty for a demo or a developer's machine."""
    if settings["SITE_URL"].startswith("https://"):
        return f"SITE_URL is {settings['SITE_URL']}"
    if settings["SECURE_PROXY_SSL_HEADER"]:
        return "BEHIND_PROXY says that a proxy stands in front"
    others = [name for name in settings["ALLOWED_HOSTS"] if name not in THIS_MACHINE]
    if others and not _on_sqlite(settings):
        return f"ALLOWED_HOSTS names {others[0]} beside a PostgreSQL database"
    return ""


def _of_the_secret(settings: Settings) -> Iterator[str]:
    for name, secret in (
        ("SECRET_KEY", settings["SECRET_KEY"]),
        *(("SECRET_KEY_FALLBACKS", old) for old in settings["SECRET_KEY_FALLBACKS"]),
    ):
        if secret in ("", settings["EMBEDDED_SECRET"]) or secret.startswith("django-insecure-"):
            yield f"{name} is missing or the demo's: set it to {SHORTEST_SECRET} random characters."
        elif len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_SIGNS:
            yield (
                f"{name} is too short to keep a secret: set it to {SHORTEST_SECRET} or more random "
                "characters, such as those of “openssl rand -base64 48”."
            )


def _of_the_address(settings: Settings) -> Iterator[str]:
    if any(name in ("*", ".") for name in settings["ALLOWED_HOSTS"]):
        yield "ALLOWED_HOSTS contains *, so any name is believed: name the site’s own names instead."
    site = urlsplit(settings["SITE_URL"])
    if settings["BEHIND_TLS"] and (site.scheme != "https" or not site.netloc):
        yield (
            "SITE_URL does not begin with https://: set it to the address people type, such as "
            "https://liaison.example.gov (or set BEHIND_TLS=0 where there is no TLS)."
        )


def _of_the_mail(settings: Settings) -> Iterator[str]:
    reaches_nobody = any(word in settings["EMAIL_BACKEND"] for word in REACHES_NOBODY)
    if reaches_nobody and not settings["MAIL_NOT_SENT"]:
        yield (
            "EMAIL_URL names no mail server, so notices reach nobody: set it, or set "
            "MAIL_NOT_SENT=1 to say that they may stay in a folder."
        )


def _of_the_processes(settings: Settings) -> Iterator[str]:
    """On SQLite all processes stand on one machine and share its folders; with a database server
    they may not, and then limits of signing in and hints for workers need one place."""
    if settings["WEB_CONCURRENCY"] > 1 and not settings["REDIS_URL"] and not _on_sqlite(settings):
        yield (
            f"REDIS_URL is missing, and WEB_CONCURRENCY asks for {settings['WEB_CONCURRENCY']} "
            "web processes: set REDIS_URL so that they share limits and hints, or "
            "WEB_CONCURRENCY=1."
        )


def _on_sqlite(settings: Settings) -> bool:
    return settings["DATABASES"]["default"]["ENGINE"].endswith("sqlite3")
