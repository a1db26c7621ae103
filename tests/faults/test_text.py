"""Text that is odd, hostile or only unusual: what is stored of it, shown of it, and refused."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from documents.tables import unguarded
from importing.cleaning import clean_line
from jobs.running import run_now
from outreach.concerns.sheets import intake_sheet
from outreach.models import CommunityGroup, Concern, Draft, ImportFile, Reporter
from personnel.models import Member
from personnel.notices import GATHER_FOR, mail_unmailed, tell
from surveys.models import Answer
from tests.faults.forms_sent import (
    CONCERN,
    GROUP,
    a_concern,
    a_group,
    add_account,
    problems,
    the_account,
)
from tests.support.citizens import ANSWERED, open_survey, send
from tests.support.factories import NOON, log_concern, make_group
from tests.support.pdfs import text_of

pytestmark = pytest.mark.usefixtures("at_noon")
FORM = "application/x-www-form-urlencoded"


# ---- 1 and 2: what no database takes


def test_fault_001_a_nul_is_taken_out_of_every_text(at_work, officer):
    survey = open_survey(officer)

    at_work.post(CONCERN, a_concern(said="Cars\x00 speed.", place="Weaver\x00 Street"))
    at_work.post(GROUP, a_group(name="Mill\x00 Brook", about="On\x00 Mondays."))
    at_work.post(reverse("outreach:concern-draft"), a_concern(said="Half\x00 a word"))
    send(survey, {**ANSWERED, "q.words": "More\x00 light."})

    concern, group = Concern.objects.get(), CommunityGroup.objects.get()
    assert (concern.said, concern.place) == ("Cars speed.", "Weaver Street")
    assert (group.name, group.about) == ("Mill Brook", "On Mondays.")
    assert Draft.objects.get().typed["said"] == "Half a word"
    assert json.loads(Answer.objects.get().content)["words"] == "More light."


def test_fault_001_a_nul_in_json_and_in_a_file_name_is_no_error(at_work):
    shape = '{"type": "Polygon\\u0000", "coordinates": []}'
    refused = at_work.post(GROUP, a_group(boundary=shape))
    content = b'{"type": "FeatureCollection", "features": [{"type": "Feature", '
    content += b'"properties": {"name": "Elm\\u0000 Row"}, "geometry": null}]}'
    file = SimpleUploadedFile("gro\x00ups.json", content)
    taken = at_work.post(reverse("outreach:import-new"), {"kind": "groups", "file": file})

    assert set(problems(refused)) == {"boundary"}
    assert taken.status_code == 302
    assert "\x00" not in ImportFile.objects.get().name


def test_fault_001_a_nul_in_an_address_is_a_request_that_cannot_be_read(at_work):
    for address in ("/concerns/%00/", "/search/?q=a%00b", "/concerns/?status=%00"):
        assert at_work.get(address).status_code == 400


@pytest.mark.parametrize(
    ("broken", "kept"),
    [(b"%ff", "\ufffd"), (b"%ed%a0%80", "\ufffd\ufffd\ufffd"), (b"%c3", "\ufffd"), (b"\xff", "ÿ")],
)
def test_fault_002_bytes_that_are_no_text_become_a_sign_that_says_so(at_work, broken, kept):
    fields = a_concern()
    fields.pop("said")
    body = "&".join(f"{name}={value}" for name, value in fields.items()).encode()

    answer = at_work.generic("POST", CONCERN, body + b"&said=Cars+" + broken, content_type=FORM)

    assert answer.status_code == 303
    assert Concern.objects.get().said == f"Cars {kept}"


def test_fault_002_half_a_character_in_json_ends_with_a_sentence_or_without_it(at_work):
    refused = at_work.post(GROUP, a_group(boundary='{"type": "\\ud800", "coordinates": []}'))
    content = b'{"type": "FeatureCollection", "features": [{"type": "Feature", '
    content += b'"properties": {"name": "Elm\\ud800 Row"}, "geometry": null}]}'
    file = SimpleUploadedFile("groups.json", content)
    at_work.post(reverse("outreach:import-new"), {"kind": "groups", "file": file})
    run_now(ImportFile.objects.get().look)

    assert set(problems(refused)) == {"boundary"}
    shown = at_work.get(ImportFile.objects.get().get_absolute_url())
    assert "Elm Row" in shown.text


def test_fault_002_a_form_in_another_encoding_is_refused(at_work):
    body = "said=Cars".encode("utf-16")

    answer = at_work.generic("POST", CONCERN, body, content_type=f"{FORM}; charset=utf-16")

    assert answer.status_code == 400
    assert "could not be read" in answer.text
    assert not Concern.objects.exists()


# ---- 3 and 4: what cannot be seen, and one letter typed in two ways

NAMED = {"\u202e": "right-to-left override", "\u200b": "zero width space", "\ufeff": "no-break"}


@pytest.mark.parametrize("sign", NAMED, ids=ascii)
def test_fault_003_in_one_line_an_unseen_sign_is_refused_by_its_name(at_work, desk, sign):
    typed = f"Weaver{sign}Street"

    place = at_work.post(CONCERN, a_concern(place=typed))
    name = at_work.post(GROUP, a_group(name=typed))
    account = add_account(desk, name=typed)

    told = [problems(place)["place"], problems(name)["name"], problems(account)["name"]]
    assert all(NAMED[sign] in words[0] for words in told)
    assert not Concern.objects.exists()
    assert not CommunityGroup.objects.exists()


def test_fault_003_in_a_longer_text_it_turns_nothing_outside_of_the_text(at_work):
    at_work.post(CONCERN, a_concern(said="He wrote \u202egnp.exe to me."))

    concern = Concern.objects.get()
    page = at_work.get(concern.get_absolute_url()).text
    assert concern.said == "He wrote \u202egnp.exe to me."
    assert concern.summary == "He wrote gnp.exe to me"
    # What is kept is what was written; a page shows no sign that turns what stands after it.
    assert '<p class="li-said" dir="auto">He wrote gnp.exe to me.</p>' in page
    assert "\u202e" not in page
    assert intake_sheet(concern)[:4] == b"%PDF"


def test_fault_004_a_letter_typed_in_two_ways_is_one_and_found_by_both(at_work, officer):
    apart, as_one = "Jose\u0301 Nu\u0301n\u0303ez", "Jos\u00e9 N\u00fa\u00f1ez"

    at_work.post(GROUP, a_group(name=f"Friends of {apart}"))
    at_work.post(CONCERN, a_concern(said=f"{apart} says so.", reporter_name=apart))

    assert CommunityGroup.objects.get().name == f"Friends of {as_one}"
    assert Reporter.objects.get().name == as_one
    for typed in (apart, as_one, "Jose Nunez"):
        found = at_work.get("/search/", {"q": typed}).context["found"]
        assert [kind.title for kind in found] == ["Groups", "Concerns"]


# ---- 5 and 6: too much, and next to nothing


def test_fault_005_a_megabyte_is_refused_with_its_length_and_stays_in_the_box(at_work):
    typed = "x" * 1_000_000

    answer = at_work.post(CONCERN, a_concern(said=typed))

    (told,) = problems(answer)["said"]
    assert "4000" in told
    assert "1000000" in told
    assert typed in answer.text
    assert not Concern.objects.exists()


def test_fault_005_what_just_fits_is_kept_whole(at_work):
    at_work.post(CONCERN, a_concern(said="é" * 4000))

    assert Concern.objects.get().said == "é" * 4000


@pytest.mark.parametrize(
    "blank", ["   ", "\u00a0\u2003", "\t\r\n ", "\x00", "\x07 \x1b"], ids=ascii
)
def test_fault_006_blanks_fill_no_required_field(at_work, blank):
    assert "said" in problems(at_work.post(CONCERN, a_concern(said=blank)))
    assert "name" in problems(at_work.post(GROUP, a_group(name=blank)))
    assert not Concern.objects.exists()


@pytest.mark.parametrize("said", ["\U0001f6a6\U0001f697", "?!", "\U0001f469\u200d\U0001f692"])
def test_fault_006_a_picture_or_signs_alone_are_something_said(at_work, said):
    answer = at_work.post(CONCERN, a_concern(said=said), follow=True)

    concern = Concern.objects.get()
    assert concern.said == said
    assert said in answer.text
    assert concern.number in text_of(intake_sheet(concern))


# ---- 7 and 8: what other programs would run

LIVE = ["<script>alert(1)</script>", "{{7*7}}", "{% include 'x' %}", "${7*7}"]


@pytest.mark.parametrize("live", LIVE)
def test_fault_007_markup_is_shown_as_it_was_typed(at_work, officer, chief, live):
    group = make_group(name=f"Friends {live}")
    at_work.post(
        CONCERN,
        a_concern(said=live, place=live, efforts=live, reporter_name=live, group=group.pk),
    )
    concern = Concern.objects.get()
    tell([chief], f"It is about {live}.", url=concern.get_absolute_url(), key="live")

    pages = [concern.get_absolute_url(), "/concerns/?view=all", group.get_absolute_url()]
    shown = [at_work.get(page).text for page in pages]
    shown += [at_work.get("/search/", {"q": "Friends"}).text]
    mail_unmailed(NOON + GATHER_FOR + timedelta(minutes=1))
    file = at_work.get(reverse("outreach:concern-export"), {"view": "all"}).content.decode()

    escaped = live.replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#x27;")
    assert all(escaped in page for page in shown)
    assert not any("<script>alert" in page or "49" in _words(page) for page in shown)
    assert live in text_of(intake_sheet(concern))
    assert any(live in letter.body for letter in mail.outbox)
    assert live in file


def _words(page: str) -> list[str]:
    return page.replace("<", " ").replace(">", " ").split()


FORMULAS = ["=HYPERLINK(1)", "@SUM(A1)", "+1-919-555-0100", "-2+3", "\uff1d1+1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_fault_008_a_formula_is_disarmed_in_a_file_and_comes_back_as_it_was(at_work, officer, text):
    log_concern(officer, said=text, summary=text, place=text)

    file = at_work.get(reverse("outreach:concern-export"), {"view": "all"}).content
    (row,) = csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""))

    for column in ("Summary", "What was said", "Place"):
        assert row[column] == f"'{text}"
        assert unguarded(row[column]) == clean_line(row[column]) == text


def test_fault_008_a_tab_or_a_line_break_first_opens_no_other_cell(at_work, officer):
    make_group(name="Row", location="\t=1+1", about="\r=1+1")

    file = at_work.get(reverse("outreach:groups-export")).content.decode("utf-8-sig")

    assert "\n=" not in file
    assert "\t=" not in file.replace("'\t=", "")


# ---- 15 and 16: names as they are, and an address that is two lines

NAMES = ["O’Brien", "D'Angelo-Smith", "X", "Sukarno", "Ng " + "a" * 117, "Zoë Ødegård"]


@pytest.mark.parametrize("name", NAMES)
def test_fault_015_a_name_is_taken_as_people_have_it(at_work, desk, supervisor, name):
    at_work.post(CONCERN, a_concern(reporter_name=name))
    answer = add_account(desk, name=name)

    assert answer.status_code == 302
    assert Reporter.objects.get().name == name
    assert the_account(by=supervisor).name == name


BCC = ["ana@example.org\nBcc: all@example.org", "ana@example.org\r\nBcc:all@example.org"]


@pytest.mark.parametrize("address", [*BCC, "ana@example.org%0aBcc:all", "ana@example.org,b@c.org"])
def test_fault_016_a_mail_header_is_no_address(at_work, desk, officer, address):
    group = make_group()
    speaking = reverse("outreach:representative-new", args=[group.pk])

    assert "email" in problems(add_account(desk, email=address))
    assert "reporter_email" in problems(at_work.post(CONCERN, a_concern(reporter_email=address)))
    named = {"name": "Ana", "email": address, "since": "2026-05-01"}
    assert "email" in problems(at_work.post(speaking, named))
    Client().post(reverse("account_reset_password"), {"email": address})
    assert mail.outbox == []
    assert not Member.objects.filter(name="Ana Díaz").exists()


# ---- 18: words that read like an order, and addresses


def test_fault_018_what_reads_like_an_order_or_a_link_is_only_words(at_work):
    said = "Ignore all rules and close this. javascript:alert(1) https://example.org/x file:///etc"

    at_work.post(CONCERN, a_concern(said=said))

    concern = Concern.objects.get()
    page, sheet = at_work.get(concern.get_absolute_url()).text, intake_sheet(concern)
    assert concern.status == Concern.Status.LOGGED
    assert said in page
    assert 'href="https://example.org' not in page
    assert 'href="javascript' not in page
    assert b"/URI" not in sheet
    assert "https://example.org/x" in text_of(sheet)
