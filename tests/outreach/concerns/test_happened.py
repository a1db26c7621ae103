"""What is written up later keeps both moments: when it happened and when it was written."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from outreach.concerns.workflows import actions
from outreach.concerns.workflows import concerns as workflow
from outreach.models import ActionProgress, Concern, ConcernNote, ReferralCheck
from policies.current import local_day
from records.history import StepRefused
from tests.outreach.advancing import bring_to
from tests.support.factories import NOON

EVENING = NOON + timedelta(days=20, hours=8)
STEPS = ("answer", "note_unreached", "note_effort")


def post(client, concern, step, at=EVENING, **typed):
    with time_machine.travel(at, tick=False):
        return client.post(f"/concerns/{concern.number}/{step}/", typed)


def test_an_answer_counts_by_the_day_they_were_told(concern, officer):
    told = NOON + timedelta(days=1)

    workflow.answer(concern, by=officer, at=EVENING, text="Told them.", happened=told)

    concern.refresh_from_db()
    assert (concern.answered_on, concern.answered_on_time()) == (local_day(told), True)
    note = concern.notes.get(kind=ConcernNote.Kind.ANSWER)
    assert (note.happened_at, note.at, note.on) == (told, EVENING, local_day(EVENING))


@pytest.mark.parametrize("when", [EVENING + timedelta(minutes=1), NOON - timedelta(minutes=1)])
@pytest.mark.parametrize("step", [*STEPS, "resolve", "resolve_and_answer"])
def test_nothing_happens_in_the_future_nor_before_it_was_logged(concern, officer, step, when):
    text = {"text": "Done."} if step in STEPS else {"note": "Done."}
    more = {"told": "Told."} if step == "resolve_and_answer" else {}

    with pytest.raises(StepRefused, match="cannot have happened"):
        getattr(workflow, step)(concern, by=officer, at=EVENING, happened=when, **text, **more)

    concern.refresh_from_db()
    assert (concern.status, concern.answered_on) == (Concern.Status.LOGGED, None)
    assert not concern.notes.exists()


def test_the_database_keeps_the_order_of_both_moments(concern, officer):
    workflow.note_effort(concern, by=officer, at=EVENING, text="Walked there.")
    late = EVENING + timedelta(hours=1)

    for rows in (concern.notes, concern.steps):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(happened_at=late)


def test_resolved_with_the_answer_in_one_form(client, concern, officer, supervisor):
    client.force_login(officer)
    happened = timezone.localtime(NOON + timedelta(days=2))
    typed = {
        "note": "The lamp works.",
        "told": "Rang them.",
        "happened_on": f"{happened:%Y-%m-%d}",
        "happened_time": f"{happened:%H:%M}",
    }

    answer = post(client, concern, "resolve", **typed)

    concern.refresh_from_db()
    assert (answer.status_code, concern.status) == (302, Concern.Status.RESOLVED)
    assert (concern.answer, concern.answered_on) == ("Rang them.", happened.date())
    assert concern.settled_on == local_day(EVENING)
    with time_machine.travel(EVENING, tick=False):
        page = client.get(f"/concerns/{concern.number}/")
    assert page.text.count("Happened ") == 2
    assert ", written " in page.text


def test_without_what_they_were_told_the_answer_stays_owed(client, concern, officer):
    client.force_login(officer)

    post(client, concern, "resolve", note="The lamp works.")

    concern.refresh_from_db()
    assert (concern.status, concern.answered_on) == (Concern.Status.RESOLVED, None)
    assert concern.answer_by


def test_the_form_does_not_ask_for_an_answer_that_is_given(client, concern, officer):
    workflow.answer(concern, by=officer, at=NOON, text="Told them.")
    client.force_login(officer)

    page = client.get(f"/concerns/{concern.number}/resolve/")

    assert "told" not in page.context["form"].fields


@pytest.mark.parametrize("step", ["resolve", "answer", "unreached", "effort"])
@pytest.mark.parametrize(
    ("day", "clock", "said"),
    [
        ("2026-05-14", "", "Write the day and the time."),
        ("", "10:00", "Write the day and the time."),
        ("2026-12-31", "10:00", "cannot have happened after now"),
        ("2026-01-02", "10:00", "before the concern was logged"),
    ],
)
def test_a_moment_that_cannot_be_is_said_and_the_words_are_kept(
    client, concern, officer, step, day, clock, said
):
    client.force_login(officer)

    answer = post(client, concern, step, note="Kept words.", happened_on=day, happened_time=clock)

    assert answer.status_code == 422
    assert said in answer.text
    assert "Kept words." in answer.text
    assert not concern.notes.exists()


def an_action(concern, officer):
    due = (NOON + timedelta(days=9)).date()
    return actions.recommend(
        concern, by=officer, at=NOON, kind="patrol", what="Walk there", owner=officer, due_on=due
    )


def referred(concern, officer, supervisor):
    bring_to("referred", concern, officer=officer, supervisor=supervisor)
    return concern.referrals.get()


@pytest.mark.parametrize("step", ["progress", "referral/check", "referral/outcome", "receipt"])
def test_what_is_heard_or_done_later_keeps_both_moments_too(
    client, concern, officer, supervisor, step
):
    """Each step that is written up later asks by the same two fields."""
    if step == "progress":
        path, rows = f"actions/{an_action(concern, officer).pk}", ActionProgress.objects
    else:
        referred(concern, officer, supervisor)
        path, rows = step.replace("receipt", "referral/receipt"), ReferralCheck.objects
    client.force_login(officer)
    happened = (NOON + timedelta(days=4)).astimezone(ZoneInfo("America/New_York"))
    typed = {"note": "Kept words.", "to": "started"}
    when = {"happened_on": f"{happened:%Y-%m-%d}", "happened_time": f"{happened:%H:%M}"}

    early = post(client, concern, path, **typed, happened_on="2026-05-01", happened_time="10:00")
    answer = post(client, concern, path, **typed, **when)

    assert (early.status_code, answer.status_code) == (422, 302)
    assert "It cannot have happened before" in early.text
    made = rows.get()
    assert (made.happened_at, made.at, made.on) == (happened, EVENING, local_day(EVENING))
    with time_machine.travel(EVENING, tick=False):
        assert "Happened " in client.get(f"/concerns/{concern.number}/").text


def test_the_database_keeps_the_order_of_both_moments_everywhere():
    """Every table that keeps when something happened holds that it was not after it was written."""
    keep = {
        model._meta.db_table: [one.name for one in model._meta.constraints]
        for model in apps.get_models()
        if "happened_at" in {field.name for field in model._meta.get_fields()}
    }

    assert {table for table, names in keep.items() if not any("happened" in n for n in names)} == (
        set()
    )
    assert len(keep) >= 4


def test_nobody_is_answered_where_nobody_waits_for_an_answer(client, concern, officer):
    workflow.want_answer(concern, by=officer, at=NOON, wanted=False, note="They said so.")
    client.force_login(officer)
    address = f"/concerns/{concern.number}/answer/"

    asked, sent = client.get(address), client.post(address, {"note": "Told them."})

    assert (asked.status_code, sent.status_code) == (409, 409)
    assert "If they want one after all, say so on its page first." in asked.text
    with pytest.raises(StepRefused, match="Nobody waits"):
        workflow.answer(concern, by=officer, at=EVENING, text="Told them.")
    concern.refresh_from_db()
    assert concern.answered_on is None


def test_of_a_settled_concern_that_owes_no_answer_none_is_asked_for(client, concern, officer):
    workflow.want_answer(concern, by=officer, at=NOON, wanted=False, note="They said so.")
    workflow.resolve(concern, by=officer, at=NOON, note="Sign put up.")
    client.force_login(officer)

    owed = client.get(f"/concerns/{concern.number}/owed/")
    answer = client.get(f"/concerns/{concern.number}/answer/")

    assert (owed.status_code, answer.status_code) == (409, 409)
    assert "reopen it first" in owed.text
    assert "reopen it first" in answer.text
    assert "They want an answer" not in client.get(concern.get_absolute_url()).text


def test_nobody_is_tried_where_nobody_waits_for_an_answer(client, concern, officer):
    workflow.want_answer(concern, by=officer, at=NOON, wanted=False, note="They said so.")

    client.force_login(officer)

    page = client.get(f"/concerns/{concern.number}/unreached/")

    assert page.status_code == 409
    assert "Nobody waits for an answer" in page.text
    with pytest.raises(StepRefused, match="Nobody waits"):
        workflow.note_unreached(concern, by=officer, at=EVENING, text="Rang twice.")
    assert not concern.notes.filter(kind=ConcernNote.Kind.UNREACHED).exists()
