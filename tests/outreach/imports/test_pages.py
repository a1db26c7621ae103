"""From an upload to the result in the browser, and who may go there."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from importing.statistics import renew_statistics
from jobs.running import NotDone, run_now
from outreach.imports import files
from outreach.models import CommunityGroup, Concern, ImportFile
from personnel.roles import Role
from tests.outreach.imports.test_group_files import zipped
from tests.support.factories import NOON, make_member, on
from tests.support.uploads import looked_at
from tests.support.workbooks import xlsx

CALLS = (
    b"call,date,received,type,address\r\n"
    b'41,09/14/21,23:05,Loud party,"100 BLK ELM;\r\n"\r\n'
    b"42,09/15/21,00:10,Loud party,Oak Row\r\n"
    b"43,15/09/21,00:10,Loud party,Oak Row\r\n"
    b"44,09/15/21,08:00,Theft,Mill Lane\r\n"
)
MAP = b"""
[source]
name = "Night calls"
[columns]
external_id = "call"
logged_on = { column = "date", format = "%m/%d/%y" }
category = { column = "type", values = { "Loud party" = "noise" } }
[only]
type = "Loud party"
"""
GROUPS = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"name": f"{name} Row"}, "geometry": None}
            for name in ("Elm", "Oak")
        ],
    }
).encode()
COLUMNS = {
    "source": "Night calls",
    "external_id": "call",
    "logged_on": "date",
    "logged_format": "%m/%d/%y",
    "time": "received",
    "time_format": "%H:%M",
    "category_column": "type",
    "place": "address",
    "finished": "open",
    "channel": "call",
}


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def uploaded(desk, content: bytes, *, kind: str = "concerns", name: str = "calls.csv", **more):
    for field in ("map_file",):
        if field in more:
            more[field] = SimpleUploadedFile("calls.toml", more[field])
    asked = {"kind": kind, "file": SimpleUploadedFile(name, content), **more}
    return desk.post(reverse("outreach:import-new"), asked)


def received(desk, content: bytes = CALLS, **more) -> ImportFile:
    answer = uploaded(desk, content, **more)
    assert answer.status_code == 302, answer.content.decode()
    return looked_at(ImportFile.objects.latest("pk"))


def said(desk, file: ImportFile, step: str, asked: dict) -> ImportFile:
    """The file after a step's page was sent and the look that follows it."""
    answer = desk.post(reverse(f"outreach:import-{step}", args=[file.pk]), asked)
    assert answer.status_code == 302, answer.content.decode()
    file.refresh_from_db()
    return looked_at(file)


def read_as(desk, content: bytes = CALLS, *, name: str = "calls.csv", **reading) -> ImportFile:
    """A file without a map whose reading was confirmed, changed where `reading` says so."""
    file = received(desk, content, name=name)
    page = desk.get(reverse("outreach:import-reading", args=[file.pk]))
    return said(desk, file, "reading", page.context["form"].initial | reading)


def brought_in(desk, file: ImportFile) -> ImportFile:
    desk.post(reverse("outreach:import-start", args=[file.pk]))
    file.refresh_from_db()
    run_now(file.job)
    file.refresh_from_db()
    return file


def test_a_file_with_its_map_is_looked_at_and_then_brought_in(desk, officer):
    file = received(desk, map_file=MAP)

    seen = desk.get(file.get_absolute_url()).content.decode()
    assert not Concern.objects.exists()
    assert "Import the other 2 concerns" in seen
    assert "Row 4: logged_on: “15/09/21” is not written like 11/28/19" in seen

    file = brought_in(desk, file)

    assert Concern.objects.filter(owner=officer, source="Night calls").count() == 2
    assert file.applied == file.previewed
    assert bytes(file.content) == b""
    assert "What became of the rows" in desk.get(file.get_absolute_url()).content.decode()


def test_without_a_map_the_columns_and_their_words_are_asked(desk):
    file = read_as(desk)
    shown = desk.get(file.get_absolute_url(), follow=True)
    assert "100 BLK ELM;" in shown.content.decode()

    said(desk, file, "columns", COLUMNS)
    asked = desk.get(file.get_absolute_url(), follow=True)
    assert asked.redirect_chain[-1][0] == reverse("outreach:import-values", args=[file.pk])
    assert "Loud party (3)" in asked.content.decode()

    file = said(desk, file, "values", {"value-0": "noise", "value-1": ""})

    assert (file.previewed["new"], file.previewed["left_out"]) == (2, 1)
    assert brought_in(desk, file).applied["new"] == 2
    assert Concern.objects.get(external_id="41").channel == "call"


