"""`manage.py import_groups` and `import_concerns`: what they print and whom they ask."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from outreach.imports import concern_records
from outreach.models import CommunityGroup, Concern, NumberSeries
from personnel.models import Member
from personnel.roles import Role
from policies.models import Department, PolicyVersion
from tests.support.factories import make_member

GROUPS = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"name": "Elm&nbsp;Row "}, "geometry": None},
        {"type": "Feature", "properties": {"name": ""}, "geometry": None},
    ],
}
MAP = """
[source]
name = "Calls"
[columns]
external_id = "id"
logged_on = { column = "date", format = "%m/%d/%y" }
category = { column = "type", values = { "Loud party" = "noise" } }
[only]
type = ["Loud party", "Loud other"]
"""
CALLS = """id,date,type,units
1,09/14/21,Loud party,"P1
"
1,09/14/21,Loud party,"P1
"
2,09/14/21,Theft,
3,14/09/21,Loud party,
4,09/15/21,Loud other,
5,09/15/21,Loud party,
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "city.geojson").write_text(json.dumps(GROUPS))
    (tmp_path / "calls.csv").write_text(CALLS)
    (tmp_path / "calls.toml").write_text(MAP)
    return tmp_path


def import_calls(files, capsys, *options: str) -> str:
    call_command("import_concerns", files / "calls.csv", "--map", files / "calls.toml", *options)
    return capsys.readouterr().out


def test_the_counts_are_printed_as_json_and_add_up(officer, files, capsys):
    printed = json.loads(import_calls(files, capsys, "--json"))

    assert printed == {
        "read": 6,
        "new": 2,
        "changed": 0,
        "same": 0,
        "repeated": 1,
        "left_out": 1,
        "refused": [
            {"row": 5, "reason": "logged_on: “14/09/21” is not written like 11/28/19"},
            {"row": 6, "reason": "category: the map has no value for “Loud other”"},
        ],
    }


def test_a_second_run_finds_everything_the_same(officer, files, capsys):
    import_calls(files, capsys)

    printed = json.loads(import_calls(files, capsys, "--json"))

    assert (printed["new"], printed["same"], printed["repeated"]) == (0, 2, 1)


def test_a_dry_run_prints_the_same_and_writes_nothing(officer, files, capsys):
    tried = import_calls(files, capsys, "--json", "--dry-run")

    assert not Concern.objects.exists()
    assert tried == import_calls(files, capsys, "--json")


def test_in_words_every_refused_row_is_named(officer, files, capsys):
    printed = import_calls(files, capsys, "--dry-run")

    assert "6 read from calls.csv (nothing was written)" in printed
    assert "       2 refused\n" in printed
    assert "row 5: logged_on: “14/09/21” is not written like 11/28/19" in printed


def test_groups_are_brought_in_from_the_command_line(unit, files, capsys):
    call_command("import_groups", files / "city.geojson", "--json")

    printed = json.loads(capsys.readouterr().out)
    assert (printed["read"], printed["new"]) == (2, 1)
    assert printed["refused"] == [{"row": 2, "reason": "has no name"}]
    assert printed["overlaps"] == []
    assert CommunityGroup.objects.get().name == "Elm Row"
    assert CommunityGroup.objects.get().source == "city.geojson"


def test_groups_take_the_source_they_are_given(unit, files, capsys):
    call_command("import_groups", files / "city.geojson", "--source", "City registry")

    assert CommunityGroup.objects.get().source == "City registry"
    assert "0 pairs of areas overlap" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("serving", "chosen"),
    [
        ([Role.OFFICER, Role.UNIT_SUPERVISOR, Role.COMMUNITY_OFFICER], Role.COMMUNITY_OFFICER),
        ([Role.OFFICER, Role.UNIT_SUPERVISOR], Role.UNIT_SUPERVISOR),
        ([Role.ADMINISTRATOR, Role.OFFICER], Role.OFFICER),
    ],
)
def test_the_units_officer_answers_for_the_records_unless_named(
    unit, files, capsys, serving, chosen
):
    for role in serving:
        make_member(role)

    import_calls(files, capsys)

    assert {concern.owner.role for concern in Concern.objects.all()} == {chosen}


def test_somebody_else_may_be_named(officer, patrol_officer, files, capsys):
    import_calls(files, capsys, "--by", patrol_officer.email.upper())

    assert set(Concern.objects.values_list("owner", flat=True)) == {patrol_officer.pk}


@pytest.mark.parametrize("email", ["nobody@example.org", "left@example.org", "admin@example.org"])
def test_only_a_serving_member_who_works_can_be_named(officer, files, capsys, email):
    make_member(Role.OFFICER, email="left@example.org", is_active=False)
    make_member(Role.ADMINISTRATOR, email="admin@example.org")

    with pytest.raises(CommandError, match=email):
        import_calls(files, capsys, "--by", email)


def test_without_any_member_the_command_says_so(unit, files, capsys):
    assert not Member.objects.exists()

    with pytest.raises(CommandError, match="no serving member"):
        import_calls(files, capsys)


def test_without_a_policy_the_command_says_how_to_adopt_one(kinston, files, capsys):
    PolicyVersion.objects.all().delete()
    Department.objects.all().delete()

    with pytest.raises(CommandError, match="adopt_policy"):
        import_calls(files, capsys)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("calls.csv", b"id,date\n1,\xff\n", r"Byte 10 \(0xFF, line 2\)"),
        ("calls.csv", b"id,date\n", r"calls\.toml, line 7, columns\.category: .*“type”"),
        ("calls.toml", b"[source]\n", r"calls\.toml, line 1, source\.name: is missing"),
        ("calls.csv", None, "cannot be opened"),
    ],
)
def test_a_file_that_cannot_be_used_ends_the_command_in_a_sentence(
    officer, files, capsys, name, content, says
):
    if content is None:
        (files / name).unlink()
    else:
        (files / name).write_bytes(content)

    with pytest.raises(CommandError, match=says):
        import_calls(files, capsys)


def test_records_somebody_else_writes_at_the_same_time_leave_nothing_half_done(
    officer, files, capsys, monkeypatch
):
    real = concern_records.known_of
    import_calls(files, capsys)
    monkeypatch.setattr(concern_records, "known_of", lambda reading, **_: {})

    with pytest.raises(CommandError, match="nothing was written. Run it again"):
        import_calls(files, capsys)

    monkeypatch.setattr(concern_records, "known_of", real)
    assert json.loads(import_calls(files, capsys, "--json"))["same"] == 2
    assert NumberSeries.objects.get(year=2021).last == 2


def test_how_a_file_is_read_is_shown_with_every_guess_and_nothing_is_written(
    officer, tmp_path, capsys
):
    (tmp_path / "calls.csv").write_bytes("call;type\n1;Café Row\n".encode("cp1252"))

    call_command("import_concerns", str(tmp_path / "calls.csv"), "--look")

    seen = capsys.readouterr().out
    assert "encoding: cp1252  (a guess" in seen
    assert "delimiter: semicolons  (a guess" in seen
    assert "header: row 1  (a guess" in seen
    assert "2  type: Café Row" in seen
    assert not Concern.objects.exists()


def test_without_a_map_the_command_says_what_shows_the_columns(officer, tmp_path):
    (tmp_path / "calls.csv").write_text(CALLS)

    with pytest.raises(CommandError, match="--look shows how the file is read"):
        call_command("import_concerns", str(tmp_path / "calls.csv"))
