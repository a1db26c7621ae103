"""A report as it is read: its parts, the records behind its figures, its digest and its PDF."""

import hashlib
from datetime import timedelta

import pytest
from django.urls import reverse

from outreach.models import Concern
from reports import kept
from reports.models import ReportPart
from reports.workflows import assembly, writing
from tests.reports.making import (
    AFTER,
    Q2,
    Counted,
    Editor,
    assembled,
    finish,
    in_words,
    part_of,
    printed,
    url,
)
from tests.support.factories import a_category, log_concern, on

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def test_the_report_shows_its_way_its_sections_and_one_of_them(reading, officer):
    log_concern(officer, at=on(Q2.first))
    report = assembled(officer)

    page = in_words(reading.get(report.get_absolute_url()).text)

    assert "Quarterly Community Services Report, April to June 2026" in page
    assert "1. Current concerns" in page
    assert "The community voiced 1 concern." in page
    assert "Progress on earlier concerns and problems" in page
    assert "All four parts that 600-6 §IV.R requires are here." in page


@pytest.mark.parametrize(
    "key", ["current_concerns", "potential_problems", "recommended_actions", "progress"]
)
def test_every_part_opens_by_its_key(reading, draft, key):
    response = reading.get(draft.get_absolute_url(), {"part": key})

    assert response.status_code == 200
    assert response.context["view"].part.key == key
    assert "None recorded" in response.text


def test_a_part_or_figure_that_is_not_there_is_not_found(reading, draft):
    assert reading.get(draft.get_absolute_url(), {"part": "weather"}).status_code == 404
    assert reading.get(url("records", draft, "weather", "voiced")).status_code == 404
    assert reading.get(url("records", draft, "progress", "voiced")).status_code == 404
    assert reading.get(reverse("reports:report", args=[10_000])).status_code == 404


def test_reading_costs_the_same_with_one_concern_and_with_thirty(
    reading, officer, django_assert_num_queries
):
    log_concern(officer, at=on(Q2.first))
    report = assembled(officer)
    with Counted() as few:
        reading.get(report.get_absolute_url())
    for _ in range(29):
        log_concern(officer, at=on(Q2.first))
    assembly.put_together_again(report, by=officer, at=AFTER)
    finish(report)

    with django_assert_num_queries(len(few)):
        reading.get(report.get_absolute_url())


def test_comments_cost_the_same_for_one_and_for_ten(
    reading, draft, officer, django_assert_num_queries
):
    def ask():
        asked = writing.comment(part_of(draft), by=officer, at=AFTER, text="Why?")
        writing.comment(part_of(draft), by=officer, at=AFTER, text="So.", reply_to=asked)

    ask()
    with Counted() as few:
        reading.get(draft.get_absolute_url())
    for _ in range(9):
        ask()

    with django_assert_num_queries(len(few)):
        reading.get(draft.get_absolute_url())


@pytest.fixture
def report_of_thirty(officer):
    for n in range(30):
        category = a_category("noise" if n % 3 else "traffic")
        log_concern(officer, at=on(Q2.first), said=f"Concern {n}.", category=category)
    return assembled(officer)


def test_a_figure_leads_to_its_records_without_a_script(reading, report_of_thirty):
    page = reading.get(report_of_thirty.get_absolute_url()).text
    records = url("records", report_of_thirty, "current_concerns", "voiced")
    assert f'class="li-fig" href="{records}"' in page

    shown = reading.get(records)

    assert "Concerns voiced: 30" in in_words(shown.text)
    assert "<html" in shown.text
    assert len(shown.context["lines"]) == 25
    assert len(reading.get(records, {"page": 2}).context["lines"]) == 5


def test_a_figure_opens_its_records_inside_the_document(reading, report_of_thirty):
    records = url("records", report_of_thirty, "current_concerns", "category:Noise")

    panel = reading.get(records, headers=HTMX)

    assert "<html" not in panel.text
    assert "data-focus-after-swap" in panel.text
    assert "Records behind “Noise, 20”" in in_words(panel.text)
    assert reverse("outreach:concern", args=["C-2026-0002"]) in panel.text


