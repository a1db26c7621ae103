"""The pages of a concern's steps: they say what happens, take it, or refuse with the reason."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outreach.concerns.gate import STEP_OF, check_possible
from outreach.concerns.pages.steps import NOTES
from outreach.concerns.workflows import concerns as workflow
from outreach.models import Concern
from personnel.models import Notice
from personnel.roles import Role
from records.history import StepRefused
from tests.outreach.advancing import NEXT_DAY, bring_to
from tests.support.factories import log_concern, make_member

Status = Concern.Status
# The step, the status it starts from, who takes it, and where it leads.
TAKEN = [
    ("resolve", Status.LOGGED, "officer", Status.RESOLVED),
    ("escalate", Status.LOGGED, "officer", Status.ESCALATED),
    ("review", Status.ESCALATED, "supervisor", Status.REVIEWED),
    ("close", Status.RESOLVED, "supervisor", Status.CLOSED),
    ("reopen", Status.CLOSED, "supervisor", Status.REOPENED),
]


@pytest.fixture(autouse=True)
def the_day_after():
    with time_machine.travel(NEXT_DAY, tick=False):
        yield


def told_on_the_page(step):
    return NOTES[step].words.format(resolver="Officer Lindgren", day="May 14")


def url(step, concern):
    return reverse(f"outreach:concern-{step}", args=[concern.number])


@pytest.mark.parametrize(("step", "status", "who", "onward"), TAKEN)
def test_a_step_is_asked_for_taken_and_told(
    as_member, concern, officer, supervisor, step, status, who, onward
):
    bring_to(status, concern, officer=officer, supervisor=supervisor)
    client = as_member({"officer": officer, "supervisor": supervisor}[who])

    asked = client.get(url(step, concern))
    taken = client.post(url(step, concern), {"note": "Because."}, follow=True)

    assert told_on_the_page(step) in asked.text
    assert taken.redirect_chain[0][0] == concern.get_absolute_url()
    assert NOTES[step].done.format(number=concern.number) in taken.text
    assert Concern.objects.get().status == onward
    assert concern.steps.last().note == "Because."


@pytest.mark.parametrize(
    ("step", "status", "who"),
    [(step, status, who) for step, status, who, _ in TAKEN if step != "close"],
)
def test_a_step_without_its_reason_is_not_taken(
    as_member, concern, officer, supervisor, step, status, who
):
    bring_to(status, concern, officer=officer, supervisor=supervisor)
    client = as_member({"officer": officer, "supervisor": supervisor}[who])

    refused = client.post(url(step, concern), {"note": " "})

    assert refused.status_code == 422
    assert "One thing to fix" in refused.text
    assert Concern.objects.get().status == status


def test_closing_needs_no_words(as_member, concern, officer, supervisor):
    bring_to(Status.RESOLVED, concern, officer=officer, supervisor=supervisor)

    as_member(supervisor).post(url("close", concern), {})

    assert Concern.objects.get().status == Status.CLOSED


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_step_someone_may_not_take_is_refused_with_the_reason(
    as_member, concern, officer, supervisor, method
):
    bring_to(Status.ESCALATED, concern, officer=officer, supervisor=supervisor)

    refused = getattr(as_member(officer), method)(url("review", concern), {"note": "Mine."})

    assert refused.status_code == 403
    assert "escalated it yourself" in refused.text
    assert Concern.objects.get().status == Status.ESCALATED


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_step_the_record_does_not_allow_is_refused_with_the_reason(
    as_member, concern, supervisor, method
):
    refused = getattr(as_member(supervisor), method)(url("close", concern), {"note": "Over."})

    assert refused.status_code == 409
    assert "This cannot go from “Logged” to “Closed”. Mark it as resolved first." in refused.text
    assert concern.get_absolute_url() in refused.text


def test_the_second_of_two_who_take_a_step_at_once_is_told(
    as_member, concern, officer, supervisor, monkeypatch
):
    """Between the look at the record and the step, a colleague was quicker."""

    def too_late(*args, **facts):
        raise StepRefused("This cannot go from “Resolved” to “Resolved”.")

    monkeypatch.setattr("outreach.concerns.workflows.concerns.move", too_late)

    refused = as_member(officer).post(url("resolve", concern), {"note": "Settled."})

    assert refused.status_code == 409
    assert "from “Resolved” to “Resolved”" in refused.text


def test_a_supervisor_assigns_to_whoever_works(
    as_member, concern, officer, supervisor, patrol_officer, accreditation_manager
):
    bring_to(Status.REVIEWED, concern, officer=officer, supervisor=supervisor)
    client = as_member(supervisor)

    offered = client.get(url("assign", concern)).context["form"].fields["to"].queryset
    client.post(url("assign", concern), {"to": patrol_officer.pk, "note": "Your beat."})

    assert set(offered) == {officer, supervisor, patrol_officer}
    assert Concern.objects.get().owner == patrol_officer


def test_a_division_supervisor_assigns_within_the_division(
    as_member, patrol_officer, patrol_supervisor, officer
):
    concern = log_concern(patrol_officer)
    bring_to(Status.REVIEWED, concern, officer=patrol_officer, supervisor=patrol_supervisor)
    client = as_member(patrol_supervisor)

    refused = client.post(url("assign", concern), {"to": officer.pk})

    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"to"}
    offered = refused.context["form"].fields["to"].queryset
    assert set(offered) == {patrol_officer, patrol_supervisor}


def test_reviewed_and_assigned_on_one_page_leaves_both_steps(
    as_member, concern, officer, supervisor, patrol_officer
):
    bring_to(Status.ESCALATED, concern, officer=officer, supervisor=supervisor)
    client = as_member(supervisor)
    sent = {"finding": "It is real.", "to": patrol_officer.pk, "note": "Your beat."}

    assert url("review-assign", concern) in client.get(concern.get_absolute_url()).text
    asked = client.get(url("review-assign", concern)).context["form"]
    taken = client.post(
        url("review-assign", concern),
        sent | {"seen_owner": asked["seen_owner"].value()},
        follow=True,
    )

    assert f"{concern.number} is reviewed and assigned." in taken.text
    saved = Concern.objects.get()
    assert (saved.status, saved.owner, saved.review_by) == (Status.ASSIGNED, patrol_officer, None)
    last = list(saved.steps.values_list("from_status", "to_status", "note", "by"))[-2:]
    assert last == [
        ("escalated", "reviewed", "It is real.", supervisor.pk),
        ("reviewed", "assigned", "To Officer Okoye. Your beat.", supervisor.pk),
    ]


@pytest.mark.parametrize("missing", ["finding", "to"])
def test_without_a_finding_or_a_taker_neither_step_is_taken(
    as_member, concern, officer, supervisor, missing
):
    bring_to(Status.ESCALATED, concern, officer=officer, supervisor=supervisor)
    sent = {"finding": "It is real.", "to": officer.pk} | {missing: ""}

    refused = as_member(supervisor).post(url("review-assign", concern), sent)

    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {missing})
    assert Concern.objects.get().status == Status.ESCALATED


def test_of_review_and_assign_no_half_is_taken(concern, officer, supervisor):
    bring_to(Status.ESCALATED, concern, officer=officer, supervisor=supervisor)
    left = make_member(is_active=False)
    told = Notice.objects.count()

    with pytest.raises(StepRefused, match="does not take concerns"):
        workflow.review_and_assign(
            concern, by=supervisor, at=NEXT_DAY, finding="It is real.", to=left
        )

    assert Concern.objects.get().status == Status.ESCALATED
    assert concern.steps.last().to_status == Status.ESCALATED
    assert Notice.objects.count() == told


def test_who_escalated_it_does_not_review_and_assign_it(as_member, concern, supervisor, commander):
    workflow.escalate(concern, by=supervisor, at=NEXT_DAY, note="Above me.")

    refused = as_member(supervisor).get(url("review-assign", concern))

    assert refused.status_code == 403
    assert "You escalated it yourself" in refused.text
    assert as_member(commander).get(url("review-assign", concern)).status_code == 200


def test_what_is_in_review_already_is_assigned_on_its_own_page(
    as_member, concern, officer, supervisor
):
    bring_to(Status.REVIEWED, concern, officer=officer, supervisor=supervisor)
    client = as_member(supervisor)

    refused = client.post(url("review-assign", concern), {"finding": "Real.", "to": officer.pk})

    assert refused.status_code == 409
    assert url("review-assign", concern) not in client.get(concern.get_absolute_url()).text


@pytest.mark.parametrize("step", ["assign", "review-assign"])
def test_the_list_tells_how_much_each_has_already(
    as_member, concern, officer, supervisor, patrol_officer, step
):
    status = Status.REVIEWED if step == "assign" else Status.ESCALATED
    bring_to(status, concern, officer=officer, supervisor=supervisor)
    log_concern(officer)
    settled = log_concern(officer)
    workflow.resolve(settled, by=officer, at=NEXT_DAY, note="Done.")

    asked = as_member(supervisor).get(url(step, concern)).text

    assert "Officer Tessa Lindgren, 2 open</option>" in asked
    assert "Officer Noor Okoye, 0 open</option>" in asked


def test_restricted_concerns_count_for_command_alone(
    as_member, concern, officer, supervisor, commander
):
    bring_to(Status.REVIEWED, concern, officer=officer, supervisor=supervisor)
    log_concern(officer, restricted=True)

    asked = {
        who: as_member(who).get(url("assign", concern)).text for who in (supervisor, commander)
    }

    assert "Maj. Renee Calloway, 0 open</option>" in asked[supervisor]
    assert "Maj. Renee Calloway, 1 open</option>" in asked[commander]


def test_the_list_says_whom_it_does_not_offer_and_why(
    as_member, concern, patrol_officer, patrol_supervisor, officer, supervisor, administrator
):
    make_member(is_active=False)
    own = log_concern(patrol_officer)
    bring_to(Status.REVIEWED, own, officer=patrol_officer, supervisor=patrol_supervisor)
    bring_to(Status.REVIEWED, concern, officer=officer, supervisor=supervisor)

    for_all = as_member(supervisor).get(url("assign", concern)).text
    for_own = as_member(patrol_supervisor).get(url("assign", own)).text

    closed = "Not offered: 1 whose account is closed, 1 whose role changes no records"
    others = ", 2 of other divisions, to whom the unit supervisor and command assign."
    assert f"{closed}." in for_all
    assert f"{closed}{others}" in for_own


def test_of_a_restricted_concern_the_list_names_nobody_it_leaves_out(as_member, officer, chief):
    concern = log_concern(officer, restricted=True)
    other = make_member(Role.COMMANDER)
    bring_to(Status.RESOLVED, concern, officer=other, supervisor=chief)
    as_member(chief).post(url("reopen", concern), {"note": "Again."})

    asked = as_member(chief).get(url("assign", concern)).text

    assert "Not offered: everyone outside command, and whoever the concern names." in asked


def test_the_list_asks_the_same_number_of_questions_however_many_can_take_it(
    as_member, concern, officer, supervisor, django_assert_max_num_queries
):
    bring_to(Status.REVIEWED, concern, officer=officer, supervisor=supervisor)
    client = as_member(supervisor)
    with CaptureQueriesContext(connection) as few:
        client.get(url("assign", concern))
    for _ in range(10):
        log_concern(make_member())

    with django_assert_max_num_queries(len(few)):
        client.get(url("assign", concern))


def test_a_restricted_concern_is_offered_to_command_but_not_to_whom_it_names(
    as_member, officer, chief, commander
):
    concern = log_concern(officer, restricted=True, about_member=commander)
    other = make_member(Role.COMMANDER)
    bring_to(Status.RESOLVED, concern, officer=other, supervisor=chief)
    as_member(chief).post(url("reopen", concern), {"note": "Again."})

    offered = as_member(chief).get(url("assign", concern)).context["form"].fields["to"].queryset

    assert set(offered) == {chief, other}


def test_the_answer_is_recorded_once(as_member, concern, officer):
    client = as_member(officer)

    client.post(url("answer", concern), {"note": "Called her."})
    again = client.post(url("answer", concern), {"note": "Wrote to her."})

    saved = Concern.objects.get()
    assert (saved.answer, saved.answered_by, saved.answered_on) == (
        "Called her.",
        officer,
        NEXT_DAY.date(),
    )
    assert again.status_code == 409
    assert "Once recorded, an answer stands" in again.text


def test_an_effort_is_written_down_with_its_moment(as_member, concern, officer):
    as_member(officer).post(url("effort", concern), {"note": "Watched for an hour."})

    note = concern.notes.get()
    assert (note.kind, note.text, note.at) == ("effort", "Watched for an hour.", NEXT_DAY)


def test_the_same_effort_sent_twice_is_written_down_once(as_member, concern, officer, supervisor):
    client = as_member(officer)
    client.post(url("effort", concern), {"note": "Watched for an hour."})

    again = client.post(url("effort", concern), {"note": "Watched for an hour."}, follow=True)
    as_member(supervisor).post(url("effort", concern), {"note": "Watched for an hour."})

    assert "Already written down." in again.text
    assert [note.by for note in concern.notes.all()] == [officer, supervisor]


def test_the_same_effort_on_the_next_day_is_another(concern, officer):
    workflow.note_effort(concern, by=officer, at=NEXT_DAY, text="Watched.")

    workflow.note_effort(concern, by=officer, at=NEXT_DAY + timedelta(days=1), text="Watched.")

    assert concern.notes.count() == 2


def test_closing_names_who_resolved_it_and_when(as_member, concern, officer, supervisor):
    bring_to(Status.RESOLVED, concern, officer=officer, supervisor=supervisor)

    with time_machine.travel(NEXT_DAY + timedelta(days=30), tick=False):
        asked = as_member(supervisor).get(url("close", concern))

    assert "Officer Lindgren resolved it on May 14. Closing ends it." in asked.text


@pytest.mark.parametrize(
    ("status", "step", "told"),
    [
        (Status.ESCALATED, "assign", "“Assigned”. Take it up for review first."),
        (Status.ESCALATED, "refer", "“Referred”. Take it up for review first."),
        (Status.ESCALATED, "resolve", "“Resolved”. Take it up for review first."),
        (Status.REVIEWED, "close", "“Closed”. Assign it first."),
        (Status.CLOSED, "assign", "“Assigned”. Reopen it first."),
        (Status.RESOLVED, "resolve", "from “Resolved” to “Resolved”."),
        (Status.LOGGED, "reopen", "from “Logged” to “Reopened”."),
    ],
)
def test_a_step_that_comes_too_early_says_what_comes_first(status, step, told):
    with pytest.raises(StepRefused) as refusal:
        check_possible(STEP_OF[step], Concern(status=status))

    assert str(refusal.value).endswith(told)


def test_nobody_is_chosen_beforehand_to_take_a_concern(as_member, concern, officer, supervisor):
    bring_to(Status.REVIEWED, concern, officer=officer, supervisor=supervisor)
    client = as_member(supervisor)

    asked = client.get(url("assign", concern))
    refused = client.post(url("assign", concern), {"to": ""})

    assert '<option value="" selected>Choose who</option>' in asked.text
    assert refused.status_code == 422


def test_a_concern_given_to_another_meanwhile_is_not_taken_from_them_unseen(
    as_member, concern, officer, supervisor, patrol_officer
):
    bring_to(Status.REVIEWED, concern, officer=officer, supervisor=supervisor)
    client = as_member(supervisor)
    shown = client.get(url("assign", concern)).context["form"]["seen_owner"].value()
    workflow.assign(concern, by=supervisor, at=NEXT_DAY, to=patrol_officer)

    refused = client.post(url("assign", concern), {"to": supervisor.pk, "seen_owner": shown})

    assert refused.status_code == 409
    assert "Officer Okoye has it meanwhile." in refused.text
    assert Concern.objects.get().owner == patrol_officer


def test_an_owner_who_changed_between_the_look_and_the_step_is_kept(
    concern, officer, supervisor, patrol_officer
):
    bring_to(Status.ASSIGNED, concern, officer=officer, supervisor=supervisor)
    read_before = Concern.objects.get()
    workflow.assign(concern, by=supervisor, at=NEXT_DAY, to=patrol_officer)

    with pytest.raises(StepRefused, match="changed it while you were looking"):
        workflow.assign(read_before, by=supervisor, at=NEXT_DAY, to=supervisor)

    assert Concern.objects.get().owner == patrol_officer
