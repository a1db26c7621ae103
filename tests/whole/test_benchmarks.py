"""Benchmarks start: each has a quick run, and prints what it says it prints."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tests.support.databases import on_one_database

ROOT = Path(settings.BASE_DIR)


def bench(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "run", "bench", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_without_a_name_they_are_listed_with_what_they_measure():
    told = bench().stdout

    there = {path.stem for path in (ROOT / "benchmarks").glob("*.py")}
    ours = {name for name in there if not name.endswith(("_worker", "_asked"))}
    assert {line.split()[0] for line in told.splitlines()} == ours
    assert "paper                What a printed report costs" in told


def test_an_unknown_one_is_said_to_be():
    refused = bench("papers")

    assert refused.returncode == 1
    assert "There is no benchmark called papers." in refused.stderr


@pytest.mark.slow
@on_one_database
def test_paper_is_printed_in_the_same_bytes_by_both(tmp_path):
    done = bench("paper", "--quick")

    assert done.returncode == 0, done.stderr
    assert re.search(r"A report of \d pages, processor seconds", done.stdout)
    assert re.search(r"the press / started anew: \d\.\d\d", done.stdout)
