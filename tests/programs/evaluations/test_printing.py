"""The PDF of a decided evaluation: words, tags, attached lists, and the same bytes again (K-IV.D)."""

import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader

from jobs.models import Job
from jobs.running import run_now
from programs.evaluations.facts import digest_of
from programs.evaluations.printing import DRAFT_TASK, evaluation_pdf
from programs.evaluations.workflows import evaluations
from programs.evaluations.workflows.deciding import PRINT_TASK, Decision, decide
from programs.models import Evaluation, EvaluationPrinting
from tests.support.evaluations import REASONS, decided, opened, printed, promise, submitted
from tests.support.factories import file_brief, on
from tests.support.pdfs import attachments_of, in_order, text_of
from tests.support.programs import enter_cost, enter_feedback, enter_hours

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(program, topic, officer):
    """A program with a full year behind it."""
    for month in range(1, 13):
        day = date(2025, month, 4)
        file_brief(
            officer,
            at=on(day + timedelta(days=1)),
            held_at=on(day),
            topic=topic,
            participants=month,
        )
    enter_hours(program, officer, on=date(2025, 3, 3), hours="9")
    enter_cost(program, officer, on=date(2025, 3, 3), amount="440")
    enter_feedback(
        program, officer, on=date(2025, 9, 4), yes=6, unsure=1, no=1, quote="He walked with me."
    )
    return program


@pytest.mark.slow
def test_it_says_everything_in_order(busy, officer, commander, supervisor):
    evaluation = submitted(busy, officer)
    evaluations.send_back(evaluation, by=commander, at=on(date(2026, 1, 22)), seen=1, note="Why?")
    evaluations.submit(evaluation, by=officer, at=on(date(2026, 1, 23)), seen=1)
    decide(
        evaluation,
        Decision("modify", "Walks on Saturdays too.", [promise(officer)]),
        by=commander,
        at=on(date(2026, 1, 28)),
        seen=2,
    )

    words = text_of(printed(evaluation))

    assert in_order(
        words,
        "Lock It, Light It",
        "Evaluation for January 1 to December 31, 2025",
        "Modified",
        "Maj. Renee Calloway",
        "Officer Tessa Lindgren",
        "Sent for a decision",
        "Returned",
        "Version 1, with a remark",
        "Decided",
        "Decision: modified",
        "Sessions 12",
        "Participants 78",
        "Staff hours 9",
        "Cost $440",
        "Walks on Saturdays too.",
        "What is promised",
        "Stop the leaflet",
        "March 31, 2026",
        "Recommended: modify",
        REASONS,
        "The year month by month",
        "What citizens said",
        "8 feedback cards, 10% of participants",
        "He walked with me.",
        "Evening walks worked",
        "None recorded: discussions",
        "No decision on an earlier year of this program is on record",
        "What there is no data for",
        "no counts of crime by area are kept",
        "Where each figure comes from",
        "sessions-2025.csv",
        "Record digest",
    )
    assert "Why?" not in words, "remarks on the way are the unit's own"
    assert digest_of(evaluation)[:16] in words


@pytest.mark.slow
def test_the_lists_behind_the_figures_are_attached(busy, officer, commander):
    evaluation = decided(busy, officer, commander)

    attached = attachments_of(printed(evaluation))

    assert set(attached) == {
        "sessions-2025.csv",
        "hours-2025.csv",
        "costs-2025.csv",
        "feedback-2025.csv",
    }
    lines = attached["sessions-2025.csv"].decode("utf-8-sig").splitlines()
    assert len(lines) == 13
    assert lines[0] == "Day,Topic,Audience,Place,Presenter,Participants"


@pytest.mark.slow
def test_it_is_tagged_and_says_what_its_pictures_show(busy, officer, commander):
    pdf = printed(decided(busy, officer, commander))

    reader = PdfReader(io.BytesIO(pdf))
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en-US"
    assert reader.metadata.title == (
        "Lock It, Light It: evaluation for 2025, Kinston Police Department"
    )
    alternates = figures_of(catalog["/StructTreeRoot"])
    assert any(words.startswith("Sessions by month. 2025: Jan, 1; Feb, 1") for words in alternates)
    assert all(alternates)


