"""Whether the files that pages name were collected; without one of them a page is an error 500."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured

MANIFEST = "staticfiles.json"


def uncollected() -> list[str]:
    """The files of this version that STATIC_ROOT lacks; none where they are served as they are."""
    if settings.PLAIN_STATIC:
        return []
    root = Path(settings.STATIC_ROOT)
    try:
        collected = json.loads((root / MANIFEST).read_text())["paths"]
    except (OSError, ValueError, KeyError):
        collected = {}
    names = (name for finder in get_finders() for name, _ in finder.list([]))
    return [
        name for name in names if name not in collected or not (root / collected[name]).is_file()
    ]


def refuse_uncollected() -> None:
    """The web server asks this before it begins. Raises ImproperlyConfigured."""
    if missing := uncollected():
        raise ImproperlyConfigured(
            f"STATIC_ROOT ({settings.STATIC_ROOT}) lacks {len(missing)} of the files that pages "
            f"need, such as {missing[0]}: run manage.py collectstatic --noinput."
        )
