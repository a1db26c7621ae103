"""How an uploaded table is read: shown with its first rows, changed, confirmed, and come back to."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from importing.tables import Layout
from jobs.running import NotDone, run_now
from outreach.imports import files
from outreach.models import Concern, ImportFile
from tests.outreach.imports.test_pages import (
    CALLS,
    COLUMNS,
    MAP,
    brought_in,
    read_as,
    received,
    said,
)
from tests.support.factories import NOON
from tests.support.uploads import looked_at
from tests.support.workbooks import xlsx

ACCENTS = "call;date;type\n1;09/14/21;Café Row\n2;09/15/21;Loud party\n"
BOOK = {
    "Notes": [["Nothing here"], ["but words"]],
    "Calls": [["Night calls of May"], [], ["call", "date"], ["1", "09/14/21"], ["2", "09/15/21"]],
}


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def reading_page(desk, file: ImportFile):
    return desk.get(reverse("outreach:import-reading", args=[file.pk]))


def shown(desk, file: ImportFile, **changed: str):
    """The page after the rows were asked to be shown under another reading."""
    asked = reading_page(desk, file).context["form"].initial | changed | {"show": "1"}
    return desk.post(reverse("outreach:import-reading", args=[file.pk]), asked)


def test_a_file_is_first_shown_as_it_is_read_with_every_guess_called_one(desk):
    file = received(desk, ACCENTS.encode("cp1252"))

    page = desk.get(file.get_absolute_url(), follow=True)

    text = page.content.decode()
    assert "Guessed, for you to confirm" in text
    assert "A guess; the rows above show whether it is right." in text
    assert page.context["sample"].rows[0] == ("1", "09/14/21", "Café Row")
    assert page.context["form"].guesses == [
        "How its letters are written",
        "Between the columns",
        "Names of the columns",
    ]


def test_another_reading_shows_the_rows_anew_and_keeps_nothing(desk):
    file = received(desk, ACCENTS.encode("cp1252"))

    page = shown(desk, file, encoding="mac-roman")

    assert page.context["sample"].rows[0][2] == "CafÈ Row"
    file.refresh_from_db()
    assert (file.encoding, file.step) == ("cp1252", "reading")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"encoding": ""}, "is not utf-8 text"),
        ({"delimiter": ","}, "with semicolons it has 3: “call”, “date”, “type”"),
        ({"header": "30"}, "Row 30, which should name the columns"),
    ],
)
def test_a_reading_that_fits_nothing_says_so_and_does_not_go_on(desk, changed, words):
    file = received(desk, ACCENTS.encode("cp1252"))
    asked = reading_page(desk, file).context["form"].initial | changed

    only_shown = shown(desk, file, **changed)
    refused = desk.post(reverse("outreach:import-reading", args=[file.pk]), asked)

    assert (only_shown.status_code, refused.status_code) == (200, 422)
    assert words in only_shown.content.decode()
    assert words in refused.content.decode()
    file.refresh_from_db()
    assert file.step == "reading"


def test_the_header_may_stand_anywhere_or_nowhere(desk):
    titled = received(desk, b"Calls of May\n\ncall,date\n1,09/14/21\n")
    bare = read_as(desk, b"1,09/14/21,Loud party\n2,09/15/21,Theft\n")

    assert reading_page(desk, titled).context["sample"].header_row == 3
    assert bare.header == "none"
    offered = desk.get(bare.get_absolute_url(), follow=True).context["form"]
    assert ("2", "Column 2: 09/14/21") in offered.fields["logged_on"].choices
    columns = {
        "source": "Bare",
        "external_id": "1",
        "logged_on": "2",
        "logged_format": "%m/%d/%y",
        "category": "noise",
        "finished": "open",
        "channel": "log",
    }
    counted = said(desk, bare, "columns", columns)
    assert counted.previewed["new"] == 2


def test_the_sheet_of_a_workbook_is_chosen_by_its_rows(desk):
    file = received(desk, xlsx(BOOK), name="calls.xlsx")
    page = reading_page(desk, file)
    assert page.context["form"].fields["sheet"].choices == [("Notes",) * 2, ("Calls",) * 2]
    assert "encoding" not in page.context["form"].fields

    file = said(desk, file, "reading", {"sheet": "Calls", "header": ""})

    page = reading_page(desk, file)
    assert page.context["sample"].header == ("call", "date")
    assert file.step == "reading"
    file = said(desk, file, "reading", {"sheet": "Calls", "header": ""})
    assert (file.step, file.sample["count"]) == ("columns", 2)


def test_everything_a_map_can_say_is_said_on_the_pages(desk):
    rows = "call,part,date,street,house,late\n7,a,09/14/21 23:05,Elm Row,12,2021-09-16\n"
    rows += "7,b,2021/09/15 01:00:00,Oak Row,3,\n"
    file = read_as(desk, rows.encode())

    file = said(
        desk,
        file,
        "columns",
        {
            "source": "Calls",
            "external_id": "call",
            "external_id_2": "part",
            "logged_on": "date",
            "logged_format": "%m/%d/%y %H:%M",
            "logged_also": "%Y/%m/%d %H:%M:%S",
            "zone": "America/Chicago",
            "category": "noise",
            "place": "house",
            "place_2": "street",
            "settled_on": "late",
            "settled_format": "%Y-%m-%d",
            "finished": "open",
            "channel": "log",
        },
    )
    brought_in(desk, file)

    first, second = Concern.objects.order_by("external_id")
    assert (first.external_id, first.place) == ("7 a", "12 Elm Row")
    assert first.logged_at.isoformat() == "2021-09-15T04:05:00+00:00"
    assert (first.status, second.status) == ("resolved", "logged")


def test_a_step_back_keeps_what_was_said_and_what_only_a_map_can_say(desk):
    channel = (
        b'\nchannel = { column = "type", values = { "Theft" = "call" }, default = "log" }\n[only]'
    )
    file = received(desk, map_file=MAP.replace(b"\n[only]", channel))
    page = desk.get(reverse("outreach:import-columns", args=[file.pk]))
    form = page.context["form"]
    asked = {name: form[name].value() or "" for name in form.fields}

    again = said(desk, file, "columns", asked)
    words = desk.get(reverse("outreach:import-values", args=[file.pk])).context["form"]

    assert words.fields["value-0"].initial == "noise"
    assert 'values = { Theft = "call" }' in again.map_text
    said(desk, again, "reading", reading_page(desk, again).context["form"].initial)
    again.refresh_from_db()
    assert again.step == "columns"


def test_another_reading_of_a_file_that_was_counted_counts_it_anew(desk):
    file = received(desk, CALLS, map_file=MAP)
    form = reading_page(desk, file).context["form"]
    assert form.guesses == []

    file = said(desk, file, "reading", form.initial | {"header": "1"})

    assert (file.step, file.header, file.previewed["new"]) == ("counts", "1", 2)
    assert "header = 1" in file.map_text


def test_a_look_by_an_earlier_reading_tells_nothing(desk, officer):
    file = received(desk, CALLS)
    files.take_reading(file, Layout(), by=officer)
    late = file.look
    files.take_reading(file, Layout(header=2), by=officer)

    looked_at(file)
    file.look = late
    looked_at(file)

    file.refresh_from_db()
    assert file.sample["header"][0] == "41"


def test_what_was_exchanged_is_not_brought_in(desk, officer):
    file = received(desk, CALLS, map_file=MAP)
    job = files.start(file, by=officer, at=NOON)
    ImportFile.objects.filter(pk=file.pk).update(content=CALLS.replace(b"41", b"51"))

    file.refresh_from_db()
    with pytest.raises(NotDone, match="not what was uploaded"):
        run_now(job)
    assert not Concern.objects.exists()


def test_what_was_kept_to_look_at_goes_when_it_has_come_in(desk):
    file = brought_in(desk, received(desk, CALLS, map_file=MAP))

    assert (bytes(file.content), file.top, file.words) == (b"", None, None)
    assert file.sample["rows"] == []


def test_what_each_column_was_taken_for_is_said_when_it_has_come_in(desk):
    file = received(desk, CALLS, map_file=MAP)
    before = desk.get(file.get_absolute_url())

    file = brought_in(desk, file)
    after = desk.get(file.get_absolute_url())

    told = [(one.name, one.taken_for) for one in after.context["sample"]]
    assert told == [(one.name, one.taken_for) for one in before.context["sample"]]
    assert ("call", "Number") in told
    assert "What each column was taken for" in after.text
    assert "none is kept with the import" in after.text
    assert "The first rows" not in after.text


def test_no_page_loads_the_whole_file(desk):
    file = received(desk, CALLS)

    with CaptureQueriesContext(connection) as asked:
        page = reading_page(desk, file)

    assert page.context["sample"].rows
    assert not any('"content", "outreach_importfile"' in one["sql"] for one in asked)


@pytest.mark.parametrize(
    ("content", "guess"),
    [
        (
            b"call no,received,nature\n1,11/02/2026 22:15,Noise\n2,11/03/2026 01:40,Noise\n",
            {"logged_on": "received", "logged_format": "%m/%d/%Y %H:%M"},
        ),
        (
            b"call no,date,received\n1,11/02/2026,11/02/2026 22:15\n2,11/03/2026,11/03/2026 01:40\n",
            {"logged_on": "date", "logged_format": "%m/%d/%Y"},
        ),
        (
            b"call no,date,received\n1,11/02/2026,190811\n2,11/03/2026,190812\n",
            {"logged_on": "date", "logged_format": "%m/%d/%Y", "time": "received"},
        ),
    ],
)
def test_what_is_written_as_a_day_is_no_time_of_day(desk, content, guess):
    file = read_as(desk, content)

    form = desk.get(file.get_absolute_url(), follow=True).context["form"]

    told = {name: form.initial.get(name) for name in ("logged_on", "logged_format", "time")}
    assert told == {"time": None} | guess


def test_a_form_that_does_not_fit_names_what_it_was_said_of(desk):
    file = read_as(desk)

    answer = desk.post(
        reverse("outreach:import-columns", args=[file.pk]), COLUMNS | {"logged_format": "%Y-%m-%d"}
    )

    assert answer.context["form"].errors["logged_format"] == [
        "“Date” is not written like that: the file says “09/14/21”."
    ]
