#!/usr/bin/env python3
"""Write the pages that would only repeat the code: docs/reference/*.md and the diagrams in READMEs.

    python scripts/describe.py            writes what has changed
    python scripts/describe.py --check    names what is out of date and exits 1

Needs no database. An app's README holds a diagram between two markers:

    <!-- states:begin outreach.concerns.workflows.concerns.STEPS -->
    <!-- states:end -->
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs/reference"


def wanted() -> dict[Path, str]:
    """Every page as the code would have it, by its path."""
    from describing.packs import clauses_page, reports_page, sections_page
    from describing.roles import roles_page
    from describing.states import states_page, with_diagrams

    return {
        REFERENCE / "states.md": states_page(),
        REFERENCE / "roles.md": roles_page(),
        REFERENCE / "sections.md": sections_page(),
        REFERENCE / "reports.md": reports_page(),
        REFERENCE / "clauses.md": clauses_page(),
        **{path: with_diagrams(path.read_text()) for path in ROOT.glob("*/README.md")},
    }


def set_up(scratch: str) -> None:
    """Django, far from any department's records."""
    sys.path.insert(0, str(ROOT))
    os.environ |= {"DEMO": "1", "DATA_DIR": scratch, "DJANGO_SETTINGS_MODULE": "config.settings"}
    import django

    django.setup()


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="liaison-describe-") as scratch:
        set_up(scratch)
        pages = wanted()
    old = [path for path, text in pages.items() if not path.is_file() or path.read_text() != text]
    names = ", ".join(str(path.relative_to(ROOT)) for path in old)
    if "--check" in sys.argv[1:]:
        sys.exit(f"Out of date: {names}. Run: python scripts/describe.py" if old else 0)
    for path in old:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages[path])
    print(f"Written: {names}." if old else "Nothing has changed.")


if __name__ == "__main__":
    main()
