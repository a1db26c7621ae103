"""The summary: the officer's words first, and beside them what asks for attention."""

from datetime import date, timedelta

import pytest

from outreach.concerns.workflows import concerns
from policies.periods import Period
from reports.models import Report
from reports.workflows import printing, review, writing
from tests.reports.making import AFTER, Q1, Q2, Q3, assembled, day_after, gather, issued, told
from tests.support.factories import log_concern, on
from tests.support.pdfs import in_order, text_of

pytestmark = pytest.mark.django_db

FEB_3, MAY_4 = date(2026, 2, 3), date(2026, 5, 4)
PARTS = ("current_concerns", "progress", "summary")


def summary_of(report):
    return report.parts.get(key="summary")


def test_it_names_the_concern_open_longest_with_its_age_and_its_owner(officer):
    old = log_concern(officer, at=on(FEB_3), said="Tents behind the foundry.")
    log_concern(officer, at=on(MAY_4))

    words = told(gather("summary", parts=PARTS), "summary")

    assert f"open longest on June 30, 2026 was {old.number}, “Tents behind the foundry”" in words
    assert "147 days, with Officer Lindgren." in words


def test_what_was_escalated_when_the_period_ended_stands_there_with_what_is_asked(
    officer, supervisor
):
    concern = log_concern(officer, at=on(MAY_4), said="Needles at the park.")
    concerns.escalate(concern, by=officer, at=on(MAY_4), note="The county has to be asked.")
    found = gather("summary", parts=PARTS)
    concerns.review(concern, by=supervisor, at=AFTER, note="")

    again = gather("summary", parts=PARTS)

    assert found.frozen() == again.frozen()
    assert "Escalated: The county has to be asked." in told(again, "summary")


def test_a_report_without_concerns_has_a_summary_of_words_alone():
    found = gather("summary", parts=("program_evaluations", "summary"))

    assert found.is_empty
    assert not found.records


def test_three_periods_make_a_chart_and_it_agrees_with_what_was_issued(
    officer, supervisor, commander, chief
):
    for period, many in ((Q1, 2), (Q2, 1)):
        for _ in range(many):
            log_concern(officer, at=on(period.first))
        issued(officer, supervisor, commander, period=period)
    report = assembled(officer, Q3)

    trend = printing.print_context(report)["trend"]

    assert trend["title"] == "Concerns voiced, period by period"
    assert "Jan-Mar 2026, 2; Apr-Jun 2026, 1; Jul-Sep 2026, 0" in str(trend["chart"])


def test_two_periods_make_none(officer, supervisor, commander, chief):
    issued(officer, supervisor, commander, period=Q1)

    assert printing.print_context(assembled(officer, Q2))["trend"] is None


@pytest.mark.slow
def test_it_is_printed_first_with_typed_lists_as_lists(draft, officer):
    words = "Two things are asked:\n\n- patrol on Fridays\n- a word with Public Works"
    writing.write_narrative(summary_of(draft), by=officer, at=AFTER, text=words, seen=0)

    text = text_of(printing.report_pdf(Report.objects.get()))

    assert in_order(
        text, "Summary", "Two things are asked:", "patrol on Fridays", "1. Current concerns"
    )
    assert "- patrol" not in text


def test_a_report_put_together_before_there_was_a_summary_still_prints(draft):
    summary_of(draft).delete()

    context = printing.print_context(Report.objects.get())

    assert context["summary"] is None
    assert [view.heading for view in context["parts"]][-1].startswith("4. ")


@pytest.mark.parametrize(
    ("days", "words"), [(14, ""), (16, ", late by 1 day"), (40, ", late by 25 days")]
)
def test_the_cover_says_by_how_much_it_was_late(officer, supervisor, commander, chief, days, words):
    report = assembled(officer)
    review.submit(report, by=officer, at=AFTER)
    review.approve(report, by=supervisor, at=AFTER, seen=1)
    review.approve(report, by=commander, at=on(Q2.last) + timedelta(days=days), seen=1)

    facts = dict(printing.print_context(report)["cover_facts"])

    assert facts["Issued"].endswith(f"pm{words}")
    assert facts[""] == "Chief Helen Varga, Maj. Renee Calloway"


def test_a_revision_is_late_for_nothing(issued_report, officer, supervisor, commander):
    revision = review.revise(issued_report, by=officer, at=AFTER, why="A street was wrong.")
    review.submit(revision, by=officer, at=AFTER)
    late = on(Q2.last) + timedelta(days=300)
    for approver in (supervisor, commander):
        review.approve(revision, by=approver, at=late, seen=1)

    assert "late" not in dict(printing.print_context(revision)["cover_facts"])["Issued"]


def test_a_long_way_is_summed_up_and_stays_on_the_cover(draft, officer, supervisor, commander):
    at = day_after(Q2)
    for version in range(1, 8):
        review.submit(draft, by=officer, at=at)
        part = draft.parts.first()
        if version < 7:
            review.send_back(draft, by=supervisor, at=at, seen=version, comments={part: "Why?"})
    for approver in (supervisor, commander):
        review.approve(draft, by=approver, at=at, seen=7)

    rows = printing.approval_rows(draft)

    assert len(rows) == printing.MOST_STEPS
    assert rows[0]["step"] == "Eight earlier steps"
    assert rows[0]["note"] == "Versions 1 to 4, returned 4 times"
    assert rows[-1]["step"] == "Approved and issued"


@pytest.mark.parametrize(
    ("period", "label"), [("2026-Q1", "Jan-Mar 2026"), ("2026-03", "Mar 2026"), ("2026", "2026")]
)
def test_a_period_finds_room_below_its_column(period, label):
    assert Period.parse(period).short_label == label
