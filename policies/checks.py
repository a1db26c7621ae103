"""What must be true before the application starts."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

CURE = "Take the OPTIONS of config/settings.py (SQLITE_OPTIONS) as they are."


@register()
def sqlite_is_safe(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """SQLite without these options loses writes when two people save at once."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        return []
    options = database.get("OPTIONS", {})
    begun = str(options.get("init_command", "")).replace(" ", "").upper()
    missing = [
        words
        for words, stands in (
            ("transaction_mode IMMEDIATE", options.get("transaction_mode") == "IMMEDIATE"),
            ("timeout of 20 seconds or more", options.get("timeout", 0) >= 20),
            ("journal_mode WAL", "JOURNAL_MODE=WAL" in begun),
            ("synchronous FULL", "SYNCHRONOUS=FULL" in begun),
        )
        if not stands
    ]
    if not missing:
        return []
    return [Error(f"SQLite lacks {', '.join(missing)}.", hint=CURE, id="liaison.E001")]


@register()
def secret_is_a_secret(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    if settings.DEMO or settings.DEBUG:
        return []
    if len(settings.SECRET_KEY) >= 50 and settings.SECRET_KEY != settings.EMBEDDED_SECRET:
        return []
    hint = "Set SECRET_KEY in the environment to 50 or more random characters."
    return [Error("SECRET_KEY is missing or too short.", hint=hint, id="liaison.E002")]
