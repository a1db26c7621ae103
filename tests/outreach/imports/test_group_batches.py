"""Groups of an import: its page, its list, and taking it back while nobody has touched them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from audit.models import Entry
from jobs.running import run_now
from outreach.groups.workflows import groups as workflow
from outreach.imports import files
from outreach.imports.workflows import taking_back
from outreach.models import CommunityGroup, Concern, ImportFile, Representative
from personnel.roles import Role
from records.history import StepRefused
from tests.outreach.imports.test_pages import CALLS, GROUPS, MAP
from tests.support.factories import NOON, log_concern, make_group, make_member
from tests.support.uploads import received


def brought_in(by, content: bytes = GROUPS) -> ImportFile:
    file = received(ImportFile(kind="groups", name="city.geojson"), content, by=by, at=NOON)
    run_now(files.start(file, by=by, at=NOON))
    file.refresh_from_db()
    return file


def speaker_named(group, officer):
    workflow.name_representative(group, Representative(name="Ana Roe"), by=officer, at=NOON)


def corrected(group, officer):
    group.meetings = "Fridays"
    workflow.correct(group, by=officer, seen=group.version, fields=["meetings"])


def concern_about(group, officer):
    Concern.objects.filter(pk=log_concern(officer).pk).update(group=group)


TOUCHES = {"a speaker": speaker_named, "a correction": corrected, "a concern": concern_about}


def test_untouched_groups_are_taken_back_and_the_counts_stay(client, officer):
    make_group(name="Old Mill Watch")
    file = brought_in(officer)
    client.force_login(officer)
    assert "Take this import back" in client.get(file.get_absolute_url()).text

    asked = client.get(reverse("outreach:import-undo", args=[file.pk])).text
    assert "2 groups that came in with it will be deleted" in asked
    assert CommunityGroup.objects.count() == 3

    client.post(reverse("outreach:import-undo", args=[file.pk]))

    assert [one.name for one in CommunityGroup.objects.all()] == ["Old Mill Watch"]
    file.refresh_from_db()
    assert (file.applied["new"], file.is_undone) == (2, True)
    assert Entry.objects.get(action="outreach.batches.taken_back").detail["groups"] == 2
    assert "Its groups are gone" in client.get(file.get_absolute_url()).text


@pytest.mark.parametrize("what", TOUCHES)
def test_a_touched_import_of_groups_stays(officer, what):
    file = brought_in(officer)
    TOUCHES[what](CommunityGroup.objects.first(), officer)

    assert taking_back.why_not_undone(file)
    with pytest.raises(StepRefused):
        taking_back.undo(file, by=officer, at=NOON)
    assert CommunityGroup.objects.count() == 2


def test_taking_a_touched_import_back_is_refused_before_it_asks(client, officer):
    file = brought_in(officer)
    corrected(CommunityGroup.objects.first(), officer)
    client.force_login(officer)

    page = client.get(reverse("outreach:import-undo", args=[file.pk]))

    assert page.status_code == 409
    assert "cannot be taken back. Somebody has changed one of its groups." in page.text


def test_an_import_that_changed_or_asked_about_other_groups_stays(officer):
    brought_in(officer)
    file = brought_in(officer, GROUPS.replace(b"Elm Row", b"Ash Row"))

    assert "asked about the status" in taking_back.why_not_undone(file)


def test_others_take_no_groups_back(client, officer):
    file = brought_in(officer)
    client.force_login(make_member(Role.ANALYST, name="Noor Haddad"))

    assert client.post(reverse("outreach:import-undo", args=[file.pk])).status_code == 403
    assert CommunityGroup.objects.count() == 2


def test_the_list_is_narrowed_by_source_and_by_import(client, officer):
    make_group(name="Old Mill Watch")
    file = brought_in(officer)
    client.force_login(officer)

    by_source = client.get(reverse("outreach:groups"), {"source": "city.geojson"}).text
    by_batch = client.get(reverse("outreach:groups"), {"batch": file.pk}).text

    for seen in (by_source, by_batch):
        assert "Elm Row" in seen
        assert "Old Mill Watch" not in seen
    assert f"?batch={file.pk}" in client.get(file.get_absolute_url()).text


# ---- By command


def test_what_came_in_by_command_has_its_page_in_the_name_of_whoever_was_named(
    client, officer, tmp_path
):
    (tmp_path / "city.geojson").write_bytes(GROUPS)
    (tmp_path / "calls.csv").write_bytes(CALLS)
    (tmp_path / "calls.toml").write_bytes(MAP)
    groups = ["import_groups", str(tmp_path / "city.geojson")]
    concerns = [
        "import_concerns",
        str(tmp_path / "calls.csv"),
        "--map",
        str(tmp_path / "calls.toml"),
    ]

    call_command(*groups, "--dry-run")
    assert not ImportFile.objects.exists()
    call_command(*groups, "--by", officer.email)
    call_command(*concerns, "--by", officer.email)

    client.force_login(officer)
    for file in ImportFile.objects.all():
        page = client.get(file.get_absolute_url())
        assert page.status_code == 200
        assert "Take this import back" in page.text
        assert (file.by, file.started_by, bytes(file.content)) == (officer, officer, b"")
    assert client.get(reverse("outreach:imports")).status_code == 200
    assert CommunityGroup.objects.filter(batch__isnull=False).count() == 2
    assert Concern.objects.filter(batch__isnull=False).count() == 2


def test_a_command_that_fails_leaves_no_page(officer, tmp_path, monkeypatch):
    (tmp_path / "city.geojson").write_bytes(GROUPS)

    def broken(*given, **how):
        raise OSError("the disk is full")

    monkeypatch.setattr("outreach.management.commands.import_groups.bring_in_groups", broken)
    with pytest.raises(OSError, match="full"):
        call_command("import_groups", str(tmp_path / "city.geojson"))

    assert not ImportFile.objects.exists()


# ---- What comes in open


def test_what_comes_in_open_has_its_day_from_the_day_it_was_logged(client, officer, supervisor):
    file = received(
        ImportFile(kind="concerns", name="calls.csv", map_text=MAP.decode()),
        CALLS,
        by=officer,
        at=NOON,
    )
    client.force_login(officer)
    assert "what is past shows as late" in client.get(file.get_absolute_url()).text
    run_now(files.start(file, by=officer, at=NOON))

    first, _ = Concern.objects.order_by("logged_on")
    assert first.answer_by > first.logged_on == date(2021, 9, 14)
    assert Concern.objects.unanswered_on(NOON.date()).count() == 2
    assert {one.owner for one in Concern.objects.all()} == {officer}


def test_closing_together_ends_what_is_owed_and_resolving_does_not(client, officer, supervisor):
    file = received(
        ImportFile(kind="concerns", name="calls.csv", map_text=MAP.decode()),
        CALLS,
        by=officer,
        at=NOON,
    )
    run_now(files.start(file, by=officer, at=NOON))
    client.force_login(officer)
    client.post(reverse("outreach:import-resolve", args=[file.pk]), {"note": "Over."})
    assert Concern.objects.awaiting_answer().count() == 2

    client.force_login(supervisor)
    client.post(reverse("outreach:import-close", args=[file.pk]))

    assert not Concern.objects.awaiting_answer().exists()
    assert set(Concern.objects.values_list("status", flat=True)) == {"closed"}
