"""A file does not bring back the words that were redacted from one of its rows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from audit.redaction import MARK, Phrases
from jobs.running import run_now
from outreach.imports import files
from outreach.imports.redacted import WORDS, remember
from outreach.models import CommunityGroup, Concern, ImportFile, RedactedRow
from outreach.redactions import workflow as redactions
from personnel.models import Member
from personnel.roles import Role
from tests.outreach.imports.test_pages import MAP
from tests.support.factories import NOON, make_member

pytestmark = pytest.mark.django_db

NAME = "Zqulla Fenwickzq"
CALLS = (
    b"call,date,type,address\r\n"
    b"41,09/14/21,Loud party,Behind ZQULLA  Fenwickzq's house\r\n"
    b"42,09/15/21,Loud party,Opposite Zqulla Fenwickzq\r\n"
)
MAPPED = MAP.decode().replace("[only]", 'place = "address"\n[only]')
GROUPS = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": f"{NAME}'s Garden", "about": f"Ask {NAME} for the key."},
                "geometry": None,
            },
            {"type": "Feature", "properties": {"name": "Elm Row"}, "geometry": None},
        ],
    }
).encode()


def looked_at(given: ImportFile, content: bytes, by: Member) -> ImportFile:
    file = files.receive(given, content, by=by, at=NOON)
    if file.look:
        run_now(file.look)
        file.refresh_from_db()
    return file


def brought_in(kind: str, content: bytes, *, by: Member, map_text: str = "") -> ImportFile:
    given = ImportFile(kind=kind, name=f"a file of {kind}", source="Town", map_text=map_text)
    file = looked_at(given, content, by)
    run_now(files.start(file, by=by, at=NOON))
    file.refresh_from_db()
    return file


def concerns_in(by: Member, source: str = "Night calls") -> ImportFile:
    mapped = MAPPED.replace("Night calls", source)
    return brought_in("concerns", CALLS, by=by, map_text=mapped)


def places() -> list[str]:
    return list(Concern.objects.order_by("external_id", "pk").values_list("place", flat=True))


def redact(record: Any, by: Member, subject: str = "") -> None:
    facts = {"words": [NAME], "kind": "name", "reason": "Not ours to keep."}
    if subject:
        redactions.redact_record(record, subject=subject, by=by, at=NOON, **facts)
    else:
        redactions.redact(record, by=by, at=NOON, **facts)


def test_the_same_file_under_another_name_does_not_bring_them_back(unit, supervisor):
    concerns_in(unit)
    redact(Concern.objects.get(external_id="41"), supervisor)

    again = concerns_in(unit, source="Calls of the night")

    left = f"Behind {MARK}'s house"
    # Of the other row nothing was redacted: what others wrote of the same person is theirs.
    kept = f"Opposite {NAME}"
    assert places() == [left, left, kept, kept]
    noted = [note for note in again.applied["notes"] if note["note"] == WORDS]
    assert [(note["row"], note["name"]) for note in noted] == [(2, "41")]


def test_the_preview_names_the_row(unit, supervisor):
    concerns_in(unit)
    redact(Concern.objects.get(external_id="41"), supervisor)

    given = ImportFile(kind="concerns", name="again.csv", map_text=MAPPED)
    file = looked_at(given, CALLS, unit)

    assert [note["note"] for note in file.previewed["notes"]] == [WORDS]
    assert file.previewed["new"] == 0


def test_a_group_comes_again_without_them_also_in_its_name(unit, supervisor):
    brought_in("groups", GROUPS, by=unit)
    group = CommunityGroup.objects.get(name__startswith=NAME)
    redact(group, supervisor, "group")

    again = brought_in("groups", GROUPS, by=unit)

    names = set(CommunityGroup.objects.values_list("name", "external_id"))
    assert names == {(f"{MARK}'s Garden",) * 2, ("Elm Row",) * 2}
    group.refresh_from_db()
    assert group.about == f"about: Ask {MARK} for the key."
    assert again.applied["new"] == 0


def test_nothing_is_written_down_but_digests(unit, supervisor):
    concerns_in(unit)
    redact(Concern.objects.get(external_id="41"), supervisor)

    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{RedactedRow._meta.db_table}"')
        [row] = cursor.fetchall()
    assert "zqulla" not in str(row).casefold()
    assert "41" not in (row[1], row[2])


def test_another_secret_still_knows_what_was_taken_out_under_the_last(unit, monkeypatch):
    remember("concerns", "41", Phrases([NAME]))
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [settings.SECRET_KEY])
    monkeypatch.setattr(settings, "SECRET_KEY", "another-secret-of-fifty-letters-and-some-more-zz")

    concerns_in(unit)

    assert places() == [f"Behind {MARK}'s house", f"Opposite {NAME}"]


@pytest.fixture
def unit(kinston) -> Member:
    return make_member(Role.COMMUNITY_OFFICER)
