"""P-III.C.2: whether a program works is judged at department and CompStat meetings and by what the
public says.

The officer notes where the program was talked about, the management team sends it back and
decides, and whoever assesses the department finds all of it in one document.
"""

from datetime import date

import pytest

from personnel.roles import Role
from policies.periods import Period
from programs.models import Evaluation, Program
from tests.support.pdfs import in_order
from tests.support.program_walks import Course
from tests.support.walks import Department

OFFICER, SUPERVISOR = Role.COMMUNITY_OFFICER, Role.UNIT_SUPERVISOR
COMMANDER, CHIEF = Role.COMMANDER, Role.CHIEF
ASSESSOR = Role.ACCREDITATION_MANAGER


@pytest.fixture
def course(db) -> Course:
    """A program of Portales that ran through 2025, with one session that was heard."""
    town = Department("portales")
    course = Course(town, "Second Look", "home_business_security")
    town.post(
        SUPERVISOR,
        date(2025, 1, 2),
        "programs:program-new",
        name=course.name,
        kind="prevention",
        owner=town[OFFICER].pk,
        objectives="Fewer break-ins behind the shops.",
    )
    course.does(OFFICER, date(2025, 1, 3), "topic-new", topic=course.topic.pk, since="2025-01-03")
    course.does(
        COMMANDER, date(2025, 1, 6), "approve", seen=course.program.version, started_on="2025-01-06"
    )
    talk = course.holds(OFFICER, date(2025, 4, 8), 31)
    cards = {"useful_yes": "11", "useful_unsure": "2", "useful_no": "1"}
    course.does(
        OFFICER,
        date(2025, 4, 9),
        "feedback-new",
        presentation=talk.pk,
        quote="I bought a better lock.",
        **cards,
    )
    return course


def noted(course: Course, role: str, day: date, where: str, on: str, notes: str, title: str = ""):
    """`role` notes on `day` what was said of it at a meeting or by the public."""
    course.steps(role, day, 2025, "discussion", where=where, on=on, title=title, notes=notes)


@pytest.mark.slow
def test_p_iii_c_2_meetings_and_the_public_judge_a_program_and_an_assessor_finds_it(course):
    town = course.town
    # The policy asks for the judging and names no day: the unit opens the year itself.
    course.is_due(date(2026, 1, 5))
    assert not Evaluation.objects.exists()
    opened = {"program": course.program.pk, "year": "2025"}
    town.post(OFFICER, date(2026, 1, 5), "programs:evaluation-new", **opened)
    assert course.evaluation(2025).clause == "P-III.C.2"

    # What was said at the department's meeting, at CompStat and by the public stands in it.
    meeting = "Sergeants want it on both sides of town."
    compstat = "Break-ins at shops are the third most reported."
    public = "Shop owners ask for an evening."
    noted(course, OFFICER, date(2026, 1, 8), "meeting", "2026-01-07", meeting)
    noted(course, OFFICER, date(2026, 1, 9), "compstat", "2026-01-08", compstat)
    noted(
        course,
        SUPERVISOR,
        date(2026, 1, 14),
        "public",
        "2026-01-13",
        public,
        "First Street merchants",
    )
    course.writes(
        OFFICER, date(2026, 1, 15), 2025, "One session, well received.", "modify", "Add an evening."
    )
    course.sends(OFFICER, date(2026, 1, 15), 2025)

    # The management team discusses it: returned with a question, noted once more, decided.
    course.steps(COMMANDER, date(2026, 1, 16), 2025, "return", note="And who pays?", seen=1)
    again = "The merchants pay for the hall."
    noted(course, OFFICER, date(2026, 1, 21), "meeting", "2026-01-21", again)
    course.sends(OFFICER, date(2026, 1, 22), 2025)
    course.decides(OFFICER, date(2026, 1, 23), 2025, "keep", "Ours.", expects=403)
    course.decides(
        COMMANDER,
        date(2026, 1, 26),
        2025,
        "modify",
        "An evening in spring.",
        promises=(("Hold one evening", OFFICER, "2026-05-29"),),
    )

    # The assessor reads the page and takes the document; nothing can be added to it any more.
    page = course.reads(ASSESSOR, date(2026, 3, 2), 2025)
    assert in_order(page, "First Street merchants", public, "Decision: modified")
    late = {"where": "public", "on": "2026-02-02", "title": "", "notes": "Too late."}
    course.steps(OFFICER, date(2026, 2, 3), 2025, "discussion", expects=409, **late)
    words = course.pdf(ASSESSOR, date(2026, 3, 2), 2025)
    assert in_order(
        words,
        "Second Look",
        "III.C.2",
        "with a remark",
        "Decision: modified",
        "An evening in spring.",
        "Hold one evening",
        "I bought a better lock.",
        "One session, well received.",
        "Discussed at",
        "Department meeting, January 7, 2026",
        meeting,
        "CompStat meeting, January 8, 2026",
        compstat,
        "Public input, First Street merchants, January 13, 2026",
        public,
        "Department meeting, January 21, 2026",
        again,
    )
    assert "Too late." not in words
    assert course.program.status == Program.Status.ACTIVE

    # The report to the chief on the year of the decision says how programs were judged.
    report = town.puts_together(SUPERVISOR, date(2027, 1, 5), "annual", Period.parse("2026"))
    town.post(SUPERVISOR, date(2027, 1, 6), "reports:report-submit", report.pk, note="")
    for role in report.chain:
        town.approves(role, date(2027, 1, 8), report)
    annual = town.issued_pdf(report)
    assert in_order(annual, "How programs were judged", "Second Look, 2025", "Decided: modify")