def figures_of(node):
    """The alternate text of every figure below a node of the structure tree."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [words for child in node for words in figures_of(child)]
    if not isinstance(node, dict):
        return []
    own = [str(node.get("/Alt", ""))] if node.get("/S") == "/Figure" else []
    return own + figures_of(node.get("/K", []))


@pytest.mark.slow
def test_an_empty_year_prints_too(program, officer, commander):
    words = text_of(printed(decided(program, officer, commander)))

    assert in_order(words, "Staff hours Not entered", "Cost Not entered")
    assert "None recorded: feedback cards" in words
    assert "Nothing was counted" in words


@pytest.mark.slow
def test_a_long_account_and_two_hundred_sessions_fit(program, topic, officer, commander):
    for n in range(200):
        day = date(2025, 1, 1) + timedelta(days=n)
        file_brief(officer, at=on(day + timedelta(days=1)), held_at=on(day), topic=topic)
    evaluation = opened(program, officer)
    long = "A long account. " * 1000
    evaluations.write(
        evaluation,
        evaluations.Words(long, "keep", "Because."),
        by=officer,
        at=on(date(2026, 1, 5)),
        seen=0,
    )
    evaluations.submit(evaluation, by=officer, at=on(date(2026, 1, 6)), seen=1)
    decide(evaluation, Decision("keep"), by=commander, at=on(date(2026, 1, 7)), seen=1)

    pdf = printed(evaluation)

    assert 6 <= len(PdfReader(io.BytesIO(pdf)).pages) <= 14


@pytest.mark.slow
def test_made_twice_it_is_the_same_bytes(busy, officer, commander):
    evaluation = decided(busy, officer, commander)

    assert evaluation_pdf(evaluation) == evaluation_pdf(Evaluation.objects.get())


@pytest.mark.slow
def test_it_is_made_once_and_kept_with_its_hash(busy, officer, commander):
    evaluation = decided(busy, officer, commander)
    first = printed(evaluation)

    job = Job.objects.get(task=PRINT_TASK)
    run_now(job)

    kept = EvaluationPrinting.objects.get()
    assert bytes(kept.pdf) == first
    assert kept.pages == len(PdfReader(io.BytesIO(first)).pages)


@pytest.mark.slow
def test_the_page_gives_the_kept_pdf_and_waits_while_it_is_made(
    busy, officer, commander, as_member
):
    evaluation = decided(busy, officer, commander)
    address = reverse("programs:evaluation-pdf", args=[evaluation.pk])
    client = as_member(commander)

    waiting = client.get(address, follow=True)
    pdf = printed(evaluation)
    made = client.get(address)

    assert "The PDF is being made" in waiting.text
    assert made.content == pdf
    assert made["Content-Disposition"] == 'inline; filename="evaluation-2025.pdf"'


def test_before_the_decision_it_is_there_to_decide_by(busy, officer, commander, as_member):
    evaluation = submitted(busy, officer)
    address = reverse("programs:evaluation-pdf", args=[evaluation.pk])

    page = as_member(commander).get(address)
    run_now(Job.objects.get(task=DRAFT_TASK))
    pdf = as_member(commander).get(address).content

    assert "It opens here as soon as it is made." in page.text
    words = text_of(pdf)
    assert in_order(
        words, "This is a draft.", "Decision: not decided yet", "Nobody has decided yet."
    )
    assert "From the decision on" not in words
    assert "Record digest" not in words


@pytest.mark.slow
def test_names_in_the_words_are_not_markup(busy, officer, commander):
    evaluation = decided(
        busy, officer, commander, reasons="<b>bold</b> & <script>alert(1)</script>"
    )

    assert "<b>bold</b> & <script>alert(1)</script>" in text_of(printed(evaluation))
