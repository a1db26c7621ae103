"""The rooms of the house, for tests that look through all code: none is forgotten when one is added."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# The applications that are ours.
ROOMS = tuple(sorted(app.name for app in apps.get_app_configs() if (ROOT / app.name).is_dir()))


def code_in(*names: str) -> list[Path]:
    """Every module of the rooms that is called one of `names` or stands in a folder so called."""
    found = [
        path
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if path.stem in names or path.parent.name in names
    ]
    assert found, f"no room has {names}"
    return sorted(found)


def dotted(path: Path) -> str:
    """The name a module is imported by."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)
