"""Run the Procfile's processes until Ctrl-C, kill or a closed terminal stops them all.

Honcho's own command does this but for the closed terminal: there it fails while it says that it
stops, and leaves the servers behind. Exits 0 when it was asked to stop, otherwise with the exit
code of the process that ended first.
"""

import os

os.umask(0o077)  # before anything is written: the servers started here take it over

import signal
import sys
from pathlib import Path
from types import FrameType
from typing import TextIO

from honcho.environ import parse_procfile
from honcho.manager import SIGNALS, Manager
from honcho.printer import Printer

PROCFILE = Path(__file__).resolve().parent.parent / "Procfile"


class Terminal:
    """A text stream that may go away while there is still something to say."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def isatty(self) -> bool:
        return self.stream.isatty()

    def write(self, text: str) -> None:
        try:
            self.stream.write(text)
        except OSError:
            self.stream = open(os.devnull, "w")  # noqa: SIM115

    def flush(self) -> None:
        try:
            self.stream.flush()
        except OSError:
            self.stream = open(os.devnull, "w")  # noqa: SIM115


def stop(signum: int, frame: FrameType | None) -> None:
    """A closed terminal means the same as kill. Honcho's helpers inherit this, and ignore kill."""
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> int:
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # under nohup it stays ignored
        signal.signal(signal.SIGHUP, stop)
    manager = Manager(Printer(Terminal(sys.stdout)))
    for name, command in parse_procfile(PROCFILE.read_text()).processes.items():
        manager.add_process(name, command)
    manager.loop()
    asked_to_stop = manager.returncode in [facts["rc"] for facts in SIGNALS.values()]
    return 0 if asked_to_stop else manager.returncode


if __name__ == "__main__":
    sys.exit(main())
