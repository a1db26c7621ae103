"""The PDF of a report: what it says, that it stays the same, and what it carries."""

import csv
import hashlib
import io
from datetime import date, timedelta

import pytest

from jobs.models import Job
from jobs.running import NotDone
from outreach.concerns.workflows import concerns
from outreach.models import Concern
from policies.adoption import adopt
from policies.packs import load_pack
from policies.periods import Period
from reports.models import Printing, Report
from reports.workflows import assembly, printing, review, writing
from tests.documents.reading import elements
from tests.reports.making import AFTER, assembled, finish, printed, submitted
from tests.support.factories import file_brief, log_concern, on
from tests.support.pdfs import attachments_of, in_order, text_of

pytestmark = pytest.mark.django_db

MAY_4 = date(2026, 5, 4)


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def quarter(officer, supervisor, commander, chief):
    """An issued report with something in two parts and nothing in two others."""
    concern = log_concern(
        officer, at=on(MAY_4), said="Cars race on Quarry Road.", place="Quarry Road"
    )
    concerns.note_effort(concern, by=officer, at=on(MAY_4), text="Directed patrol, four details.")
    log_concern(officer, at=on(MAY_4), said="=HYPERLINK(1)", reporter_name="Maria Quist")
    log_concern(officer, at=on(date(2026, 2, 3)), said="Trash behind the market.")
    report = assembled(officer)
    part = report.parts.get(key="current_concerns")
    words = "Quarry Road was the concern raised most.\n\nPatrol helped."
    writing.write_narrative(part, by=officer, at=AFTER, text=words, seen=0)
    review.submit(report, by=officer, at=AFTER)
    asked = {part: "Name the road."}
    review.send_back(report, by=supervisor, at=AFTER + timedelta(days=1), seen=1, comments=asked)
    review.submit(report, by=officer, at=AFTER + timedelta(days=2))
    for days, approver in ((3, supervisor), (4, commander)):
        review.approve(report, by=approver, at=AFTER + timedelta(days=days), seen=2)
    return report


@pytest.mark.slow
def test_the_issued_report_on_paper(quarter):
    """One printing, read from cover to last page: a printing takes seconds."""
    pdf = printed(quarter)
    words = text_of(pdf)
    kept = Printing.objects.get()

    # The cover: what it is, who asked for it, who wrote, returned, reviewed and approved it.
    assert in_order(
        words,
        "Kinston Police Department",
        "Quarterly Community Services Report",
        "April 1 to June 30, 2026",
        "Q-2026-2, original issue",
        "Major of Support Services, Chief of Police",
        "600-6 §IV.R, in force since July 1, 2019",
        "Officer Tessa Lindgren",
        "Due",
        "July 15, 2026",
        "Issued",
        "July 6, 2026",
        "Written",
        "July 2, 2026, 12:00 pm",
        "Version 1",
        "Returned",
        "Sgt. Owen Baptiste",
        "Version 1, with a remark",
        "Written",
        "Version 2",
        "Reviewed",
        "Approved and issued",
        "Maj. Renee Calloway",
        "July 6, 2026",
        "Contents",
        "How this report proves itself",
        "This report does not change.",
        "Record digest (SHA-256)",
    )
    assert quarter.digest in words.replace(" ", "")
    # What was remarked on the way stays with the unit; all steps stand on the cover.
    assert "Name the road." not in words
    assert "Approved and issued" in text_of(pdf).partition("Page 1 of")[0]

    # Contents, summary, then the parts in the policy's order.
    assert in_order(
        words,
        "Contents",
        "Summary",
        "1. Current concerns",
        "4. Progress on earlier concerns and problems",
        "Where each figure comes from",
        "Summary",
        "The concern open longest on June 30, 2026",
        "What is not counted.",
        "1. Current concerns",
        "The community voiced 2 concerns.",
        "Quarry Road was the concern raised most.",
        "Cars race on Quarry Road",
        "Directed patrol, four details.",
        "2. Potential problems",
        "None recorded: potential problems.",
        "3. Recommended actions",
        "None recorded: recommended actions.",
        "4. Progress on earlier concerns and problems",
        "Trash behind the market",
        "No progress",
        "Where each figure comes from",
        "This report does not change.",
    )
    assert "Maria Quist" not in words

    # Every page says which report it belongs to and how many there are.
    last = f"Page {kept.pages} of {kept.pages}"
    assert in_order(words, "Page 1 of", "Page 2 of", last)
    assert words.count(f"Q-2026-2. Record digest {quarter.digest[:16]}") == kept.pages

    # Figures are numbered as they are read, and each leads to its list.
    assert in_order(words, "Figure F1.", "Figure F2.", "Figure F3.", "Figure F4.")
    assert in_order(words, "F1 to F3", "current-concerns-2026-q2.csv", "F4", "progress-2026-q2.csv")

    # The lists are attached whole, without live formulas and without who raised a concern.
    files = attachments_of(pdf)
    assert files.keys() == {
        "current-concerns-2026-q2.csv",
        "current-concerns-answers-2026-q2.csv",
        "progress-2026-q2.csv",
    }
    listed = rows_of(files["current-concerns-2026-q2.csv"])
    assert [row["Concern"] for row in listed] == ["Cars race on Quarry Road", "'=HYPERLINK(1)"]
    assert "Quist" not in "".join(row for file in files.values() for row in file.decode())

    # Read aloud: tables have captions or headings, and headings their scope.
    assert {element["/A"]["/Scope"] for element in elements(pdf, "/TH")} == {"/Column", "/Row"}

    # Kept with its hash; made again later, after the records went on, it is the same bytes.
    assert kept.sha256 == hashlib.sha256(pdf).hexdigest()
    Concern.objects.update(summary="Something else")
    assert printing.report_pdf(Report.objects.get()) == pdf


