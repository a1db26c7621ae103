"""What a citizen's answer costs the server, beside a page that only says "ok".

    python benchmarks/survey_load.py [--rounds 3] [--seconds 1] [--postgresql postgres://...]

Starts the web server as production does (gunicorn, two sync workers) on this machine and asks it, in
turns and in one run, for /healthz, for the page of a survey with twelve questions, and to take an
answer. Prints the processor time per request of server and database, as ratios:

- an accepted answer / "ok" (goal: at most 6);
- the survey's page / "ok" (goal: at most 3);

and whether every answer that was thanked for is in the database and in the tally, once. Without
--postgresql only SQLite is measured. Its database is liaison_bench_survey, dropped afterwards.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from report_assembly import ROOT, on_server, worker

WORKER = Path(__file__).with_name("survey_load_worker.py")
DATABASE = "liaison_bench_survey"
CLIENTS, WARM = 16, 40
HOST = "liaison.example.gov"
# As production is set, behind a proxy that this script plays.
PRODUCTION = {
    "DEMO": "0",
    "SECRET_KEY": "a secret of the benchmark's own: 0123456789 abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": HOST,
    "SITE_URL": f"https://{HOST}",
    "BEHIND_PROXY": "1",
    "EMAIL_URL": "submission://user:word@mail.example.gov:587?timeout=20",
    "LOG_LEVEL": "ERROR",
}
TICKS = os.sysconf("SC_CLK_TCK")
# Below the ports that connections are given.
PORTS = range(20_000, 32_000)

Ask = Callable[[], tuple[str, str, bytes | None]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each kind in a round")
    parser.add_argument("--postgresql", help="a server's address with a database to connect to")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="liaison-bench-") as folder:
        good = measure("SQLite", PRODUCTION | {"DATA_DIR": f"{folder}/sqlite"}, options)
        if options.postgresql:
            good &= on_postgresql(options, folder)
    sys.exit(not good)


def on_postgresql(options: argparse.Namespace, folder: str) -> bool:
    on_server(options.postgresql, f"DROP DATABASE IF EXISTS {DATABASE}")
    on_server(options.postgresql, f"CREATE DATABASE {DATABASE}")
    url = f"{options.postgresql.rsplit('/', 1)[0]}/{DATABASE}"
    try:
        where = PRODUCTION | {"DATA_DIR": f"{folder}/postgresql", "DATABASE_URL": url}
        return measure("PostgreSQL", where, options)
    finally:
        on_server(options.postgresql, f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def measure(name: str, where: dict[str, str], options: argparse.Namespace) -> bool:
    """Ask in turns; print what it cost, and whether nothing was lost."""
    built = worker(where, "build", script=WORKER)
    kinds = {
        "ok": lambda: ("GET", "/healthz", None),
        "page": lambda: ("GET", f"/s/{built['key']}/", None),
        "answer": filled_in(built),
    }
    costs: dict[str, list[float]] = {kind: [] for kind in kinds}
    rates: dict[str, list[float]] = {kind: [] for kind in kinds}
    thanked = 0
    with server(where) as (port, processes):
        for kind, ask in kinds.items():
            done = load(port, ask, seconds=0, most=WARM)
            thanked += done if kind == "answer" else 0
        for _ in range(options.rounds):
            for kind, ask in kinds.items():
                before = cpu_seconds(processes())
                done = load(port, ask, seconds=options.seconds)
                costs[kind].append(1000 * (cpu_seconds(processes()) - before) / done)
                rates[kind].append(done / options.seconds)
                thanked += done if kind == "answer" else 0
    found = worker(where, "count", script=WORKER)
    return report(name, costs, rates, thanked, found)


def report(
    name: str,
    costs: dict[str, list[float]],
    rates: dict[str, list[float]],
    thanked: int,
    found: dict[str, Any],
) -> bool:
    cost = {kind: statistics.median(values) for kind, values in costs.items()}
    print(f"\n{name}: processor time per request, median of {len(costs['ok'])} rounds")
    for kind, value in cost.items():
        print(f"  {kind:7} {value:6.2f} ms   {statistics.median(rates[kind]):6.0f} a second")
    answer, page = cost["answer"] / cost["ok"], cost["page"] / cost["ok"]
    print(f"  an accepted answer / ok: {answer:.1f} (at most 6)")
    print(f"  the survey's page / ok: {page:.1f} (at most 3)")
    print(
        f"  thanked for {thanked:,}, in the database {found['answers']:,}, held {found['held']:,},"
        f" in the tally {found['tally']:,}, differences {found['differences']}"
    )
    kept = thanked == found["answers"] == found["tally"]
    return kept and not found["differences"] and not found["held"] and answer <= 6 and page <= 3


# ---- the server


@contextmanager
def server(where: dict[str, str]) -> Iterator[tuple[int, Callable[[], list[int]]]]:
    """(port, the processes that work for it now) of a web server behind a pretended proxy."""
    port = free_port()
    environment = os.environ | where
    command = [
        *(sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"),
        *("--workers", "2", "--worker-class", "sync", "--no-control-socket"),
        *("--log-level", "warning"),
    ]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as gunicorn:
        try:
            wait_for(port)
            yield port, lambda: [*children_of(gunicorn.pid), *backends(where)]
        finally:
            gunicorn.terminate()


def free_port() -> int:
    for port in PORTS:
        with socket.socket() as door:
            try:
                door.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise SystemExit("no free port")


def wait_for(port: int) -> None:
    for _ in range(100):
        try:
            if asked(port, "GET", "/healthz", None, "") == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def backends(where: dict[str, str]) -> list[int]:
    """The database's own processes for the server; none on SQLite."""
    if "DATABASE_URL" not in where:
        return []
    own = "datname = current_database() AND pid <> pg_backend_pid()"
    query = f"SELECT pid FROM pg_stat_activity WHERE {own}"
    told = subprocess.run(
        ["psql", "-qAt", where["DATABASE_URL"], "-c", query],
        check=True,
        capture_output=True,
        text=True,
    )
    return [int(pid) for pid in told.stdout.split()]


