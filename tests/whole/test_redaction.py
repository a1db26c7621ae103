"""Redacted words stand nowhere any more: on no page, in no file, and in no column of any table."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.utils import timezone

from audit.models import Entry, RedactionDoor
from audit.redaction import MARK, Phrases
from jobs.models import Job, Paper
from outreach.concerns.permissions import may_edit
from outreach.concerns.sheets import SHEET_TASK, intake_sheet, made_from
from outreach.concerns.workflows import actions, concerns
from outreach.models import (
    Action,
    CommunityGroup,
    Concern,
    ConcernNote,
    Draft,
    ImportFile,
    Reporter,
    ReturnedBrief,
)
from outreach.presentations.changes import said_in
from outreach.redactions import redacting as outreach_places
from outreach.redactions import workflow as redactions
from personnel.models import Notice
from personnel.notices import mail_unmailed
from personnel.roles import Role
from programs import redacting as program_places
from programs.models import Program
from records.history import StaleRecord
from reports import changes
from reports import redacting as report_places
from reports.models import Report, ReportPart, ReturnedReport
from reports.workflows import review
from surveys import redacting as survey_places
from surveys.models import ContactWish, Survey
from tests.reports import making
from tests.support.factories import NOON, file_brief, log_concern, make_division, make_member
from tests.support.factors import shown_again
from tests.support.pdfs import text_of

pytestmark = pytest.mark.django_db

NAME = "Zqulla Fenwickzq"
# The same name as others write it.
OTHERWISE = "zqulla  FENWICKZQ"
WORDS = ("zqulla", "fenwickzq")


@pytest.fixture
def told(officer, supervisor, commander) -> Concern:
    """A concern with the name in every place that people write in."""
    brief = file_brief(officer, remarks=f"{NAME} spoke first.", audience=f"Friends of {NAME}")
    concern = log_concern(
        officer,
        said=f"{NAME} keeps a dog that barks. {OTHERWISE}'s neighbor said so.",
        place=f"Behind {NAME}'s house",
        presentation=brief,
        efforts=f"Spoke with {OTHERWISE}.",
        reporter_name=NAME,
    )
    step = brief.steps.create(to_status="returned", by=officer, at=NOON, note=f"Ask {NAME}.")
    ReturnedBrief.objects.create(step=step, said=said_in(brief))
    concern.summary = "A dog that barks"
    changes = {"summary": f"Summary: was “{NAME} and a dog”, is “A dog that barks”"}
    concerns.correct(concern, by=officer, at=NOON, seen=concern.version, changes=changes)
    concerns.answer(concern, by=officer, at=NOON, text=f"Told {NAME} that we look at it.")
    concerns.escalate(concern, by=officer, at=NOON, note=f"{NAME} wants more.")
    concerns.review(concern, by=supervisor, at=NOON, note=f"Saw {NAME}.")
    actions.recommend(
        concern,
        kind=Action.Kind.values[0],
        what=f"Visit {NAME}",
        due_on=NOON.date(),
        owner=officer,
        by=supervisor,
        at=NOON,
    )
    _written_beside(concern, officer)
    return concern


def _written_beside(concern: Concern, officer: Any) -> None:
    Draft.objects.create(
        member=officer, form="concern", typed={"said": f"{NAME} again"}, saved_at=NOON
    )
    Notice.objects.create(
        to=officer, text=f"About {NAME}", url=concern.get_absolute_url(), key="about-it"
    )
    Concern.objects.filter(pk=concern.pk).update(
        source="Calls", external_id="A-1", imported={"said": NAME, "place": NAME}
    )
    ImportFile.objects.create(
        kind="concerns",
        name="calls.csv",
        source="Calls",
        content=b"",
        size=0,
        sha256="0",
        by=officer,
        previewed={"refused": [f"row 3: {NAME}"]},
    )
    Paper.objects.create(
        task=SHEET_TASK,
        argument=concern.pk,
        made_from=made_from(concern),
        pdf=NAME.encode(),
        made_at=timezone.now(),
    )


@pytest.fixture
def reported(told, officer) -> Report:
    """A report in work that tells of the concern."""
    report = making.assembled(officer, making.Period.parse("2026-Q2"))
    part = report.parts.filter(records__contains=told.number).first()
    assert part is not None
    ReportPart.objects.filter(pk=part.pk).update(narrative=f"{NAME} is worried.")
    part.comments.create(by=officer, at=NOON, text=f"Who is {NAME}?")
    step = report.steps.create(
        to_status=report.status,
        version=report.version,
        by=officer,
        at=NOON,
        note=f"Leave {NAME} out.",
    )
    ReturnedReport.objects.create(step=step, said=changes.said_in(report))
    return report


def redact(concern: Concern, by: Any, **facts: Any) -> ConcernNote:
    facts = {"words": [NAME], "kind": "name", "reason": "Not ours to keep."} | facts
    return redactions.redact(concern, by=by, at=NOON, **facts)


def tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def held_in() -> set[str]:
    """Every column of every table, the tables of the search included, that holds one of WORDS."""
    found = set()
    for table in tables():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found |= {
                    f"{table}.{name}"
                    for name, value in zip(names, row, strict=True)
                    if any(word in as_text(value) for word in WORDS)
                }
    return found


def as_text(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("latin-1").casefold()
    return str(value).casefold()


def test_a_redacted_name_stands_in_no_column_of_any_table(reported, told, supervisor):
    before = held_in()
    assert {
        "outreach_concern.said",
        "outreach_concern.imported",
        "outreach_concernnote.text",
        "outreach_concernstep.note",
        "outreach_draft.typed",
        "outreach_reporter.name",
        "outreach_presentation.remarks",
        "reports_reportpart.records",
        "reports_reportstep.note",
        "reports_comment.text",
        "reports_returnedreport.said",
        "outreach_returnedbrief.said",
        "jobs_paper.pdf",
    } <= before

    redact(told, supervisor)

    assert held_in() == set()
    told.refresh_from_db()
    assert told.said == f"{MARK} keeps a dog that barks. {MARK}'s neighbor said so."
    assert not RedactionDoor.objects.exists()


def test_no_page_file_mail_or_search_gives_it_to_anybody(reported, told, supervisor):
    redact(told, supervisor)
    mail_unmailed(timezone.now())

    said = [f"{one.subject}\n{one.body}" for one in mail.outbox]
    said.append(text_of(intake_sheet(Concern.objects.get(pk=told.pk))))
    said += [json.dumps(line) for line in Entry.objects.values_list("action", "key", "detail")]
    said += Job.objects.values_list("subject", flat=True)
    for role in Role:
        client = client_of(make_member(role))
        said += [body(client.get(address)) for address in (*PAGES, *pages_of(told, reported))]
        # The search shows what was asked, so its pages are looked at for the record.
        for asked in ("/search/?q=zqulla", "/concerns/?view=all&q=fenwickzq"):
            assert told.number not in body(client.get(asked))

    assert any(told.number in one for one in said)
    for one in said:
        assert not any(word in one.casefold() for word in WORDS)


PAGES = ("/concerns/?view=all", "/concerns/export/?view=all", "/search/?q=barks", "/inbox/")


def pages_of(told: Concern, reported: Report) -> list[str]:
    records = (told, told.presentation, reported)
    return [one.get_absolute_url() for one in records if one]


def client_of(member: Any) -> Client:
    client = Client()
    client.force_login(member)
    shown_again(client, member)
    return client


def body(answer: Any) -> str:
    return bytes(answer.getvalue()).decode(errors="replace")


def test_the_note_says_who_when_why_and_what_kind_and_never_the_words(told, supervisor):
    note = redact(told, supervisor)

    assert (note.kind, note.by, note.at) == (ConcernNote.Kind.REDACTED, supervisor, NOON)
    assert note.text == "A name. Not ours to keep."
    entry = Entry.objects.filter(action="outreach.redactions.redact").get()
    assert (entry.actor, entry.key) == (supervisor.pk, str(told.pk))


def test_who_raised_it_can_be_left_where_it_is_kept_apart(told, supervisor):
    redact(told, supervisor, keep_reporter=True)

    assert Reporter.objects.get(concern=told).name == NAME
    assert held_in() == {"outreach_reporter.name"}


def test_an_issued_report_does_not_change_and_the_note_names_it(
    told, officer, supervisor, commander
):
    report = making.issued(officer, supervisor, commander)
    before = report.digest, list(report.parts.values())

    note = redact(told, supervisor)

    report.refresh_from_db()
    assert (report.digest, list(report.parts.values())) == before
    assert str(report) in note.text
    assert {one.split(".")[0] for one in held_in()} <= {"reports_reportpart", "reports_printing"}


def test_an_earlier_version_of_an_issued_report_lets_the_words_go(
    told, officer, supervisor, commander
):
    report = making.submitted(officer)
    step = report.steps.last()
    said = {"current_concerns": {"narrative": f"{NAME} called about {told.number}.", "of_note": []}}
    ReturnedReport.objects.create(step=step, said=said)
    for approver in (supervisor, commander):
        review.approve(report, by=approver, at=making.day_after(making.Q2), seen=report.version)

    redact(told, supervisor)

    assert "reports_returnedreport.said" not in held_in()


def test_a_form_opened_before_does_not_bring_the_words_back(told, officer, supervisor):
    seen = Concern.objects.get(pk=told.pk)

    redact(told, supervisor)

    with pytest.raises(StaleRecord):
        concerns.correct(
            seen, by=officer, at=NOON, seen=seen.version, changes={"said": "Said: was, is"}
        )
    assert held_in() == set()


@pytest.mark.parametrize("words", [["Nobody Zqhere"], ["lla Fenwick"]])
def test_words_that_are_not_there_are_refused_and_nothing_changes(told, supervisor, words):
    before = held_in()

    with pytest.raises(redactions.StepRefused, match="holds these words"):
        redact(told, supervisor, words=words)

    assert held_in() == before


def test_the_reason_does_not_repeat_the_words(told, supervisor):
    with pytest.raises(redactions.StepRefused, match="reason"):
        redact(told, supervisor, reason=f"{OTHERWISE} asked us to")


# Columns no word about a concern's citizen is typed into, or that have a way of their own.
HOLDS_NONE = {
    "auth": "Django's own rows",
    "contenttypes": "Django's own rows",
    "sessions": "sealed, and ended by signing out",
    "account": "members' own addresses",
    "mfa": "members' own keys",
    "usersessions": "members' own devices",
    "audit": "the sealed log holds names of fields and counts; a redaction says why, without the"
    " words; the door holds them for one moment",
    "jobs": "a paper is forgotten whole; a job names numbers",
    "personnel": "members and divisions; a notice and a letter name a number and a category",
    "policies": "the written policy",
    "portal": "counts",
    "operations": "backups and drills by name",
}
COLUMNS_OF_ITS_OWN = {
    "outreach_numberseries": "numbers",
    "surveys_question": "kept as citizens saw it",
    "surveys_survey": "kept as citizens saw it",
    "surveys_tally": "counts of what was chosen",
    "surveys_sentform": "keyed digests",
    "surveys_wishslip": "sealed, and opened on a later day",
    "outreach_reminder": "a kind of record and keys",
    "programs_evaluationprinting": "decided and unchanged",
    "programs_programaction": "promised by a decision, unchanged",
    "reports_printing": "issued and unchanged",
    "reports_recipient": "members",
}
NAMES_OF_ITS_OWN = {
    "outreach_concern": {"number", "source", "external_id"},
    "outreach_importfile": {
        "name",
        "source",
        "map_text",
        "encoding",
        "delimiter",
        "header",
        "sheet",
        "content",
        "sha256",
        "properties",
    },
    "surveys_answerfile": {"sha256"},
    "outreach_handover": {"to"},
    "outreach_communitygroup": {"boundary", "source"},
    "outreach_redactedrow": {"kind", "row", "digest"},
    "outreach_actionprogress": set(),
    "programs_evaluation": {"clause", "digest"},
    # Own words in an answer are looked for by question: `surveys.redacting._own_words`.
    "surveys_answer": {"area", "content", "crowd"},
    # Who wishes it is kept apart, and taken away when it is settled.
    "surveys_contactwish": {"name", "phone", "email"},
    "reports_report": {
        "kind",
        "number",
        "title",
        "clause",
        "chain",
        "recipient_roles",
        "digest",
        "audit_head",
    },
    "reports_reportpart": {"key", "clause"},
}
STATUSES = {"from_status", "to_status"}
TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def test_every_text_column_of_every_table_is_a_place_of_redaction_or_says_why_not(
    reported, told, supervisor, monkeypatch
):
    places: dict[str, set[str]] = {}

    def recorded(rows: Any, columns: Any, phrases: Any, *, json_text: Any = ()) -> int:
        names = {columns} if isinstance(columns, str) else {*columns, *json_text}
        places.setdefault(rows.model._meta.db_table, set()).update(names)
        return 1

    for room in (outreach_places, survey_places, program_places, report_places):
        monkeypatch.setattr(room, "take_out", recorded)
    for room in (survey_places, program_places, report_places):
        monkeypatch.setattr(room, "take_out_of_kept", recorded)
    evaluation = apps.get_model("programs.Evaluation")(pk=0)
    monkeypatch.setattr(program_places, "_telling", lambda traces: [evaluation])
    redact(told, supervisor)
    phrases = Phrases([NAME])
    outreach_places.clear_group(CommunityGroup(pk=0), phrases)
    survey_places.clear_survey(Survey(pk=0), phrases)
    survey_places.clear_wish(ContactWish(pk=0), phrases)
    program_places.clear_program(Program(pk=0), phrases)

    forgotten = {
        f"{model._meta.db_table}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label not in HOLDS_NONE
        and model._meta.db_table not in COLUMNS_OF_ITS_OWN
        for field in model._meta.local_concrete_fields
        if isinstance(field, TEXTS) and not field.choices and not field.primary_key
        if field.name not in STATUSES | places.get(model._meta.db_table, set())
        if field.name not in NAMES_OF_ITS_OWN.get(model._meta.db_table, set())
    }
    assert forgotten == set()


# ---- The door of the guards.


def test_the_door_lets_exactly_one_replacement_through(reported, officer):
    step = reported.steps.exclude(note="").last()
    other = reported.steps.exclude(pk=step.pk).first()
    model, note = type(step), step.note
    cut = note.replace(NAME, MARK)

    def refused(pk: int, **facts: Any) -> bool:
        try:
            with transaction.atomic():
                model.objects.filter(pk=pk).update(**facts)
        except IntegrityError:
            return True
        return False

    assert refused(step.pk, note=cut)
    with transaction.atomic():
        door = RedactionDoor.objects.create(
            table_name=model._meta.db_table, row=step.pk, column_name="note", words=NAME
        )
        assert refused(step.pk, note="something else")
        assert refused(step.pk, note=cut + " and more")
        assert refused(step.pk, note="")
        assert refused(step.pk, note=cut, by=make_member())
        assert refused(step.pk, note=cut, at=timezone.now())
        assert refused(step.pk, to_status="issued")
        assert refused(other.pk, note=cut)
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.filter(pk=step.pk).delete()
        assert not refused(step.pk, note=cut)
        door.delete()
    assert refused(step.pk, note=note)


# ---- Who may.


def test_who_may_redact(told, officer, supervisor, commander, chief):
    roles = {role: make_member(role) for role in Role}

    may = {role for role, member in roles.items() if redactions.may_redact(member, told)}

    leaders = {Role.UNIT_SUPERVISOR, Role.COMMANDER, Role.CHIEF}
    assert may == leaders | {Role.DIVISION_SUPERVISOR}
    # Neither whoever wrote it, nor the supervisor of another division.
    elsewhere = make_member(Role.DIVISION_SUPERVISOR, division=make_division())
    assert not redactions.may_redact(officer, told)
    assert not redactions.may_redact(elsewhere, told)
    Concern.objects.filter(pk=told.pk).update(restricted=True, about_member=roles[Role.COMMANDER])
    told.refresh_from_db()
    may = {role for role, member in roles.items() if redactions.may_redact(member, told)}
    assert may == {Role.CHIEF}


def test_whoever_logged_it_does_not_clean_up_after_themselves(supervisor, commander):
    own = log_concern(supervisor, said="I spoke to him twice.")

    assert "You logged it" in redactions.may_redact(supervisor, own).reason
    assert redactions.may_redact(commander, own)


def test_what_is_about_the_chief_is_handed_over_as_it_was_said(officer, commander, chief):
    concern = log_concern(officer, about_member=chief, said="He took the money.")

    with pytest.raises(PermissionDenied, match="Hand its printed sheet over"):
        redact(concern, commander, words=["He took the money"])
    assert not may_edit(commander, concern)
    concern.refresh_from_db()
    assert concern.said == "He took the money."


@pytest.mark.parametrize("restricted", [False, True])
def test_command_hears_of_it_if_it_may_see_the_concern(officer, commander, chief, restricted):
    named = make_member(Role.COMMANDER, name="Cody Named")
    concern = log_concern(officer, said=NAME, about_member=named if restricted else None)

    redact(concern, commander)

    heard = Notice.objects.filter(key__startswith="redaction:")
    assert {one.to for one in heard} == ({chief} if restricted else {chief, named})
    assert all(NAME not in one.text for one in heard)


def test_the_page_refuses_who_may_not_and_keeps_what_was_typed(told, officer, supervisor):
    address = f"{told.get_absolute_url()}redact/"
    sent = {"words": NAME, "kind": "name", "reason": "Why"}
    assert client_of(officer).post(address, sent).status_code == 403
    assert held_in()

    client = client_of(supervisor)
    assert client.post(address, {**sent, "reason": ""}).status_code == 422
    assert client.post(address, sent).status_code == 302
    assert held_in() == set()
