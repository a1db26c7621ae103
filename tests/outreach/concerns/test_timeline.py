"""One dated list of all that happened, newest first, with what is expected on top."""

from datetime import date, timedelta

from outreach.concerns.record import record_of
from outreach.concerns.timeline import entries
from outreach.concerns.workflows import actions, concerns, referrals
from outreach.models import Concern
from tests.outreach.advancing import NEXT_DAY, bring_to
from tests.support.factories import NOON, log_concern

Status = Concern.Status
TODAY = date(2026, 5, 14)


def titles(concern, day=TODAY, member=None):
    return [entry.title for entry in entries(record_of(concern, member=member), day)]


def test_what_was_just_logged_shows_the_effort_above_the_logging(officer):
    concern = log_concern(officer, efforts="Watched for an hour.")

    assert titles(concern) == ["Resolved, or escalated", "Effort", "Logged"]


def test_steps_notes_checks_and_progress_are_one_list_by_their_moments(
    concern, officer, supervisor
):
    bring_to(Status.REFERRED, concern, officer=officer, supervisor=supervisor)
    referral = concern.referrals.get()
    later = NEXT_DAY + timedelta(days=1)
    concerns.answer(concern, by=officer, at=later, text="Called her.")
    referrals.record_check(referral, by=officer, at=later + timedelta(hours=1), found="Counting.")
    action = actions.recommend(
        concern, by=officer, at=later, kind="patrol", what="Patrol", owner=officer, due_on=TODAY
    )
    actions.record_progress(
        action, by=officer, at=later + timedelta(hours=2), to="started", note="One stop."
    )

    assert titles(concern) == [
        "Resolved, then closed",
        "In progress: Patrol",
        "Heard from City Engineering",
        "Answered",
        "Referred",
        "Reviewed",
        "Escalated",
        "Logged",
    ]


def test_the_expected_step_says_what_it_waits_for(concern, officer, supervisor):
    bring_to(Status.REFERRED, concern, officer=officer, supervisor=supervisor)

    expected = entries(record_of(concern), TODAY)[0]

    assert expected.tone == "next"
    assert expected.when == "Waits for City Engineering's outcome"


def test_a_missed_status_check_stands_there_as_missed(concern, officer, supervisor):
    bring_to(Status.REFERRED, concern, officer=officer, supervisor=supervisor)
    due = concern.referrals.get().next_check_on

    assert "Status check missed" not in titles(concern, due)
    assert "Status check missed" in titles(concern, due + timedelta(days=1))


def test_a_closed_concern_expects_nothing(concern, officer, supervisor):
    bring_to(Status.CLOSED, concern, officer=officer, supervisor=supervisor)

    assert titles(concern) == ["Closed", "Resolved", "Logged"]


def test_a_personnel_matter_is_in_commands_list_alone(concern, officer, commander):
    action = actions.recommend(
        concern, by=commander, at=NOON, kind="personnel", what="Talk", owner=commander, due_on=TODAY
    )
    actions.record_progress(action, by=commander, at=NEXT_DAY, to="started", note="Spoke.")

    assert "In progress: Talk" in titles(concern, member=commander)
    assert "In progress: Talk" not in titles(concern, member=officer)
    assert "In progress: Talk" not in titles(concern)
