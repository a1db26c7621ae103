"""The rendering process with WeasyPrint loaded already: forked for each document, not started.

Two thirds of what a short document costs is loading WeasyPrint, English hyphens and what Pango's
structures look like. Everything else is as in ``documents.pdf``: a process of its own, its
environment, its walls, its limits and its ending. The tests of ``documents`` themselves start it as
the product does.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess

import pyphen
import pytest
from weasyprint.text.ffi import ffi

from documents import pdf, rendering
from documents.envelope import Envelope

STARTED_ANEW = pdf._in_a_process_of_its_own
PRESS = multiprocessing.get_context("forkserver")
PRESS.set_forkserver_preload([__name__])
pyphen.Pyphen(lang="en")
for structure in ("PangoRectangle *", "PangoLogAttr[]", "PangoFcFontMap *", "unsigned int *"):
    ffi.typeof(structure)


@cache
def _loaded() -> None:
    """The process that is forked, in the surroundings that a rendering process has."""
    with pytest.MonkeyPatch.context() as surroundings:
        for name in os.environ:
            surroundings.delenv(name)
        for name, value in pdf._environment(tempfile.gettempdir()).items():
            surroundings.setenv(name, value)
        multiprocessing.forkserver.ensure_running()


def printed(envelope: Envelope) -> CompletedProcess[bytes]:
    """What ``documents.pdf._in_a_process_of_its_own`` gives and raises."""
    _loaded()
    with tempfile.TemporaryDirectory(prefix="liaison-pdf-") as scratch:
        given, said, complained = (Path(scratch, name) for name in ("in", "out", "err"))
        given.write_bytes(envelope.sealed())
        one = PRESS.Process(target=_print, args=(scratch,))
        one.start()
        one.join(envelope.limits.wall_seconds)
        if one.is_alive():
            one.kill()
            one.join()
            raise pdf.PdfRefused("busy", f"{envelope.limits.wall_seconds:g}")
        return CompletedProcess([], one.exitcode, said.read_bytes(), complained.read_bytes())


def _print(scratch: str) -> None:
    os.environ["TMPDIR"] = tempfile.tempdir = scratch
    os.chdir(pdf.PROJECT)
    for name, number, how in (
        ("in", 0, os.O_RDONLY),
        ("out", 1, os.O_WRONLY | os.O_CREAT),
        ("err", 2, os.O_WRONLY | os.O_CREAT),
    ):
        os.dup2(os.open(Path(scratch, name), how), number)
    # What multiprocessing closed.
    sys.stdin = os.fdopen(0)
    status = rendering.main()
    sys.stdout.flush()
    os._exit(status)
