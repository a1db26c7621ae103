"""An import as a whole: approved by another, closed together by two, taken back while untouched."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.models import Entry
from audit.noting import note
from desk.waiting import waiting_for
from jobs.models import Job
from jobs.running import NotDone, run_now
from outreach.concerns.sheets import SHEET_TASK
from outreach.concerns.workflows import concerns as workflow
from outreach.imports import files
from outreach.imports.workflows import batches, taking_back
from outreach.models import Concern, ConcernStep, ImportFile
from personnel.models import Notice
from personnel.roles import Role
from policies.current import policy
from records.history import StepRefused
from tests.support.factories import NOON, log_concern, make_division, make_member
from tests.support.uploads import looked_at, received

MAP = """
[source]
name = "Night calls"
[columns]
external_id = "call"
logged_on = { column = "date", format = "%m/%d/%y" }
category = { default = "noise" }
place = "place"
settled_on = { column = "cleared", format = "%m/%d/%y" }
"""
CALLS = (
    b"call,date,place,cleared\n41,09/14/21,Elm Row,\n42,09/15/21,Oak Row,09/16/21\n"
    b"43,09/15/21,Mill Lane,\n"
)


@pytest.fixture
def analyst(unit):
    return make_member(Role.ANALYST, name="Noor Haddad")


def prepared(by, content: bytes = CALLS) -> ImportFile:
    file = ImportFile(kind="concerns", name="calls.csv", map_text=MAP)
    return received(file, content, by=by, at=NOON)


def brought_in(file: ImportFile, by) -> ImportFile:
    run_now(files.start(file, by=by, at=NOON, seen=file.mark))
    file.refresh_from_db()
    return file


def as_read(page: str) -> str:
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def titles(member) -> list[tuple[str, object]]:
    found = waiting_for(member, NOON.date(), policy())
    return [(item.title, item.due) for item in found.items if "import" in item.title.lower()]


# ---- Prepared by one, approved by another


def test_the_analyst_prepares_and_the_unit_supervisor_approves_as_a_whole(analyst, supervisor):
    file = prepared(analyst)
    with pytest.raises(PermissionDenied):
        files.start(file, by=analyst, at=NOON)

    batches.ask_approval(file, by=analyst, at=NOON)
    assert titles(supervisor) == [("Approve the import of Night calls", file.decide_by)]
    brought_in(file, supervisor)

    closed = Concern.objects.get(external_id="42")
    assert [(step.to_status, step.by) for step in closed.steps.all()] == [
        ("logged", supervisor),
        ("resolved", analyst),
        ("closed", supervisor),
    ]
    assert set(Concern.objects.values_list("owner", "batch")) == {(supervisor.pk, file.pk)}
    assert titles(supervisor) == []


def test_nobody_approves_what_they_have_prepared(supervisor):
    file = prepared(supervisor)
    batches.ask_approval(file, by=supervisor, at=NOON)

    with pytest.raises(PermissionDenied, match="someone else approves"):
        files.start(file, by=supervisor, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportFile.objects.filter(pk=file.pk).update(started_by=supervisor, started_at=NOON)


@pytest.mark.parametrize(
    ("role", "may"),
    [(role, role in (Role.UNIT_SUPERVISOR, Role.COMMANDER, Role.CHIEF)) for role in Role],
)
def test_the_unit_supervisor_and_command_approve_and_nobody_else(analyst, role, may):
    file = prepared(analyst)
    batches.ask_approval(file, by=analyst, at=NOON)
    member = make_member(role, name="Sam Reyes")

    if may:
        assert files.start(file, by=member, at=NOON, seen=file.mark)
    else:
        with pytest.raises(PermissionDenied):
            files.start(file, by=member, at=NOON)


def test_what_was_changed_after_the_look_is_not_approved(analyst, supervisor):
    file = prepared(analyst)
    batches.ask_approval(file, by=analyst, at=NOON)
    seen = file.mark
    files.take_map(file, MAP.replace("Night calls", "Harmless calls"), by=analyst)
    file = looked_at(file)
    with pytest.raises(PermissionDenied, match="has not asked"):
        files.start(file, by=supervisor, at=NOON, seen=seen)

    batches.ask_approval(file, by=analyst, at=NOON)

    with pytest.raises(StepRefused, match="meanwhile"):
        files.start(file, by=supervisor, at=NOON, seen=seen)
    assert files.start(file, by=supervisor, at=NOON, seen=file.mark)


def test_nobody_but_its_uploader_says_what_is_in_a_file(analyst, supervisor):
    file = prepared(analyst)
    batches.ask_approval(file, by=analyst, at=NOON)

    with pytest.raises(PermissionDenied, match="Somebody else prepares"):
        files.take_map(file, MAP, by=supervisor)
    files.discard(file, by=supervisor)


def test_the_rights_are_asked_again_when_the_job_runs(analyst, supervisor):
    file = prepared(analyst)
    batches.ask_approval(file, by=analyst, at=NOON)
    job = files.start(file, by=supervisor, at=NOON, seen=file.mark)
    type(supervisor).objects.filter(pk=supervisor.pk).update(role=Role.OFFICER)

    with pytest.raises(NotDone, match="does not bring in records"):
        run_now(job)
    assert not Concern.objects.exists()


def test_an_import_given_back_is_on_its_makers_desk_with_the_reason(analyst, supervisor):
    file = prepared(analyst)
    batches.ask_approval(file, by=analyst, at=NOON)

    batches.give_back(file, by=supervisor, at=NOON, note="Leave out the alarms.")

    assert titles(analyst) == [("Mend the import of Night calls", None)]
    with pytest.raises(StepRefused):
        batches.give_back(file, by=supervisor, at=NOON, note="Again.")
    batches.ask_approval(file, by=analyst, at=NOON)
    assert (titles(analyst), len(titles(supervisor))) == ([], 1)


def test_a_map_that_is_changed_has_to_be_approved_anew(analyst, supervisor):
    file = prepared(analyst)
    batches.ask_approval(file, by=analyst, at=NOON)

    files.take_map(file, MAP.replace("Night calls", "Other"), by=analyst)

    file.refresh_from_db()
    assert not file.is_asked
    assert titles(supervisor) == []


def test_what_waits_for_an_approval_is_not_swept_away(analyst, officer):
    file = prepared(analyst)
    batches.ask_approval(file, by=analyst, at=NOON)
    files.receive(
        ImportFile(kind="concerns", name="b.csv", map_text=MAP),
        CALLS,
        by=officer,
        at=NOON + timedelta(days=30),
    )

    assert ImportFile.objects.filter(pk=file.pk).exists()


# ---- Together


def test_what_came_in_settled_is_one_row_of_a_desk_and_closed_together(officer, supervisor):
    file = brought_in(prepared(officer), officer)
    assert [title for title, _ in titles(supervisor)] == ["Close 1 of the import from Night calls"]
    assert Notice.objects.filter(to=supervisor, text__contains="can be closed").count() == 1
    assert not [
        one for one in waiting_for(officer, NOON.date(), policy()).items if one.kind == "close"
    ]

    with pytest.raises(PermissionDenied, match="unit supervisor or command"):
        batches.close_together(file, by=officer, at=NOON)
    assert batches.close_together(file, by=supervisor, at=NOON) == 1

    assert Concern.objects.get(external_id="42").status == "closed"
    assert titles(supervisor) == []


def test_open_ones_are_resolved_together_and_closed_by_another(officer, supervisor):
    file = brought_in(prepared(officer), officer)
    workflow.escalate(Concern.objects.get(external_id="43"), by=officer, at=NOON, note="Weekly.")

    assert batches.resolve_together(file, by=officer, at=NOON, note="All were over.") == 1
    assert batches.close_together(file, by=supervisor, at=NOON) == 2

    statuses = dict(Concern.objects.values_list("external_id", "status"))
    assert statuses == {"41": "closed", "42": "closed", "43": "escalated"}
    assert ConcernStep.objects.filter(note="All were over.").count() == 1


def test_together_is_never_more_than_one_by_one(officer, supervisor):
    file = brought_in(prepared(officer), officer)
    division = make_division(name="Patrol")
    other = make_member(Role.COMMUNITY_OFFICER, name="Ada Marsh", division=division)

    with pytest.raises(StepRefused):
        batches.resolve_together(file, by=other, at=NOON, note="x")
    with pytest.raises(PermissionDenied):
        batches.close_together(file, by=other, at=NOON)


def test_who_resolved_them_together_does_not_close_them_together(supervisor, commander):
    file = brought_in(prepared(supervisor), supervisor)
    batches.resolve_together(file, by=supervisor, at=NOON, note="Over.")

    with pytest.raises(StepRefused, match="someone else closes"):
        batches.close_together(file, by=supervisor, at=NOON)
    assert batches.close_together(file, by=commander, at=NOON) == 3


def test_of_two_who_close_at_once_one_is_refused_and_nothing_is_half_done(
    officer, supervisor, monkeypatch
):
    file = brought_in(prepared(officer), officer)
    batches.resolve_together(file, by=officer, at=NOON, note="Over.")
    verdict = batches.may_close

    def and_somebody_is_quicker(by, concern):
        Concern.objects.filter(external_id="41").update(status="closed")
        return verdict(by, concern)

    monkeypatch.setattr(batches, "may_close", and_somebody_is_quicker)

    with pytest.raises(StepRefused, match="just now"):
        batches.close_together(file, by=supervisor, at=NOON)
    assert not ConcernStep.objects.filter(to_status="closed").exists()


# ---- Taken back


def test_an_untouched_import_is_taken_back_and_its_counts_and_digest_stay(officer):
    kept = log_concern(officer)
    file = brought_in(prepared(officer), officer)

    assert taking_back.undo(file, by=officer, at=NOON) == 3

    file.refresh_from_db()
    assert list(Concern.objects.all()) == [kept]
    assert (file.undone_by, file.applied["new"], len(file.sha256)) == (officer, 3, 64)
    entry = Entry.objects.get(action="outreach.batches.taken_back")
    assert (entry.detail["concerns"], entry.detail["sha256"]) == (3, file.sha256)
    with pytest.raises(StepRefused, match="only once"):
        taking_back.undo(file, by=officer, at=NOON)
    again = brought_in(prepared(officer), officer)
    assert again.applied["new"] == 3


TOUCHES = {
    "step": lambda one, by: workflow.escalate(one, by=by, at=NOON + timedelta(hours=1), note="x"),
    "note": lambda one, by: workflow.note_effort(one, by=by, at=NOON, text="Went there."),
    "answer": lambda one, by: workflow.answer(one, by=by, at=NOON, text="Told them."),
    "names": lambda one, by: workflow.read_identity(one, by=by, at=NOON),
    "together": lambda one, by: batches.resolve_together(
        one.batch, by=by, at=NOON + timedelta(hours=1), note="x"
    ),
}


@pytest.mark.parametrize("touch", TOUCHES)
def test_a_touched_import_stays(officer, touch):
    file = brought_in(prepared(officer), officer)
    TOUCHES[touch](Concern.objects.get(external_id="41"), officer)

    with pytest.raises(StepRefused, match="cannot be taken back"):
        taking_back.undo(file, by=officer, at=NOON)
    assert Concern.objects.count() == 3


def test_an_edited_import_stays(officer):
    file = brought_in(prepared(officer), officer)
    concern = Concern.objects.get(external_id="41")
    concern.place = "Elm and Third"
    workflow.correct(concern, by=officer, at=NOON, seen=1, changes={"place": "corrected"})

    assert taking_back.why_not_undone(file) == "Somebody has changed one of its concerns."


def test_one_that_somebody_else_has_opened_stays_and_ones_own_reading_does_not_count(
    client, officer, supervisor
):
    file = brought_in(prepared(officer), officer)
    page = Concern.objects.get(external_id="41").get_absolute_url()
    client.force_login(officer)
    client.get(page)
    file.refresh_from_db()
    assert taking_back.why_not_undone(file) == ""

    client.force_login(supervisor)
    client.get(page)

    file.refresh_from_db()
    assert taking_back.why_not_undone(file) == "Somebody else has opened one of its concerns."


@pytest.mark.parametrize("done", ["assembly.assemble", "writing.write_narrative"])
def test_one_that_a_report_may_have_counted_stays(officer, done):
    file = brought_in(prepared(officer), officer)
    note(f"reports.{done}", by=officer)

    assert "may have counted these concerns" in taking_back.why_not_undone(file)


@pytest.mark.parametrize(
    "done", ["review.send_back", "review.approve", "writing.comment", "printing.print_report"]
)
def test_what_else_is_done_with_reports_keeps_no_import_here(officer, done):
    file = brought_in(prepared(officer), officer)
    note(f"reports.{done}", by=officer)

    assert taking_back.why_not_undone(file) == ""


def test_one_that_left_as_a_file_stays(client, officer):
    file = brought_in(prepared(officer), officer)
    client.force_login(make_member(Role.COMMANDER))
    client.get(reverse("outreach:concern-export") + "?view=all")

    assert "taken away" in taking_back.why_not_undone(file)


def test_a_sheet_of_a_restricted_concern_keeps_none_here_and_is_not_told_of(
    client, officer, commander
):
    """Whoever it names would else learn of it from an import of their own."""
    chief = make_member(Role.CHIEF)
    hidden = log_concern(officer, restricted=True, about_member=commander)
    file = brought_in(prepared(officer), officer)
    client.force_login(chief)
    client.get(reverse("outreach:concern-sheet", args=[hidden.number]))
    run_now(Job.objects.get(task=SHEET_TASK))
    client.get(reverse("outreach:concern-sheet", args=[hidden.number]))
    assert Entry.objects.filter(action="file outreach:concern-sheet").exists()

    assert taking_back.why_not_undone(file) == ""


def test_an_import_that_changed_what_was_here_stays(officer):
    brought_in(prepared(officer), officer)
    file = brought_in(prepared(officer, CALLS.replace(b"Elm Row", b"Elm Road")), officer)

    assert taking_back.why_not_undone(file) == "It also changed concerns that were here before."


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DIVISION_SUPERVISOR, Role.ANALYST])
def test_others_take_nothing_back(officer, role):
    file = brought_in(prepared(officer), officer)

    with pytest.raises(PermissionDenied):
        taking_back.undo(file, by=make_member(role, name="Ada Marsh"), at=NOON)


# ---- Pages


def test_the_page_of_an_import_leads_through_its_life(client, officer, supervisor):
    file = prepared(officer)
    client.force_login(officer)
    seen = client.get(file.get_absolute_url()).content.decode()
    assert "Date, like 11/28/19" in seen
    assert "Elm Row · Oak Row" in seen
    assert "1 of them is over according to the file" in seen

    brought_in(file, officer)
    seen = client.get(file.get_absolute_url()).content.decode()
    assert "Night calls 41: Noise, Elm Row" in seen
    assert "Resolve 2 together" in seen
    assert "Take this import back" in seen

    client.post(reverse("outreach:import-resolve", args=[file.pk]), {"note": "Over."})
    client.force_login(supervisor)
    client.post(reverse("outreach:import-close", args=[file.pk]))
    assert set(Concern.objects.values_list("status", flat=True)) == {"closed"}


def test_the_analyst_finds_the_pages_and_asks(client, analyst, supervisor):
    file = prepared(analyst)
    client.force_login(analyst)
    assert "Imports" in client.get("/").content.decode()
    seen = client.get(file.get_absolute_url()).content.decode()
    assert "Ask for its approval" in seen
    assert "brings in what an analyst has prepared" in seen

    client.post(reverse("outreach:import-ask", args=[file.pk]))
    client.force_login(supervisor)
    seen = client.get(file.get_absolute_url()).content.decode()
    assert "Approve and import" in seen
    refused = client.post(reverse("outreach:import-return", args=[file.pk]), {"note": ""})
    assert refused.status_code == 422
    client.post(reverse("outreach:import-return", args=[file.pk]), {"note": "Not yet."})
    file.refresh_from_db()
    assert file.returned_note == "Not yet."


def test_concerns_are_listed_by_source_and_import_and_found_by_the_sources_number(client, officer):
    file = brought_in(prepared(officer), officer)
    log_concern(officer, summary="Cars race")
    client.force_login(officer)
    page = reverse("outreach:concerns")

    by_source = client.get(page, {"view": "all", "source": "Night calls"}).content.decode()
    by_batch = client.get(page, {"view": "all", "batch": file.pk}).content.decode()
    by_number = client.get(page, {"view": "all", "q": "43"}).content.decode()

    assert "Cars race" not in by_source + by_batch + by_number
    assert all("Elm Row" in listed for listed in (by_source, by_batch))
    assert "Mill Lane" in by_number
    assert "Elm Row" not in by_number
    opened = client.get(Concern.objects.get(external_id="43").get_absolute_url())
    assert "<dt>Number in Night calls</dt><dd>43</dd>" in opened.content.decode()


def test_the_list_says_what_became_of_each(client, analyst, supervisor):
    prepared(supervisor)
    asked = prepared(analyst)
    batches.ask_approval(asked, by=analyst, at=NOON)
    undone = brought_in(prepared(supervisor, CALLS.replace(b"41,", b"51,")), supervisor)
    taking_back.undo(undone, by=supervisor, at=NOON)
    client.force_login(supervisor)

    shown = client.get(reverse("outreach:imports")).text

    for words in ("Taken back", "Waits for approval by", "Not brought in"):
        assert shown.count(words) == 1
    assert " new, " not in shown


def test_its_page_names_both_who_prepared_and_who_approved(client, analyst, supervisor):
    file = prepared(analyst)
    client.force_login(analyst)
    before = client.get(file.get_absolute_url()).text
    batches.ask_approval(file, by=analyst, at=NOON)
    assert "closed by whoever approves it" in before
    assert "resolved by you, and somebody else closes them" not in before
    file.refresh_from_db()
    brought_in(file, supervisor)

    after = client.get(file.get_absolute_url()).text

    assert supervisor.short_name in after
    assert f"prepared by {analyst.short_name}" in as_read(after)
    assert "Who brought it in, the unit supervisor or command takes it back." in as_read(after)


def test_who_approves_is_told_what_they_close_with_it(client, analyst, supervisor):
    file = prepared(analyst)
    batches.ask_approval(file, by=analyst, at=NOON)
    client.force_login(supervisor)

    seen = as_read(client.get(file.get_absolute_url()).text)

    assert "Approved, they come in closed: resolved by Officer Haddad, closed by you." in seen
    assert "If they are finished, give the import back." in seen
    assert "say so under" not in seen
    assert seen.count("Nothing has been written yet") == 1


def test_who_has_asked_still_reads_what_is_closed_with_the_approval(client, analyst, supervisor):
    file = prepared(analyst)
    batches.ask_approval(file, by=analyst, at=NOON)
    client.force_login(analyst)

    seen = as_read(client.get(file.get_absolute_url()).text)

    assert "resolved by Officer Haddad, closed by whoever approves it" in seen
    assert "say so under “Its columns”" in seen


def test_the_very_same_file_is_said_to_have_been_taken_back(client, officer):
    undone = brought_in(prepared(officer), officer)
    taking_back.undo(undone, by=officer, at=NOON)
    client.force_login(officer)

    seen = as_read(client.get(prepared(officer).get_absolute_url()).text)

    assert re.search(r"The very same file was brought in on [^.]+ and taken back\.", seen)
