"""Topics and personnel of a program, from one day to another, and which sessions count."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from personnel.models import Notice
from policies.models import Topic
from policies.periods import Period
from programs.catalogue.sessions import sessions_in
from programs.catalogue.workflows.personnel import end_person, name_person
from programs.catalogue.workflows.programs import approve, discontinue
from programs.catalogue.workflows.topics import give_topic, take_topic
from programs.models import Program, ProgramPerson
from records.history import StepRefused
from tests.support.factories import NOON, file_brief, on
from tests.support.programs import make_program, serve, staff

TODAY = date(2026, 5, 13)
YEAR = Period.parse("2026")


@pytest.fixture
def fraud(kinston) -> Topic:
    return Topic.objects.get(key="fraud")


def test_a_topic_is_given_from_today_and_leaves_a_step(program, fraud, officer):
    given = give_topic(program, fraud, by=officer, at=NOON)

    assert (given.since, given.until) == (TODAY, None)
    assert program.steps.get().note == "Topic “Fraud” from May 13, 2026."


def test_a_topic_serves_one_program_at_a_time(program, topic, officer, owner):
    other = make_program(owner, name="Safe Doors")

    with pytest.raises(StepRefused, match="“Senior citizen crime awareness” belongs to Lock It"):
        give_topic(other, topic, by=officer, at=NOON)

    assert not other.topics.exists()
    assert not other.steps.exists()


def test_a_topic_is_not_given_for_days_on_which_another_program_had_it(
    program, topic, officer, owner
):
    program.topics.update(until=date(2026, 3, 31))
    other = make_program(owner, name="Safe Doors")

    with pytest.raises(StepRefused, match="belonged to Lock It, Light It until March 31, 2026"):
        give_topic(other, topic, by=officer, at=NOON, since=date(2026, 3, 31))
    give_topic(other, topic, by=officer, at=NOON, since=date(2026, 4, 1))

    assert other.topics.get().since == date(2026, 4, 1)


def test_the_database_holds_a_topic_to_one_program(program, topic, owner):
    other = make_program(owner)

    with pytest.raises(IntegrityError), transaction.atomic():
        serve(other, topic)


def test_a_stranger_gives_and_takes_no_topic(program, fraud, patrol_officer):
    with pytest.raises(PermissionDenied):
        give_topic(program, fraud, by=patrol_officer, at=NOON)
    with pytest.raises(PermissionDenied):
        take_topic(program.topics.get(), by=patrol_officer, at=NOON)


def test_a_closed_topic_is_not_given_to_a_running_program(
    program, topic, officer, owner, commander
):
    discontinue(program, by=commander, at=NOON, note="Nobody came.")
    other = make_program(owner)

    with pytest.raises(StepRefused, match=r"is closed.*Lock It, Light It was discontinued"):
        give_topic(other, topic, by=officer, at=NOON)


def test_a_proposal_may_take_up_a_closed_topic(program, proposed, topic, officer, commander):
    discontinue(program, by=commander, at=NOON, note="Nobody came.")

    give_topic(proposed, topic, by=officer, at=NOON)

    assert proposed.topics.get().topic == topic
    assert Topic.objects.get(pk=topic.pk).closed_on == TODAY


def test_what_was_discontinued_meanwhile_gets_no_topic(program, fraud, officer, commander):
    read_before = Program.objects.get(pk=program.pk)
    discontinue(program, by=commander, at=NOON, note="Nobody came.")

    with pytest.raises(StepRefused, match="changed it while you were looking"):
        give_topic(read_before, fraud, by=officer, at=NOON)

    assert not fraud.served.exists()


def test_a_topic_added_after_the_proposal_was_read_is_not_approved_unseen(
    proposed, fraud, officer, commander
):
    give_topic(proposed, fraud, by=officer, at=NOON)

    with pytest.raises(StepRefused, match="changed it while you were looking"):
        approve(Program.objects.get(pk=proposed.pk), by=commander, at=NOON, seen=1)
    approve(Program.objects.get(pk=proposed.pk), by=commander, at=NOON, seen=2)

    assert Program.objects.get(pk=proposed.pk).status == "active"


def test_a_topic_taken_after_the_proposal_was_read_is_told_too(proposed, fraud, officer, commander):
    take_topic(serve(proposed, fraud), by=officer, at=NOON)

    with pytest.raises(StepRefused, match="changed it while you were looking"):
        approve(Program.objects.get(pk=proposed.pk), by=commander, at=NOON, seen=1)


def test_a_topic_of_a_running_program_disturbs_nobody_who_edits_it(program, fraud, officer):
    give_topic(program, fraud, by=officer, at=NOON)

    assert Program.objects.get(pk=program.pk).version == 1


def test_a_topic_that_is_taken_serves_until_its_last_day(program, officer):
    served = program.topics.get()

    take_topic(served, by=officer, at=NOON, last_day=date(2026, 4, 30))

    assert program.topics.get().until == date(2026, 4, 30)
    assert program.steps.get().note.endswith("until April 30, 2026.")
    with pytest.raises(StepRefused, match="no longer belongs"):
        take_topic(served, by=officer, at=NOON)


def test_a_topic_does_not_end_before_it_began(program, officer):
    take_topic(program.topics.get(), by=officer, at=NOON, last_day=date(2020, 1, 1))

    assert program.topics.get().until == date(2025, 1, 1)


# ---- Personnel


def test_personnel_is_named_with_its_qualification_and_told(program, officer, patrol_officer):
    person = ProgramPerson(member=patrol_officer, qualification="CPTED course", since=TODAY)

    name_person(program, person, by=officer, at=NOON)

    assert program.personnel.get().qualification == "CPTED course"
    told = Notice.objects.get(to=patrol_officer).text
    assert told == "You work in the program Lock It, Light It from May 13, 2026."
    assert program.steps.get().note.endswith("works in it from May 13, 2026.")


def test_what_was_discontinued_meanwhile_gets_no_personnel(program, officer, commander):
    read_before = Program.objects.get(pk=program.pk)
    discontinue(program, by=commander, at=NOON, note="Nobody came.")

    with pytest.raises(StepRefused, match="changed it while you were looking"):
        name_person(read_before, ProgramPerson(member=officer, since=TODAY), by=officer, at=NOON)

    assert not program.personnel.exists()


def test_nobody_is_named_twice_at_a_time(program, officer, patrol_officer):
    staff(program, patrol_officer)

    with pytest.raises(StepRefused, match="works in Lock It, Light It already"):
        name_person(program, ProgramPerson(member=patrol_officer, since=TODAY), by=officer, at=NOON)


def test_a_stranger_names_and_ends_nobody(program, patrol_officer):
    with pytest.raises(PermissionDenied):
        name_person(
            program, ProgramPerson(member=patrol_officer, since=TODAY), by=patrol_officer, at=NOON
        )
    with pytest.raises(PermissionDenied):
        end_person(staff(program, patrol_officer), by=patrol_officer, at=NOON)


def test_who_ends_stays_as_history_and_may_come_back(program, officer, patrol_officer):
    person = staff(program, patrol_officer)

    end_person(person, by=officer, at=NOON, last_day=date(2026, 4, 30))
    with pytest.raises(StepRefused, match="no longer works"):
        end_person(person, by=officer, at=NOON)
    name_person(program, ProgramPerson(member=patrol_officer, since=TODAY), by=officer, at=NOON)

    assert [p.until for p in program.personnel.order_by("since")] == [date(2026, 4, 30), None]


# ---- Which sessions count


@pytest.mark.parametrize(
    ("held", "counts"),
    [
        (date(2026, 1, 31), False),
        (date(2026, 2, 1), True),
        (date(2026, 3, 31), True),
        (date(2026, 4, 1), False),
    ],
)
def test_a_session_counts_on_the_days_its_topic_served(owner, officer, fraud, held, counts):
    program = make_program(owner)
    serve(program, fraud, since=date(2026, 2, 1), until=date(2026, 3, 31))

    session = file_brief(officer, topic=fraud, held_at=on(held))

    assert (session in sessions_in(program, YEAR)) is counts


def test_a_topic_that_still_serves_counts_and_another_topic_does_not(program, topic, officer):
    session = file_brief(officer, topic=topic)
    file_brief(officer, topic=Topic.objects.get(key="fraud"))

    assert list(sessions_in(program, YEAR)) == [session]


def test_a_session_counts_for_the_program_that_had_its_topic_that_day(owner, officer, fraud):
    before = make_program(owner)
    serve(before, fraud, until=date(2026, 3, 31))
    after = make_program(owner)
    serve(after, fraud, since=date(2026, 4, 1))

    first = file_brief(officer, topic=fraud, held_at=on(date(2026, 3, 31)))
    second = file_brief(officer, topic=fraud, held_at=on(date(2026, 4, 1)))

    assert list(sessions_in(before, YEAR)) == [first]
    assert list(sessions_in(after, YEAR)) == [second]
