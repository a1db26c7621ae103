"""What a file of groups costs to bring in, and how that grows with the file.

    python benchmarks/import_groups.py [--rounds 3] [--postgresql postgres://...] [--quick]

Makes two kinds of files, each of 2,000 and of 20,000 polygons: a town-like set, of neighborhoods
that share their borders and watches that lie across them, and a set in which all areas are equal,
so that each overlaps with each. Looks at each file and brings it in, in a process and a database of
its own, in turns. Prints medians and ratios:

- seconds of the processor for ten times the file / for the file (goal: at most 12);
- the peak memory of the process (goal: below 300 MB);
- what is stored and answered, as JSON (goal: below 1 MB).

Without --postgresql only SQLite is measured. --quick takes 50 and 500 polygons, one round: it shows
that everything works and says nothing of the goals.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from report_assembly import on_server, worker

WORKER = Path(__file__).with_name("import_groups_worker.py")
SIZES = {"small": 2_000, "large": 20_000}
QUICK = {"small": 50, "large": 500}
KINDS = ("town", "equal")
MOST_GROWTH, MOST_MEGABYTES, MOST_ANSWER = 12, 300, 1_000_000

Found = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--postgresql", help="a server's address with a database to connect to")
    parser.add_argument("--quick", action="store_true", help="small files, once")
    options = parser.parse_args()
    sizes, rounds = (QUICK, 1) if options.quick else (SIZES, options.rounds)
    are_met = [measure("SQLite", sizes, rounds, "")]
    if options.postgresql:
        are_met.append(measure("PostgreSQL", sizes, rounds, options.postgresql))
    sys.exit(0 if options.quick or all(are_met) else 1)


def measure(name: str, sizes: dict[str, int], rounds: int, server: str) -> bool:
    """Print the medians of one database; whether every goal is met."""
    found: dict[tuple[str, str], list[Found]] = {}
    for _ in range(rounds):
        for kind in KINDS:
            for size, count in sizes.items():
                found.setdefault((kind, size), []).append(brought_in(kind, count, server))
    print(f"\n{name:24} small s  large s  ratio  peak MB  answer kB  overlaps")
    are_met = True
    for kind in KINDS:
        small, large = (medians(found[kind, size]) for size in ("small", "large"))
        ratio = large["seconds"] / small["seconds"]
        are_met &= ratio <= MOST_GROWTH and large["megabytes"] < MOST_MEGABYTES
        are_met &= large["answer"] < MOST_ANSWER
        print(
            f"{kind:24} {small['seconds']:7.2f}  {large['seconds']:7.2f}  {ratio:5.1f}"
            f"  {large['megabytes']:7.0f}  {large['answer'] / 1000:9.0f}  {large['overlaps']:8,.0f}"
        )
    return are_met


def medians(rounds: list[Found]) -> Found:
    return {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}


def brought_in(kind: str, count: int, server: str) -> Found:
    """What one process measured on a database made for it."""
    with tempfile.TemporaryDirectory(prefix="liaison-bench-") as folder:
        where: dict[str, Any] = {"DATA_DIR": folder}
        if not server:
            return worker(where, kind, str(count), script=WORKER)
        on_server(server, "DROP DATABASE IF EXISTS liaison_bench_groups")
        on_server(server, "CREATE DATABASE liaison_bench_groups")
        where["DATABASE_URL"] = f"{server.rsplit('/', 1)[0]}/liaison_bench_groups"
        try:
            return worker(where, kind, str(count), script=WORKER)
        finally:
            on_server(server, "DROP DATABASE IF EXISTS liaison_bench_groups")


if __name__ == "__main__":
    main()
