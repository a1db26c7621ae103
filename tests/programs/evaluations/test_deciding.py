"""A commander decides, never an author in any role; the program follows (K-IV.D, floors 1 and 8)."""

import threading
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection

from audit import guards
from jobs.models import Job
from personnel.models import Notice
from personnel.roles import Role
from policies.models import Topic
from programs import kept
from programs.actions import workflow as actions
from programs.evaluations.facts import digest_of
from programs.evaluations.workflows import deciding, evaluations
from programs.evaluations.workflows.deciding import Decision, Incomplete, decide
from programs.evaluations.workflows.evaluations import Words
from programs.models import Discussion, Evaluation, Program
from records.history import StaleRecord, StepRefused
from tests.support.evaluations import (
    DECIDED,
    OPENED,
    REASONS,
    SENT,
    Y2024,
    decided,
    opened,
    promise,
    submitted,
    written,
)
from tests.support.factories import make_member, on
from tests.support.programs import make_program

pytestmark = pytest.mark.django_db

Status = Evaluation.Status
KEEP = Decision("keep", "It is known and costs little.")


@pytest.fixture
def waiting(program, officer, commander) -> Evaluation:
    """Written and sent up by the unit's officer; modify is recommended."""
    return submitted(program, officer)


def judged(evaluation, by, decision=KEEP, *, seen=1, at=DECIDED, **more):
    return decide(evaluation, decision, by=by, at=at, seen=seen, **more)


# ---- Who decides


@pytest.mark.parametrize("role", [Role.COMMANDER, Role.CHIEF])
def test_a_commander_or_the_chief_decides(waiting, unit, role):
    step = judged(waiting, by := make_member(role))

    assert (waiting.status, waiting.decision, waiting.decided_by) == (Status.DECIDED, "keep", by)
    assert (step.from_status, step.role, step.version) == (Status.SUBMITTED, role, 1)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COMMANDER, Role.CHIEF}))
def test_nobody_below_command_decides_or_returns(waiting, unit, role):
    someone = make_member(role)

    with pytest.raises(PermissionDenied, match="A commander or the chief decides"):
        judged(waiting, someone)
    with pytest.raises(PermissionDenied, match="A commander or the chief decides"):
        evaluations.send_back(waiting, by=someone, at=DECIDED, seen=1, note="Count again.")

    assert Evaluation.objects.get().status == Status.SUBMITTED


def test_a_commander_who_owns_the_program_does_not_decide(topic, officer, commander, chief):
    program = make_program(commander, topics=(topic,))
    waiting = submitted(program, officer)

    with pytest.raises(PermissionDenied, match="You own this program"):
        judged(waiting, commander)

    judged(waiting, chief)
    assert waiting.decided_by == chief


def test_handing_the_program_over_first_does_not_help(topic, officer, commander, chief):
    program = make_program(commander, topics=(topic,))
    waiting = submitted(program, officer)
    program.former_owners.create(member=commander, until=date(2026, 1, 25))
    Program.objects.update(owner=officer)

    with pytest.raises(PermissionDenied, match="You owned this program in that year"):
        judged(waiting, commander)


def test_a_writer_who_became_commander_does_not_decide(waiting, officer):
    officer.role = Role.COMMANDER
    officer.save()

    with pytest.raises(PermissionDenied, match="You wrote at this evaluation"):
        judged(waiting, officer)


def test_who_wrote_a_word_that_was_written_over_does_not_decide(program, officer, supervisor):
    evaluation = written(program, supervisor)
    evaluations.write(evaluation, Words("All new.", "keep"), by=officer, at=OPENED, seen=1)
    evaluations.submit(evaluation, by=officer, at=SENT, seen=2)
    supervisor.role = Role.CHIEF
    supervisor.save()

    with pytest.raises(PermissionDenied, match="You wrote at this evaluation"):
        judged(evaluation, supervisor)


def test_who_only_sent_it_up_counts_as_a_writer(program, officer, supervisor):
    evaluation = written(program, officer)
    evaluations.submit(evaluation, by=supervisor, at=SENT, seen=1)
    supervisor.role = Role.COMMANDER
    supervisor.save()

    with pytest.raises(PermissionDenied, match="You wrote at this evaluation"):
        judged(evaluation, supervisor)


