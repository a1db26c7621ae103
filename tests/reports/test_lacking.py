"""Letters that can't be printed here are named before a report is sent, and in it."""

import pytest

from documents.letters import Typefaces
from reports.workflows import review, writing
from reports.workflows.printing import report_pdf
from tests.documents.reading import words
from tests.reports.making import AFTER, Q2, assembled, in_words, part_of, url
from tests.support.factories import log_concern, on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("latin_alone")]
AMHARIC = "መኪኖች በፍጥነት ያልፋሉ"


@pytest.fixture
def concern(officer):
    return log_concern(officer, at=on(Q2.first), said=AMHARIC, summary=f"Speeding: {AMHARIC}")


def test_the_page_names_the_letters_with_the_records_that_hold_them(reading, concern, officer):
    report = assembled(officer)

    page = reading.get(report.get_absolute_url(), {"part": "current_concerns"})

    assert "Ethiopic (Amharic, Tigrinya), 1 place" in in_words(page.text)
    assert f'<a href="{concern.get_absolute_url()}">' in page.text
    assert "./run fonts" in page.text


def test_before_sending_the_whole_report_is_looked_at_and_nothing_is_stopped(
    reading, concern, officer
):
    report = assembled(officer)
    part = part_of(report, "recommended_actions")
    writing.write_narrative(part, by=officer, at=AFTER, text="Спасибо", seen=0)

    page = in_words(reading.get(url("report-submit", report)).text)
    sent = reading.post(url("report-submit", report), {"note": ""})

    assert "These letters cannot be printed on this machine" in page
    assert "Ethiopic (Amharic, Tigrinya)" in page
    assert "Cyrillic, 1 place: the account of “Recommended actions”" in page
    assert sent.status_code == 302


def test_whoever_approves_reads_it_too(signed_in, concern, officer, supervisor, commander):
    report = assembled(officer)
    review.submit(report, by=officer, at=AFTER)

    page = signed_in(supervisor).get(url("report-approve", report)).text

    assert "These letters cannot be printed on this machine" in page


def test_the_document_says_where_they_stood(concern, officer):
    said = words(report_pdf(assembled(officer)))

    assert "Speeding: [13 letters: Ethiopic (Amharic, Tigrinya)]" in said
    assert "The record holds it." in said


def test_where_everything_prints_nothing_is_said(reading, officer):
    log_concern(officer, at=on(Q2.first))
    report = assembled(officer)

    page = reading.get(url("report-submit", report)).text

    assert "cannot be printed" not in page


def test_an_issued_report_is_not_looked_at_any_more(
    signed_in, concern, officer, supervisor, commander, chief, monkeypatch
):
    report = assembled(officer)
    review.submit(report, by=officer, at=AFTER)
    review.approve(report, by=supervisor, at=AFTER, seen=1)
    review.approve(report, by=commander, at=AFTER, seen=1)
    monkeypatch.setattr(Typefaces, "lacking", lambda *_: pytest.fail("was looked at"))

    page = signed_in(chief).get(report.get_absolute_url())

    assert page.status_code == 200