def cpu_seconds(processes: list[int]) -> float:
    used = 0
    for pid in processes:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        used += int(fields[11]) + int(fields[12])
    return used / TICKS


# ---- the citizens


def filled_in(built: dict[str, Any]) -> Ask:
    """Forms that were handed out a while ago, each sent once; few from a network."""
    numbers = iter(built["forms"])
    lock = threading.Lock()
    answers = {f"q.{key}": "4" for key in built["questions"]}

    def ask() -> tuple[str, str, bytes | None]:
        with lock:
            number = next(numbers)
        return "POST", f"/s/{built['key']}/", urlencode({"form": number, **answers}).encode()

    return ask


def load(port: int, ask: Ask, *, seconds: float, most: int = 0) -> int:
    """How many requests were answered well by so many clients at once. Raises on any other."""
    until = time.perf_counter() + seconds
    done, faults, asking = count(), list[str](), count()

    def client() -> None:
        while next(asking) < most if most else time.perf_counter() < until:
            method, path, body = ask()
            network = next(NETWORKS) // FROM_A_NETWORK
            address = f"10.{network >> 8 & 255}.{network & 255}.7"
            status = asked(port, method, path, body, address)
            if status != (302 if body else 200):
                faults.append(f"{path}: {status}")
                return
            next(done)

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    if faults:
        raise SystemExit(f"not answered: {faults[:3]}")
    return next(done)


NETWORKS = count()
# Below what is held for a look.
FROM_A_NETWORK = 8


def asked(port: int, method: str, path: str, body: bytes | None, address: str) -> int:
    headers = {"Host": HOST, "X-Forwarded-Proto": "https"}
    if address:
        headers["X-Forwarded-For"] = f"192.0.2.1, {address}"
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


if __name__ == "__main__":
    main()
