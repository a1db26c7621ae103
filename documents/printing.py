"""Having a document laid out in a process of its own: by a press that is kept, or one started anew.

Both give the same bytes, end the same way and stand behind the same walls. The press
(``documents.press``) is one for each process of ours that prints; while one thread's document is on
it, another thread's has a process started for it.
"""

from __future__ import annotations

import atexit
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import CompletedProcess
from typing import BinaryIO

from documents.envelope import Envelope

logger = logging.getLogger(__name__)
PROJECT = Path(__file__).resolve().parent.parent
STATIC_ROOT = PROJECT / "static"
# Digits and a sign of an exit code.
LONGEST_ANSWER = 16


class TakesTooLong(Exception):
    """The document was not laid out within the wall time of its limits."""


class PressEnded(Exception):
    """The press is not there any more, whatever became of the document."""


class Press:
    """One kept rendering process, started when it is first needed and again when it has ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._link: socket.socket | None = None
        self._owner = 0
        atexit.register(self._end)

    def printed(self, envelope: Envelope) -> CompletedProcess[bytes]:
        """What the rendering process said, wrote and ended with. Raises TakesTooLong."""
        if not self._lock.acquire(blocking=False):
            return started_anew(envelope)
        try:
            return self._printed(envelope)
        except PressEnded:
            logger.warning(
                "The press has ended; this document is laid out by a process of its own."
            )
            self.put_away()
            return started_anew(envelope)
        except BaseException:
            # Whatever cut it short: the answer for this document would be read as the next one's.
            self.put_away()
            raise
        finally:
            self._lock.release()

    def _printed(self, envelope: Envelope) -> CompletedProcess[bytes]:
        link = self._at_hand()
        with _scratch() as scratch, _file() as given, _file() as said, _file() as complained:
            given.write(envelope.sealed())
            given.flush()
            given.seek(0)
            ends = [one.fileno() for one in (given, said, complained)]
            link.settimeout(envelope.limits.wall_seconds)
            try:
                socket.send_fds(link, [scratch.encode()], ends)
                answer = link.recv(LONGEST_ANSWER)
            except TimeoutError as late:
                raise TakesTooLong from late
            except OSError as gone:
                raise PressEnded from gone
            if not answer:
                raise PressEnded
            return CompletedProcess([], int(answer), _all_of(said), _all_of(complained))

    def _at_hand(self) -> socket.socket:
        """The way to the press; a process that was forked from ours has none of its own yet."""
        ours = self._owner == os.getpid()
        if self._link is None or not ours or (self._process and self._process.poll() is not None):
            self.put_away(kill=ours)
            self._link, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "documents.press", str(STATIC_ROOT)],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    cwd=PROJECT,
                    env=surroundings(tempfile.gettempdir()),
                    start_new_session=True,
                )
            self._owner = os.getpid()
        return self._link

    def _end(self) -> None:
        """With the process that has it; a fork ends nothing of another's."""
        self.put_away(kill=self._owner == os.getpid())

    def put_away(self, *, kill: bool = True) -> None:
        """End the press with what is on it; `kill` is False for that of another process."""
        if self._link:
            self._link.close()
        if self._process and kill:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._link = self._process = None


def started_anew(envelope: Envelope) -> CompletedProcess[bytes]:
    """The same by a process that is started for this document. Raises TakesTooLong."""
    with _scratch() as scratch:
        try:
            return subprocess.run(
                [sys.executable, "-m", "documents.rendering"],
                input=envelope.sealed(),
                capture_output=True,
                check=False,
                cwd=PROJECT,
                env=surroundings(scratch),
                timeout=envelope.limits.wall_seconds,
            )
        except subprocess.TimeoutExpired as late:
            raise TakesTooLong from late


def surroundings(scratch: str) -> dict[str, str]:
    """What the process sees: none of our secrets, and nothing that varies between two runs."""
    passed_on = {
        name: value
        for name, value in os.environ.items()
        if name in {"HOME", "PATH", "LD_LIBRARY_PATH"} or name.startswith(("FONTCONFIG_", "XDG_"))
    }
    return passed_on | {
        "LANG": "C.UTF-8",
        "TMPDIR": scratch,
        "PYTHONHASHSEED": "0",
        # Typefaces with variable weights are saved anew for each PDF, with a date inside.
        "SOURCE_DATE_EPOCH": "0",
    }


@contextmanager
def _scratch() -> Iterator[str]:
    """A killed process leaves its unpacked typefaces behind, so its scratch folder is ours."""
    with tempfile.TemporaryDirectory(prefix="liaison-pdf-") as scratch:
        yield scratch


def _file() -> BinaryIO:
    """A file without a name; in memory where the system has that, so that no disk keeps a word."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("liaison-document"), "w+b")
    return tempfile.TemporaryFile()  # type: ignore[return-value]


def _all_of(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read()


PRESS = Press()
