"""What the results of a survey cost among a million answers.

    python benchmarks/tabulate.py [--answers 1000000] [--rounds 5] [--postgresql postgres://...]

Builds a survey of 12 questions with 1,000,000 answers in 8 areas. Measures in turns, in one run,
and prints ratios of medians:

- reading the results from the tally, what is hidden worked out / going through the answers with
  json.loads, and on PostgreSQL with jsonb_each_text too (goal: at most 1/100);
- counting 10,000 new answers, beside a bare loop over the same JSON (goal: at most 200 ms of CPU,
  where the bare loop says what the machine is worth);
- mixing as many, and rebuilding the tally from nothing, without a goal.

Without --postgresql only SQLite is measured. The databases are made in a temporary folder, or, on
PostgreSQL, as liaison_bench_tabulate, and dropped afterwards.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

from report_assembly import on_server, worker

WORKER = Path(__file__).with_name("tabulate_worker.py")
DATABASE = "liaison_bench_tabulate"
LEAST_GAIN = 100
MOST_CPU = 0.2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--postgresql", help="a server's address with a database to connect to")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="liaison-bench-") as folder:
        measure("SQLite", {"DATA_DIR": folder}, options)
        if options.postgresql:
            on_postgresql(folder, options)


def on_postgresql(folder: str, options: argparse.Namespace) -> None:
    address = f"{options.postgresql.rsplit('/', 1)[0]}/{DATABASE}"
    on_server(options.postgresql, f"DROP DATABASE IF EXISTS {DATABASE}")
    on_server(options.postgresql, f"CREATE DATABASE {DATABASE}")
    try:
        measure("PostgreSQL", {"DATA_DIR": folder, "DATABASE_URL": address}, options)
    finally:
        on_server(options.postgresql, f"DROP DATABASE IF EXISTS {DATABASE}")


def measure(name: str, where: dict[str, str], options: argparse.Namespace) -> None:
    built = worker(where, "build", str(options.answers), script=WORKER)
    print(f"{name}: {built['answers']:,} answers, built in {built['seconds']:.0f} s")
    runs = [worker(where, "measure", script=WORKER) for _ in range(options.rounds)]
    report({key: statistics.median(run[key] for run in runs) for key in runs[0]})
    again = worker(where, "rebuild", script=WORKER)
    print(f"  the tally rebuilt from {again['answers']:,} answers in {again['seconds']:.1f} s\n")


def report(found: dict[str, float]) -> None:
    read = found["results"]
    print(f"  results from the tally {1000 * read:.1f} ms")
    for key, words in (("scan", "json.loads"), ("in_database", "jsonb_each_text")):
        if key in found:
            gain = found[key] / read
            print(
                f"  going through the answers with {words} {found[key]:.2f} s: "
                f"1/{gain:,.0f} (at most 1/{LEAST_GAIN})"
            )
    print(
        f"  counting {found['new']:,.0f} new answers {1000 * found['fold_cpu']:.0f} ms of CPU "
        f"(at most {1000 * MOST_CPU:.0f}), {1000 * found['fold']:.0f} ms in all; "
        f"a bare loop over the same {1000 * found['loop_cpu']:.0f} ms, "
        f"ratio {found['fold_cpu'] / found['loop_cpu']:.1f}"
    )
    print(f"  mixing {found['mixed']:,.0f} answers {1000 * found['mix']:.0f} ms")


if __name__ == "__main__":
    main()
