"""Writing, gathering again, sending up, returning, and where it was discussed (K-IV.D, P-III.C.2)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from personnel.models import Member, Notice
from personnel.roles import Role
from programs.evaluations.workflows import evaluations
from programs.evaluations.workflows.evaluations import Words
from programs.models import Discussion, Evaluation
from records.history import StaleRecord, StepRefused
from tests.support.evaluations import (
    ACCOUNT,
    DECIDED,
    OPENED,
    SENT,
    opened,
    submitted,
    written,
)
from tests.support.factories import make_member, on
from tests.support.programs import enter_hours

pytestmark = pytest.mark.django_db

Status = Evaluation.Status
WORDS = Words("The walks worked.", "keep", "Cheap and known.")


def save(evaluation, by, words=WORDS, *, seen=None):
    seen = evaluation.written if seen is None else seen
    evaluations.write(evaluation, words, by=by, at=OPENED, seen=seen)


def send(evaluation, by, *, seen=None, at=SENT, note=""):
    seen = evaluation.written if seen is None else seen
    return evaluations.submit(evaluation, by=by, at=at, seen=seen, note=note)


def test_the_first_words_make_it_a_draft_and_the_next_are_only_saved(program, officer, supervisor):
    evaluation = opened(program, officer)

    save(evaluation, officer, Words("A beginning."))
    save(evaluation, supervisor)

    stored = Evaluation.objects.get()
    assert (stored.status, stored.account, stored.written) == ("drafted", "The walks worked.", 2)
    assert set(stored.writers.all()) == {officer, supervisor}
    assert [step.to_status for step in stored.steps.all()] == ["opened", "drafted"]


def test_the_programs_owner_writes_too(program, officer, owner):
    evaluation = opened(program, officer)

    save(evaluation, owner)

    assert list(evaluation.writers.all()) == [owner]


@pytest.mark.parametrize(
    "role",
    sorted(set(Role) - {Role.COMMUNITY_OFFICER, Role.UNIT_SUPERVISOR}),
)
def test_nobody_else_writes_gathers_or_sends_it(program, officer, role):
    evaluation = written(program, officer)
    stranger = make_member(role)

    for take in (
        lambda: save(evaluation, stranger),
        lambda: evaluations.gather_again(evaluation, by=stranger, at=OPENED),
        lambda: send(evaluation, stranger),
    ):
        with pytest.raises(PermissionDenied):
            take()

    assert list(Evaluation.objects.get().writers.all()) == [officer]


def test_words_from_an_older_state_are_not_saved_over_newer_ones(program, officer, supervisor):
    evaluation = written(program, officer)
    older = Evaluation.objects.get()
    save(evaluation, supervisor)

    with pytest.raises(StaleRecord, match="Nothing was changed"):
        save(older, officer, Words("Mine."), seen=1)

    assert Evaluation.objects.get().account == "The walks worked."


def test_sent_up_it_is_a_version_and_whoever_decides_is_told(
    program, officer, commander, chief, supervisor
):
    evaluation = written(program, officer)

    step = send(evaluation, officer, note="Please soon.")

    words = "The evaluation of Lock It, Light It for 2025 waits for a decision. "
    assert (evaluation.status, evaluation.version) == (Status.SUBMITTED, 1)
    assert (step.note, step.role, step.version) == ("Please soon.", Role.COMMUNITY_OFFICER, 1)
    assert [notice.to for notice in Notice.objects.filter(text__startswith=words)] == [commander]


def test_where_no_commander_may_decide_the_chief_is_told(program, officer, chief):
    evaluation = written(program, officer)

    send(evaluation, officer)

    assert Notice.objects.filter(to=chief, text__contains="waits for a decision").exists()


@pytest.mark.parametrize(
    ("words", "lacks"),
    [(Words("", "keep"), "Write the account first"), (Words("Good."), "Choose keep, modify")],
)
def test_what_is_not_written_yet_is_not_sent(program, officer, words, lacks):
    evaluation = opened(program, officer)
    save(evaluation, officer, words)

    with pytest.raises(StepRefused, match=lacks):
        send(evaluation, officer)

    assert Evaluation.objects.get().status == Status.DRAFTED


def test_what_somebody_else_saved_meanwhile_is_read_before_it_is_sent(program, officer, supervisor):
    evaluation = written(program, officer)
    save(evaluation, supervisor)

    with pytest.raises(StaleRecord):
        send(evaluation, officer, seen=1)


def test_figures_of_an_earlier_day_are_counted_once_more_when_it_is_sent(program, officer):
    evaluation = written(program, officer)
    enter_hours(program, officer, on=date(2025, 5, 5), at=SENT, hours="4")

    send(evaluation, officer)

    stored = Evaluation.objects.get()
    assert stored.frozen_at == SENT
    assert figure(stored, "hours") == 4


def test_figures_of_the_same_day_stand_as_they_were_read(program, officer):
    evaluation = written(program, officer)
    enter_hours(program, officer, on=date(2025, 5, 5), at=OPENED, hours="4")

    send(evaluation, officer, at=OPENED)

    assert figure(Evaluation.objects.get(), "hours") == 0


def test_gathering_again_counts_anew_and_keeps_the_words(program, officer):
    evaluation = written(program, officer)
    enter_hours(program, officer, on=date(2025, 5, 5), at=SENT, hours="4")

    evaluations.gather_again(evaluation, by=officer, at=SENT)

    stored = Evaluation.objects.get()
    assert (stored.account, stored.written, figure(stored, "hours")) == (ACCOUNT, 1, 4)


def test_what_waits_for_a_decision_is_not_written_or_gathered(program, officer):
    evaluation = submitted(program, officer)

    for take in (
        lambda: save(evaluation, officer),
        lambda: evaluations.gather_again(evaluation, by=officer, at=SENT),
        lambda: send(evaluation, officer),
    ):
        with pytest.raises(PermissionDenied, match="not being written"):
            take()


def test_returned_it_says_why_is_written_again_and_goes_up_as_the_next_version(
    program, officer, owner, commander
):
    evaluation = submitted(program, officer)

    step = evaluations.send_back(
        evaluation, by=commander, at=DECIDED, seen=1, note="Say what it cost."
    )
    save(evaluation, officer)
    send(evaluation, officer, at=DECIDED)

    told = Notice.objects.filter(text__contains="was returned by Maj. Calloway")
    assert (step.to_status, step.note) == (Status.RETURNED, "Say what it cost.")
    assert {notice.to for notice in told} == {officer, owner}
    assert (evaluation.status, evaluation.version) == (Status.SUBMITTED, 2)


def test_it_is_not_returned_without_a_word(program, officer, commander):
    evaluation = submitted(program, officer)

    with pytest.raises(StepRefused, match="Say what has to change"):
        evaluations.send_back(evaluation, by=commander, at=DECIDED, seen=1, note="  ")


def test_a_version_that_was_not_read_is_not_returned(program, officer, commander):
    evaluation = submitted(program, officer)

    with pytest.raises(StaleRecord):
        evaluations.send_back(evaluation, by=commander, at=DECIDED, seen=0, note="Again.")


def test_a_discussion_is_kept_with_who_noted_it(program, officer):
    evaluation = submitted(program, officer)
    compstat = Discussion(where="compstat", on=date(2026, 1, 22), notes="Keep the walks.")

    evaluations.note_discussion(evaluation, compstat, by=officer, at=DECIDED)

    stored = evaluation.discussions.get()
    assert (stored.entered_by, stored.entered_at, stored.notes) == (
        officer,
        DECIDED,
        "Keep the walks.",
    )


def test_a_discussion_to_come_is_not_noted(program, officer):
    evaluation = opened(program, officer)
    meeting = Discussion(where="meeting", on=date(2026, 1, 29), notes="To come.")

    with pytest.raises(StepRefused, match="after today"):
        evaluations.note_discussion(evaluation, meeting, by=officer, at=DECIDED)


def test_a_discussion_of_another_year_is_not_noted(program, officer):
    evaluation = opened(program, officer)
    meeting = Discussion(where="meeting", on=date(2024, 12, 31), notes="Long ago.")

    with pytest.raises(StepRefused, match="before 2025"):
        evaluations.note_discussion(evaluation, meeting, by=officer, at=DECIDED)


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        (Role.OFFICER, False),
        (Role.COMMUNITY_OFFICER, True),
        (Role.DIVISION_SUPERVISOR, False),
        (Role.UNIT_SUPERVISOR, True),
        (Role.COMMANDER, True),
        (Role.CHIEF, True),
        (Role.ANALYST, True),
        (Role.TRAINING_OFFICER, False),
        (Role.ACCREDITATION_MANAGER, True),
        (Role.ADMINISTRATOR, False),
    ],
)
def test_who_reads_it(program, officer, role, reads):
    evaluation = opened(program, officer)

    seen = Evaluation.objects.visible_to(make_member(role))

    assert list(seen) == ([evaluation] if reads else [])


def test_whoever_owns_or_wrote_it_reads_it(program, officer, owner):
    evaluation = written(program, officer)
    Member.objects.filter(pk=officer.pk).update(role=Role.OFFICER)

    for member in (owner, Member.objects.get(pk=officer.pk)):
        assert list(Evaluation.objects.visible_to(member)) == [evaluation]


def figure(evaluation, key):
    return next(f["value"] for f in evaluation.gathered["figures"] if f["key"] == key)


def test_time_is_the_departments_when_the_day_is_asked(program, officer):
    """Late in the evening in Kinston it is tomorrow in UTC: the figures are still today's."""
    evaluation = written(program, officer)

    send(evaluation, officer, at=on(date(2026, 1, 6), hour=3))

    assert Evaluation.objects.get().frozen_at == OPENED
