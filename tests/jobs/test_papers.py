"""Documents made by jobs: a page that waits, the document when it is made, and who may have it."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from documents.pdf import PdfRefused
from jobs import papers
from jobs.models import Job, Paper
from jobs.running import NotDone, run_now
from outreach.concerns.sheets import SHEET_TASK
from outreach.concerns.workflows import concerns
from personnel.roles import Role
from tests.support.factories import log_concern, make_member
from tests.support.rooms import ROOMS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def concern(officer):
    return log_concern(officer, said="Cars race on Quarry Road.")


@pytest.fixture
def sheet(client, officer, concern):
    """Asks for the sheet as this member (the officer) would."""

    def asked(member=officer):
        client.force_login(member)
        return client.get(reverse("outreach:concern-sheet", args=[concern.number]))

    return asked


def only_job():
    return Job.objects.get(task=SHEET_TASK)


def calls_render_pdf(node):
    return any(
        isinstance(one, ast.Call) and getattr(one.func, "id", "") == "render_pdf"
        for one in ast.walk(node)
    )


def test_no_page_lays_out_a_document_itself():
    """Every function that does, and that no view names one: a job does it (a fault of 13 s)."""
    layouts, views = set(), []
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            tree = ast.parse(path.read_text())
            functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
            layouts |= {node.name for node in functions if calls_render_pdf(node)}
            if "views" in path.parts or path.name == "views.py":
                views.append((path, tree))
    assert {"intake_sheet", "paper_form", "report_pdf", "evaluation_pdf"} <= layouts
    for path, tree in views:
        imported = {
            name.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for name in node.names
        }
        read = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        own = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert not ((imported | read) - own) & (layouts | {"render_pdf"}), path


@pytest.mark.django_db
def test_a_page_waits_and_then_the_document_opens(sheet, concern):
    waiting = sheet()
    assert waiting.headers["Content-Type"].startswith("text/html")
    assert "It opens here as soon as it is made." in waiting.text
    # A subject stands in the log too: it names no record that some readers may not know of.
    assert concern.number not in only_job().subject

    run_now(only_job())

    opened = sheet()
    assert opened.headers["Content-Type"] == "application/pdf"
    assert opened.headers["Content-Disposition"] == f'inline; filename="{concern.number}.pdf"'
    assert opened.content.startswith(b"%PDF")
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_asking_again_asks_for_no_second_job(sheet):
    sheet()
    sheet()

    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_what_was_made_of_older_words_is_not_shown(sheet, concern, officer):
    sheet()
    run_now(only_job())
    concerns.note_effort(concern, by=officer, at=timezone.now(), text="Spoke to the owner.")

    assert sheet().headers["Content-Type"].startswith("text/html")
    run_now(Job.objects.latest("queued_at"))
    assert sheet().headers["Content-Type"] == "application/pdf"
    assert Paper.objects.count() == 1


@pytest.mark.django_db
def test_whoever_asked_is_asked_for_again_when_the_job_runs(sheet, officer):
    sheet()
    officer.role = Role.ADMINISTRATOR
    officer.save(update_fields=["role"])

    with pytest.raises(NotDone, match="not open to whoever asked"):
        run_now(only_job())

    assert not Paper.objects.exists()


@pytest.mark.django_db
def test_one_members_refused_job_is_not_in_anothers_way(sheet, officer, supervisor):
    sheet()
    officer.role = Role.ADMINISTRATOR
    officer.save(update_fields=["role"])
    with pytest.raises(NotDone):
        run_now(only_job())

    sheet(supervisor)
    run_now(Job.objects.latest("queued_at"))

    assert sheet(supervisor).headers["Content-Type"] == "application/pdf"


@pytest.mark.django_db
def test_a_kept_document_is_for_those_who_see_its_record(sheet, concern, db):
    sheet()
    run_now(only_job())
    other = make_member(Role.ADMINISTRATOR)

    assert sheet(other).status_code in (403, 404)


def waiting_for(member, *, status=Job.Status.QUEUED, n=papers.MOST_WAITING):
    finished_at = timezone.now() if status == Job.Status.DONE else None
    for number in range(n):
        Job.objects.create(
            task=SHEET_TASK,
            argument=number + 1000,
            key=f"{status}:{number}",
            subject="A sheet",
            asked_by=member,
            for_asker_alone=True,
            status=status,
            finished_at=finished_at,
        )


@pytest.mark.django_db
def test_whoever_waits_for_many_documents_is_told_to_ask_later(sheet, officer, supervisor):
    waiting_for(officer)

    page, other = sheet(), sheet(supervisor)

    assert (page.status_code, page.headers["Retry-After"]) == (429, "60")
    assert "20 documents are being made for you already" in page.text
    assert "Go back" in page.text
    assert not Job.objects.filter(asked_by=officer, argument__lt=1000).exists()
    assert other.status_code == 200


@pytest.mark.django_db
def test_what_is_made_or_was_asked_for_before_is_in_nobodys_way(sheet, officer):
    waiting_for(officer, status=Job.Status.DONE)
    asked = sheet()
    waiting_for(officer)

    again = sheet()

    assert (asked.status_code, again.status_code) == (200, 200)


@pytest.mark.django_db
def test_what_cannot_be_made_says_why_on_its_page(sheet, monkeypatch):
    def refuse(concern):
        raise PdfRefused("memory")

    monkeypatch.setattr("outreach.tasks.intake_sheet", refuse)
    sheet()
    with pytest.raises(NotDone):
        run_now(only_job())

    page = sheet()

    assert "more memory than one document may use" in page.text
    assert "Try again" in page.text


@pytest.mark.django_db
def test_what_a_busy_server_did_not_finish_is_tried_again(sheet, monkeypatch):
    def refuse(concern):
        raise PdfRefused("busy", "300")

    monkeypatch.setattr("outreach.tasks.intake_sheet", refuse)
    sheet()
    with pytest.raises(NotDone):
        run_now(only_job())

    job = only_job()

    assert job.status == Job.Status.QUEUED
    assert job.progress.startswith("Waiting to be tried again. The server was busy")
    assert "Try again" not in sheet().text


@pytest.mark.django_db
def test_what_stays_unfinished_says_what_to_do(sheet, monkeypatch):
    def refuse(concern):
        raise PdfRefused("busy", "300")

    monkeypatch.setattr("outreach.tasks.intake_sheet", refuse)
    sheet()
    Job.objects.update(attempts=4)
    with pytest.raises(NotDone):
        run_now(only_job())

    assert only_job().status == Job.Status.FAILED
    assert papers.AT_A_QUIETER_TIME in sheet().text


@pytest.mark.django_db
def test_what_was_made_is_forgotten_after_a_day_and_made_anew(sheet):
    sheet()
    run_now(only_job())

    assert papers.forget_made_before(timezone.now()) == 0
    assert papers.forget_made_before(timezone.now() + timedelta(days=1, minutes=1)) == 1
    assert sheet().headers["Content-Type"].startswith("text/html")
    assert Job.objects.count() == 2


@pytest.mark.django_db
def test_what_is_taken_out_of_a_record_is_taken_out_of_its_documents(sheet, concern):
    sheet()
    run_now(only_job())

    papers.forget(concern.pk, SHEET_TASK)

    assert not Paper.objects.exists()