def test_who_sent_up_an_earlier_version_does_not_decide(waiting, commander):
    waiting.steps.create(to_status="submitted", by=commander, role=Role.UNIT_SUPERVISOR, version=0)

    with pytest.raises(PermissionDenied, match="You sent this evaluation up"):
        judged(waiting, commander)


def test_a_list_of_what_waits_agrees_with_who_may_decide(
    topic, officer, supervisor, commander, chief
):
    theirs = submitted(make_program(commander, topics=(topic,)), officer)
    others = submitted(make_program(officer), supervisor)
    wrote = submitted(make_program(officer), supervisor)
    wrote.writers.add(chief)
    drafted = written(make_program(officer), supervisor)

    waits = {
        member: set(Evaluation.objects.waiting_for(member))
        for member in (commander, chief, officer, supervisor)
    }

    assert drafted not in waits[chief]
    assert waits == {
        commander: {others, wrote},
        chief: {theirs, others},
        officer: set(),
        supervisor: set(),
    }


# ---- On what


def test_a_version_that_was_not_read_is_not_decided(waiting, officer, commander):
    evaluations.send_back(waiting, by=commander, at=DECIDED, seen=1, note="Say what it cost.")
    evaluations.submit(waiting, by=officer, at=DECIDED, seen=1)

    with pytest.raises(StaleRecord, match="You read version 1; version 2"):
        judged(waiting, commander, seen=1)

    assert Evaluation.objects.get().status == Status.SUBMITTED


def test_a_discussion_that_was_not_read_is_read_first(waiting, officer, commander):
    noted = Discussion(where="compstat", on=date(2026, 1, 22), notes="Ask Streets.")
    evaluations.note_discussion(waiting, noted, by=officer, at=DECIDED)

    with pytest.raises(StaleRecord, match="Another discussion"):
        judged(waiting, commander, discussed=0)

    judged(waiting, commander, discussed=1)
    assert waiting.is_decided


@pytest.mark.parametrize("make", [opened, written])
def test_what_was_not_sent_up_is_not_decided(program, officer, commander, make):
    evaluation = make(program, officer)

    with pytest.raises(StepRefused, match="Nothing was decided"):
        judged(evaluation, commander, seen=0)


# ---- What


def test_the_decision_may_differ_from_the_recommendation(waiting, commander):
    judged(waiting, commander, KEEP)

    assert (waiting.recommendation, waiting.decision) == ("modify", "keep")


@pytest.mark.parametrize(
    ("recommended", "decision", "lacks"),
    [
        ("modify", Decision("keep", " "), "reasons"),
        ("keep", Decision("modify", ""), "reasons"),
        ("keep", Decision("modify", "More of it."), "promised"),
        ("keep", Decision("discontinue", "Nobody came."), "effective_on"),
        (
            "keep",
            Decision("discontinue", "Nobody came.", effective_on=date(2026, 1, 27)),
            "effective_on",
        ),
    ],
)
def test_a_decision_that_lacks_something_is_refused(
    program, officer, commander, recommended, decision, lacks
):
    waiting = submitted(program, officer, recommendation=recommended)

    with pytest.raises(Incomplete) as refused:
        judged(waiting, commander, decision)

    assert refused.value.field == lacks
    assert Evaluation.objects.get().status == Status.SUBMITTED
    assert not waiting.actions.exists()


def test_what_is_kept_as_recommended_needs_no_reason(program, officer, commander):
    waiting = submitted(program, officer, recommendation="keep")

    judged(waiting, commander, Decision("keep"))

    assert waiting.decision_reasons == ""


def test_a_promise_is_for_a_day_to_come_and_somebody_who_works(
    waiting, officer, commander, accreditation_manager
):
    for wrong in (promise(officer, due_on=date(2026, 1, 27)), promise(accreditation_manager)):
        with pytest.raises(Incomplete) as refused:
            judged(waiting, commander, Decision("modify", REASONS, [wrong]))

        assert refused.value.field == "promised"


