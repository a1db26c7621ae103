"""Find what the strict content security policy would block: inline style, script and handlers.

Prints file:line and the offence; exits 1 when there is any. Django's own tags and comments are
blanked first, so that {% include "x.html" with on=day only %} is no handler.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DJANGO = re.compile(r"{%\s*comment.*?endcomment\s*%}|{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
HTML_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
OFFENCES = {
    "style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "event handler attribute": re.compile(
        r"<[a-z][^>]*\s(?:on[a-z]+|hx-on[\w:.-]*)\s*=", re.IGNORECASE
    ),
    "script without src or nonce": re.compile(
        r"<script(?![^>]*\s(?:src|nonce|type\s*=\s*[\"']?application/json))[^>]*>", re.IGNORECASE
    ),
    "style element without nonce": re.compile(r"<style(?![^>]*\snonce)[^>]*>", re.IGNORECASE),
    "javascript: address": re.compile(r"=\s*[\"']?javascript:", re.IGNORECASE),
}


def blanked(text: str) -> str:
    """The same text, line for line, with Django's tags and HTML comments taken out.

    A tag leaves a mark, so that an attribute whose value it writes stays an attribute.
    """
    for pattern in (DJANGO, HTML_COMMENT):
        text = pattern.sub(lambda found: "_" + "\n" * found[0].count("\n"), text)
    return text


def offences(path: Path) -> list[str]:
    """'file:line: offence' for each inline style, script or handler in one template."""
    text = blanked(path.read_text())
    return [
        f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, found.end()) + 1}: {offence}"
        for offence, pattern in OFFENCES.items()
        for found in pattern.finditer(text)
    ]


def main() -> None:
    found = [line for path in sorted(ROOT.glob("templates/**/*.html")) for line in offences(path)]
    if found:
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
