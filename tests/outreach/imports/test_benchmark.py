"""The benchmark of imports of groups runs, and shows what it says it does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.databases import on_one_database

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
@on_one_database
def test_a_quick_run_of_the_benchmark_prints_its_figures(tmp_path):
    done = subprocess.run(
        [sys.executable, "benchmarks/import_groups.py", "--quick"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    rows = dict(re.findall(r"^(town|equal) +(.+)$", done.stdout, re.MULTILINE))
    assert set(rows) == {"town", "equal"}
    *_, ratio, megabytes, answer, overlaps = rows["equal"].split()
    assert float(ratio) <= 12
    assert int(megabytes) < 300
    assert int(answer) < 1_000
    assert overlaps == "10,000"