def test_one_category_for_every_row_needs_no_words(desk):
    asked = {**COLUMNS, "category_column": "", "category": "noise"}

    file = said(desk, read_as(desk), "columns", asked)

    assert (file.previewed["new"], len(file.previewed["refused"])) == (3, 1)


def test_a_map_made_in_the_browser_can_be_taken_home_and_used_again(desk):
    first = said(desk, read_as(desk), "columns", COLUMNS)
    brought_in(desk, said(desk, first, "values", {"value-0": "noise"}))

    written = desk.get(reverse("outreach:import-map", args=[first.pk]))
    second = received(desk, map_file=written.content)
    third = received(desk, like=first.pk)

    assert written["Content-Disposition"] == 'attachment; filename="night-calls.toml"'
    assert (second.previewed["new"], second.previewed["same"]) == (0, 2)
    assert third.previewed == second.previewed


def test_a_date_written_otherwise_is_seen_before_going_on(desk):
    file = read_as(desk)

    answer = desk.post(
        reverse("outreach:import-columns", args=[file.pk]),
        {**COLUMNS, "logged_format": "%Y-%m-%d"},
    )

    assert answer.status_code == 422
    assert "the file says “09/14/21”" in answer.content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"category": "noise"}, "Take a column or one category"),
        ({"category_column": ""}, "Take a column or one category"),
        ({"latitude": "address"}, "go together"),
        ({"time_format": "%H%M"}, "the file says “23:05”"),
        ({"external_id": ""}, "required"),
    ],
)
def test_columns_that_do_not_fit_are_refused(desk, change, words):
    file = read_as(desk)

    answer = desk.post(reverse("outreach:import-columns", args=[file.pk]), COLUMNS | change)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_leaving_every_word_out_is_refused(desk):
    file = said(desk, read_as(desk), "columns", COLUMNS)

    answer = desk.post(reverse("outreach:import-values", args=[file.pk]), {"value-0": ""})

    assert answer.status_code == 422


def test_groups_are_looked_at_and_brought_in(desk):
    file = received(desk, GROUPS, kind="groups", name="city.geojson")

    seen = desk.get(file.get_absolute_url()).content.decode()
    assert "Import these 2 groups" in seen
    assert "Elm Row: Has no geometry" in seen

    brought_in(desk, file)
    assert CommunityGroup.objects.filter(source="city.geojson").count() == 2


def test_a_file_brought_in_before_offers_nothing_to_bring_in(desk):
    brought_in(desk, received(desk, map_file=MAP))

    again = received(desk, map_file=MAP)

    seen = desk.get(again.get_absolute_url()).content.decode()
    assert "The very same file was brought in on" in seen
    assert "There is nothing to bring in" in seen
    assert "Import the" not in seen


def test_refused_rows_come_as_a_file(desk):
    file = received(desk, map_file=MAP)

    answer = desk.get(reverse("outreach:import-refused", args=[file.pk]))

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines == ["Row,Reason", "4,logged_on: “15/09/21” is not written like 11/28/19"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (CALLS, "concerns"),
        (GROUPS, "groups"),
        (xlsx({"Calls": [["call", "date"], ["41", "09/14/21"]]}), "concerns"),
        (zipped(**{"groups.geojson": GROUPS}), "groups"),
        (zipped(**{"layer.shp": b"x", "layer.dbf": b"x"}), "groups"),
    ],
    ids=["csv", "geojson", "workbook", "zipped geojson", "zipped shapefile"],
)
def test_without_a_word_of_what_it_is_the_file_itself_says_it(desk, content, kind):
    answer = desk.post(
        reverse("outreach:import-new"), {"file": SimpleUploadedFile("a file", content)}
    )

    assert answer.status_code == 302
    assert ImportFile.objects.get().kind == kind


@pytest.mark.parametrize("step", ["reading", "values"])
def test_what_is_shown_as_a_guess_or_left_out_is_not_called_optional(desk, step):
    file = read_as(desk) if step == "values" else received(desk)
    if step == "values":
        said(desk, file, "columns", COLUMNS)

    shown = desk.get(reverse(f"outreach:import-{step}", args=[file.pk]))

    assert shown.status_code == 200
    assert "li-optional" not in shown.text


