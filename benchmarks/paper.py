"""What a printed report costs: by a process started for it, by the kept press, and by a browser.

    python benchmarks/paper.py [--rounds 7] [--chromium PATH] [--quick]

Builds the small demo of Kinston in a temporary folder and takes the HTML of its longest issued
report. In turns, in one run, it is laid out by a process that is started for it, by the press that
is kept, and printed by headless Chromium; printed are processor seconds and ratios:

- the press / a process started anew (goal: at most 0.8);
- the press / Chromium (goal: at most 1.2), where Chromium is installed.

The two ways of ours have to give the same bytes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKER = Path(__file__).with_name("paper_worker.py")
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--chromium", help="the browser to print beside")
    parser.add_argument(
        "--quick", action="store_true", help="a made page, one round, without a browser"
    )
    options = parser.parse_args()
    found = options.chromium or next(filter(None, map(shutil.which, BROWSERS)), "")
    with tempfile.TemporaryDirectory(prefix="liaison-bench-") as folder:
        demo = {**os.environ, "DEMO": "1", "DATA_DIR": folder, "PYTHONPATH": str(ROOT)}
        steps = [["migrate", "--verbosity", "0"], ["demo", "kinston", "--small"]]
        for words in steps if not options.quick else ():
            subprocess.run(
                [sys.executable, "manage.py", *words],
                cwd=ROOT,
                env=demo,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        rounds = "1" if options.quick else str(options.rounds)
        browser = "" if options.quick else found
        subprocess.run(
            [sys.executable, str(WORKER), rounds, browser, "quick" if options.quick else "full"],
            cwd=ROOT,
            env=demo,
            check=True,
        )


if __name__ == "__main__":
    main()