def test_a_kept_program_promises_nothing(waiting, officer, commander):
    with pytest.raises(Incomplete, match="Only a program that is modified"):
        judged(waiting, commander, Decision("keep", REASONS, [promise(officer)]))


# ---- What follows


def test_a_kept_program_goes_on_and_its_history_says_so(waiting, program, commander):
    judged(waiting, commander)

    program.refresh_from_db()
    step = program.steps.last()
    assert program.status == Program.Status.ACTIVE
    assert (step.from_status, step.to_status, step.by) == ("active", "active", commander)
    assert step.note == "Evaluated for 2025: kept. It is known and costs little."


def test_a_modified_program_goes_on_with_its_promises(waiting, program, officer, owner, commander):
    promises = [promise(officer), promise(owner, "Walk on Saturdays", date(2026, 4, 30))]

    judged(waiting, commander, Decision("modify", REASONS, promises))

    program.refresh_from_db()
    promised = [(a.what, a.owner, a.due_on, a.status) for a in waiting.actions.all()]
    assert program.status == Program.Status.ACTIVE
    assert program.steps.last().note.startswith("Evaluated for 2025: modified.")
    assert promised == [
        ("Stop the leaflet", officer, date(2026, 3, 31), "promised"),
        ("Walk on Saturdays", owner, date(2026, 4, 30), "promised"),
    ]
    told = Notice.objects.filter(to=owner).values_list("text", flat=True)
    assert f"An action on {program.name} is yours, due April 30, 2026." in told


def test_a_discontinued_program_ends_and_closes_its_topics(waiting, program, topic, commander):
    ending = Decision("discontinue", "Nobody came.", effective_on=date(2026, 3, 1))

    judged(waiting, commander, ending)

    program.refresh_from_db()
    topic = Topic.objects.get(pk=topic.pk)
    assert (program.status, program.ended_on) == ("discontinued", date(2026, 3, 1))
    assert topic.closed_on == date(2026, 3, 1)
    assert "was discontinued on March 1, 2026 by Maj. Calloway: Nobody came." in topic.closed_why
    assert waiting.effective_on == date(2026, 3, 1)


def test_of_a_program_that_has_ended_only_the_end_is_decided(waiting, program, commander, chief):
    Program.objects.update(status="discontinued", ended_on=date(2026, 1, 10))

    with pytest.raises(Incomplete, match="is discontinued from January 10, 2026 on"):
        judged(waiting, commander)

    judged(waiting, commander, Decision("discontinue", "It has ended."))
    assert waiting.effective_on == date(2026, 1, 10)


def test_owner_writers_and_the_supervisor_are_told(
    waiting, owner, officer, supervisor, commander, patrol_officer
):
    judged(waiting, commander)

    words = "The evaluation of Lock It, Light It for 2025 is decided by Maj. Calloway: kept."
    told = {notice.to for notice in Notice.objects.filter(text=words)}
    assert told == {owner, officer, supervisor}


def test_the_pdf_is_asked_for_with_the_decision(waiting, commander):
    judged(waiting, commander)

    job = Job.objects.get(task=deciding.PRINT_TASK)
    assert (job.argument, job.asked_by) == (waiting.pk, commander)
    assert job.subject == "PDF of evaluation of Lock It, Light It for 2025"


# ---- Afterwards nothing changes


def test_a_decided_evaluation_cannot_be_changed(program, officer, commander, chief):
    evaluation = decided(program, officer, commander)
    text = digest_of(evaluation)
    discussion = Discussion(where="meeting", on=date(2026, 1, 22), notes="Late.")
    tries = [
        lambda: evaluations.write(
            evaluation, Words("Better."), by=officer, at=DECIDED, seen=evaluation.written
        ),
        lambda: evaluations.gather_again(evaluation, by=officer, at=DECIDED),
        lambda: evaluations.submit(evaluation, by=officer, at=DECIDED, seen=evaluation.written),
        lambda: evaluations.send_back(evaluation, by=chief, at=DECIDED, seen=1, note="Again."),
        lambda: evaluations.note_discussion(evaluation, discussion, by=officer, at=DECIDED),
        lambda: judged(evaluation, chief, Decision("discontinue", "No.", (), date(2026, 5, 1))),
        lambda: judged(evaluation, commander),
    ]

    for take in tries:
        with pytest.raises((PermissionDenied, StepRefused)):
            take()

    stored = Evaluation.objects.get()
    assert (stored.status, stored.decision, stored.decided_by) == (
        Status.DECIDED,
        "keep",
        commander,
    )
    assert stored.digest == text == digest_of(stored)


