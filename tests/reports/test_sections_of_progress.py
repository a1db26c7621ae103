"""Progress on earlier concerns, and recommended actions: K-IV.R, N-IV.A.3-4, A-1.A.4, C-3."""

from datetime import date, timedelta

import pytest

from outreach.concerns.workflows import actions, concerns, referrals
from outreach.models import ConcernNote
from tests.reports.making import (
    Q1,
    Q2,
    Q3,
    figures_in,
    gather,
    half_past_eleven_at_night,
    told,
)
from tests.support.factories import log_concern, on

pytestmark = pytest.mark.django_db

FEB_3, MAR_31, MAY_4, JUNE_30 = (
    date(2026, 2, 3),
    date(2026, 3, 31),
    date(2026, 5, 4),
    date(2026, 6, 30),
)
AUG_3 = date(2026, 8, 3)


def standing(period):
    """Number of each carried concern, and where it stands."""
    rows = gather("progress", period).records["concerns"].rows
    return {row[1]: row[5] for row in rows}


def test_nothing_carried_forward_is_said_as_such(officer):
    words = told(gather("progress", Q2), "progress")

    assert words == "None recorded: earlier concerns that were still open."


def test_a_concern_is_carried_forward_until_it_is_settled(officer):
    concern = log_concern(officer, at=on(FEB_3))

    assert standing(Q1) == {}
    assert standing(Q2) == {concern.number: "No progress"}
    assert standing(Q3) == {concern.number: "No progress"}

    concerns.note_effort(concern, by=officer, at=on(MAY_4), text="Met the owner.")
    concerns.resolve(concern, by=officer, at=on(AUG_3), note="Gate fitted.")

    assert standing(Q2) == {concern.number: "Moving"}
    assert standing(Q3) == {concern.number: "Settled"}
    assert standing(Q3.previous().previous()) == {}


def test_what_was_settled_before_the_period_is_not_carried_into_it(officer):
    concern = log_concern(officer, at=on(FEB_3))
    concerns.resolve(concern, by=officer, at=half_past_eleven_at_night(MAR_31), note="Fixed.")

    assert standing(Q2) == {}


def test_what_was_reopened_after_the_period_was_no_business_of_it(officer, supervisor):
    concern = log_concern(officer, at=on(FEB_3))
    concerns.resolve(concern, by=officer, at=on(MAR_31), note="Fixed.")
    concerns.reopen(concern, by=supervisor, at=on(date(2026, 7, 1)), note="Back again.")

    assert standing(Q2) == {}
    assert standing(Q3) == {concern.number: "Moving"}


def test_what_was_reopened_in_the_period_is_carried_again(officer, supervisor):
    concern = log_concern(officer, at=on(FEB_3))
    concerns.resolve(concern, by=officer, at=on(MAR_31), note="Fixed.")
    concerns.reopen(concern, by=supervisor, at=on(MAY_4), note="Back again.")

    assert standing(Q2) == {concern.number: "Moving"}


def test_settled_in_the_period_and_reopened_since_was_settled_then(officer, supervisor):
    concern = log_concern(officer, at=on(FEB_3))
    concerns.resolve(concern, by=officer, at=on(MAY_4), note="Fixed.")
    concerns.close(concern, by=supervisor, at=on(MAY_4 + timedelta(days=1)))
    concerns.reopen(concern, by=supervisor, at=on(AUG_3), note="Back again.")

    assert standing(Q2) == {concern.number: "Settled"}


def test_no_progress_stands_first_and_as_plainly_as_progress(officer):
    moved, stuck = (log_concern(officer, at=on(FEB_3), said=said) for said in ("Noise.", "Trash."))
    concerns.note_effort(moved, by=officer, at=on(MAY_4), text="Met the owner.")

    words = told(gather("progress", Q2), "progress")

    assert "2 concerns were carried forward from earlier periods." in words
    assert "0 are settled, 1 moved, 1 made no progress." in words
    told_of = f"Trash {stuck.number}, 147 days, Officer Lindgren None."
    assert f"{told_of} Asked: Nothing is recommended yet. No progress" in words
    assert words.index("Trash") < words.index("Met the owner. Moving")


def test_progress_is_what_was_done_in_the_period_alone(officer, supervisor):
    concern = log_concern(officer, at=on(FEB_3))
    concerns.note_effort(concern, by=officer, at=on(FEB_3), text="Before the period.")
    concerns.note_effort(
        concern, by=officer, at=half_past_eleven_at_night(JUNE_30), text="On its last night."
    )
    concerns.note_effort(concern, by=officer, at=on(AUG_3), text="After it.")

    words = told(gather("progress", Q2), "progress")

    assert "On its last night." in words
    assert "Before the period." not in words
    assert "After it." not in words