@pytest.mark.parametrize(
    ("content", "more", "words"),
    [
        (b"", {}, "empty"),
        (b"%PDF-1.7", {}, "a PDF document"),
        (b"{}", {"kind": "groups"}, "not GeoJSON"),
        (CALLS, {"kind": "nonsense"}, "Select a valid choice"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_and_not_kept(desk, content, more, words):
    answer = uploaded(desk, content, **more)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ImportFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "more", "words"),
    [
        (b"call,date\n1,\xff\n", {"map_file": MAP}, "Byte 12 (0xFF, line 2)"),
        (b"PK\x03\x04", {}, "begins like an Excel workbook"),
        (b"call,date\n", {"map_file": MAP}, "no column “type”"),
        (b'call,date,type\n1,"09/14/21,x\n', {"map_file": MAP}, "quotation mark"),
    ],
)
def test_what_the_look_cannot_read_is_refused_with_its_reason(desk, content, more, words):
    file = received(desk, content, **more)

    seen = desk.get(file.get_absolute_url()).content.decode()

    assert words in seen
    assert "Discard this file" in seen


@pytest.mark.parametrize(
    ("content", "more", "words", "kind"),
    [
        (CALLS, {"map_file": b"[source]\n"}, "line 1, source.name: is missing", "concerns"),
        (CALLS, {"source": "x" * 61}, "Where groups come from: ", "concerns"),
        (CALLS, {"like": "77"}, "Or the map of an earlier import: ", "concerns"),
        (GROUPS, {}, "It holds groups and is read as groups.", "groups"),
    ],
    ids=["bad map", "long source", "unknown map", "groups called concerns"],
)
def test_a_file_is_not_lost_for_what_was_wrong_beside_it(desk, content, more, words, kind):
    answer = uploaded(desk, content, **more)

    file = ImportFile.objects.get()
    assert (answer.status_code, file.kind, file.map_text) == (302, kind, "")
    # The first page goes by itself while the file is looked at.
    assert words in desk.get(file.get_absolute_url()).text
    assert words in desk.get(looked_at(file).get_absolute_url(), follow=True).text
    assert words not in desk.get(file.get_absolute_url(), follow=True).text


def test_of_two_maps_none_is_taken_and_the_file_is_kept(desk):
    before = brought_in(desk, received(desk, map_file=MAP))

    uploaded(desk, CALLS, map_file=MAP, like=before.pk)

    file = ImportFile.objects.latest("pk")
    assert (file.pk == before.pk, file.map_text) == (False, "")
    assert "Take either a map file or an earlier map" in desk.get(file.get_absolute_url()).text


def test_a_file_too_large_is_refused(desk, settings):
    settings.IMPORT_MAX_BYTES = 20

    assert uploaded(desk, CALLS).status_code == 422


def test_asked_twice_it_comes_in_once(desk):
    file = received(desk, map_file=MAP)

    first = desk.post(reverse("outreach:import-start", args=[file.pk]))
    second = desk.post(reverse("outreach:import-start", args=[file.pk]))

    assert (first.status_code, second.status_code) == (302, 409)


def test_progress_is_shown_while_it_comes_in(desk):
    file = received(desk, map_file=MAP)
    desk.post(reverse("outreach:import-start", args=[file.pk]))

    seen = desk.get(file.get_absolute_url()).content.decode()

    assert "Waiting for its turn" in seen
    assert "Import the other" not in seen
    assert f'hx-get="{reverse("jobs:job", args=[ImportFile.objects.get().job_id])}"' in seen


def test_a_job_that_cannot_read_the_file_any_more_says_why(desk):
    file = received(desk, map_file=MAP)
    desk.post(reverse("outreach:import-start", args=[file.pk]))
    ImportFile.objects.filter(pk=file.pk).update(map_text="[source]")
    file.refresh_from_db()

    with pytest.raises(NotDone, match=r"source\.name: is missing"):
        run_now(file.job)
    assert not Concern.objects.exists()


def test_a_file_is_thrown_away_only_before_it_comes_in(desk):
    kept, thrown = received(desk, map_file=MAP), received(desk, map_file=MAP)
    desk.post(reverse("outreach:import-start", args=[kept.pk]))

    answers = [
        desk.post(reverse("outreach:import-discard", args=[file.pk])).status_code
        for file in (kept, thrown)
    ]

    assert answers == [409, 302]
    assert list(ImportFile.objects.all()) == [kept]


def test_files_left_lying_go_with_the_next_upload(officer):
    def receive(at):
        file = ImportFile(kind="groups", name="city.geojson")
        return files.receive(file, GROUPS, by=officer, at=at)

    receive(NOON)
    receive(on(NOON.date().replace(day=14)))
    last = receive(on(NOON.date().replace(day=21)))

    assert ImportFile.objects.count() == 2
    assert last in ImportFile.objects.all()


def test_the_list_shows_what_became_of_each_file(desk):
    brought_in(desk, received(desk, map_file=MAP))
    received(desk, GROUPS, kind="groups", name="city.geojson")

    seen = desk.get(reverse("outreach:imports")).content.decode()

    assert "2 new, 0 changed" in seen
    assert "Not brought in" in seen


def test_the_list_costs_the_same_with_one_file_and_with_many(desk, django_assert_num_queries):
    received(desk, map_file=MAP)
    desk.get(reverse("outreach:imports"))
    with CaptureQueriesContext(connection) as queries:
        desk.get(reverse("outreach:imports"))
    with_one = len(queries)
    for _ in range(5):
        received(desk, map_file=MAP)

    with django_assert_num_queries(with_one):
        desk.get(reverse("outreach:imports"))


@pytest.mark.parametrize("role", sorted(Role))
def test_the_unit_and_command_bring_in_files_and_the_analyst_prepares_them(client, officer, role):
    client.force_login(officer)
    file = received(client, map_file=MAP)
    member = make_member(role)
    ImportFile.objects.update(by=member)
    client.force_login(member)
    brings_in = role in ("community_officer", "unit_supervisor", "commander", "chief")
    prepares = brings_in or role == Role.ANALYST

    asked = [client.get(reverse("outreach:imports")), client.get(reverse("outreach:import-new"))]
    asked += [
        client.get(reverse(f"outreach:import{step}", args=[file.pk]))
        for step in ("", "-refused", "-map", "-reading", "-columns", "-values")
    ]
    started = client.post(reverse("outreach:import-start", args=[file.pk]))

    assert {answer.status_code for answer in asked} <= ({200, 302} if prepares else {403})
    assert started.status_code == (302 if brings_in else 403)


STEPS = ("", "-refused", "-map", "-reading", "-columns", "-values")


@pytest.mark.parametrize(
    ("role", "opens"),
    [
        (Role.COMMUNITY_OFFICER, False),
        (Role.UNIT_SUPERVISOR, True),
        (Role.COMMANDER, True),
        (Role.CHIEF, True),
    ],
)
def test_a_trial_of_another_is_open_to_whoever_is_asked_to_approve_it(desk, role, opens):
    file = received(desk, map_file=MAP)
    desk.post(reverse("outreach:import-ask", args=[file.pk]))
    desk.force_login(make_member(role))

    asked = [desk.get(reverse(f"outreach:import{step}", args=[file.pk])) for step in STEPS]
    listed = file.get_absolute_url() in desk.get(reverse("outreach:imports")).content.decode()
    asked.append(desk.post(reverse("outreach:import-discard", args=[file.pk])))

    assert all((answer.status_code == 404) is not opens for answer in asked)
    assert listed is opens
    assert ImportFile.objects.exists() is not opens


@pytest.mark.parametrize("role", [Role.UNIT_SUPERVISOR, Role.COMMANDER, Role.ANALYST])
def test_what_nobody_was_asked_to_approve_is_its_uploaders_alone(desk, role):
    file = received(desk, map_file=MAP)
    desk.force_login(make_member(role))

    asked = [desk.get(reverse(f"outreach:import{step}", args=[file.pk])) for step in STEPS]
    listed = file.get_absolute_url() in desk.get(reverse("outreach:imports")).content.decode()

    assert {answer.status_code for answer in asked} == {404}
    assert not listed


def test_nobody_else_of_the_unit_starts_a_trial_but_all_see_what_came_in(desk, officer):
    file = received(desk, map_file=MAP)
    desk.force_login(make_member(Role.COMMUNITY_OFFICER))
    refused = desk.post(reverse("outreach:import-start", args=[file.pk]))

    desk.force_login(officer)
    brought_in(desk, file)
    desk.force_login(make_member(Role.COMMUNITY_OFFICER, name="Noor Haddad"))

    assert refused.status_code == 404
    assert desk.get(file.get_absolute_url()).status_code == 200


LONG_NUMBER = "9" * 400
GEOMETRIES = [
    ('"Polygon"', f"[[[{LONG_NUMBER}, 1], [2, 2], [3, 1]]]"),
    ('"Point"', f"[{LONG_NUMBER}, 1]"),
    ('"\\ud800\\u0000"', "[]"),
]


@pytest.mark.parametrize(("kind", "coordinates"), GEOMETRIES)
def test_what_no_database_takes_is_no_error(desk, kind, coordinates):
    content = (
        '{"type": "Feature", "properties": {"name": "Elm\\ud800 \\u0000Row", "\\ud800k": "a\\u0000b",'
        ' "list": [["\\udfff\\u0000"]], "description": "Contact: a\\ud800@example.org"},'
        f' "geometry": {{"type": {kind}, "coordinates": {coordinates}}}}}'
    )

    file = received(desk, content.encode(), kind="groups", name="city.geojson")

    assert desk.get(file.get_absolute_url()).status_code == 200
    brought_in(desk, file)
    assert CommunityGroup.objects.get().name == "Elm Row"


def test_a_coordinate_system_of_half_a_character_is_named_without_it(desk):
    content = (
        b'{"type": "FeatureCollection", "features": [],'
        b' "crs": {"properties": {"name": "\\ud800EPSG:2264"}}}'
    )

    answer = uploaded(desk, content, kind="groups")

    assert "EPSG:2264" in answer.content.decode()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"n = " + b"9" * 6_000, "has a number that is too long"),
        (b'logged_on = { column = "date", format = "' + b"%Y" * 3_000 + b'" }', "at most 40"),
        (b'logged_on = { column = "date", format = "%Y%Y" }', "does not give year"),
        (b"a" + b".a" * 8, "a name of more than 8 parts"),
        (b"# " + b"x" * 20_000, "longer than 20,000 bytes"),
    ],
)
def test_a_map_that_would_break_the_reading_is_refused(desk, line, words):
    answer = uploaded(
        desk, CALLS, map_file=b'[source]\nname = "x"\n[columns]\nexternal_id = "n"\n' + line
    )

    assert ImportFile.objects.get().map_text == ""
    assert words in desk.get(answer.url).text


