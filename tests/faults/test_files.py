"""Files that are not what they are called, names that lead elsewhere, and addresses of others."""

import re
import zipfile
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfWriter

from outreach.models import ImportFile
from personnel.roles import Role
from tests.outreach.imports.test_pages import CALLS, MAP
from tests.support.factories import NOON, make_division, make_member
from tests.support.uploads import looked_at
from tests.whole.matrix import LOOKED
from tests.whole.town import town

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def sent(desk, content, name="calls.csv", kind="concerns", **more):
    asked = {"kind": kind, "file": SimpleUploadedFile(name, content), "delimiter": ","}
    return desk.post(reverse("outreach:import-new"), asked | more)


def workbook():
    """A workbook with a macro, as far as its beginning tells."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as book:
        book.writestr("xl/vbaProject.bin", b"macro")
        book.writestr("xl/nested.zip", b"PK\x03\x04")
    return archive.getvalue()


def locked_pdf():
    written = BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(written)
    return written.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
FOREIGN = {
    "a web page": (b"<!doctype html><script>alert(1)</script>", "a web page"),
    "a web page after blanks": (b"\r\n  <HTML><body>x</body></HTML>", "a web page"),
    "a script in a page": (b"<script>alert(1)</script>", "a web page"),
    "a drawing": (SVG, "a picture"),
    "a drawing behind a mark": (b"\xef\xbb\xbf" + SVG, "a picture"),
    "a drawing as XML": (b"<?xml version='1.0'?>" + SVG, "an XML file"),
    "a PDF that is a script too": (b"%PDF-1.4\n/*\n*/alert(1)//", "a PDF document"),
    "a PDF behind a password": (locked_pdf(), "a PDF document"),
    "a workbook with a macro": (workbook(), "an Excel workbook"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel"),
    "a photo": (b"\xff\xd8\xff\xe1\x00\x10Exif", "a picture"),
    "a moving picture": (b"GIF89a\x01\x00", "a picture"),
    "a photo of a phone": (b"\x00\x00\x00\x18ftypheic", "a picture"),
    "a program": (b"MZ\x90\x00\x03", "a program"),
}


# Concerns are read from workbooks: these are refused because nothing in them can be read.
UNREADABLE = "It begins like an Excel workbook but cannot be opened as one"
NO_BOOK = {"a workbook with a macro": UNREADABLE, "an old workbook": UNREADABLE}


@pytest.mark.parametrize("name", ["photo.jpg", "calls.csv"])
@pytest.mark.parametrize("what", FOREIGN)
@pytest.mark.parametrize("kind", ["concerns", "groups"])
def test_fault_085_a_file_is_known_by_what_it_holds_and_the_refusal_says_so(desk, what, name, kind):
    content, words = FOREIGN[what]

    answer = sent(desk, content, name, kind)

    if kind == "concerns" and what in NO_BOOK:
        # A workbook is opened by a job, in a process of its own.
        file = looked_at(ImportFile.objects.get())
        assert NO_BOOK[what] in desk.get(file.get_absolute_url()).text
        return
    assert answer.status_code == 422
    assert f"This is {words}" in answer.text
    assert not ImportFile.objects.exists()


NAMES = {
    "a way out": "..\\..\\windows\\x.csv",
    "another way out": "../../etc/passwd",
    "a device": "CON",
    "three hundred letters": "x" * 300 + ".csv",
    "turned around": "calls\u202evsc.exe",
    "quotes and a line": 'calls"\r\nSet-Cookie: a=b".csv',
    "markup": "<img src=x onerror=alert(1)>.csv",
    "a formula": "=cmd|' /C calc'!A0.csv",
}


@pytest.mark.parametrize("what", NAMES)
def test_fault_088_the_name_of_a_file_is_only_shown(desk, what, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    upload = SimpleUploadedFile("calls.csv", CALLS)
    upload.__dict__["_name"] = NAMES[what]  # past the client's own tidying, as by hand

    answer = desk.post(
        reverse("outreach:import-new"),
        {
            "kind": "concerns",
            "file": upload,
            "delimiter": ",",
            "map_file": SimpleUploadedFile("calls.toml", MAP),
        },
    )

    assert answer.status_code == 302, answer.text
    file = looked_at(ImportFile.objects.get())
    assert len(file.name) <= 120
    assert not re.search(r"[\x00-\x1f\u202a-\u202e]", file.name)
    page = desk.get(file.get_absolute_url(), follow=True)
    assert "<img src=x" not in page.text
    for address in ("import-map", "import-refused"):
        given = desk.get(reverse(f"outreach:{address}", args=[file.pk]))
        assert re.fullmatch(r'attachment; filename="[a-z0-9.-]+"', given["Content-Disposition"])
        assert "Set-Cookie" not in given
    assert list(tmp_path.rglob("*")) == []


BROKEN = {
    "nothing at all": (b"", "concerns", "empty"),
    "a PDF behind a password": (locked_pdf(), "concerns", "This is a PDF document"),
    "a list cut off": (b'{"type": "FeatureCollection", "features": [', "groups", "not GeoJSON"),
}
CUT_OFF = {
    "a table cut off": (b'call,date\n1,"09/1', "quotation mark that is not closed"),
    "a letter cut off": ("call\nJosé".encode()[:-1], "It is not UTF-8"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_fault_089_what_cannot_be_read_is_refused_with_its_reason_and_keeps_nothing(desk, what):
    content, kind, words = BROKEN[what]

    answer = sent(desk, content, kind=kind)

    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{kind}"' in answer.text
    assert not ImportFile.objects.exists()


@pytest.mark.parametrize("what", CUT_OFF)
def test_fault_089_what_is_cut_off_is_shown_with_what_is_wrong(desk, what):
    content, words = CUT_OFF[what]
    sent(desk, content)

    file = looked_at(ImportFile.objects.get())

    page = desk.get(file.get_absolute_url(), follow=True)
    assert words in page.text
    assert "Discard this file" in page.text


# ---- 78: addresses of what is none of one's business

MISSING = {"number": "C-2026-9999", "key": "no-such-survey", "pk": "999999"}
CONCERNS = {"unit", "patrol", "far", "restricted", "referred", "resolved", "closed"}
SURVEYS = {"survey", "survey_draft", "ready", "closed_survey"}
OWN = re.compile(r"\{(own\w*|about_me|myself)\}")
CLOSED = sorted(page for page, marks in LOOKED.items() if marks[0] == "x" and not OWN.search(page))


def elsewhere(page):
    """The same address with a key that nothing has."""

    def missing(named):
        if named[1] in CONCERNS:
            return MISSING["number"]
        return MISSING["key" if named[1] in SURVEYS else "pk"]

    return re.sub(r"\{(\w+)\}", missing, page)


def said_by(page):
    """Tokens and numbers of requests are another each time; the address one typed is one's own."""
    text = re.sub(r'(nonce|value|content|hx-headers)=("[^"]*"|\'[^\']*\')', "", page.text)
    return text.replace(page.wsgi_request.path, "")


@pytest.mark.slow
@pytest.mark.parametrize("method", ["get", "post"])
def test_fault_078_what_one_may_not_know_of_answers_as_if_it_were_not_there(kinston, method):
    known = town().records
    stranger = make_member(Role.OFFICER, division=make_division())
    client, told = Client(), []
    client.force_login(stranger)

    with time_machine.travel(NOON, tick=False):
        client.get("/")
        for page in CLOSED:
            answers = []
            for address in (page.format(**known), elsewhere(page)):
                with CaptureQueriesContext(connection) as asked:
                    answers.append((getattr(client, method)(address), len(asked)))
            (there, its_queries), (nowhere, their_queries) = answers
            # What is only read is not asked about its record when a form is sent to it.
            refused = {404} if method == "get" else {404, 405}
            if there.status_code != nowhere.status_code or there.status_code not in refused:
                told.append((page, there.status_code, nowhere.status_code))
            elif there.status_code == 404 and said_by(there) != said_by(nowhere):
                told.append((page, "other words"))
            elif its_queries != their_queries:
                told.append((page, its_queries, their_queries))

    assert told == []
    assert len(CLOSED) > 20