def test_a_correction_of_the_record_is_no_progress(officer):
    concern = log_concern(officer, at=on(FEB_3))
    concern.notes.create(
        kind=ConcernNote.Kind.EDIT, by=officer, at=on(MAY_4), on=MAY_4, text="Place: corrected."
    )

    assert standing(Q2) == {concern.number: "No progress"}


def test_a_referral_asked_about_is_progress(officer, supervisor):
    concern = log_concern(officer, at=on(FEB_3))
    concerns.escalate(concern, by=officer, at=on(FEB_3), note="Beyond me.")
    concerns.review(concern, by=supervisor, at=on(FEB_3), note="")
    referral = referrals.refer(
        concern, by=supervisor, at=on(FEB_3), reason="Streets", to_agency="Public Works"
    )
    referrals.record_check(referral, by=officer, at=on(MAY_4), found="A speed study is ordered.")

    assert "A speed study is ordered." in told(gather("progress", Q2), "progress")


def test_restricted_concerns_are_not_carried(officer, chief):
    log_concern(officer, at=on(FEB_3), restricted=True)

    assert gather("progress", Q2).is_empty


def recommend(officer, concern, *, on_day, due_on, **facts):
    kind = facts.pop("kind", "patrol")
    what = facts.pop("what", "Patrol at dismissal")
    return actions.recommend(
        concern, by=officer, at=on(on_day), kind=kind, what=what, owner=officer, due_on=due_on
    )


def test_actions_stand_as_long_as_they_are_under_way(officer):
    concern = log_concern(officer, at=on(FEB_3))
    action = recommend(officer, concern, on_day=FEB_3, due_on=MAY_4)

    assert figures_in("recommended_actions", Q1)["recommended"] == 1
    assert figures_in("recommended_actions", Q2) == {
        "standing": 1,
        "recommended": 0,
        "done": 0,
        "late": 1,
    }

    actions.record_progress(action, by=officer, at=on(JUNE_30), to="done", note="Held twelve.")

    assert figures_in("recommended_actions", Q2)["done"] == 1
    assert figures_in("recommended_actions", Q2)["late"] == 0
    assert gather("recommended_actions", Q3).is_empty


def test_an_action_due_on_the_last_day_is_not_late_yet(officer):
    recommend(officer, log_concern(officer, at=on(FEB_3)), on_day=FEB_3, due_on=JUNE_30)

    assert figures_in("recommended_actions", Q2)["late"] == 0
    assert figures_in("recommended_actions", Q3)["late"] == 1


def test_what_was_done_after_the_period_was_not_done_in_it(officer):
    concern = log_concern(officer, at=on(FEB_3))
    action = recommend(officer, concern, on_day=FEB_3, due_on=MAY_4)
    actions.record_progress(action, by=officer, at=on(AUG_3), to="done", note="Held.")

    assert figures_in("recommended_actions", Q2)["done"] == 0
    assert figures_in("recommended_actions", Q2)["late"] == 1


def test_actions_are_told_with_owner_day_and_last_progress(officer):
    concern = log_concern(officer, at=on(FEB_3), said="Cars race on Quarry Road.")
    action = recommend(officer, concern, on_day=MAY_4, due_on=date(2026, 8, 1))
    actions.record_progress(action, by=officer, at=on(JUNE_30), to="started", note="Four held.")

    words = told(gather("recommended_actions", Q2), "recommended_actions")

    assert "1 action on concerns and problems already named was recommended or under way" in words
    row = f"Patrol at dismissal {concern.number} Cars race on Quarry Road. Four held."
    assert f"{row} Officer Lindgren Aug 1, 2026 In progress" in words


def test_progress_after_the_period_is_not_told(officer):
    action = recommend(
        officer, log_concern(officer, at=on(FEB_3)), on_day=FEB_3, due_on=date(2026, 8, 1)
    )
    actions.record_progress(action, by=officer, at=on(AUG_3), to="started", note="Afterwards.")

    assert "Afterwards." not in told(gather("recommended_actions", Q2), "recommended_actions")


def test_without_actions_none_recorded_stands_there(officer):
    words = told(gather("recommended_actions", Q2), "recommended_actions")

    assert words == "None recorded: recommended actions."
