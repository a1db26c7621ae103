"""Whatever starts a process of ours closes what it will write before it does anything else."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What only writes the source tree or looks at it has nobody's records in hand.
OF_THE_SOURCE = {
    "check_templates.py",
    "common_passwords.py",
    "describe.py",
    "lint_migrations.py",
    "translations.py",
    "vendor_assets.py",
}
STARTS = [
    ROOT / "manage.py",
    *(ROOT / "config" / name for name in ("wsgi.py", "celery.py", "gunicorn.py")),
    *(one for one in (ROOT / "scripts").glob("*.py") if one.name not in OF_THE_SOURCE),
]


@pytest.mark.parametrize("path", STARTS, ids=lambda path: path.name)
def test_the_first_statement_of_an_entry_point_closes_what_it_makes(path):
    code = path.read_text().split('"""', 2)[2].strip().splitlines()
    written = [line for line in code if line.strip()]

    assert written[0] == "import os"
    assert written[1].startswith("os.umask(0o077)") or (
        written[1] == "import sys" and written[2].startswith("os.umask(0o077)")
    )


def test_run_closes_what_the_demo_makes():
    lines = (ROOT / "run").read_text().splitlines()

    assert "umask 077" in next(line for line in lines if line and not line.startswith("#"))
