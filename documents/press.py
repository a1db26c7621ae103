"""A rendering process that is kept: ``python -m documents.press STATIC_ROOT``.

Loading WeasyPrint, hyphens and typefaces costs as much as a short document. This process loads them
once, lays out a first small document, and from then on forks for each document it is given: the
fork is a rendering process (``documents.rendering``) with the same walls, which ends with its
document. The press itself reads no document and keeps none, so one document knows nothing of
another, and each begins from the same state: the bytes are those that a process started anew gives.

Standard input is one end of a Unix socket. For each document it brings three file descriptors
(what to read, where to write the PDF, where to complain) and the name of a scratch folder; the
answer is the exit code of the fork in decimal. Imports no Django.
"""

import gc
import os
import socket
import sys
import tempfile

from documents import rendering
from documents.envelope import Envelope, Limits

# A press that nobody needs gives its memory back; the next document starts another.
IDLE_SECONDS = 900
LONGEST_NAME = 4096
# What a report is made of, so that its parts are loaded: columns, a table, a list, a link, a figure.
FIRST = """<!doctype html>
<html lang="en"><head><title>First</title>
<link rel="stylesheet" href="css/print.css"></head>
<body><h1 id="top">First</h1>
<p>Neighborhood representatives acknowledged <strong>twelve</strong> <em>recommendations</em>.
<a href="#top">To the top</a></p>
<ul><li>One</li></ul>
<table><caption>Counts</caption><thead><tr><th scope="col">What</th><th scope="col">How many</th>
</tr></thead><tbody><tr><th scope="row">Noise</th><td>12</td></tr></tbody></table>
<figure role="img" aria-label="A bar"><svg viewBox="0 0 10 10" width="10" height="10">
<rect width="5" height="5"/><text x="1" y="9">5</text></svg></figure>
</body></html>"""


def main() -> int:
    link = socket.socket(fileno=os.dup(0))
    rendering.render(Envelope(FIRST, sys.argv[1], False, Limits()))
    gc.collect()
    rendering.get_ready()
    link.settimeout(IDLE_SECONDS)
    while True:
        try:
            scratch, ends, _flags, _address = socket.recv_fds(link, LONGEST_NAME, 3)
        except TimeoutError:
            return 0
        if not scratch:  # whoever had this press has ended, or it is put away
            return 0
        child = os.fork()
        if not child:
            link.close()
            _print(scratch.decode(), ends)
        for end in ends:
            os.close(end)
        _, status = os.waitpid(child, 0)
        try:
            link.sendall(str(os.waitstatus_to_exitcode(status)).encode())
        except BrokenPipeError:
            return 0


def _print(scratch: str, ends: list[int]) -> None:
    """In the fork: become a rendering process, and end with its document."""
    status = 1
    try:
        for number, end in enumerate(ends):
            os.dup2(end, number)
            os.close(end)
        os.environ["TMPDIR"] = tempfile.tempdir = scratch
        status = rendering.answer_one()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


if __name__ == "__main__":
    sys.exit(main())