def test_a_record_its_reader_may_not_open_any_more_is_no_link(reading, report_of_thirty):
    records = url("records", report_of_thirty, "current_concerns", "category:Noise")
    Concern.objects.filter(number="C-2026-0002").update(restricted=True)

    page = reading.get(records).text

    assert "C-2026-0002" in page
    assert reverse("outreach:concern", args=["C-2026-0002"]) not in page
    assert reverse("outreach:concern", args=["C-2026-0003"]) in page


def test_the_records_are_a_spreadsheet_too(reading, report_of_thirty):
    records = url("records", report_of_thirty, "current_concerns", "category:Noise")

    answer = reading.get(records, {"as": "csv"})

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Type"].startswith("text/csv")
    assert 'filename="Q-2026-2-current_concerns.csv"' in answer["Content-Disposition"]
    assert lines[0].startswith("Number,Concern,Category,Heard through")
    assert len(lines) == 21


def test_the_records_stand_as_they_were_counted(reading, report_of_thirty, officer):
    records = url("records", report_of_thirty, "current_concerns", "voiced")
    log_concern(officer, at=on(Q2.first), said="Logged after it was counted.")

    assert "Logged after it was counted" not in reading.get(records, {"page": 2}).text


def test_records_cost_the_same_for_five_and_for_twenty_five(
    reading, report_of_thirty, django_assert_num_queries
):
    records = url("records", report_of_thirty, "current_concerns", "voiced")
    with Counted() as five:
        assert len(reading.get(records, {"page": 2}).context["lines"]) == 5

    with django_assert_num_queries(len(five)):
        assert len(reading.get(records).context["lines"]) == 25


def test_what_was_said_is_escaped_wherever_it_is_shown(reading, officer):
    log_concern(officer, at=on(Q2.first), said="<script>alert(1)</script> & more")
    report = assembled(officer)
    writing.write_narrative(
        part_of(report), by=officer, at=AFTER, text="<script>alert(2)</script>", seen=0
    )

    pages = [
        reading.get(report.get_absolute_url()).text,
        reading.get(url("records", report, "current_concerns", "voiced")).text,
        reading.get(url("records", report, "current_concerns", "voiced"), headers=HTMX).text,
    ]

    assert not any("<script>alert" in page for page in pages)


def test_verifying_says_that_the_digest_is_the_same(signed_in, issued_report, auditor):
    pdf = printed(issued_report)

    page = signed_in(auditor).get(url("report-verify", issued_report))

    assert "It is, to the last letter" in page.text
    assert page.text.count(issued_report.digest) == 2
    assert page.text.count(hashlib.sha256(pdf).hexdigest()) == 2


def test_verifying_finds_what_was_tampered_with(signed_in, issued_report, auditor):
    kept.let_go(None, Editor())
    ReportPart.objects.filter(key="progress").update(narrative="It was all quiet.")
    kept.keep(None, Editor())

    page = signed_in(auditor).get(url("report-verify", issued_report))

    assert "It is not" in page.text
    assert page.text.count(issued_report.digest) == 1


def test_a_draft_has_no_digest_to_verify(reading, draft):
    assert reading.get(url("report-verify", draft)).status_code == 404


def test_the_pdf_of_an_issued_report_is_the_kept_one(reading, issued_report):
    waiting = reading.get(url("report-pdf", issued_report))
    assert waiting.url == issued_report.get_absolute_url()

    pdf = printed(issued_report)
    shown = reading.get(url("report-pdf", issued_report))

    assert shown.content == pdf
    assert shown["Content-Type"] == "application/pdf"
    assert shown["Content-Disposition"] == 'inline; filename="Q-2026-2-1.pdf"'


def test_a_report_being_put_together_has_no_pdf_yet(reading, officer):
    report = assembly.request_report("quarterly", Q2, by=officer, at=AFTER + timedelta(days=1))

    assert reading.get(url("report-pdf", report)).url == report.get_absolute_url()