def test_the_empty_list_follows_the_page_heading(desk):
    seen = desk.get(reverse("outreach:imports")).content.decode()

    assert "<h2>No file has been brought in</h2>" in seen


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts by itself")
def test_after_an_import_the_database_knows_how_much_there_is(
    desk, django_capture_on_commit_callbacks
):
    file = received(desk, map_file=MAP)

    with (
        CaptureQueriesContext(connection) as queries,
        django_capture_on_commit_callbacks(execute=True) as after,
    ):
        brought_in(desk, file)

    assert any(called is renew_statistics for called in after)
    assert queries.captured_queries[-1]["sql"] == "PRAGMA optimize"


def test_the_form_begins_with_what_the_columns_look_like(desk):
    file = read_as(desk)

    form = desk.get(reverse("outreach:import-columns", args=[file.pk])).context["form"]

    guessed = ("external_id", "logged_on", "logged_format", "time", "time_format", "place")
    assert [form.initial[name] for name in (*guessed, "category_column")] == [
        "call",
        "date",
        "%m/%d/%y",
        "received",
        "%H:%M",
        "address",
        "type",
    ]


def test_whoever_comes_back_to_a_step_finds_what_was_said(desk):
    file = said(desk, read_as(desk), "columns", COLUMNS)
    said(desk, file, "values", {"value-0": "noise"})

    columns = reverse("outreach:import-columns", args=[file.pk])
    assert desk.get(columns).context["form"].initial["source"] == "Night calls"
    said(desk, file, "columns", COLUMNS)

    words = desk.get(reverse("outreach:import-values", args=[file.pk])).context["form"]
    assert words.fields["value-0"].initial == "noise"


