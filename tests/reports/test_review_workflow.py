"""A report on its way up: K-IV.R, N-IV.A, C-3, A-1.A.4; floors 1 and 8."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from jobs.models import Job
from personnel.models import Notice
from personnel.roles import Role
from records.history import StaleRecord, StepRefused
from reports.facts import digest_of
from reports.models import Report
from reports.workflows import assembly, review, writing
from tests.reports.making import AFTER, Q2, assembled, part_of, submitted
from tests.support.factories import make_member

pytestmark = pytest.mark.django_db

LATER = AFTER + timedelta(days=1)
Status = Report.Status


def trail(report):
    return [(s.from_status, s.to_status, s.by, s.version) for s in report.steps.all()]


def test_submitting_makes_a_version_and_tells_the_first_of_the_chain(draft, officer, supervisor):
    step = review.submit(draft, by=officer, at=LATER, note="For the council too.")

    assert (draft.status, draft.version, draft.waits_for) == ("submitted", 1, "unit_supervisor")
    assert (step.note, step.role) == ("For the council too.", Role.COMMUNITY_OFFICER)
    assert Notice.objects.get(to=supervisor).text == (
        "Q-2026-2, Quarterly Community Services Report for April to June 2026, "
        "waits for your approval. It is due July 15, 2026."
    )


def test_who_is_told_after_the_day_is_told_that_it_is_past(waiting, supervisor, officer):
    late = LATER + timedelta(days=60)

    review.send_back(
        waiting, by=supervisor, at=late, seen=1, comments={part_of(waiting): "Say more."}
    )

    [told] = Notice.objects.filter(to=officer, text__contains="returned")
    assert told.text.endswith("for changes. It was due July 15, 2026.")


def test_approvals_follow_the_order_of_the_policy(waiting, officer, supervisor, commander):
    with pytest.raises(PermissionDenied, match="waits for someone else's approval"):
        review.approve(waiting, by=commander, at=LATER, seen=1)

    review.approve(waiting, by=supervisor, at=LATER, seen=1, note="Agreed.")
    assert (waiting.status, waiting.waits_for) == ("submitted", "commander")

    review.approve(waiting, by=commander, at=LATER, seen=1)
    assert (waiting.status, waiting.waits_for, waiting.issued_by) == ("issued", "", commander)
    assert trail(waiting) == [
        ("assembling", "draft", officer, 0),
        ("draft", "submitted", officer, 1),
        ("submitted", "submitted", supervisor, 1),
        ("submitted", "issued", commander, 1),
    ]


def test_a_report_of_the_supervisor_goes_straight_to_the_commander(supervisor, commander):
    report = submitted(supervisor)

    review.approve(report, by=commander, at=LATER, seen=1)

    assert report.is_issued


def test_returning_needs_a_comment(waiting, supervisor):
    with pytest.raises(StepRefused, match="Say in a comment on at least one part"):
        review.send_back(waiting, by=supervisor, at=LATER, seen=1, comments={})
    blank = {part_of(waiting): "  "}
    with pytest.raises(StepRefused):
        review.send_back(waiting, by=supervisor, at=LATER, seen=1, comments=blank)

    assert Report.objects.get().status == Status.SUBMITTED


def test_a_comment_that_is_open_already_is_enough(waiting, supervisor):
    writing.comment(part_of(waiting), by=supervisor, at=LATER, text="Name the lot.")

    review.send_back(waiting, by=supervisor, at=LATER, seen=1, comments={})

    assert waiting.status == Status.RETURNED


def test_a_returned_report_comes_back_as_the_next_version(waiting, officer, supervisor):
    part = part_of(waiting)
    review.send_back(waiting, by=supervisor, at=LATER, seen=1, comments={part: "Name the lot."})

    assert (waiting.status, waiting.waits_for) == ("returned", "")
    assert part.comments.get().text == "Name the lot."
    assert Notice.objects.filter(to=officer, text__contains="returned Q-2026-2").exists()

    writing.write_narrative(part, by=officer, at=LATER, text="The depot lot.", seen=0)
    review.submit(waiting, by=officer, at=LATER)

    assert (waiting.status, waiting.version, waiting.waits_for) == (
        "submitted",
        2,
        "unit_supervisor",
    )


def test_fault_044_an_approval_of_a_version_that_was_overtaken_is_refused(
    waiting, officer, supervisor
):
    review.send_back(
        waiting, by=supervisor, at=LATER, seen=1, comments={part_of(waiting): "Name it."}
    )
    review.submit(waiting, by=officer, at=LATER)

    for step in (review.approve, lambda *a, **k: review.send_back(*a, **k, comments={})):
        with pytest.raises(StaleRecord, match="You read version 1; version 2 has been sent up"):
            step(waiting, by=supervisor, at=LATER, seen=1)

    assert Report.objects.get().waits_for == "unit_supervisor"


def test_fault_038_of_two_who_decide_the_second_is_told(waiting, supervisor):
    second = make_member(Role.UNIT_SUPERVISOR)
    as_second_read_it = Report.objects.get()
    review.send_back(
        waiting, by=supervisor, at=LATER, seen=1, comments={part_of(waiting): "Name it."}
    )

    with pytest.raises(StepRefused, match="not in review any more: it is returned"):
        review.approve(as_second_read_it, by=second, at=LATER, seen=1)

    assert Report.objects.get().status == Status.RETURNED


@pytest.mark.django_db(transaction=True)
def test_fault_038_two_approvals_in_the_same_moment_make_one_step(officer, supervisor, commander):
    report = submitted(officer)
    second, refused = make_member(Role.UNIT_SUPERVISOR), []

    def approve(member):
        try:
            review.approve(Report.objects.get(), by=member, at=LATER, seen=1)
        except PermissionDenied as told:
            refused.append(str(told))
        connection.close()

    deciding = [threading.Thread(target=approve, args=[m]) for m in (supervisor, second)]
    for thread in deciding:
        thread.start()
    for thread in deciding:
        thread.join()

    assert refused == ["It waits for someone else's approval."]
    assert report.steps.filter(from_status="submitted").count() == 1
    assert Report.objects.get().waits_for == "commander"


ALL_STEPS = {
    "submit": lambda report, by: review.submit(report, by=by, at=LATER),
    "approve": lambda report, by: review.approve(report, by=by, at=LATER, seen=report.version),
    "send_back": lambda report, by: review.send_back(
        report, by=by, at=LATER, seen=report.version, comments={report.parts.first(): "Why?"}
    ),
    "again": lambda report, by: assembly.put_together_again(report, by=by, at=LATER),
    "acknowledge": lambda report, by: review.acknowledge(report, by=by, at=LATER),
    "revise": lambda report, by: review.revise(report, by=by, at=LATER, why="Wrong."),
}
# Who could take each step, if the report stood where it is taken.
TAKERS = {"submit": "officer", "again": "officer", "acknowledge": "chief", "revise": "officer"}
ALLOWED = {
    "assembling": set(),
    "draft": {"submit", "again"},
    "submitted": {"approve", "send_back"},
    "returned": {"submit"},
    "issued": {"acknowledge", "revise"},
}


@pytest.fixture
def standing_at(officer, supervisor, commander, chief):
    """A report that came to a status by its workflow."""

    def brought(status):
        if status == "assembling":
            return assembly.request_report("quarterly", Q2, by=officer, at=AFTER)
        report = assembled(officer)
        if status != "draft":
            review.submit(report, by=officer, at=LATER)
        if status == "returned":
            ALL_STEPS["send_back"](report, supervisor)
        if status == "issued":
            ALL_STEPS["approve"](report, supervisor)
            ALL_STEPS["approve"](report, commander)
        assert report.status == status
        return report

    return brought


@pytest.mark.parametrize("status", ALLOWED)
@pytest.mark.parametrize("step", ALL_STEPS)
def test_each_step_is_taken_where_it_may_be_and_nowhere_else(
    standing_at, request, supervisor, status, step
):
    report = standing_at(status)
    taker = request.getfixturevalue(TAKERS.get(step, "supervisor"))
    before = trail(report)

    if step in ALLOWED[status]:
        ALL_STEPS[step](report, taker)
    else:
        with pytest.raises((StepRefused, PermissionDenied)):
            ALL_STEPS[step](report, taker)
        assert Report.objects.get(pk=report.pk).status == status
        assert trail(report) == before


def test_every_status_stands_in_the_table_and_is_reached():
    reached = {status for onward in review.STEPS.values() for status in onward}

    assert review.STEPS.keys() == set(Status)
    assert reached == set(Status)


def test_nobody_approves_a_report_of_their_own(officer, supervisor, commander):
    report = submitted(supervisor)
    supervisor.role = Role.COMMANDER
    supervisor.save()

    with pytest.raises(PermissionDenied, match="Nobody approves a report of their own"):
        review.approve(report, by=supervisor, at=LATER, seen=1)


def test_who_approved_at_one_stage_does_not_approve_at_the_next_in_a_new_role(
    waiting, supervisor, commander
):
    review.approve(waiting, by=supervisor, at=LATER, seen=1)
    supervisor.role = Role.COMMANDER
    supervisor.save()

    with pytest.raises(PermissionDenied, match="already taken a step on this version"):
        review.approve(waiting, by=supervisor, at=LATER, seen=1)

    review.approve(waiting, by=commander, at=LATER, seen=1)
    assert waiting.is_issued


def test_who_wrote_a_part_does_not_approve_it_as_somebody_elses_report(
    draft, officer, supervisor, commander
):
    writing.write_narrative(part_of(draft), by=officer, at=AFTER, text="Mine.", seen=0)
    review.submit(draft, by=officer, at=AFTER)
    for approver in (supervisor, commander):
        review.approve(draft, by=approver, at=AFTER, seen=1)
    officer.role = Role.COMMANDER
    officer.save()
    revision = review.revise(draft, by=supervisor, at=LATER, why="A name was wrong.")
    review.submit(revision, by=supervisor, at=LATER)

    with pytest.raises(PermissionDenied, match="Nobody approves a report of their own"):
        review.approve(revision, by=officer, at=LATER, seen=1)


def test_issuing_names_the_recipients_and_asks_for_the_pdf(issued_report, commander, chief):
    assert {r.member for r in issued_report.recipients.all()} == {commander, chief}
    assert "Please acknowledge it" in Notice.objects.get(to=chief).text
    assert Job.objects.filter(task=review.PRINT_TASK, argument=issued_report.pk).count() == 1


def test_the_digest_is_made_again_from_what_is_stored(issued_report):
    stored = Report.objects.get(pk=issued_report.pk)

    assert len(stored.digest) == 64
    assert digest_of(stored) == stored.digest


def test_a_recipient_acknowledges_once(issued_report, chief, officer):
    recipient = review.acknowledge(issued_report, by=chief, at=LATER)

    assert recipient.acknowledged_at == LATER
    with pytest.raises(PermissionDenied, match="You have acknowledged it"):
        review.acknowledge(issued_report, by=chief, at=LATER)
    with pytest.raises(PermissionDenied, match="It was not issued to you"):
        review.acknowledge(issued_report, by=officer, at=LATER)


def test_no_workflow_changes_an_issued_report(issued_report, officer, supervisor, commander):
    part = part_of(issued_report)
    attempts = [
        lambda: writing.write_narrative(part, by=officer, at=LATER, text="Changed.", seen=0),
        lambda: writing.choose_of_note(part, by=officer, chosen=[]),
        lambda: writing.comment(part, by=supervisor, at=LATER, text="And this?"),
        lambda: assembly.put_together_again(issued_report, by=officer, at=LATER),
        lambda: review.submit(issued_report, by=officer, at=LATER),
        lambda: review.approve(issued_report, by=commander, at=LATER, seen=1),
        lambda: ALL_STEPS["send_back"](issued_report, commander),
    ]
    before = digest_of(issued_report)

    for attempt in attempts:
        with pytest.raises((PermissionDenied, StepRefused)):
            attempt()

    stored = Report.objects.get(pk=issued_report.pk)
    assert digest_of(stored) == stored.digest == before


def test_a_save_that_began_before_submitting_comes_too_late(draft, officer, supervisor):
    part = part_of(draft)
    assert part.report.is_being_written  # as the form that is open remembers it
    review.submit(Report.objects.get(), by=officer, at=LATER)

    with pytest.raises(PermissionDenied, match="It is not being written now"):
        writing.write_narrative(part, by=officer, at=LATER, text="Too late.", seen=0)


def test_two_who_write_one_part_lose_nothing(draft, officer):
    part = part_of(draft)
    writing.write_narrative(part, by=officer, at=LATER, text="First.", seen=0)

    with pytest.raises(StaleRecord):
        writing.write_narrative(part, by=officer, at=LATER, text="Second.", seen=0)

    assert part_of(draft).narrative == "First."


def test_when_the_author_has_left_someone_of_the_same_role_finishes_it(draft, officer, supervisor):
    colleague = make_member(Role.COMMUNITY_OFFICER)
    with pytest.raises(PermissionDenied, match="Officer Lindgren writes this report"):
        review.submit(draft, by=colleague, at=LATER)
    officer.is_active = False
    officer.save()
    draft = Report.objects.get()

    review.submit(draft, by=colleague, at=LATER)

    assert draft.status == Status.SUBMITTED


def test_the_database_keeps_who_and_when_together(draft):
    for status, constraint in (
        ("issued", "report_issued_has_who_when_and_digest"),
        ("submitted", "report_submitted_waits_for_a_role"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Report.objects.filter(pk=draft.pk).update(status=status)


def test_issuing_settles_what_was_still_asked(officer, supervisor, commander):
    report = submitted(officer)
    asked = part_of(report).comments.create(by=supervisor, at=AFTER, text="Since when?")
    for approver in (supervisor, commander):
        review.approve(report, by=approver, at=LATER, seen=report.version)

    asked.refresh_from_db()
    assert (asked.settled_by, asked.settled_at) == (commander, LATER)
