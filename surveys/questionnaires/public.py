"""Where citizens answer a survey: its address, and the same as a code to scan."""

from __future__ import annotations

from typing import NamedTuple

import segno
from django.conf import settings
from django.urls import reverse

from surveys.models import Survey

# The white edge a code needs around it to be found, in modules.
EDGE = 4
PAGES = {"en": "portal:survey", "es": "portal:survey-es"}


class ScanCode(NamedTuple):
    """A QR code as one SVG path: `side` modules square, dark where `path` is filled."""

    side: int
    path: str


def public_url(survey: Survey, language: str = "en") -> str:
    """The address citizens open to read it in `language`, as it is told outside."""
    return f"{settings.SITE_URL.rstrip('/')}{reverse(PAGES[language], args=[survey.key])}"


def scan_code(url: str) -> ScanCode:
    """`url` as a QR code that still reads when an eighth of it is dirty (level M)."""
    rows = [[bool(dark) for dark in row] for row in segno.make(url, error="m", micro=False).matrix]
    runs = [
        f"M{start + EDGE} {y + EDGE}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _runs(row)
    ]
    return ScanCode(len(rows) + 2 * EDGE, "".join(runs))


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Where dark modules stand one beside another: (first, how many)."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((x, 1))
    return runs


def code_file(url: str) -> bytes:
    """The code as an SVG file, to be put on a poster."""
    code = scan_code(url)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {code.side} {code.side}" '
        f'width="{code.side * 8}" height="{code.side * 8}" shape-rendering="crispEdges">'
        f'<rect width="100%" height="100%" fill="#fff"/><path d="{code.path}"/></svg>\n'
    ).encode()
