"""The kept rendering process gives what one started anew gives, ends as it does, and keeps nothing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from documents.envelope import Envelope, Limits
from documents.printing import PROJECT, STATIC_ROOT, Press, TakesTooLong, started_anew

CANARY = "canary-4711"


@pytest.fixture
def press() -> Iterator[Press]:
    """A press of this test's own."""
    one = Press()
    yield one
    one.put_away()


@pytest.fixture
def envelope(report) -> Callable[..., Envelope]:
    """A document: the sample report, or raw HTML."""

    def made(html: str = "", **limits: float) -> Envelope:
        html = html or render_to_string("sample_report.html", report)
        return Envelope(html, str(STATIC_ROOT), False, Limits(**limits))

    return made


def page(words: str, head: str = "") -> str:
    return f'<html lang="en"><head><title>T</title>{head}</head><body><p>{words}</p></body></html>'


def test_both_give_the_same_bytes_whatever_was_printed_before(press, envelope):
    anew = started_anew(envelope())

    first = press.printed(envelope())
    press.printed(envelope(page("Something else, in between, with ümlauts")))
    third = press.printed(envelope())

    assert anew.returncode == 0
    assert anew.stdout.startswith(b"%PDF")
    assert first.stdout == third.stdout == anew.stdout


def test_one_press_prints_them_all(press, envelope):
    press.printed(envelope(page("One")))
    one = press._process.pid

    press.printed(envelope(page("Two")))

    assert press._process.pid == one


@pytest.mark.parametrize(
    ("html", "limits"),
    [
        (page("x", '<link rel="stylesheet" href="https://elsewhere.example/a.css">'), {}),
        (page("word " * 80_000), {"cpu_seconds": 1}),
    ],
    ids=["a foreign file", "processor time"],
)
def test_it_refuses_and_ends_in_the_same_way(press, envelope, html, limits):
    anew, kept = started_anew(envelope(html, **limits)), press.printed(envelope(html, **limits))

    assert anew.returncode != 0
    assert (kept.returncode, kept.stderr) == (anew.returncode, anew.stderr)
    assert press.printed(envelope(page("The next one"))).returncode == 0


def test_what_needs_too_much_memory_is_refused_and_the_next_is_printed(press, envelope):
    """Which library notices first, and so with what words it ends, is not always the same."""
    refused = press.printed(envelope(page("word " * 200_000), memory_bytes=200_000_000))

    assert refused.returncode != 0
    assert refused.stdout == b""
    assert press.printed(envelope(page("The next one"))).returncode == 0


def test_what_takes_too_long_is_stopped_and_the_next_is_printed(press, envelope):
    press.printed(envelope(page("Warm")))
    stopped = press._process

    with pytest.raises(TakesTooLong):
        press.printed(envelope(page("word " * 100_000), wall_seconds=0.3))

    assert stopped.returncode == -signal.SIGKILL
    assert press.printed(envelope(page("The next one"))).returncode == 0


def test_a_press_that_was_killed_costs_no_document(press, envelope):
    press.printed(envelope(page("Warm")))
    os.killpg(press._process.pid, signal.SIGKILL)

    assert press.printed(envelope(page("The next one"))).stdout.startswith(b"%PDF")


class CutShort(BaseException):
    """As a worker is stopped in the middle of its work."""


def test_a_document_that_was_cut_short_is_not_answered_to_the_next(press, envelope):
    warm = press.printed(envelope(page("Warm")))
    link = press._link

    def stopped(_size: int) -> bytes:
        raise CutShort

    press._link = SimpleNamespace(
        settimeout=link.settimeout, sendmsg=link.sendmsg, recv=stopped, close=link.close
    )
    with pytest.raises(CutShort):
        press.printed(envelope(page("Another, of other length " * 400)))
    if press._link:
        press._link = link

    assert press.printed(envelope(page("Warm"))).stdout == warm.stdout


def test_a_press_whose_owner_has_ended_ends_too(press, envelope):
    press.printed(envelope(page("Warm")))
    press._link.close()

    assert press._process.wait(timeout=60) == 0


def test_a_press_that_nobody_needs_ends_by_itself():
    program = (
        "from documents import press; press.IDLE_SECONDS = 0.1; raise SystemExit(press.main())"
    )
    ours, theirs = socket.socketpair()
    with ours, theirs:
        idle = subprocess.run(
            [sys.executable, "-c", program, str(STATIC_ROOT)],
            stdin=theirs.fileno(),
            cwd=PROJECT,
            timeout=60,
            check=False,
        )

    assert idle.returncode == 0


def test_while_one_thread_prints_another_starts_a_process(press, envelope, monkeypatch):
    begun, go_on, printed = threading.Event(), threading.Event(), []
    kept = press._printed

    def slowly(one: Envelope) -> object:
        begun.set()
        assert go_on.wait(60)
        return kept(one)

    monkeypatch.setattr(press, "_printed", slowly)
    other = threading.Thread(target=lambda: printed.append(press.printed(envelope(page("One")))))
    other.start()
    assert begun.wait(60)

    second = press.printed(envelope(page("Two")))
    go_on.set()
    other.join(60)

    assert second.stdout.startswith(b"%PDF")
    assert printed[0].stdout.startswith(b"%PDF")


def test_a_process_forked_from_ours_has_a_press_of_its_own(press, envelope):
    press.printed(envelope(page("Warm")))
    ours = press._process.pid

    theirs, press._owner = press._process, os.getpid() + 1  # as it stands in a fork
    after = press.printed(envelope(page("The next one")))

    assert after.returncode == 0
    assert press._process.pid != ours
    assert theirs.poll() is None or theirs.returncode == 0  # left alone, or ended by itself
    theirs.wait(60)


def test_it_sees_no_secret_of_ours_and_no_earlier_document(press, envelope, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", CANARY)
    press.printed(envelope(page(f"Said by a neighbor: {CANARY}")))

    number = press._process.pid
    seen = Path(f"/proc/{number}/environ").read_bytes()
    memory = memory_of(number)

    assert CANARY.encode() not in seen
    assert b"Neighborhood representatives" in memory  # the look finds what is there
    assert CANARY.encode() not in memory


def memory_of(number: int) -> bytes:
    """All that the process can write to."""
    held = []
    with open(f"/proc/{number}/maps") as maps, open(f"/proc/{number}/mem", "rb", 0) as memory:
        for line in maps:
            span, rights = line.split()[:2]
            first, last = (int(end, 16) for end in span.split("-"))
            if rights.startswith("rw") and last - first < 200_000_000:
                memory.seek(first)
                try:
                    held.append(memory.read(last - first))
                except OSError:
                    continue
    return b"".join(held)
