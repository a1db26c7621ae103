"""What a log line may hold. None carries an e-mail address, a name, typed text, a query string or
where somebody asked from: what may stand in a line is listed here, everything else is left out. An
error is told by its class and the places it passed, without its message, because messages repeat
what somebody typed.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from copy import copy
from types import TracebackType
from typing import Any

import structlog

# Loggers whose words are ours, so that the values put into them are known.
ROOMS = frozenset(
    [
        "accounts",
        "analysis",
        "audit",
        "config",
        "demo",
        "desk",
        "documents",
        "importing",
        "jobs",
        "operations",
        "outreach",
        "pages",
        "personnel",
        "policies",
        "portal",
        "programs",
        "records",
        "reports",
        "surveys",
    ]
)
# All that a line may hold.
KEPT = frozenset(
    [
        "event",
        "level",
        "logger",
        "at",
        "request_id",
        "request",
        "code",
        "member",
        "job",
        "task",
        "task_id",
        "child_task_name",
        "duration_ms",
        "error",
    ]
)
# (logger, beginning) of records whose words hold what was sent.
REPEATS = (("django.security", ""), ("gunicorn.error", "Invalid request"))
MAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")
MACHINE = re.compile(
    r"\b\d{1,3}(?:\.\d{1,3}){3}\b|(?:[0-9a-f]{1,4}:){3,}[0-9a-f.:]*|[0-9a-f:]*::[0-9a-f.:]+",
    re.IGNORECASE,
)
QUERY = re.compile(r"\?[^\s\"']+")

Line = MutableMapping[str, Any]


def only_what_may_be_told(logger: Any, method: str, line: Line) -> Line:
    """Leaves out every key that is not on the list, and addresses of mail and machines wherever."""
    told = {name: value for name, value in line.items() if name in KEPT or name.startswith("_")}
    for name, value in told.items():
        if isinstance(value, str):
            told[name] = QUERY.sub("", MACHINE.sub("…", MAIL.sub("…", value)))
    return told


def error_without_words(logger: Any, method: str, line: Line) -> Line:
    """`error`: the classes of an error and of what caused it, with the places they passed."""
    given = line.pop("exc_info", None)
    error = _error_of(given)
    if error is not None:
        line["error"] = told_error(error)
    return line


def _error_of(given: Any) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        return given[1]
    if not given:
        return None
    return sys.exc_info()[1]


def told_error(error: BaseException) -> str:
    """“ValueError at reports/facts.py:40 in digest_of; caused by KeyError at …”; no message."""
    told: list[str] = []
    while len(told) < 5:
        told.append(f"{type(error).__name__}{_places(error.__traceback__)}")
        cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if cause is None:
            break
        error = cause
    return "; caused by ".join(told)


def _places(passed: TracebackType | None) -> str:
    frames = traceback.extract_tb(passed)[-8:]
    places = (f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in reversed(frames))
    return f" at {', from '.join(places)}" if frames else ""


class QuietFormatter(structlog.stdlib.ProcessorFormatter):
    """Takes the values out of records before they become words.

    Ours keep numbers and short words; a record of the database is told by its kind and number, an
    error by its class. A library's keep numbers alone: its values are addresses, paths and texts.
    """

    def format(self, record: logging.LogRecord) -> str:
        record = copy(record)  # other handlers get it as it was
        ours = record.name.partition(".")[0] in ROOMS
        if isinstance(record.args, tuple):
            record.args = tuple(_quiet(value, ours) for value in record.args)
        elif isinstance(record.args, dict):
            record.args = {
                name: value if name in ("name", "id") else _quiet(value, ours)
                for name, value in record.args.items()
            }
        elif isinstance(record.msg, BaseException):
            record.msg = type(record.msg).__name__
        if _repeats(record):
            record.msg, record.args = "a request was refused", ()
        return super().format(record)


def _repeats(record: logging.LogRecord) -> bool:
    words = str(record.msg)
    return any(record.name.startswith(name) and words.startswith(say) for name, say in REPEATS)


def _quiet(value: Any, ours: bool) -> Any:
    if isinstance(value, int | float):
        return value
    if isinstance(value, BaseException):
        return type(value).__name__
    if hasattr(value, "_meta") and hasattr(value, "pk"):
        return f"{value._meta.verbose_name} {value.pk}"
    return value if ours and isinstance(value, str) else "…"


def plain_line(logger: Any, method: str, line: Line) -> str:
    """For people at a terminal: moment, level, who speaks, what, then the rest by name."""
    head = [line.pop(name, "") for name in ("at", "level", "logger", "event")]
    rest = [f"{name}={value}" for name, value in line.items()]
    return " ".join(str(word) for word in [*head, *rest] if word != "")
