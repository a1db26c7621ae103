"""Reminding who has an open record: who may, of what, once a day, and what stays of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from desk.workload import KINDS
from outreach.concerns.workflows import actions, concerns
from outreach.models import Action, Presentation, Reminder
from outreach.open_work import ACTIONS, CONCERNS
from outreach.reminders.workflow import remind
from personnel.models import Member, Notice
from personnel.roles import Role
from surveys.wishes import workflow as wishes
from tests.outreach.advancing import bring_to
from tests.support.evaluations import decided, opened, promise
from tests.support.factories import NOON, file_brief, log_concern, make_member
from tests.support.programs import make_program
from tests.support.surveys import make_survey

LATER = NOON + timedelta(hours=1)
DUE = (NOON + timedelta(days=9)).date()


@pytest.fixture
def colleague(unit):
    return make_member(Role.COMMUNITY_OFFICER, name="Marisol Reyes")


def reminded(client, kind: str, record, by: Member):
    client.force_login(by)
    with time_machine.travel(LATER, tick=False):
        return client.post(f"/remind/{kind}/{record.pk}/", follow=True)


def test_the_owner_is_told_and_the_record_keeps_who_and_when(client, concern, officer, supervisor):
    page = reminded(client, "concern", concern, supervisor)

    made = Reminder.objects.get()
    assert (made.to, made.by, made.at) == (officer, supervisor, LATER)
    told = Notice.objects.get(to=officer)
    assert told.text == f"Sgt. Baptiste reminds you of {concern.number}, traffic and speeding."
    assert told.url == concern.get_absolute_url()
    assert "Officer Lindgren is reminded of it." in page.text
    assert "Reminded" in page.text


def test_a_second_time_that_day_is_said_and_not_sent(client, concern, supervisor, officer):
    reminded(client, "concern", concern, supervisor)
    second = make_member(Role.UNIT_SUPERVISOR, name="Ida Varga", rank="Sgt.")

    again = reminded(client, "concern", concern, second)

    assert "was reminded of it today" in again.text
    assert "by Sgt. Baptiste" in again.text
    assert (Reminder.objects.count(), Notice.objects.filter(to=officer).count()) == (1, 1)
    remind(concern, kind=CONCERNS, by=second, at=LATER + timedelta(days=1))
    assert Notice.objects.filter(to=officer).count() == 2


def test_another_owner_can_be_reminded_the_same_day(concern, officer, supervisor, colleague):
    action = actions.recommend(
        concern, by=supervisor, at=NOON, kind="patrol", what="Walk", owner=officer, due_on=DUE
    )
    remind(action, kind=ACTIONS, by=supervisor, at=LATER)
    actions.hand_on(action, by=supervisor, at=LATER, to=colleague, reason="Ill.")

    remind(action, kind=ACTIONS, by=supervisor, at=LATER)

    assert Reminder.objects.filter(about="action").count() == 2


def a_wish_of(officer, supervisor):
    survey = make_survey(supervisor, status="open")
    wish = wishes.keep(survey, wishes.Wish(name="Pat Sample", phone="555 010 7788"), at=NOON)
    wishes.take(wish, by=officer, at=NOON)
    return wish


def a_brief_of(officer, supervisor):
    brief = file_brief(officer)
    Presentation.objects.filter(pk=brief.pk).update(status="returned")
    return brief


def an_evaluation_of(officer, supervisor):
    return opened(make_program(owner=officer), officer)


def a_promise_of(officer, supervisor):
    """Whoever writes the evaluation promises nothing: command decides."""
    chief = make_member(Role.COMMANDER, name="Dana Cole", rank="Maj.")
    found = decided(
        make_program(owner=officer),
        officer,
        chief,
        judgement="modify",
        promises=(promise(officer),),
    )
    return found.actions.get()


MADE = {
    "brief": a_brief_of,
    "evaluation": an_evaluation_of,
    "promise": a_promise_of,
    "wish": a_wish_of,
}


@pytest.mark.parametrize("kind", MADE)
def test_each_record_shows_who_was_reminded_of_it_newest_first(client, officer, supervisor, kind):
    record = MADE[kind](officer, supervisor)
    address = KINDS[kind].url(record)
    client.force_login(supervisor)
    assert "was reminded of it." not in client.get(address).text

    page = reminded(client, kind, record, supervisor)

    assert page.redirect_chain[-1][0] == address
    assert "Officer Lindgren was reminded of it." in page.text


def test_who_may_not_reminds_nobody(concern, officer, supervisor, colleague, patrol_officer):
    sergeant = make_member(Role.DIVISION_SUPERVISOR, division=patrol_officer.division)
    for by in (colleague, officer, patrol_officer, sergeant):
        with pytest.raises(PermissionDenied):
            remind(concern, kind=CONCERNS, by=by, at=LATER)
    concern.owner = supervisor
    with pytest.raises(PermissionDenied, match="It is yours"):
        remind(concern, kind=CONCERNS, by=supervisor, at=LATER)
    concern.owner = make_member(is_active=False, name="Gone Person")
    with pytest.raises(PermissionDenied, match="Give it to somebody else"):
        remind(concern, kind=CONCERNS, by=supervisor, at=LATER)

    assert not Reminder.objects.exists()


def test_what_is_restricted_stays_with_command(client, commander, chief, supervisor):
    hidden = log_concern(chief, restricted=True)
    hidden.refresh_from_db()
    by = chief if hidden.owner == commander else commander

    assert reminded(client, "concern", hidden, supervisor).status_code == 404
    reminded(client, "concern", hidden, by)

    told = Notice.objects.get(to=hidden.owner, key__startswith="reminder:")
    assert told.command_only
    assert told.text == f"{by.short_name} reminds you of {hidden.number}."
    assert Reminder.objects.get().pk < 0


def test_what_is_over_or_unknown_reminds_nobody(client, concern, officer, supervisor):
    bring_to("closed", concern, officer=officer, supervisor=supervisor)
    concern.answer_by = None
    concern.save()

    assert reminded(client, "concern", concern, supervisor).status_code == 404
    assert reminded(client, "nothing", concern, supervisor).status_code == 404


def test_every_kind_of_open_work_can_be_reminded_of(client, concern, officer, supervisor):
    bring_to("referred", concern, officer=officer, supervisor=supervisor)
    actions.recommend(
        concern, by=officer, at=NOON, kind="patrol", what="Walk", owner=officer, due_on=DUE
    )
    brief = file_brief(officer)
    Presentation.objects.filter(pk=brief.pk).update(status="returned")
    opened(make_program(owner=officer), officer)
    a_wish_of(officer, supervisor)

    for key, kind in KINDS.items():
        for record in kind.open_to(supervisor):
            page = reminded(client, key, record, supervisor)
            assert page.status_code == 200, key
    assert {"concern", "action", "check", "brief", "evaluation", "wish"} <= set(
        Reminder.objects.values_list("about", flat=True)
    )
    texts = " ".join(
        Notice.objects.filter(key__startswith="reminder:").values_list("text", flat=True)
    )
    assert concern.summary not in texts
    assert "Walk" not in texts


def test_the_database_keeps_one_a_day_and_none_to_oneself(officer, supervisor):
    facts = {"about": "concern", "key": 1, "by": supervisor, "at": LATER, "on": LATER.date()}
    Reminder.objects.create(to=officer, **facts)

    for to in (officer, supervisor):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reminder.objects.create(to=to, **facts)


def test_the_button_stands_where_it_may_be_pressed(client, concern, officer, supervisor):
    address = concern.get_absolute_url()
    client.force_login(supervisor)
    assert f"/remind/concern/{concern.pk}/" in client.get(address).text
    client.force_login(officer)
    assert "/remind/" not in client.get(address).text


def escalated(concern, officer):
    concerns.escalate(concern, by=officer, at=NOON, note="Beyond me.")
    return concern


def test_whoever_escalated_a_concern_and_owes_nothing_is_not_reminded(
    client, concern, officer, supervisor
):
    concerns.answer(concern, by=officer, at=NOON, text="Told them that it goes up.")
    escalated(concern, officer)
    client.force_login(supervisor)

    record = client.get(concern.get_absolute_url()).text
    rows = client.get(f"/workload/open/?member={officer.pk}").text
    sent = reminded(client, "concern", concern, supervisor)

    assert "Remind Officer Lindgren" not in record
    assert concern.number in rows
    assert f"/remind/concern/{concern.pk}/" not in rows
    assert sent.status_code == 409
    assert "It does not wait for Officer Lindgren now." in sent.text
    assert not Reminder.objects.exists()


def test_whoever_escalated_it_and_owes_the_answer_still_is(client, concern, officer, supervisor):
    reminded(client, "concern", escalated(concern, officer), supervisor)

    assert Reminder.objects.get().to == officer


def test_an_action_of_anybody_is_open_work_only_while_it_is_open(concern, officer, supervisor):
    made = actions.recommend(
        concern, by=officer, at=NOON, kind="patrol", what="Walk", owner=officer, due_on=DUE
    )
    assert list(ACTIONS.open_to(supervisor)) == [made]
    Action.objects.filter(pk=made.pk).update(status="done", ended_on=DUE)
    assert not ACTIONS.open_to(supervisor).exists()