def test_the_digest_covers_words_figures_promises_and_decision(program, officer, commander):
    evaluation = decided(
        program, officer, commander, judgement="modify", promises=(promise(officer),)
    )
    changes = [
        {"account": "Better."},
        {"reasons": "Other."},
        {"facts": "{}"},
        {"records": "{}"},
        {"decision_reasons": "Other."},
        {"decided_at": DECIDED + timedelta(seconds=1)},
        {"recommendation": "keep"},
    ]

    for change in changes:
        tampered = Evaluation.objects.get()
        for name, value in change.items():
            setattr(tampered, name, value)
        assert digest_of(tampered) != evaluation.digest, change
    with guards_down():
        evaluation.actions.update(what="Something else")
    assert digest_of(evaluation) != evaluation.digest


def test_what_becomes_of_a_promise_leaves_the_digest_as_it_is(program, officer, commander):
    evaluation = decided(
        program, officer, commander, judgement="modify", promises=(promise(officer),)
    )
    action = evaluation.actions.get()

    actions.note_progress(action, by=officer, at=on(date(2026, 3, 2)), to="done", note="Stopped.")
    officer.name = "Tessa Married"
    officer.save()

    assert digest_of(Evaluation.objects.get()) == evaluation.digest


def test_an_earlier_year_stands_beside_a_later_one(program, officer, commander):
    Program.objects.update(started_on=date(2023, 1, 1))
    program.refresh_from_db()
    earlier = decided(program, officer, commander, period=Y2024)

    later = opened(program, officer)

    assert later.gathered["last_decision"]["evaluation"] == earlier.pk


# ---- Two at once


GUARDED = ("hold", "move", "database")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("alone", "wins"), [*((guard, 1) for guard in GUARDED), ("all", 1), ("none", 2)]
)
def test_fault_038_of_two_who_decide_at_once_one_wins(
    program, officer, commander, chief, monkeypatch, alone, wins
):
    """Each of three guards is enough; with none the second writes over the first."""
    waiting = submitted(program, officer)
    names = set(GUARDED) if alone == "all" else {alone}
    together, outcomes = threading.Barrier(2, timeout=20), []

    def decides(member, decision):
        read = Evaluation.objects.get()
        together.wait()
        try:
            decide(read, decision, by=member, at=DECIDED, seen=1)
            outcomes.append("decided")
        except (StepRefused, StaleRecord, IntegrityError):
            outcomes.append("refused")
        finally:
            connection.close()

    modify = Decision("modify", REASONS, [promise(officer)])
    with only_guarded_by(names, monkeypatch):
        two = [
            threading.Thread(target=decides, args=one)
            for one in ((commander, KEEP), (chief, modify))
        ]
        for thread in two:
            thread.start()
        for thread in two:
            thread.join()

    assert sorted(outcomes) == ["decided"] * wins + ["refused"] * (2 - wins)
    assert waiting.steps.filter(to_status=Status.DECIDED).count() == wins


def only_guarded_by(names, monkeypatch):
    if "hold" not in names:
        monkeypatch.setattr(evaluations, "hold", lambda evaluation: None)
    if "move" not in names:
        monkeypatch.setattr(deciding, "move", written_over)
    return nullcontext() if "database" in names else guards_down()


def written_over(evaluation, to, *, steps, **facts):
    """What `move` would be without its condition."""
    Evaluation.objects.filter(pk=evaluation.pk).update(status=to, **facts)
    evaluation.status = to
    return "submitted"


@contextmanager
def guards_down():
    """The database lets everything through, as after a slip of whoever keeps it."""
    guards.let_go(kept.GUARDS, guards.Cursor())
    try:
        yield
    finally:
        guards.keep(kept.GUARDS, guards.Cursor())
