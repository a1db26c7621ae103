"""K-IV.D: every program, every year, in numbers and words; kept, modified or discontinued.

Sessions, hours, cost and what people said of it are entered over the year. In January the duty
opens the evaluation; the unit writes it, a commander returns it and decides. The next year shows
what was promised and what became of it.
"""

from datetime import date

import pytest

from outreach.models import Presentation
from personnel.roles import Role
from policies.models import Category, Topic
from programs.models import Evaluation, Program, ProgramAction
from tests.support.pdfs import in_order
from tests.support.program_walks import Course
from tests.support.walks import Department

OFFICER, SUPERVISOR = Role.COMMUNITY_OFFICER, Role.UNIT_SUPERVISOR
COMMANDER, CHIEF = Role.COMMANDER, Role.CHIEF


@pytest.fixture
def course(db) -> Course:
    """Proposed by the supervisor, owned by the officer, approved by the commander."""
    town = Department("kinston")
    course = Course(town, "Lock It, Light It", "senior_crime_awareness")
    town.post(
        SUPERVISOR,
        date(2025, 1, 2),
        "programs:program-new",
        name=course.name,
        kind="prevention",
        owner=town[OFFICER].pk,
        objectives="Fewer thefts from cars.",
    )
    course.does(OFFICER, date(2025, 1, 3), "topic-new", topic=course.topic.pk, since="2025-01-03")
    course.does(
        COMMANDER, date(2025, 1, 6), "approve", seen=course.program.version, started_on="2025-01-06"
    )
    return course


def enter_a_year(course: Course, year: int, came: int) -> None:
    """Two sessions with what was heard there, hours, money and the cards of one session."""
    traffic = Category.objects.get(key="traffic").pk
    first = course.holds(
        OFFICER,
        date(year, 3, 4),
        came,
        **{"voiced-0-said": "Lamps are out in the lot.", "voiced-0-category": str(traffic)},
    )
    course.holds(OFFICER, date(year, 9, 9), 12)
    hours = {"member": course.town[OFFICER].pk, "on": f"{year}-03-04", "hours": "6.5"}
    course.does(OFFICER, date(year, 3, 5), "hours-new", **hours, what="Walk and way")
    cost = {"on": f"{year}-04-01", "amount": "180.50", "what": "Leaflets"}
    course.does(OFFICER, date(year, 4, 2), "costs-new", **cost)
    cards = {"useful_yes": "9", "useful_unsure": "2", "useful_no": "1", "changed_yes": "7"}
    course.does(
        OFFICER,
        date(year, 3, 5),
        "feedback-new",
        presentation=first.pk,
        quote="He walked me to my car.",
        **cards,
    )


