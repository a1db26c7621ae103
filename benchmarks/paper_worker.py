"""The measuring half of benchmarks/paper.py: `ROUNDS BROWSER quick|full`, in the demo that it has built."""

from __future__ import annotations

import ctypes
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from documents import printing
from documents.envelope import Envelope, Limits
from documents.pages import page_count
from reports.models import Report
from reports.workflows.printing import report_pdf

PR_SET_CHILD_SUBREAPER = 36
TICKS = os.sysconf("SC_CLK_TCK")


def longest() -> tuple[Envelope, int]:
    """What is laid out for the issued report of most pages, and how many pages it has."""
    seen: list[Envelope] = []
    kept = printing.PRESS.printed

    def looked_at(envelope: Envelope) -> subprocess.CompletedProcess[bytes]:
        seen.append(envelope)
        return kept(envelope)

    printing.PRESS.printed = looked_at  # type: ignore[method-assign]
    try:
        reports = Report.objects.filter(status=Report.Status.ISSUED).order_by("pk")
        pages = [page_count(report_pdf(report)) for report in reports]
    finally:
        printing.PRESS.printed = kept  # type: ignore[method-assign]
    most = max(range(len(pages)), key=pages.__getitem__)
    return seen[most], pages[most]


def made() -> tuple[Envelope, int]:
    """A list of two pages, for a quick look: nothing of it is in a database."""
    row = "<tr><th scope='row'>C-2026-{0:04d}</th><td>Cars speed past the school</td></tr>"
    rows = "".join(row.format(number) for number in range(60))
    html = (
        '<!doctype html><html lang="en"><head><title>Concerns</title>'
        '<link rel="stylesheet" href="css/print.css"></head><body><h1>Concerns</h1><table>'
        '<thead><tr><th scope="col">Number</th><th scope="col">Summary</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></body></html>"
    )
    envelope = Envelope(html, str(printing.STATIC_ROOT), True, Limits())
    return envelope, page_count(printing.PRESS.printed(envelope).stdout)


def seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def seconds_of_press() -> float:
    """Of the press and of the documents that it has forked for."""
    process = printing.PRESS._process
    assert process is not None
    told = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, told[11:15])) / TICKS


def cost(print_it: Callable[[], object], used: Callable[[], float]) -> float:
    before = used()
    print_it()
    return used() - before


def cost_of_browser(browser: str, envelope: Envelope, folder: str) -> float:
    """Of the browser and all its processes: those that it leaves behind come to the fork, which
    waits for them."""
    told, tells = os.pipe()
    fork = os.fork()
    if not fork:
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
        printed_by(browser, envelope, folder)
        try:
            while True:
                os.waitpid(-1, 0)
        except ChildProcessError:
            os.write(tells, str(seconds_of_children()).encode())
        os._exit(0)
    os.close(tells)
    os.waitpid(fork, 0)
    with os.fdopen(told) as answer:
        return float(answer.read())


def printed_by(browser: str, envelope: Envelope, folder: str) -> None:
    page, paper = Path(folder, "page.html"), Path(folder, "page.pdf")
    page.write_text(
        envelope.html.replace('href="css/', f'href="file://{envelope.static_root}/css/')
    )
    subprocess.run(
        [
            *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"),
            *(f"--print-to-pdf={paper}", f"--user-data-dir={folder}/profile", page.as_uri()),
        ],
        check=True,
        capture_output=True,
    )
    assert paper.stat().st_size > 10_000


def main() -> None:
    rounds, browser, quick = int(sys.argv[1]), sys.argv[2], sys.argv[3] == "quick"
    envelope, pages = made() if quick else longest()
    anew, press = printing.started_anew(envelope), printing.PRESS.printed(envelope)
    assert anew.stdout == press.stdout, "the two ways give different bytes"
    found: dict[str, list[float]] = {"started anew": [], "the press": [], "Chromium": []}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            found["started anew"].append(
                cost(lambda: printing.started_anew(envelope), seconds_of_children)
            )
            found["the press"].append(
                cost(lambda: printing.PRESS.printed(envelope), seconds_of_press)
            )
            if browser:
                found["Chromium"].append(cost_of_browser(browser, envelope, folder))
    printing.PRESS.put_away()
    print(f"A report of {pages} pages, processor seconds, medians of {rounds}")
    medians = {name: statistics.median(costs) for name, costs in found.items() if costs}
    for name, median in medians.items():
        print(f"  {name:12} {median:.2f} s")
    print(f"  the press / started anew: {medians['the press'] / medians['started anew']:.2f}")
    if browser:
        print(f"  the press / Chromium: {medians['the press'] / medians['Chromium']:.2f}")


if __name__ == "__main__":
    main()
