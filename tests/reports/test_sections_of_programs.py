"""Evaluations of programs in reports: the year's own report, and a part of the annual one."""

from datetime import date

import pytest

from personnel.models import Member
from personnel.roles import Role
from policies.adoption import adopt
from policies.models import Topic
from policies.packs import load_pack
from policies.periods import Period
from reports.due import not_begun
from reports.workflows import review
from tests.reports.making import assembled, figures, gather, in_words, printed, told, url
from tests.support.evaluations import DECIDED, decided, opened, promise, submitted
from tests.support.factories import file_brief, make_member, on
from tests.support.pdfs import in_order, text_of
from tests.support.programs import enter_hours, make_program

pytestmark = pytest.mark.django_db

Y2025, Y2026 = Period.parse("2025"), Period.parse("2026")
SECTION = "program_evaluations"
FEBRUARY = on(date(2026, 2, 10))


@pytest.fixture
def owner(unit) -> Member:
    return make_member(Role.OFFICER, name="Dana Ruiz")


def of_the_year(at=FEBRUARY):
    return gather(SECTION, Y2025, kind="evaluation", frozen_at=at)


def in_the_year(period):
    return gather(SECTION, period, kind="annual", frozen_at=FEBRUARY)


@pytest.fixture
def judged(owner, officer, commander, supervisor):
    """A program with a session and hours, decided on in January 2026."""
    topic = Topic.objects.get(key="fraud")
    program = make_program(owner, name="Lock It", topics=(topic,))
    file_brief(officer, at=on(date(2025, 5, 8)), topic=topic, participants=22)
    enter_hours(program, officer, on=date(2025, 5, 8), at=on(date(2025, 5, 9)), hours="6.50")
    return decided(program, officer, commander, judgement="modify", promises=(promise(supervisor),))


# ---- The report on the evaluations of one year (K-IV.D)


def test_each_program_stands_with_what_it_took_and_what_was_decided(judged):
    words = told(of_the_year(), SECTION)

    assert in_order(
        words,
        "1 program was evaluated and decided on: 0 to keep, 1 to modify, 0 to discontinue.",
        "Lock It, 2025",
        "Evening walks worked; the leaflet did not.",
        "Sessions: 1. Participants: 22. Hours: 6.5. Cost: not entered.",
        "Recommended: modify. Decided: modify, by Maj. Renee Calloway on Jan 28, 2026.",
        "Stop the leaflet Lock It, Sgt. Baptiste",
        "Mar 31, 2026 Promised",
    )
    assert "missing" not in words


def test_a_program_without_a_decision_is_named(judged, owner, officer):
    make_program(owner, name="Night Out")
    submitted(make_program(owner, name="Porch Light"), officer)

    found = of_the_year()

    words = told(found, SECTION)
    assert figures(found)["missing"] == 2
    assert "2 evaluations are missing." in words
    assert in_order(words, "Night Out Not begun No date", "Porch Light Awaiting decision Feb 14")
    assert "late" not in words


def test_after_its_day_a_missing_one_is_late(owner, officer):
    opened(make_program(owner, name="Night Out"), officer)

    words = told(of_the_year(at=on(date(2026, 2, 15))), SECTION)

    assert "Night Out Opened Feb 14, 2026, late" in words


def test_a_program_that_did_not_run_in_the_year_is_not_missing(owner):
    make_program(owner, since=date(2026, 1, 1))

    found = of_the_year()

    assert told(found, SECTION) == "None recorded: evaluations of programs."


def test_the_evaluation_of_another_year_is_not_in_it(judged):
    assert figures(gather(SECTION, Y2026, kind="evaluation"))["decided"] == 0


# ---- What was decided in the year of an annual report (P-III.C.2)


def test_an_annual_report_tells_what_was_decided_in_its_year(judged):
    assert figures(in_the_year(Y2026))["decided"] == 1
    assert figures(in_the_year(Y2025))["decided"] == 0


def test_a_decision_counts_on_the_departments_own_day(owner, officer, commander):
    # The first hour of 2026 in UTC, the last evening of 2025 in Kinston.
    at = on(date(2026, 1, 1), hour=1)
    decided(
        make_program(owner, since=date(2024, 1, 1)),
        officer,
        commander,
        period=Period.parse("2024"),
        sent_at=on(date(2025, 12, 20)),
        at=at,
    )

    assert figures(in_the_year(Y2025))["decided"] == 1


def test_an_evaluation_that_fell_due_in_its_year_and_is_not_decided_is_missing(owner, officer):
    opened(make_program(owner, name="Night Out"), officer)

    found = in_the_year(Y2026)

    assert figures(found)["missing"] == 1
    assert "Night Out Opened" in told(found, SECTION)


def test_the_annual_report_has_the_part_only_with_something_to_tell(db):
    adopt(load_pack("portales"))
    author = make_member(Role.UNIT_SUPERVISOR)

    report = assembled(author, Y2025, "annual")

    assert not report.parts.filter(key=SECTION).exists()


# ---- The report itself


def test_a_year_in_which_no_program_ran_asks_for_no_report(kinston):
    assert [line.definition.key for line in not_begun(date(2026, 2, 1))] == ["quarterly"]


def test_a_year_in_which_one_ran_asks_for_it(owner):
    make_program(owner)

    asked = {line.definition.key: line for line in not_begun(date(2026, 2, 1))}

    assert asked["evaluation"].title == "Annual Evaluation of Programs, 2025"
    assert asked["evaluation"].due_on == date(2026, 2, 14)


@pytest.mark.slow
def test_the_report_goes_to_the_commander_and_is_issued_to_command(
    judged, officer, commander, chief, reading
):
    report = assembled(officer, Y2025, "evaluation")
    page = reading.get(url("report", report))
    review.submit(report, by=officer, at=DECIDED)
    review.approve(report, by=commander, at=FEBRUARY, seen=1)

    words = text_of(printed(report))

    assert (report.number, report.chain) == ("E-2025", [Role.COMMANDER])
    assert report.recipient_roles == [Role.COMMANDER, Role.CHIEF]
    assert "The one part that" in in_words(page.content.decode())
    assert in_order(
        words, "Annual Evaluation of Programs", "1. Evaluation of each program", "Lock It"
    )


def test_an_evaluation_opens_from_its_figure(judged, officer, reading):
    report = assembled(officer, Y2025, "evaluation")

    rows = reading.get(url("records", report, SECTION, "decided"))
    missing = reading.get(url("records", report, SECTION, "actions"))

    assert f'href="{judged.get_absolute_url()}"' in rows.content.decode()
    assert "Stop the leaflet" in missing.content.decode()