@pytest.mark.slow
def test_k_iv_d_a_program_is_evaluated_every_year_and_the_decision_changes_it(course):
    town = course.town
    enter_a_year(course, 2025, came=28)

    # On the first day after the year the duty opens it, once, with its figures.
    course.is_due(date(2025, 12, 31))
    assert not Evaluation.objects.exists()
    course.is_due(date(2026, 1, 1))
    course.is_due(date(2026, 1, 2))
    assert course.evaluation(2025).due_on == date(2026, 2, 14)
    page = course.reads(OFFICER, date(2026, 1, 5), 2025)
    assert in_order(
        page, "Sessions", ">2</a>", "Participants", ">40</a>", ">6.5</a>", ">$180.50</a>"
    )
    assert "75% yes" in page
    assert "He walked me to my car." in page
    assert "The year before: the program did not run in 2024 yet." in page
    assert "no counts of crime by area are kept" in page

    # It is written, talked about, sent up, returned, and sent up again.
    course.writes(OFFICER, date(2026, 1, 6), 2025, "The walks work.", "modify", "Drop the leaflet.")
    course.steps(
        SUPERVISOR,
        date(2026, 1, 9),
        2025,
        "discussion",
        where="compstat",
        on="2026-01-08",
        title="",
        notes="Keep the walks.",
    )
    course.sends(OFFICER, date(2026, 1, 12), 2025)
    course.steps(COMMANDER, date(2026, 1, 14), 2025, "return", note="What did it cost?", seen=1)
    assert "What did it cost?" in course.reads(OFFICER, date(2026, 1, 15), 2025)
    course.writes(
        OFFICER,
        date(2026, 1, 15),
        2025,
        "The walks work; $6 a head.",
        "modify",
        "Drop the leaflet.",
    )
    course.sends(OFFICER, date(2026, 1, 15), 2025)

    # Nobody decides what they wrote, nor does anyone below command.
    for role in (OFFICER, SUPERVISOR):
        course.decides(role, date(2026, 1, 16), 2025, "keep", "Fine.", expects=403)
    course.decides(
        COMMANDER,
        date(2026, 1, 20),
        2025,
        "modify",
        "Walks on Saturdays too.",
        promises=(
            ("Stop the leaflet", OFFICER, "2026-03-31"),
            ("Walk one Saturday a month", OFFICER, "2026-05-31"),
        ),
    )
    words = course.pdf(CHIEF, date(2026, 1, 21), 2025)
    assert in_order(
        words,
        "Modified",
        "Sent for a decision",
        "Returned",
        "with a remark",
        "Decision: modified",
        "Participants 40",
        "Walks on Saturdays too.",
        "Stop the leaflet",
        "Recommended: modify",
        "What citizens said",
        "He walked me to my car.",
        "The walks work; $6 a head.",
        "CompStat meeting, January 8, 2026",
        "What there is no data for",
    )
    assert course.program.status == Program.Status.ACTIVE

    # What was promised is kept, or is not; the next year says which.
    stopped, saturdays = ProgramAction.objects.order_by("due_on")
    town.post(
        OFFICER,
        date(2026, 3, 20),
        "programs:action",
        stopped.pk,
        to="done",
        note="The last one went out in March.",
    )
    town.post(
        SUPERVISOR,
        date(2026, 6, 2),
        "programs:action",
        saturdays.pk,
        to="dropped",
        note="Nobody is free on Saturdays.",
    )
    enter_a_year(course, 2026, came=3)
    course.is_due(date(2027, 1, 1))
    page = course.reads(CHIEF, date(2027, 1, 5), 2026)
    assert in_order(
        page,
        ">15</a>",
        "40 in 2025",
        "Decided for 2025: modified",
        "Stop the leaflet",
        "The last one went out in March.",
        "Done",
        "Walk one Saturday a month",
        "Nobody is free on Saturdays.",
        "Dropped",
    )

    # The second year ends it, and nothing new is presented under its topic.
    course.writes(
        SUPERVISOR,
        date(2027, 1, 6),
        2026,
        "Nobody comes any more.",
        "discontinue",
        "Use the hours.",
    )
    course.sends(SUPERVISOR, date(2027, 1, 7), 2026)
    course.decides(
        COMMANDER,
        date(2027, 1, 11),
        2026,
        "discontinue",
        "Nobody comes any more.",
        effective_on="2027-02-01",
    )
    assert (course.program.status, course.program.ended_on) == ("discontinued", date(2027, 2, 1))
    course.holds(OFFICER, date(2027, 1, 29), 5)
    refused = course.town.post(
        OFFICER,
        date(2027, 2, 3),
        "outreach:presentation-new",
        expects=422,
        topic=course.topic.pk,
        day="2027-02-03",
        time="08:30",
        place="Library",
        audience="Northgate Seniors",
        participants="9",
        **no_rows(),
    )
    why = "Lock It, Light It was discontinued on February 1, 2027"
    assert why in refused.content.decode()
    assert not Presentation.objects.filter(held_on=date(2027, 2, 3)).exists()
    assert Topic.objects.get(pk=course.topic.pk).closed_on == date(2027, 2, 1)

    # Every year of it stays to be read, as it was decided.
    course.is_due(date(2028, 1, 2))
    assert [one.decision for one in Evaluation.objects.decided().order_by("first_day")] == [
        "modify",
        "discontinue",
    ]
    assert "Decision: modified" in course.reads(Role.ACCREDITATION_MANAGER, date(2028, 1, 3), 2025)


def no_rows() -> dict[str, str]:
    """The management parts of the brief report's rows, all of them empty."""
    return {
        f"{prefix}-{name}": count
        for prefix in ("voiced", "potential")
        for name, count in (("TOTAL_FORMS", "2"), ("INITIAL_FORMS", "0"))
    }


def test_k_iv_d_an_officer_who_became_commander_does_not_decide_what_they_wrote(course):
    course.is_due(date(2026, 1, 1))
    course.writes(OFFICER, date(2026, 1, 6), 2025, "A quiet year.", "keep", "It is known.")
    course.sends(OFFICER, date(2026, 1, 7), 2025)
    promoted = course.town[OFFICER]
    promoted.role = Role.COMMANDER
    promoted.save()

    course.decides(OFFICER, date(2026, 1, 9), 2025, "keep", "Fine.", expects=403)
    assert "You wrote at this evaluation" in course.reads(OFFICER, date(2026, 1, 9), 2025)

    course.decides(COMMANDER, date(2026, 1, 9), 2025, "keep")
    assert course.evaluation(2025).decided_by == course.town[COMMANDER]
