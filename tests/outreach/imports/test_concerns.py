"""Bringing in concerns: what comes in, what comes in again, and what people edited meanwhile."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from importing.tally import Refusal, Tally
from importing.toml_maps import MapError
from outreach.concerns.permissions import may_close
from outreach.concerns.workflows import concerns as workflow
from outreach.imports.concern_maps import read_map
from outreach.imports.concern_records import bring_in, preview
from outreach.imports.concerns import read_concerns
from outreach.models import Concern, ConcernNote, NumberSeries
from personnel.roles import Role
from policies.periods import Period
from tests.support.factories import NOON, log_concern, make_division, make_member

MAP = """
[source]
name = "Night calls"

[columns]
external_id = "call"
logged_on = { column = "date", format = "%m/%d/%y" }
time = { column = "received", format = "%H:%M" }
category = { column = "type", values = { "Loud party" = "noise", "Speeder" = "traffic" } }
said = "comments"
place = "address"
channel = { default = "call" }
settled_on = { column = "cleared", format = "%m/%d/%y" }

[only]
type = ["Loud party", "LOUD OTHER", "Speeder"]
"""
HEADER = "call,date,received,type,address,units,comments,cleared\r\n"
FIRST = '41,09/30/21,23:05,Loud party,100 BLK ELM;,"P1,P2\r\n",Music,\r\n'
SECOND = '42,10/01/21,00:10,Speeder,"Oak\u00a0Row ","P3\r",,10/02/21\r\n'


def written(*rows: str) -> bytes:
    return (HEADER + "".join(rows)).encode()


def read(*rows: str, map_text: str = MAP):
    return read_concerns(written(*rows), read_map(map_text), at=NOON)


def imported(officer, *rows: str, map_text: str = MAP) -> Tally:
    return bring_in(read(*rows, map_text=map_text), by=officer, at=NOON)


def test_a_call_becomes_a_concern_nobody_waits_for(officer):
    tally = imported(officer, FIRST)

    concern = Concern.objects.get(source="Night calls", external_id="41")
    assert tally.new == 1
    assert concern.number == "C-2021-0001"
    assert (concern.summary, concern.said, concern.place) == ("Noise", "Music", "100 BLK ELM;")
    assert (concern.channel, concern.category.key) == ("call", "noise")
    assert (concern.officer, concern.owner, concern.division) == (
        officer,
        officer,
        officer.division,
    )
    assert (concern.status, concern.restricted) == ("logged", False)
    assert concern.logged_on == date(2021, 9, 30)
    assert concern.logged_at == datetime(2021, 10, 1, 3, 5, tzinfo=UTC)
    [step] = concern.steps.all()
    assert (step.to_status, step.by, step.at) == ("logged", officer, NOON)
    assert step.note == "Imported from Night calls"


def test_a_settled_call_comes_in_resolved_and_waits_for_somebody_else_to_close_it(officer):
    imported(officer, SECOND)

    concern = Concern.objects.get(external_id="42")
    assert (concern.status, concern.settled_on) == ("resolved", date(2021, 10, 2))
    assert [(step.to_status, step.by) for step in concern.steps.all()] == [
        ("logged", officer),
        ("resolved", officer),
    ]
    assert not may_close(officer, concern)
    assert concern.place == "Oak Row"


def test_numbers_follow_each_year_in_the_order_things_happened(officer):
    log_concern(officer, at=datetime(2021, 5, 3, 12, tzinfo=UTC))
    late = "7,12/31/21,23:59,Speeder,,,,\r\n"
    next_year = "8,01/01/22,00:01,Speeder,,,,\r\n"

    imported(officer, next_year, late, FIRST)

    numbers = dict(Concern.objects.exclude(source="").values_list("external_id", "number"))
    assert numbers == {"41": "C-2021-0002", "7": "C-2021-0003", "8": "C-2022-0001"}
    assert NumberSeries.objects.get(year=2021).last == 3


def test_a_day_counts_in_the_quarter_the_file_says_it_was(officer):
    imported(officer, FIRST, SECOND)

    assert Concern.objects.logged_in(Period.parse("2021-Q3")).count() == 1
    assert Concern.objects.logged_in(Period.parse("2021-Q4")).count() == 1


def test_the_same_file_again_changes_nothing(officer):
    imported(officer, FIRST, SECOND)
    before = list(Concern.objects.order_by("pk").values())

    tally = imported(officer, FIRST, SECOND)

    assert (tally.read, tally.new, tally.changed, tally.same) == (2, 0, 0, 2)
    assert list(Concern.objects.order_by("pk").values()) == before


def test_a_preview_writes_nothing(officer):
    tally = preview(read(FIRST, SECOND))

    assert tally.new == 2
    assert not Concern.objects.exists()
    assert not NumberSeries.objects.exists()


def test_a_row_that_stands_again_is_repeated_and_the_last_copy_counts(officer):
    fuller = FIRST.replace("Music", "Music and shouting")

    tally = imported(officer, FIRST, FIRST, fuller)

    assert (tally.read, tally.new, tally.repeated) == (3, 1, 2)
    assert Concern.objects.get().said == "Music and shouting"


def test_other_types_are_left_out_and_counted(officer):
    theft = FIRST.replace("Loud party", "Theft").replace("41", "43")

    tally = imported(officer, FIRST, theft, ",,,,,,,\r\n")

    assert (tally.read, tally.new, tally.left_out) == (3, 1, 2)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            FIRST.replace("09/30/21", "30/09/21"),
            "logged_on: “30/09/21” is not written like 11/28/19",
        ),
        (FIRST.replace("09/30/21", ""), "logged_on: date is empty"),
        (FIRST.replace("09/30/21", "09/30/29"), "logged_on: 2029-09-30 is in the future"),
        (FIRST.replace("23:05", "25:05"), "time: “25:05” is not written like 15:42"),
        (FIRST.replace("41", " "), "external_id: call is empty"),
        (FIRST.replace("41", "4" * 81), "external_id: 81 characters; 80 fit"),
        (
            FIRST.replace("Loud party", "LOUD OTHER"),
            "category: the map has no value for “LOUD OTHER”",
        ),
        (FIRST.replace("Music", "M" * 20_001), "comments: 20,001 characters; 20,000 fit in a cell"),
        (SECOND.replace("10/02/21", "09/02/21"), "settled on 2021-09-02, before it was logged"),
        ("1,2,3\r\n", "has 3 cells where the header has 8"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_with_its_number_and_reason(officer, row, reason):
    fine = FIRST.replace("41", "40")

    tally = imported(officer, fine, row)

    assert tally.refused == [Refusal(3, reason)]
    assert (tally.read, tally.new) == (2, 1)


def test_what_the_file_changes_is_written_with_a_note(officer):
    imported(officer, FIRST, SECOND)
    changed = FIRST.replace("Music", "Music until two").replace("23:05", "22:05")

    tally = imported(officer, changed, SECOND)

    concern = Concern.objects.get(external_id="41")
    assert (tally.changed, tally.same) == (1, 1)
    assert concern.said == "Music until two"
    assert concern.logged_at == datetime(2021, 10, 1, 2, 5, tzinfo=UTC)
    assert concern.version == 2
    assert ConcernNote.objects.get().text == "Changed in Night calls: time, said"
    assert imported(officer, changed, SECOND).same == 2


def test_a_summary_that_was_the_categorys_words_follows_the_category(officer):
    imported(officer, FIRST)

    imported(officer, FIRST.replace("Loud party", "Speeder"))

    concern = Concern.objects.get()
    assert (concern.category.key, concern.summary) == ("traffic", "Traffic and speeding")


def test_what_people_edited_stays_while_the_file_repeats_itself(officer):
    imported(officer, FIRST)
    edited_by_hand(officer, place="Elm and Third")

    tally = imported(officer, FIRST)

    assert tally.same == 1
    assert Concern.objects.get().place == "Elm and Third"


def test_the_file_changes_one_field_and_the_edit_of_another_stays(officer):
    imported(officer, FIRST)
    edited_by_hand(officer, place="Elm and Third")

    tally = imported(officer, FIRST.replace("Music", "Drums"))

    concern = Concern.objects.get()
    assert tally.changed == 1
    assert (concern.place, concern.said) == ("Elm and Third", "Drums")


def test_a_field_changed_here_and_in_the_file_is_refused(officer):
    imported(officer, FIRST)
    edited_by_hand(officer, place="Elm and Third")

    tally = imported(officer, FIRST.replace("100 BLK", "200 BLK"))

    assert tally.refused == [Refusal(2, "changed here and in the file: C-2021-0001, place")]
    assert Concern.objects.get().place == "Elm and Third"


def test_the_file_may_settle_a_call_nobody_has_worked_on(officer):
    imported(officer, FIRST)

    imported(officer, FIRST.replace("Music,", "Music,10/05/21"))

    concern = Concern.objects.get()
    assert (concern.status, concern.settled_on) == ("resolved", date(2021, 10, 5))
    assert [step.to_status for step in concern.steps.all()] == ["logged", "resolved"]
    assert not may_close(officer, concern)


def test_what_somebody_else_has_prepared_comes_in_closed_by_two(officer, supervisor):
    bring_in(read(FIRST), by=officer, at=NOON)

    settled = FIRST.replace("Music,", "Music,10/05/21")
    bring_in(read(settled, SECOND), by=supervisor, at=NOON, prepared_by=officer)

    for concern in Concern.objects.all():
        steps = [(step.to_status, step.by) for step in concern.steps.all()]
        assert concern.status == "closed"
        assert steps[-2:] == [("resolved", officer), ("closed", supervisor)]
    assert Concern.objects.get(external_id="42").owner == officer


def test_nobody_closes_by_two_imports_of_their_own(officer):
    imported(officer, FIRST)

    bring_in(
        read(FIRST.replace("Music,", "Music,10/05/21")), by=officer, at=NOON, prepared_by=officer
    )

    assert Concern.objects.get().status == "resolved"


@pytest.mark.parametrize("change", [("Music", "Drums"), ("Music,", "Music,10/05/21")])
def test_an_import_takes_no_step_that_its_importer_may_not_take(officer, unit, change):
    imported(officer, FIRST)
    elsewhere = make_member(Role.COMMUNITY_OFFICER, division=make_division(name="Patrol"))
    before = list(Concern.objects.values())

    tally = bring_in(read(FIRST.replace(*change)), by=elsewhere, at=NOON)

    [refusal] = tally.refused
    assert refusal.reason.startswith("C-2021-0001: Only the officer it is with")
    assert list(Concern.objects.values()) == before
    assert preview(read(FIRST.replace(*change)), importer=elsewhere).refused == tally.refused


def test_what_is_settled_is_not_corrected_by_a_file_either(officer):
    imported(officer, SECOND)

    tally = imported(officer, SECOND.replace("Oak", "Elm"))

    assert tally.refused[0].reason == (
        "C-2021-0001: A settled concern is not corrected. Reopen it first."
    )


def test_the_file_does_not_settle_what_somebody_has_taken_up(officer):
    imported(officer, FIRST)
    workflow.escalate(Concern.objects.get(), by=officer, at=NOON, note="Every weekend.")

    tally = imported(officer, FIRST.replace("Music,", "Music,10/05/21"))

    assert [refusal.row for refusal in tally.refused] == [2]
    assert Concern.objects.get().status == "escalated"


def test_the_file_does_not_reopen_what_was_settled(officer):
    imported(officer, SECOND)

    tally = imported(officer, SECOND.replace("10/02/21", ""))

    assert len(tally.refused) == 1
    assert Concern.objects.get().status == "resolved"


def test_a_column_the_map_does_not_name_any_more_is_left_alone(officer):
    imported(officer, FIRST)
    without_place = MAP.replace('place = "address"\n', "")

    tally = imported(officer, FIRST.replace("100 BLK", "200 BLK"), map_text=without_place)

    assert tally.same == 1
    assert Concern.objects.get().place == "100 BLK ELM;"


def test_columns_the_file_lacks_are_named_with_their_line(officer):
    with pytest.raises(
        MapError, match=r"line 7, columns\.logged_on: .* no column “date”.*“received”"
    ):
        read_concerns(b"call,type,address,comments,cleared\n", read_map(MAP), at=NOON)


def test_a_category_the_department_does_not_have_is_named_with_its_line(officer):
    with pytest.raises(MapError, match=r"line 9, columns\.category: “loudness” is none of"):
        read(FIRST, map_text=MAP.replace('"noise"', '"loudness"'))


def test_coordinates_come_as_a_pair_within_the_world(officer):
    mapped = MAP.replace("[only]", 'latitude = "lat"\nlongitude = "lon"\n[only]')
    head = HEADER.replace("\r\n", ",lat,lon\r\n")
    rows = [
        f"{n},09/30/21,23:05,Speeder,,,,,{point}\r\n"
        for n, point in enumerate(["35.26,-77.58", ",", "35.26,", "95,-77", "north,-77"])
    ]

    reading = read_concerns((head + "".join(rows)).encode(), read_map(mapped), at=NOON)
    tally = bring_in(reading, by=officer, at=NOON)

    assert [refusal.row for refusal in tally.refused] == [4, 5, 6]
    assert Concern.objects.filter(latitude=35.26, longitude=-77.58).count() == 1


def test_a_moment_in_another_zone_is_the_departments_day(officer):
    mapped = MAP.replace(
        'column = "date", format = "%m/%d/%y"', 'column = "date", format = "%Y-%m-%dT%H:%M:%S%z"', 1
    )
    mapped = mapped.replace('time = { column = "received", format = "%H:%M" }\n', "")

    imported(officer, FIRST.replace("09/30/21", "2021-10-01T03:05:00Z"), map_text=mapped)

    concern = Concern.objects.get()
    assert concern.logged_on == date(2021, 9, 30)
    assert concern.logged_at == datetime(2021, 10, 1, 3, 5, tzinfo=UTC)


def edited_by_hand(officer, **fields: str) -> None:
    concern = Concern.objects.get()
    for name, value in fields.items():
        setattr(concern, name, value)
    changes = {name: f"{name} corrected" for name in fields}
    workflow.correct(concern, by=officer, at=NOON, seen=concern.version, changes=changes)
