"""How a concern moves: every step with who, when and why, and no step out of turn (N-IV.B)."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from outreach.concerns.workflows import concerns as workflow
from outreach.concerns.workflows.concerns import STEPS
from outreach.concerns.workflows.intake import Intake, first_words, log
from outreach.models import Concern, ConcernNote, NumberSeries
from personnel.models import Notice
from personnel.roles import Role
from records.history import StaleRecord, StepRefused
from tests.outreach.advancing import NEXT_DAY, PATHS, bring_to, refer, take
from tests.support.factories import NOON, a_category, log_concern, make_member

Status = Concern.Status
REACHED_BY = {
    Status.ESCALATED: "escalate",
    Status.REVIEWED: "review",
    Status.ASSIGNED: "assign",
    Status.REFERRED: "refer",
    Status.RESOLVED: "resolve",
    Status.CLOSED: "close",
    Status.REOPENED: "reopen",
}
# Half past eleven at night on June 30 in Kinston; in UTC it is July already.
LAST_NIGHT_OF_JUNE = datetime(2026, 7, 1, 3, 30, tzinfo=UTC)


def an_intake(**facts):
    return Intake(**{"said": "Cars speed.", "category": a_category(), **facts})


def test_every_status_says_where_it_can_go():
    assert set(STEPS) == set(Status)


def test_every_status_is_reached_from_the_first_one():
    reached, found = set(), {Status.LOGGED}
    while found:
        reached |= found
        found = {onward for status in found for onward in STEPS[status]} - reached

    assert reached == set(Status)


@pytest.mark.parametrize("status", PATHS)
def test_a_concern_comes_to_every_status_step_by_step(concern, officer, supervisor, status):
    bring_to(status, concern, officer=officer, supervisor=supervisor)

    statuses = list(concern.steps.values_list("to_status", flat=True))
    assert statuses[0] == Status.LOGGED
    assert statuses[-1] == status
    assert Concern.objects.get(pk=concern.pk).status == status


OUT_OF_TURN = [
    (status, step)
    for status in Status
    for to, step in REACHED_BY.items()
    if to not in STEPS[status]
]


@pytest.mark.parametrize(("status", "step"), OUT_OF_TURN)
def test_a_step_out_of_turn_changes_nothing(concern, officer, supervisor, status, step):
    bring_to(status, concern, officer=officer, supervisor=supervisor)
    taken = concern.steps.count()

    with pytest.raises((StepRefused, PermissionDenied)):
        take(step, concern, officer=officer, supervisor=supervisor)

    assert Concern.objects.get(pk=concern.pk).status == status
    assert concern.steps.count() == taken


def test_a_step_says_from_where_to_where_who_when_and_why(concern, officer):
    step = workflow.escalate(concern, by=officer, at=NEXT_DAY, note="The street is the city's.")

    assert (step.from_status, step.to_status) == (Status.LOGGED, Status.ESCALATED)
    assert (step.by, step.at, step.note) == (officer, NEXT_DAY, "The street is the city's.")


def test_of_two_who_escalate_at_once_the_second_is_refused(concern, officer):
    seen_by_another = Concern.objects.get(pk=concern.pk)
    workflow.escalate(concern, by=officer, at=NEXT_DAY, note="First.")

    with pytest.raises(StepRefused, match="from “Escalated” to “Escalated”"):
        workflow.escalate(seen_by_another, by=officer, at=NEXT_DAY, note="Second.")

    assert concern.steps.filter(to_status=Status.ESCALATED).count() == 1


def test_logging_gives_a_number_an_owner_and_a_day_to_answer_by(officer):
    concern = log(an_intake(efforts="Watched for an hour."), by=officer, at=NOON)

    assert concern.number == "C-2026-0001"
    assert (concern.owner, concern.division) == (officer, officer.division)
    assert concern.answer_by == date(2026, 5, 27)
    assert concern.notes.get().kind == ConcernNote.Kind.EFFORT


def test_nobody_waits_for_an_answer_that_nobody_wants(officer):
    concern = log(an_intake(wants_answer=False), by=officer, at=NOON)

    assert concern.answer_by is None


def test_a_concern_of_the_last_night_of_june_counts_for_june(officer):
    concern = log(an_intake(), by=officer, at=LAST_NIGHT_OF_JUNE)

    assert concern.logged_on == date(2026, 6, 30)
    assert concern.logged_at == LAST_NIGHT_OF_JUNE


def test_the_number_carries_the_year_of_the_local_day(officer):
    new_years_eve = datetime(2027, 1, 1, 4, 59, tzinfo=UTC)

    concern = log(an_intake(), by=officer, at=new_years_eve)

    assert concern.number.startswith("C-2026-")


def test_the_same_form_sent_twice_makes_one_concern(officer):
    key = uuid4()

    first = log(an_intake(), by=officer, at=NOON, submission=key)
    second = log(an_intake(), by=officer, at=NOON, submission=key)

    assert first == second
    assert Concern.objects.count() == 1
    assert NumberSeries.objects.get(prefix="C").last == 1


def test_another_members_form_is_never_handed_out(officer, patrol_officer):
    key = uuid4()
    log(an_intake(), by=officer, at=NOON, submission=key)

    with pytest.raises(StepRefused, match="already used"):
        log(an_intake(), by=patrol_officer, at=NOON, submission=key)

    assert Concern.objects.count() == 1


def test_escalating_tells_the_supervisor_of_the_division(patrol_officer, patrol_supervisor):
    concern = log_concern(patrol_officer)
    patrol_officer.refresh_from_db()

    workflow.escalate(concern, by=patrol_officer, at=NEXT_DAY, note="Beyond me.")

    assert [notice.to for notice in Notice.objects.all()] == [patrol_supervisor]


def test_who_escalates_elsewhere_reaches_a_supervisor_who_can_see_it(
    officer, supervisor, patrol_officer, patrol_supervisor
):
    concern = bring_to(
        Status.REVIEWED, log_concern(officer), officer=officer, supervisor=supervisor
    )
    workflow.assign(concern, by=supervisor, at=NEXT_DAY, to=patrol_officer)
    Notice.objects.all().delete()

    workflow.escalate(concern, by=patrol_officer, at=NEXT_DAY, note="Beyond me.")

    assert [notice.to for notice in Notice.objects.all()] == [supervisor]


def test_who_escalated_does_not_review(concern, supervisor):
    workflow.escalate(concern, by=supervisor, at=NEXT_DAY, note="For command.")

    with pytest.raises(PermissionDenied, match="escalated it yourself"):
        workflow.review(concern, by=supervisor, at=NEXT_DAY, note="Fine.")


def test_assigning_says_to_whom_and_makes_them_the_owner(
    concern, officer, supervisor, patrol_officer
):
    bring_to(Status.REVIEWED, concern, officer=officer, supervisor=supervisor)

    step = workflow.assign(
        concern, by=supervisor, at=NEXT_DAY, to=patrol_officer, note="Your beat."
    )

    assert step.note == "To Officer Okoye. Your beat."
    assert Concern.objects.get(pk=concern.pk).owner == patrol_officer


def test_a_concern_is_not_assigned_to_someone_who_only_reads(
    concern, officer, supervisor, accreditation_manager
):
    bring_to(Status.REVIEWED, concern, officer=officer, supervisor=supervisor)

    with pytest.raises(StepRefused, match="does not take concerns"):
        workflow.assign(concern, by=supervisor, at=NEXT_DAY, to=accreditation_manager)


def test_who_resolved_does_not_close(concern, supervisor):
    workflow.resolve(concern, by=supervisor, at=NEXT_DAY, note="Settled.")

    with pytest.raises(PermissionDenied, match="You resolved it"):
        workflow.close(concern, by=supervisor, at=NEXT_DAY)


def test_closing_keeps_the_day_it_was_resolved(concern, officer, supervisor):
    workflow.resolve(concern, by=officer, at=NEXT_DAY, note="Settled.")

    workflow.close(concern, by=supervisor, at=NEXT_DAY + timedelta(days=5))

    assert Concern.objects.get(pk=concern.pk).settled_on == date(2026, 5, 14)


def test_reopening_makes_it_open_again_and_tells_its_owner(concern, officer, supervisor):
    bring_to(Status.CLOSED, concern, officer=officer, supervisor=supervisor)

    workflow.reopen(concern, by=supervisor, at=NEXT_DAY, note="It began again.")

    assert Concern.objects.get(pk=concern.pk).settled_on is None
    assert Notice.objects.filter(to=officer, text__contains="reopened").exists()


def test_a_referred_concern_is_not_resolved_before_its_outcome(concern, officer, supervisor):
    bring_to(Status.REFERRED, concern, officer=officer, supervisor=supervisor)

    with pytest.raises(PermissionDenied, match="outcome is not recorded"):
        workflow.resolve(concern, by=officer, at=NEXT_DAY, note="Done.")


def test_an_answer_is_given_once(concern, officer):
    workflow.answer(concern, by=officer, at=NEXT_DAY, text="Called her.")
    seen_before = Concern.objects.get(pk=concern.pk)
    seen_before.answered_on = None

    with pytest.raises(StepRefused, match="while you were writing"):
        workflow.answer(seen_before, by=officer, at=NEXT_DAY, text="Wrote to her.")

    assert Concern.objects.get(pk=concern.pk).answer == "Called her."


def test_a_correction_is_kept_with_what_stood_there_before(concern, officer):
    concern.place = "Weaver Street"

    workflow.correct(
        concern, by=officer, at=NEXT_DAY, seen=1, changes={"place": "Where: “nothing” became …"}
    )

    assert concern.notes.get().text == "Where: “nothing” became …"
    assert Concern.objects.get(pk=concern.pk).version == 2


def test_a_correction_of_an_older_version_is_refused(concern, officer):
    another = Concern.objects.get(pk=concern.pk)
    concern.place = "Weaver Street"
    workflow.correct(concern, by=officer, at=NEXT_DAY, seen=1, changes={"place": "Weaver Street"})
    another.place = "Larch Street"

    with pytest.raises(StaleRecord):
        workflow.correct(another, by=officer, at=NEXT_DAY, seen=1, changes={"place": "Larch"})

    assert Concern.objects.get(pk=concern.pk).place == "Weaver Street"
    assert concern.notes.count() == 1


def test_a_restricted_concern_is_with_command_from_the_start(commander, restricted, officer):
    another = log_concern(officer, restricted=True)

    assert another.owner == commander
    assert Notice.objects.filter(to=commander, text__contains=another.number).exists()
    assert not Notice.objects.exclude(to=commander).exists()


def test_a_restricted_concern_never_goes_to_the_person_it_is_about(officer, commander, chief):
    concern = log_concern(officer, restricted=True, about_member=commander)
    assert concern.owner == chief
    workflow.resolve(concern, by=chief, at=NEXT_DAY, note="Looked into.")
    workflow.reopen(concern, by=chief, at=NEXT_DAY, note="Again.")

    with pytest.raises(StepRefused, match="stays with command"):
        workflow.assign(concern, by=chief, at=NEXT_DAY, to=commander)

    assert not Notice.objects.filter(to=commander).exists()


def test_a_restricted_concern_goes_its_whole_way_within_command(commander, restricted):
    workflow.escalate(restricted, by=commander, at=NEXT_DAY, note="For review.")
    workflow.review(restricted, by=commander, at=NEXT_DAY, note="Looked at the video.")
    workflow.assign(restricted, by=commander, at=NEXT_DAY, to=commander)

    step = workflow.resolve(restricted, by=commander, at=NEXT_DAY, note="Spoken with.")

    assert step.to_status == Status.RESOLVED
    assert not Notice.objects.exclude(to=commander).exists()


def test_a_restricted_concern_is_referred_to_no_division(restricted, chief, patrol):
    restricted.status = Status.REVIEWED
    restricted.save()

    with pytest.raises(StepRefused, match="stays with command"):
        refer(restricted, by=chief, to_division=patrol)


def test_reading_who_raised_it_is_recorded_before_it_is_shown(officer):
    concern = log_concern(officer, reporter_name="Maria Quintero")

    reporter = workflow.read_identity(concern, by=officer, at=NEXT_DAY)

    assert reporter.name == "Maria Quintero"
    assert [reading.by for reading in concern.identity_readings.all()] == [officer]


def test_a_refused_reading_leaves_no_trace_of_the_name(officer):
    concern = log_concern(officer, reporter_name="Maria Quintero")
    analyst = make_member(Role.ANALYST)

    with pytest.raises(PermissionDenied, match="without the names"):
        workflow.read_identity(concern, by=analyst, at=NEXT_DAY)

    assert not concern.identity_readings.exists()


@pytest.mark.parametrize(
    ("said", "summary"),
    [
        ("Cars speed past the school. One nearly hit a child.", "Cars speed past the school"),
        ("  Noise\n at night ", "Noise at night"),
        ("word " * 40, "word " * 15 + "word…"),
    ],
)
def test_the_summary_is_the_first_thing_said(said, summary):
    assert first_words(said) == summary
