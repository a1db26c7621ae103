"""What a page costs among a million concerns: home pages, lists, search.

    python benchmarks/pages_at_a_million.py [--rounds 3] [--postgresql postgres://...]
                                            [--databases FOLDER] [--only WORDS]

Builds two databases as report_assembly.py does, of 12,000 and of 1,000,000 concerns with the same
open ones, and gives both members of every role, a second division with its officers, groups,
presentations and referrals. Asks for the pages of pages_asked.py in both, in turns, in one run,
and prints for each the median time in the small one and in the large one, their ratio, and the
slowest query in the large one. A page over LONGEST seconds is marked (goal: none).

Times are seconds of the processor, of this process and of PostgreSQL's for it, so that whoever
else uses the machine counts little. One in five concerns was never answered, of the old ones too.

Measures SQLite, or with --postgresql that server instead. With --databases the databases are kept
in FOLDER (on PostgreSQL as liaison_pages_small and liaison_pages_large) and used again by the next
run; without, they are dropped. --only asks for the pages whose name holds these words.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import tempfile
from pathlib import Path

from report_assembly import SIZES, on_server, worker

WORKER = Path(__file__).with_name("pages_at_a_million_worker.py")
LONGEST = 0.5

Databases = dict[str, dict[str, str]]
Found = dict[str, dict[str, float]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--postgresql", help="a server's address with a database to connect to")
    parser.add_argument("--databases", type=Path, help="a folder to keep the databases in")
    parser.add_argument("--only", default="", help="words in the names of the pages to ask for")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="liaison-bench-") as passing:
        folder = (options.databases or Path(passing)).resolve()
        if options.postgresql:
            on_postgresql(folder, options)
        else:
            measure("SQLite", sqlite_databases(folder), options)


def on_postgresql(folder: Path, options: argparse.Namespace) -> None:
    databases = postgresql_databases(folder, options.postgresql)
    try:
        measure("PostgreSQL", databases, options)
    finally:
        for size in () if options.databases else SIZES:
            on_server(options.postgresql, f"DROP DATABASE IF EXISTS liaison_pages_{size}")


def sqlite_databases(folder: Path) -> Databases:
    return {size: {"DATA_DIR": str(folder / f"sqlite-{size}")} for size in SIZES}


def postgresql_databases(folder: Path, server: str) -> Databases:
    """Where they are; made where they are missing."""
    databases = {}
    for size in SIZES:
        name = f"liaison_pages_{size}"
        listed = ["psql", "-qtA", server, "-c", "SELECT datname FROM pg_database"]
        known = subprocess.run(listed, check=True, capture_output=True, text=True).stdout.split()
        if name not in known:
            on_server(server, f"CREATE DATABASE {name}")
        databases[size] = {
            "DATA_DIR": str(folder / f"postgresql-{size}"),
            "DATABASE_URL": f"{server.rsplit('/', 1)[0]}/{name}",
        }
    return databases


def measure(name: str, databases: Databases, options: argparse.Namespace) -> None:
    for size, where in databases.items():
        worker(where, "furnish", str(SIZES[size]), script=WORKER)
    found: dict[str, list[Found]] = {size: [] for size in databases}
    for _ in range(options.rounds):
        for size, where in databases.items():
            found[size].append(worker(where, "measure", options.only, script=WORKER))
    report(name, *(medians(found[size]) for size in ("small", "large")))


def medians(rounds: list[Found]) -> Found:
    return {
        page: {key: statistics.median(one[page][key] for one in rounds) for key in numbers}
        for page, numbers in rounds[0].items()
    }


def report(name: str, small: Found, large: Found) -> None:
    print(f"\n{name:48} small    large    ratio  slowest query")
    for page, numbers in large.items():
        few, many = small[page]["seconds"], numbers["seconds"]
        mark = "!" if many > LONGEST else " "
        print(
            f"{page:48} {few:5.3f}  {mark} {many:6.3f}  {many / few:5.1f}  {numbers['slowest']:6.3f}"
        )
    slow = [page for page, numbers in large.items() if numbers["seconds"] > LONGEST]
    print(f"{len(large)} pages, {len(slow)} of them over {LONGEST} s in the large database")


if __name__ == "__main__":
    main()