def test_whether_the_rows_are_finished_is_asked(desk):
    file = read_as(desk)
    columns = reverse("outreach:import-columns", args=[file.pk])
    asked = {**COLUMNS, "category_column": "", "category": "noise"}
    unsaid = {name: value for name, value in asked.items() if name != "finished"}
    assert desk.post(columns, unsaid).status_code == 422

    file = said(desk, file, "columns", asked | {"finished": "all"})

    assert file.previewed["settled"] == file.previewed["new"] == 3
    brought_in(desk, file)
    assert set(Concern.objects.values_list("status", flat=True)) == {"resolved"}


def test_rare_words_are_folded_away_and_likely_categories_are_offered(desk):
    rows = "".join(f"{n},09/14/21,Word {n}\n" for n in range(40))
    file = read_as(desk, f"call,date,type\n{rows}99,09/14/21,NOISE COMPLAINT\n".encode())
    asked = {k: v for k, v in COLUMNS.items() if k not in ("time", "time_format", "place")}
    said(desk, file, "columns", asked)

    shown = desk.get(reverse("outreach:import-values", args=[file.pk]))

    assert "17 more words" in shown.content.decode()
    assert "40 of the 41 words stand for no category yet: first below." in shown.text
    initial = {one.label: one.initial for one in shown.context["form"].fields.values()}
    assert initial["NOISE COMPLAINT (1)"] == "noise"
    assert shown.text.index("NOISE COMPLAINT (1)") > shown.text.index("Word 39 (1)")
