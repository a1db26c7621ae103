"""Nothing written into a document makes this machine read a file or call a server."""

import base64
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from weasyprint.urls import path2url

from documents.assets import PackagedAssets
from documents.pdf import PdfRefused, render_pdf
from documents.printing import PROJECT, STATIC_ROOT, surroundings
from documents.rendering import Refused
from tests.documents.reading import attached, words

CANARY = "canary-3f9b-do-not-read"


class Bait(ThreadingHTTPServer):
    """A server that notes who asks, and redirects once."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Notebook)
        self.asked: list[str] = []
        self.address = f"http://127.0.0.1:{self.server_port}"


class Notebook(BaseHTTPRequestHandler):
    server: Bait

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", f"{self.server.address}/inner")
        else:
            self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def bait() -> Iterator[Bait]:
    server = Bait()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def canary(tmp_path) -> Path:
    file = tmp_path / "canary.svg"
    file.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 20">'
        f'<title>{CANARY}</title><text y="15">{CANARY}</text></svg>'
    )
    return file


# What the text of a document might hold if escaping ever failed. FILE and WEB are filled in.
FETCHED = {
    "a picture": '<img src="{FILE}" alt="x">',
    "a picture from a server": '<img src="{WEB}/a.png" alt="x">',
    "a redirect": '<img src="{WEB}/redirect" alt="x">',
    "an object": '<object data="{FILE}">x</object>',
    "an embedded page": '<embed src="{WEB}/e" type="image/svg+xml">',
    "a picture inside a drawing": (
        '<svg viewBox="0 0 9 9"><title>x</title><image href="{FILE}" width="9" height="9"/></svg>'
    ),
    "a style sheet": '<link rel="stylesheet" href="{WEB}/s.css">',
    "an imported style sheet": "<style>@import url({WEB}/i.css);</style>",
    "an imported local style sheet": "<style>@import url({FILE});</style>",
    "a background": '<p style="background: url({FILE})">x</p>',
    "generated content": "<style>p::after {{ content: url({WEB}/c) }}</style><p>x</p>",
    "a list mark": '<ul style="list-style-image: url({WEB}/m)"><li>x</li></ul>',
    "a typeface": (
        "<style>@font-face {{ font-family: x; src: url({FILE}) }} p {{ font-family: x }}</style>"
        "<p>x</p>"
    ),
    "a colour profile": "<style>@color-profile --x {{ src: url({WEB}/p.icc) }}</style>",
    "data in the address": '<img src="data:image/svg+xml;base64,{DATA}" alt="x">',
    "a new base": '<base href="{WEB}/"><img src="b.png" alt="x">',
    "climbing out": '<img src="css/../../manage.py" alt="x">',
    "climbing out, encoded": '<img src="vendor/fonts/%2e%2e/%2e%2e/%2e%2e/manage.py" alt="x">',
    "another packaged file": '<img src="vendor/bootstrap-icons/icons.svg" alt="x">',
    "a file by another server": '<img src="file://127.0.0.1{PATH}" alt="x">',
}
ATTACHED = {
    "an attachment in the head": '<link rel="attachment" href="{FILE}">',
    "an attachment by a link": '<p><a rel="attachment" href="{FILE}">x</a></p>',
}
LINKED = {
    "a link to a file": '<p><a href="{FILE}">x</a></p>',
    "a link to a page of ours": '<p><a href="/concerns/12/">x</a></p>',
    "a link that is a script": '<p><a href="javascript:alert(1)">x</a></p>',
}
SILENT = {
    "a frame": '<iframe src="{FILE}"></iframe><p>x</p>',
    "a refresh": '<meta http-equiv="refresh" content="0; url={WEB}/r"><p>x</p>',
    "a script": '<script src="{WEB}/s.js"></script><p>x</p>',
    "a used drawing": '<svg viewBox="0 0 9 9"><title>x</title><use href="{FILE}#x"/></svg>',
    "an imported style in a drawing": (
        '<svg viewBox="0 0 9 9"><title>x</title><style>@import url({WEB}/i.css);</style></svg>'
    ),
    "a template tag": "<p>{{{{ settings.SECRET_KEY }}}} {{% include '{PATH}' %}}</p>",
}


def _crafted(fragment: str, bait: Bait, canary: Path) -> dict[str, str]:
    data = base64.b64encode(canary.read_bytes()).decode()
    filled = fragment.format(FILE=canary.as_uri(), PATH=canary, WEB=bait.address, DATA=data)
    return {"body": filled}


@pytest.mark.parametrize("fragment", FETCHED.values(), ids=FETCHED)
def test_fault_099_a_document_that_asks_for_a_foreign_file_is_refused_unread(
    fragment, bait, canary, lay_out
):
    with pytest.raises(Refused) as refused:
        lay_out(**_crafted(fragment, bait, canary))

    assert refused.value.kind == "asset"
    assert bait.asked == []


@pytest.mark.parametrize("fragment", ATTACHED.values(), ids=ATTACHED)
def test_fault_099_text_cannot_attach_a_file(fragment, bait, canary, lay_out):
    with pytest.raises(Refused) as refused:
        lay_out(**_crafted(fragment, bait, canary))

    assert refused.value.kind == "attachment"


@pytest.mark.parametrize("fragment", LINKED.values(), ids=LINKED)
def test_a_link_that_means_nothing_to_the_reader_is_refused(fragment, bait, canary, lay_out):
    with pytest.raises(Refused) as refused:
        lay_out(**_crafted(fragment, bait, canary))

    assert refused.value.kind == "link"


@pytest.mark.parametrize("fragment", SILENT.values(), ids=SILENT)
def test_fault_099_what_a_document_cannot_show_is_not_read_either(fragment, bait, canary, lay_out):
    pdf = lay_out(strict=False, **_crafted(fragment, bait, canary))

    assert bait.asked == []
    assert CANARY not in words(pdf)
    assert attached(pdf) == {}


def test_the_page_that_asks_learns_what_was_refused(bait, canary):
    with pytest.raises(PdfRefused) as refused:
        render_pdf("raw.html", _crafted(FETCHED["a redirect"], bait, canary))

    assert refused.value.reason == (
        f"The document asks for {bait.address}/redirect, which is not one of its packaged files."
    )
    assert bait.asked == []


@pytest.mark.slow
def test_fault_099_the_guard_is_what_keeps_the_server_from_being_asked(bait):
    """The control: with WeasyPrint's own fetcher the same page does call."""
    page = f'<title>x</title><img src="{bait.address}/redirect" alt="x">'
    program = f"import weasyprint; weasyprint.HTML(string={page!r}).write_pdf()"

    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)

    assert bait.asked == ["/redirect", "/inner"]


