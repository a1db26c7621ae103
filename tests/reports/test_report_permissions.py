"""Who may do what with a report, and above all who may not (trust matrix, rows 37 to 39)."""

import pytest

from personnel.roles import Role
from reports import permissions as may
from reports.models import Report
from reports.workflows import assembly
from tests.reports.making import Q2
from tests.support.factories import make_member

pytestmark = pytest.mark.django_db

EVERYONE = set(Role)
READ_ALL = {
    Role.COMMUNITY_OFFICER,
    Role.DIVISION_SUPERVISOR,
    Role.UNIT_SUPERVISOR,
    Role.COMMANDER,
    Role.CHIEF,
    Role.ACCREDITATION_MANAGER,
}
IN_CHAIN = {Role.UNIT_SUPERVISOR, Role.COMMANDER}


@pytest.fixture
def people(officer, supervisor, commander, chief):
    """One member of each role, none of them the author."""
    return {role: make_member(role) for role in Role}


def allowed(people, verdict, report):
    return {role for role, member in people.items() if verdict(member, report)}


def test_who_asks_for_a_report(people):
    _, definition = assembly.definition_for("quarterly", Q2)

    assert allowed(people, may.may_request, definition) == {
        Role.COMMUNITY_OFFICER,
        Role.UNIT_SUPERVISOR,
    }


def test_who_sees_a_report_before_it_is_issued(people, draft, officer):
    seeing = {r for r, m in people.items() if draft in Report.objects.visible_to(m)}

    assert seeing == READ_ALL
    assert draft in Report.objects.visible_to(officer)


def test_who_sees_an_issued_report(people, issued_report):
    training = people[Role.TRAINING_OFFICER]
    issued_report.recipients.create(member=training)

    seeing = {r for r, m in people.items() if issued_report in Report.objects.visible_to(m)}

    assert seeing == READ_ALL | {Role.TRAINING_OFFICER}


def test_what_is_meant_for_someone_is_not_seen_before_it_is_issued(people, draft):
    training = people[Role.TRAINING_OFFICER]
    draft.recipients.create(member=training)

    assert draft not in Report.objects.visible_to(training)


def test_nobody_but_the_author_writes_and_submits_a_draft(people, draft, officer):
    assert allowed(people, may.may_write, draft) == set()
    assert allowed(people, may.may_submit, draft) == set()
    assert may.may_write(officer, draft)
    assert may.may_submit(officer, draft)


def test_nobody_writes_what_is_in_review_or_issued(people, waiting, officer, commander):
    everyone = [*people.values(), officer]
    assert not any(may.may_write(member, waiting) for member in everyone)

    waiting.status = "issued"
    assert not any(may.may_write(member, waiting) for member in everyone)


def test_the_author_and_the_chain_comment_and_nobody_else(people, waiting, officer):
    assert allowed(people, may.may_comment, waiting) == IN_CHAIN
    assert may.may_comment(officer, waiting)


def test_only_the_role_it_waits_for_decides(people, waiting, officer):
    assert allowed(people, may.may_decide, waiting) == {Role.UNIT_SUPERVISOR}
    assert not may.may_decide(officer, waiting)

    waiting.waits_for = Role.COMMANDER
    assert allowed(people, may.may_decide, waiting) == {Role.COMMANDER}


def test_a_role_without_authority_does_not_decide_whatever_a_policy_says(people, waiting):
    waiting.waits_for = Role.ACCREDITATION_MANAGER

    assert allowed(people, may.may_decide, waiting) == set()


def test_who_answers_for_a_report_and_its_author_start_a_revision(people, issued_report, officer):
    assert allowed(people, may.may_revise, issued_report) == {
        Role.UNIT_SUPERVISOR,
        Role.COMMANDER,
    }
    assert may.may_revise(officer, issued_report)


def test_only_those_it_was_issued_to_acknowledge(people, issued_report, chief):
    assert allowed(people, may.may_acknowledge, issued_report) == {Role.COMMANDER, Role.CHIEF}
    assert not may.may_acknowledge(make_member(Role.CHIEF), issued_report)


@pytest.mark.parametrize("role", [Role.ACCREDITATION_MANAGER, Role.ADMINISTRATOR])
def test_who_only_reads_takes_no_step_even_on_an_own_report(draft, officer, role):
    officer.role = role
    officer.save()

    assert not may.may_write(officer, draft)
    assert not may.may_submit(officer, draft)


def test_a_refusal_says_why_and_by_which_clause(waiting, officer, commander):
    own, not_yet = may.may_decide(officer, waiting), may.may_decide(commander, waiting)

    assert (own.reason, own.clause) == ("Nobody approves a report of their own.", "K-IV.R")
    assert (not_yet.reason, not_yet.clause) == ("It waits for someone else's approval.", "K-IV.R")