def test_a_draft_says_that_it_is_one(draft):
    words = text_of(printing.report_pdf(draft))

    assert "This is a draft. It has not been issued." in words
    assert "does not change" not in words
    assert "Q-2026-2. Draft, not issued" in words
    assert words.count("None recorded: ") == 4
    assert "Nothing was counted" in words


@pytest.mark.slow
def test_a_revision_prints_what_changed(quarter, officer):
    why = "Quarry Road was meant, not Quarry Lane."
    revision = review.revise(quarter, by=officer, at=AFTER + timedelta(days=9), why=why)
    log_concern(officer, at=on(MAY_4))
    assembly.put_together_again(revision, by=officer, at=AFTER + timedelta(days=9))
    finish(revision)

    words = text_of(printing.report_pdf(revision))

    assert "Q-2026-2, revision 2" in words
    assert in_order(words, "What changed in this revision", why, "Current concerns")
    assert "Concerns voiced: 2, now 3." in words


@pytest.mark.slow
def test_eight_thousand_concerns_are_printed_as_those_of_note(officer):
    model = log_concern(officer, at=on(MAY_4))
    facts = {
        field.attname: getattr(model, field.attname)
        for field in Concern._meta.concrete_fields
        if field.attname not in ("id", "number", "submission")
    }
    many = (Concern(number=f"C-2026-{n:05}", **facts) for n in range(10_001, 18_000))
    Concern.objects.bulk_create(many, batch_size=500)
    report = assembled(officer)

    pdf = printing.report_pdf(report)

    words = text_of(pdf)
    assert "The community voiced 8,000 concerns." in words
    assert "12 of 8,000 shown. The full list is attached as current-concerns-2026-q2.csv." in words
    assert len(rows_of(attachments_of(pdf)["current-concerns-2026-q2.csv"])) == 8_000


@pytest.mark.slow
def test_the_year_of_another_policy_on_paper(officer):
    adopt(load_pack("new_canaan"))
    file_brief(officer, at=on(MAY_4), participants=22)
    concern = log_concern(officer, at=on(MAY_4), said="Two houses stand open.")
    concerns.resolve(concern, by=officer, at=on(MAY_4), note="Doors were fitted.")
    report = assembled(officer, Period.parse("2026"), "annual")

    words = text_of(printing.report_pdf(report))

    assert in_order(
        words,
        "1. Objectives",
        "None recorded: objectives.",
        "2. Statistics",
        "Presentations given 1",
        "Figure F1. Each counted from a list of its own.",
        "3. Trends",
        "Figure F2.",
        "Figure F3.",
        "4. Problems",
        "None recorded: potential problems.",
        "5. Successes",
        "1 concern was settled.",
        "Doors were fitted.",
        "Figure F4.",
    )
    assert "statistics-presentations-2026.csv" in words


def test_a_pdf_that_cannot_be_made_fails_with_the_reason(officer, supervisor, commander, settings):
    report = submitted(officer)
    for approver in (supervisor, commander):
        review.approve(report, by=approver, at=AFTER, seen=1)
    settings.DOCUMENTS_LIMITS = {"characters": 100}

    with pytest.raises(NotDone, match="a document holds at most 100"):
        printed(report)

    assert Job.objects.get(task=review.PRINT_TASK).status == "failed"
    assert Report.objects.get().is_issued
    assert not Printing.objects.exists()


def test_the_exhibits_of_every_part_are_numbered_without_gaps(officer):
    adopt(load_pack("asheville"))
    concern = log_concern(officer, at=on(MAY_4), efforts="Talked to the owner.")
    concerns.answer(concern, by=officer, at=on(MAY_4), text="Told the caller.")
    report = assembled(officer, Period.parse("2026-05"), "monthly")

    context = printing.print_context(report)

    numbers = [exhibit.number for view in context["parts"] for exhibit in view.exhibits]
    assert numbers == [f"F{n}" for n in range(1, len(numbers) + 1)]
    shown = context["parts"][1].tables
    assert list(shown) == ["efforts", "answers"]


def test_the_summary_shows_the_first_figure_of_each_part(draft):
    figures = printing.print_context(draft)["key_figures"]

    assert [figure["label"] for figure in figures] == [
        "Concerns voiced",
        "Potential problems",
        "Recommended actions",
        "Carried forward",
    ]
    assert {figure["note"] for figure in figures} == {""}
