"""Logging: one JSON object a line in production, one plain line in the demo, each with the number of
the request or of the job. What may stand in a line: `config/log_lines.py`."""

from __future__ import annotations

import logging
from typing import Any

import structlog

from config.log_lines import (
    QuietFormatter,
    error_without_words,
    only_what_may_be_told,
    plain_line,
)

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    error_without_words,
]


def configured(*, as_json: bool, level: str) -> dict[str, Any]:
    """Set structlog up; returns LOGGING, which Django, Celery and gunicorn all use."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter, "as_json": as_json}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line"},
            "nowhere": {"class": "logging.NullHandler"},
        },
        "loggers": {
            # It says at each start that a folder has no host name.
            "kombu.connection": {"level": "ERROR"},
            # They repeat the address that was asked for; our own line says what became of it.
            "django.request": {"handlers": ["nowhere"], "propagate": False},
            "django.server": {"handlers": ["nowhere"], "propagate": False},
            "django": {"handlers": [], "propagate": True},
        },
        "root": {"handlers": ["console"], "level": level},
    }


def formatter(*, as_json: bool) -> logging.Formatter:
    """Lines of structlog and of the standard library come out alike."""
    last = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else plain_line
    return QuietFormatter(
        foreign_pre_chain=SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            only_what_may_be_told,
            last,
        ],
    )