def test_a_packaged_name_that_leads_elsewhere_is_refused(tmp_path, canary):
    (tmp_path / "static/css").mkdir(parents=True)
    (tmp_path / "static/vendor/fonts").mkdir(parents=True)
    (tmp_path / "static/css/print.css").symlink_to(canary)
    (tmp_path / "static/vendor/fonts/x.ttf").symlink_to(canary)
    assets = PackagedAssets(str(tmp_path / "static"))

    for name in ("css/print.css", "vendor/fonts/x.ttf"):
        with pytest.raises(ValueError, match="not a packaged file"):
            assets.fetch(path2url(tmp_path / "static" / name))

    assert len(assets.refused) == 2


def test_the_rendering_process_opens_no_connection_and_starts_no_program(bait):
    """The second wall, without the fetcher in front of it."""
    program = (
        "import socket, subprocess\n"
        "from documents.walls import shut_the_doors\n"
        "shut_the_doors()\n"
        f"for attempt in (lambda: socket.create_connection(('127.0.0.1', {bait.server_port})),\n"
        "                lambda: subprocess.run(['true'])):\n"
        "    try: attempt()\n"
        "    except PermissionError: print('shut')\n"
    )

    answer = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=PROJECT
    )

    assert answer.stdout == "shut\nshut\n"


def test_the_rendering_process_sees_no_secret_of_ours(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", CANARY)
    monkeypatch.setenv("DATABASE_URL", f"postgres://liaison:{CANARY}@db/liaison")

    seen = surroundings("/tmp/scratch")

    assert CANARY not in "".join(seen.values())
    assert seen["PATH"] == os.environ["PATH"]


def test_the_rendering_process_starts_without_django():
    program = "import documents.rendering, sys; print('django' in sys.modules)"

    answer = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=PROJECT
    )

    assert answer.stdout == "False\n"


def test_the_style_sheet_and_its_typefaces_are_packaged():
    sheet = (STATIC_ROOT / "css/print.css").read_text()

    named = [part.split('"')[0] for part in sheet.split('url("')[1:]]

    assert len(named) == 9
    assert all((STATIC_ROOT / "css" / name).resolve().is_file() for name in named)


@pytest.mark.parametrize("begun", ["http://127.0.0.1", "https://example.org", "file://example.org"])
def test_a_packaged_path_on_another_machine_is_another_machines(begun):
    assets = PackagedAssets(str(STATIC_ROOT))
    address = f"{begun}{STATIC_ROOT}/css/print.css"

    with pytest.raises(ValueError, match="not a local file"):
        assets.fetch(address)

    assert assets.refused == [address]
