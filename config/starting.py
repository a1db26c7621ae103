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

from config.addresses import is_this_machine, reached_by_others, wrong_addresses
from config.private import close_at_start, is_shared
from config.ranges import out_of_range

SHORTEST_SECRET = 50
FEWEST_SIGNS = 5
REACHES_NOBODY = ("dummy", "locmem")
KEPT_IN_THE_CLEAR = ("console", "filebased")

Settings = Mapping[str, Any]


def refuse_what_is_wrong(settings: Settings) -> None:
    """Raises ImproperlyConfigured with the first fault; the start ends there."""
    for fault in faults(settings):
        raise ImproperlyConfigured(fault)


def folder_of_records(folder: Path) -> Path:
    """DATA_DIR, made where it is missing and closed to other accounts.

    Raises ImproperlyConfigured where nothing can be written, and for a folder of the whole machine.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise ImproperlyConfigured(_not_writable(folder)) from fault
    if not os.access(folder, os.W_OK):
        raise ImproperlyConfigured(_not_writable(folder))
    if is_shared(folder):
        raise ImproperlyConfigured(
            f"DATA_DIR is {folder}, where others keep their files too: name a folder of its own."
        )
    close_at_start(folder)
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
    yield from out_of_range(settings)
    if settings["DEMO"] or settings["DEBUG"]:
        yield from _of_a_demo(settings)
        return
    yield from _of_the_secret(settings)
    yield from wrong_addresses(settings)
    yield from _of_signing_in(settings)
    yield from _of_the_mail(settings)
    yield from _of_the_processes(settings)
    yield from _of_the_folders(settings)


def _of_a_demo(settings: Settings) -> Iterator[str]:
    """A demo, and a developer's pages with source code in them, stay on their machine."""
    if not (sign := reached_by_others(settings)):
        return
    if settings["DEBUG"]:
        yield f"DEBUG=1 shows source code to whoever finds an error, and {sign}: remove DEBUG."
    else:
        yield f"DEMO=1 lets anyone sign in as anyone, and {sign}: remove DEMO."


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


def _of_signing_in(settings: Settings) -> Iterator[str]:
    if not settings["MFA_REQUIRED"]:
        yield (
            "MFA_REQUIRED=0 lets a password alone in: remove MFA_REQUIRED (where the provider of "
            "single sign-on asks for the second factor, set OIDC_SECOND_FACTOR=1)."
        )
    server = settings["OIDC_SERVER_URL"]
    if settings["OIDC_SECOND_FACTOR"] and not server:
        yield "OIDC_SECOND_FACTOR=1 trusts a provider that OIDC_SERVER_URL does not name: remove it."
    if server and urlsplit(server).scheme != "https":
        yield f"OIDC_SERVER_URL is {server}: set it to the provider’s address with https://."
    if server and not settings["OIDC_CLIENT_ID"]:
        yield "OIDC_CLIENT_ID is missing beside OIDC_SERVER_URL: set it to what the provider gave you."


def _of_the_mail(settings: Settings) -> Iterator[str]:
    """Mails hold links that set a password, so they are written to no file and no terminal."""
    kind = settings["EMAIL_BACKEND"]
    if any(word in kind for word in KEPT_IN_THE_CLEAR):
        yield (
            "EMAIL_URL has mails, with links that set a password, written down where others read "
            "them: name a mail server, or remove it and set MAIL_NOT_SENT=1."
        )
    elif any(word in kind for word in REACHES_NOBODY) and not settings["MAIL_NOT_SENT"]:
        yield (
            "EMAIL_URL names no mail server, so notices reach nobody: set it, or set "
            "MAIL_NOT_SENT=1 to say that they are read on the pages alone."
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
    redis = urlsplit(settings["REDIS_URL"])
    if redis.scheme == "redis" and not redis.password and not is_this_machine(redis.hostname or ""):
        yield (
            "REDIS_URL has no password, so whoever reaches Redis reads and changes what waits "
            "there: set one, redis://:password@host:6379/0."
        )


def _of_the_folders(settings: Settings) -> Iterator[str]:
    """What stands below a folder of static files is sent to whoever asks for it."""
    public = [
        Path(one).resolve() for one in (settings["STATIC_ROOT"], *settings["STATICFILES_DIRS"])
    ]
    for name in ("DATA_DIR", "BACKUP_DIR", "MEDIA_ROOT"):
        folder = Path(settings[name]).resolve()
        if any(folder.is_relative_to(one) for one in public):
            yield (
                f"{name} is {folder}, inside a folder whose files anyone may fetch: name another "
                "folder."
            )
        elif name != "DATA_DIR" and folder.is_dir() and is_shared(folder):
            yield (
                f"{name} is {folder}, where others keep their files too: name a folder of its own."
            )


def _on_sqlite(settings: Settings) -> bool:
    return settings["DATABASES"]["default"]["ENGINE"].endswith("sqlite3")
