"""A program from its proposal to its end (K-IV.E.3, K-IV.D)."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from personnel.models import Notice
from policies.models import Topic
from policies.periods import Period
from programs.catalogue.workflows.programs import (
    approve,
    change,
    discontinue,
    pause,
    propose,
    resume,
)
from programs.models import Program
from records.history import StaleRecord, StepRefused
from tests.support.factories import NOON, file_brief, make_member, on
from tests.support.programs import make_program, serve, staff

TODAY = date(2026, 5, 13)


def texts_for(member) -> list[str]:
    return list(Notice.objects.filter(to=member).values_list("text", flat=True))


@pytest.fixture
def draft(owner) -> Program:
    """A program as the form gives it."""
    return Program(name="Porch Lights", owner=owner)


# ---- Proposed and approved


def test_a_program_is_proposed_and_command_is_told(draft, supervisor, commander, chief):
    program = propose(draft, by=supervisor, at=NOON)

    step = program.steps.get()
    assert (program.status, step.to_status, step.by) == ("proposed", "proposed", supervisor)
    assert texts_for(commander) == [f"{supervisor} proposed the program Porch Lights."]
    assert len(texts_for(chief)) == 1


def test_who_may_not_approve_it_is_not_told(draft, supervisor, commander, chief):
    draft.owner = commander

    propose(draft, by=supervisor, at=NOON)

    assert texts_for(commander) == []
    assert len(texts_for(chief)) == 1


def test_an_officer_proposes_nothing(draft, officer):
    with pytest.raises(PermissionDenied):
        propose(draft, by=officer, at=NOON)

    assert not Program.objects.exists()


def test_a_program_comes_in_as_a_proposal_whatever_it_says(draft, supervisor):
    draft.status = "active"

    assert propose(draft, by=supervisor, at=NOON).status == "proposed"


def test_the_same_form_sent_twice_proposes_once(draft, supervisor, owner):
    again = Program(name="Porch Lights", owner=owner, submission=draft.submission)

    first = propose(draft, by=supervisor, at=NOON)

    assert propose(again, by=supervisor, at=NOON) == first
    assert Program.objects.count() == 1


def test_a_form_of_somebody_elses_is_refused(draft, supervisor, owner):
    propose(draft, by=supervisor, at=NOON)
    again = Program(name="Other", owner=owner, submission=draft.submission)

    with pytest.raises(StepRefused, match="somebody else"):
        propose(again, by=make_member(supervisor.role), at=NOON)


def test_a_name_stands_in_the_catalogue_once(draft, supervisor, owner):
    propose(draft, by=supervisor, at=NOON)

    with pytest.raises(StepRefused, match="“Porch Lights” is in the catalogue already"):
        propose(Program(name="Porch Lights", owner=owner), by=supervisor, at=NOON)


def test_approving_lets_it_begin_and_tells_who_waited(proposed, commander, supervisor, owner):
    approve(proposed, by=commander, at=NOON, seen=1, note="Start in June.")

    saved = Program.objects.get(pk=proposed.pk)
    assert (saved.status, saved.started_on, saved.ended_on) == ("active", TODAY, None)
    assert saved.steps.last().note == "Start in June."
    assert texts_for(owner) == [f"{commander} approved the program Porch Lights."]
    assert len(texts_for(supervisor)) == 1


def test_a_program_that_has_long_run_is_approved_with_its_first_day(proposed, commander):
    approve(proposed, by=commander, at=NOON, seen=1, started_on=date(2019, 9, 1))

    assert proposed.started_on == date(2019, 9, 1)


def test_a_program_does_not_begin_tomorrow(proposed, commander):
    with pytest.raises(StepRefused, match="after today"):
        approve(proposed, by=commander, at=NOON, seen=1, started_on=date(2026, 5, 14))


def test_the_supervisor_does_not_approve(proposed, supervisor):
    with pytest.raises(PermissionDenied):
        approve(proposed, by=supervisor, at=NOON, seen=1)


def test_what_was_changed_after_it_was_read_is_not_approved(proposed, commander, officer):
    proposed.objectives = "Fewer dark porches."
    change(proposed, by=officer, at=NOON, seen=1, fields=["objectives"])

    with pytest.raises(StepRefused, match="changed it while you were looking"):
        approve(proposed, by=commander, at=NOON, seen=1)

    assert Program.objects.get(pk=proposed.pk).status == "proposed"


def test_only_a_proposal_is_approved(program, commander):
    with pytest.raises(StepRefused, match="Only a proposed program"):
        approve(program, by=commander, at=NOON, seen=1)

    assert not program.steps.exists()


def test_who_wrote_at_a_proposal_does_not_approve_it(proposed, officer, commander):
    proposed.objectives = "Fewer dark porches."
    change(proposed, by=officer, at=NOON, seen=1, fields=["objectives"])
    officer.role = commander.role
    officer.save()

    with pytest.raises(PermissionDenied, match="wrote at the proposal"):
        approve(proposed, by=officer, at=NOON, seen=2)


# ---- Changed


def test_a_change_is_saved_and_leaves_a_step(program, officer):
    program.objectives, program.partner_agency = "Fewer open doors.", "Power company"

    change(program, by=officer, at=NOON, seen=1, fields=["objectives", "partner_agency"])

    saved = Program.objects.get(pk=program.pk)
    assert (saved.objectives, saved.version) == ("Fewer open doors.", 2)
    step = saved.steps.get()
    assert (step.from_status, step.to_status) == ("active", "active")
    assert step.note == "Changed: objectives, partner agency."


def test_the_second_of_two_changes_is_told(program, officer, supervisor):
    twin = Program.objects.get(pk=program.pk)
    program.objectives = "Fewer open doors."
    change(program, by=officer, at=NOON, seen=1, fields=["objectives"])

    with pytest.raises(StaleRecord):
        change(twin, by=supervisor, at=NOON, seen=1, fields=["objectives"])


def test_what_was_discontinued_meanwhile_is_not_changed(program, officer, commander):
    twin = Program.objects.get(pk=program.pk)
    discontinue(program, by=commander, at=NOON, note="Nobody came.")

    with pytest.raises(PermissionDenied, match="discontinued"):
        change(twin, by=officer, at=NOON, seen=1, fields=["objectives"])


def test_a_stranger_does_not_become_owner_by_the_change_itself(program, patrol_officer):
    program.owner = patrol_officer

    with pytest.raises(PermissionDenied):
        change(program, by=patrol_officer, at=NOON, seen=1, fields=["owner"])

    assert Program.objects.get(pk=program.pk).owner != patrol_officer


def test_the_new_owner_is_told_and_the_old_one_stays_known(program, officer, patrol_officer, owner):
    program.owner = patrol_officer

    change(program, by=officer, at=NOON, seen=1, fields=["owner"])

    former = program.former_owners.get()
    assert (former.member, former.until) == (owner, TODAY)
    assert texts_for(patrol_officer) == ["You own the program Lock It, Light It from now on."]


def test_a_change_of_nothing_leaves_no_step(program, officer):
    change(program, by=officer, at=NOON, seen=1, fields=[])

    assert not program.steps.exists()


# ---- Paused, resumed


def test_a_paused_program_is_resumed(program, supervisor, owner):
    pause(program, by=supervisor, at=NOON, note="School is out.")
    assert Program.objects.get(pk=program.pk).status == "paused"

    resume(program, by=supervisor, at=on(date(2026, 9, 1)), note="School is back.")

    assert Program.objects.get(pk=program.pk).status == "active"
    assert [s.note for s in program.steps.all()] == ["School is out.", "School is back."]
    assert len(texts_for(owner)) == 2


@pytest.mark.parametrize("step", [pause, resume])
def test_an_officer_neither_pauses_nor_resumes(program, officer, step):
    with pytest.raises(PermissionDenied):
        step(program, by=officer, at=NOON, note="No.")


def test_a_proposal_is_neither_paused_nor_resumed(proposed, commander):
    for step in (pause, resume):
        with pytest.raises(StepRefused):
            step(proposed, by=commander, at=NOON, note="No.")

    assert Program.objects.get(pk=proposed.pk).status == "proposed"


def test_of_two_who_end_it_at_once_one_is_refused(program, commander, chief):
    twin = Program.objects.get(pk=program.pk)
    discontinue(program, by=commander, at=NOON, note="Nobody came.")

    with pytest.raises(StepRefused):
        discontinue(twin, by=chief, at=NOON, note="Too dear.")

    assert program.steps.count() == 1


# ---- Discontinued, and taken up again


def test_discontinuing_closes_the_topics_and_says_why(program, topic, commander):
    discontinue(program, by=commander, at=NOON, note="Nobody came.")

    saved, topic = Program.objects.get(pk=program.pk), Topic.objects.get(pk=topic.pk)
    assert (saved.status, saved.ended_on) == ("discontinued", TODAY)
    assert program.topics.get().until == date(2026, 5, 12)
    assert topic.closed_on == TODAY
    assert topic.closed_why == (
        f"Lock It, Light It was discontinued on May 13, 2026 by {commander}: Nobody came."
    )


def test_nothing_is_presented_under_its_topics_from_that_day(program, topic, commander, officer):
    discontinue(program, by=commander, at=NOON, note="Nobody came.", on=date(2026, 6, 1))

    assert file_brief(officer, topic=topic, held_at=on(date(2026, 5, 31)))
    with pytest.raises(StepRefused, match="was discontinued on June 1, 2026"):
        file_brief(officer, topic=topic, at=on(date(2026, 6, 2)), held_at=on(date(2026, 6, 1)))


def test_the_owner_the_personnel_and_the_supervisor_are_told(
    program, owner, patrol_officer, officer, supervisor, commander
):
    staff(program, patrol_officer)
    staff(program, officer, until=date(2026, 1, 31))

    discontinue(program, by=commander, at=NOON, note="Nobody came.")

    for member in (owner, patrol_officer, supervisor):
        assert texts_for(member) == [
            f"Lock It, Light It was discontinued on May 13, 2026 by {commander}."
        ]
    assert texts_for(officer) == texts_for(commander) == []


def test_the_supervisor_does_not_discontinue(program, supervisor):
    with pytest.raises(PermissionDenied):
        discontinue(program, by=supervisor, at=NOON, note="Nobody came.")

    assert not Topic.objects.exclude(closed_on=None).exists()


@pytest.mark.parametrize("status", ["proposed", "active"])
def test_without_a_topic_to_close_it_is_command_all_the_same(owner, supervisor, status):
    bare = make_program(owner, status=status)

    with pytest.raises(PermissionDenied):
        discontinue(bare, by=supervisor, at=NOON, note="Nobody came.")

    assert Program.objects.get(pk=bare.pk).status == status


def test_a_program_does_not_end_before_it_began(program, commander):
    with pytest.raises(StepRefused, match="It began on January 1, 2025"):
        discontinue(program, by=commander, at=NOON, note="No.", on=date(2024, 12, 31))


def test_a_topic_it_no_longer_has_stays_open(program, topic, commander):
    program.topics.update(until=date(2026, 1, 31))

    discontinue(program, by=commander, at=NOON, note="Nobody came.")

    assert Topic.objects.get(pk=topic.pk).closed_on is None
    assert program.topics.get().until == date(2026, 1, 31)


def test_a_declined_proposal_leaves_its_topics_open_and_free(proposed, commander):
    fraud = Topic.objects.get(key="fraud")
    serve(proposed, fraud)

    discontinue(proposed, by=commander, at=NOON, note="We have one like it.")

    assert Topic.objects.get(pk=fraud.pk).closed_on is None
    assert not fraud.served.filter(until=None).exists()
    assert Program.objects.get(pk=proposed.pk).started_on is None


def test_a_declined_proposal_that_is_taken_up_after_all_begins_that_day(proposed, commander):
    discontinue(proposed, by=commander, at=NOON, note="We have one like it.")

    resume(proposed, by=commander, at=on(date(2026, 6, 1)), note="The other one ended.")

    saved = Program.objects.get(pk=proposed.pk)
    assert (saved.status, saved.started_on) == ("active", date(2026, 6, 1))


def test_taking_it_up_again_opens_its_topics(program, topic, commander, officer):
    discontinue(program, by=commander, at=NOON, note="Nobody came.")

    resume(program, by=commander, at=on(date(2026, 6, 1)), note="People ask for it.")

    saved = Program.objects.get(pk=program.pk)
    assert (saved.status, saved.ended_on) == ("active", None)
    assert Topic.objects.get(pk=topic.pk).closed_on is None
    days = list(program.topics.order_by("since").values_list("since", "until"))
    assert days == [(date(2025, 1, 1), date(2026, 5, 12)), (date(2026, 6, 1), None)]


def test_a_topic_another_program_waits_for_is_not_taken_back(program, proposed, topic, commander):
    discontinue(program, by=commander, at=NOON, note="Nobody came.")
    serve(proposed, topic, since=TODAY)

    resume(program, by=commander, at=on(date(2026, 6, 1)), note="People ask for it.")

    assert Topic.objects.get(pk=topic.pk).closed_on == TODAY
    assert not program.topics.filter(until=None).exists()


def test_a_topic_closed_with_another_program_stays_closed(program, topic, commander, owner):
    fraud = Topic.objects.get(key="fraud")
    other = make_program(owner, topics=(fraud,))
    serve(program, fraud, until=date(2024, 12, 31))
    discontinue(other, by=commander, at=NOON, note="Too dear.")
    discontinue(program, by=commander, at=NOON, note="Nobody came.")

    resume(program, by=commander, at=NOON, note="People ask for it.")

    assert Topic.objects.get(pk=topic.pk).closed_on is None
    assert Topic.objects.get(pk=fraud.pk).closed_on == TODAY


def test_approving_a_new_program_opens_the_closed_topics_it_takes_up(
    program, proposed, topic, commander
):
    discontinue(program, by=commander, at=NOON, note="Nobody came.")
    serve(proposed, topic, since=TODAY)

    approve(proposed, by=commander, at=NOON, seen=1)

    assert Topic.objects.get(pk=topic.pk).closed_on is None


# ---- Which programs ran


@pytest.mark.parametrize(
    ("facts", "ran"),
    [
        ({"since": date(2025, 12, 31)}, True),
        ({"since": date(2026, 1, 1)}, False),
        ({"status": "paused"}, True),
        ({"status": "proposed"}, False),
        ({"status": "discontinued", "ended_on": date(2025, 1, 2)}, True),
        ({"status": "discontinued", "ended_on": date(2025, 1, 1)}, False),
        ({"status": "discontinued", "started_on": None}, False),
    ],
)
def test_a_program_ran_in_a_year_it_had_begun_in_and_was_not_over_before(owner, facts, ran):
    made = make_program(owner, **facts)

    assert Program.objects.ran_in(Period.parse("2025")).filter(pk=made.pk).exists() is ran


def test_running_programs_are_the_active_ones(owner):
    active = make_program(owner)
    for status in ("proposed", "paused", "discontinued"):
        make_program(owner, status=status)

    assert list(Program.objects.running()) == [active]
