"""Every year's evaluations: opened by the policy's duty, or by hand (K-IV.D, P-III.C.2)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from personnel.models import Notice
from personnel.roles import Role
from policies.adoption import adopt
from policies.models import Department, PolicyVersion, Setting
from policies.packs import load_pack
from policies.periods import Period
from programs.evaluations.gathering import gather
from programs.evaluations.workflows.opening import DUE_DAYS, open_due, open_evaluation
from programs.models import Evaluation, Program
from programs.tasks import open_evaluations
from records.history import StepRefused
from tests.support.evaluations import OPENED, Y2024, Y2025, Y2026, opened
from tests.support.factories import make_member, on
from tests.support.programs import make_program

pytestmark = pytest.mark.django_db


def test_each_program_that_ran_in_the_year_gets_one(program, officer):
    paused = make_program(officer, status="paused")
    ended = make_program(officer, status="discontinued", ended_on=date(2025, 6, 30))
    make_program(officer, status="proposed")
    make_program(officer, since=date(2026, 1, 2))
    make_program(
        officer, status="discontinued", since=date(2023, 1, 1), ended_on=date(2024, 12, 31)
    )

    found = open_due(OPENED)

    assert {one.program for one in found} == {program, paused, ended}
    assert {(one.first_day, one.last_day) for one in found} == {(Y2025.first, Y2025.last)}


def test_a_program_that_ended_as_the_year_began_did_not_run_in_it(officer, kinston):
    make_program(officer, status="discontinued", since=Y2024.first, ended_on=Y2025.first)

    assert open_due(OPENED) == []


def test_opening_twice_opens_once(program):
    first = open_due(OPENED)

    again = open_due(on(date(2026, 8, 1)))

    assert (len(first), again, Evaluation.objects.count()) == (1, [], 1)


def test_one_that_was_opened_by_hand_is_left_alone(program, officer):
    by_hand = opened(program, officer)

    assert open_due(OPENED) == []
    assert opened(program, officer) == by_hand


def test_of_two_who_open_at_once_the_second_gets_the_firsts(program, officer, monkeypatch):
    def meanwhile(evaluation, at):
        monkeypatch.undo()
        opened(program, officer)
        return gather(evaluation, at)

    monkeypatch.setattr("programs.evaluations.workflows.opening.gather", meanwhile)

    second = opened(program, officer)

    assert second == Evaluation.objects.get()


def test_it_is_due_as_many_days_after_its_year_as_the_policy_says(program, officer):
    assert opened(program, officer).due_on == date(2026, 2, 14)


def test_the_departments_own_number_of_days_counts(program, officer):
    Setting.objects.create(key="program_evaluation_due_days", value=60)

    assert opened(program, officer).due_on == date(2026, 3, 1)


def test_it_names_the_clause_and_the_version_that_ruled(program, officer):
    evaluation = opened(program, officer)

    assert (evaluation.clause, evaluation.policy) == ("K-IV.D", PolicyVersion.objects.get())


@pytest.mark.parametrize(
    ("pack", "clause"),
    [("portales", "P-III.C.2"), ("asheville", ""), ("cambridge", ""), ("new_canaan", "")],
)
def test_a_policy_without_the_duty_opens_none_by_itself(db, pack, clause):
    adopt(load_pack(pack))
    supervisor = make_member(Role.UNIT_SUPERVISOR)
    year = Period.parse("2025", starts=Department.objects.get().year_starts)
    program = make_program(supervisor, since=date(2024, 1, 1))
    after = on(date(2026, 8, 1))

    assert open_due(after) == []
    by_hand = open_evaluation(program, year, by=supervisor, at=after)
    assert by_hand.clause == clause
    assert (by_hand.due_on - by_hand.last_day).days == DUE_DAYS


def test_a_department_that_has_adopted_nothing_yet_is_left_in_peace(db):
    open_evaluations()

    assert not Evaluation.objects.exists()


def test_the_year_is_the_departments_own(program, officer):
    Department.objects.update(year_starts=7)

    [found] = open_due(on(date(2026, 7, 3)))

    assert (found.first_day, found.last_day) == (date(2025, 7, 1), date(2026, 6, 30))


def test_in_the_departments_time_the_year_ends_later_than_in_utc(program):
    still_the_old_year = on(date(2026, 1, 1), hour=3)

    assert [one.period for one in open_due(still_the_old_year)] == []
    assert [one.period for one in open_due(on(date(2026, 1, 1), hour=6))] == [Y2025]


def test_only_a_year_that_has_ended_is_evaluated(program, officer):
    with pytest.raises(StepRefused, match="2026 has not ended. .* from January 1, 2027"):
        opened(program, officer, period=Y2026)


def test_on_its_last_day_a_year_has_not_ended(program, officer):
    with pytest.raises(StepRefused, match="2025 has not ended"):
        opened(program, officer, at=on(date(2025, 12, 31)))

    assert opened(program, officer, at=on(date(2026, 1, 1))).period == Y2025


def test_only_a_whole_reporting_year_is_evaluated(program, officer):
    for words in ("2025-Q4", "2025-11"):
        with pytest.raises(StepRefused, match="a whole reporting year"):
            opened(program, officer, period=Period.parse(words))


def test_only_a_year_in_which_it_ran_is_evaluated(program, officer):
    with pytest.raises(StepRefused, match="did not run in 2024"):
        opened(program, officer, period=Y2024)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COMMUNITY_OFFICER, Role.UNIT_SUPERVISOR}))
def test_only_the_unit_opens_one_by_hand(program, role):
    with pytest.raises(PermissionDenied):
        opened(program, make_member(role))


def test_owner_and_supervisor_are_told_once(program, owner, supervisor):
    open_due(OPENED)
    open_due(OPENED)

    words = "The evaluation of Lock It, Light It for 2025 is open. It is due February 14, 2026."
    assert {notice.to for notice in Notice.objects.filter(text=words)} == {owner, supervisor}
    assert Notice.objects.count() == 2


def test_a_person_who_opens_it_leaves_a_step_and_the_timetable_none(program, officer):
    by_hand = opened(program, officer)
    other = make_program(officer)
    [by_itself] = open_due(OPENED)

    assert by_itself.program == other
    assert [(s.to_status, s.by, s.version) for s in by_hand.steps.all()] == [("opened", officer, 0)]
    assert not by_itself.steps.exists()


def test_its_figures_are_there_from_the_start(program, officer):
    evaluation = opened(program, officer)

    assert evaluation.frozen_at == OPENED
    assert evaluation.gathered["year"] == "2025"


def test_a_program_keeps_its_evaluations(program, officer):
    opened(program, officer)

    assert Program.objects.get(pk=program.pk).evaluations.count() == 1
