"""What a quarterly report costs among twenty years of records.

    python benchmarks/report_assembly.py [--rounds 3] [--postgresql postgres://...]

Builds two databases with the same quarter of 12,000 concerns: one holds nothing else, the other
1,000,000 concerns over 20 years. Measures in turns, in one run, and prints ratios:

- gathering and freezing in the large database / in the small one (goal: at most 1.2);
- gathering and freezing / rendering the PDF (goal: at most 0.15);
- the peak memory of the process, and of the one that renders.

Without --postgresql only SQLite is measured. The databases are made in a temporary folder, or, on
PostgreSQL, as liaison_bench_small and liaison_bench_large, and dropped afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WORKER = Path(__file__).with_name("report_assembly_worker.py")
SIZES = {"small": 12_000, "large": 1_000_000}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--postgresql", help="a server's address with a database to connect to")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="liaison-bench-") as folder:
        measure("SQLite", sqlite_databases(Path(folder)), options.rounds)
        if options.postgresql:
            databases = postgresql_databases(options.postgresql, Path(folder))
            try:
                measure("PostgreSQL", databases, options.rounds)
            finally:
                for size in SIZES:
                    on_server(options.postgresql, f"DROP DATABASE IF EXISTS liaison_bench_{size}")


def sqlite_databases(folder: Path) -> dict[str, dict[str, str]]:
    return {size: {"DATA_DIR": str(folder / f"sqlite-{size}")} for size in SIZES}


def postgresql_databases(server: str, folder: Path) -> dict[str, dict[str, str]]:
    databases = {}
    for size in SIZES:
        on_server(server, f"DROP DATABASE IF EXISTS liaison_bench_{size}")
        on_server(server, f"CREATE DATABASE liaison_bench_{size}")
        databases[size] = {
            "DATA_DIR": str(folder / f"postgresql-{size}"),
            "DATABASE_URL": f"{server.rsplit('/', 1)[0]}/liaison_bench_{size}",
        }
    return databases


def on_server(server: str, statement: str) -> None:
    subprocess.run(["psql", "-q", server, "-c", statement], check=True, capture_output=True)


def measure(name: str, databases: dict[str, dict[str, str]], rounds: int) -> None:
    for size, where in databases.items():
        built = worker(where, "build", str(SIZES[size]))
        print(f"{name}, {size}: {built['concerns']:,} concerns, built in {built['seconds']:.0f} s")
    found: dict[str, list[dict[str, float]]] = {size: [] for size in databases}
    for _ in range(rounds):
        for size, where in databases.items():
            found[size].append(worker(where, "measure"))
    medians = {
        size: {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        for size, runs in found.items()
    }
    report(name, medians["small"], medians["large"])


def report(name: str, small: dict[str, float], large: dict[str, float]) -> None:
    print(f"\n{name}: a quarter of {large['counted']:,.0f} concerns, medians")
    for key in ("gather", "freeze", "render"):
        print(f"  {key:8} alone {small[key]:.3f} s   among twenty years {large[key]:.3f} s")
    ratio = (large["gather"] + large["freeze"]) / (small["gather"] + small["freeze"])
    share = (large["gather"] + large["freeze"]) / large["render"]
    print(f"  gathering and freezing, among twenty years / alone: {ratio:.2f} (at most 1.2)")
    print(f"  gathering and freezing / rendering: {share:.3f} (at most 0.15)")
    print(f"  peak memory {large['peak']:.0f} MB, while rendering {large['peak_rendering']:.0f} MB")


def worker(where: dict[str, str], *arguments: str, script: Path = WORKER) -> dict[str, Any]:
    """What `script` says last, run with `arguments` in the database that `where` names."""
    environment = {**os.environ, "DEMO": "1", **where, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(script), *arguments],
        env=environment,
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
