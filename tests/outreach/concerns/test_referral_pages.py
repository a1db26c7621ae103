"""Referring with a reason, and following it to its outcome (A-1.A.6-7, K-IV.L)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from outreach.models import Concern, Referral
from personnel.models import Notice
from tests.outreach.advancing import NEXT_DAY, bring_to, refer
from tests.support.factories import log_concern

Status = Concern.Status


@pytest.fixture(autouse=True)
def the_day_after():
    with time_machine.travel(NEXT_DAY, tick=False):
        yield


@pytest.fixture
def reviewed(concern, officer, supervisor):
    return bring_to(Status.REVIEWED, concern, officer=officer, supervisor=supervisor)


@pytest.fixture
def referral(reviewed, supervisor):
    return refer(reviewed, by=supervisor)


def url(page, concern):
    return reverse(f"outreach:{page}", args=[concern.number])


def test_a_concern_is_referred_to_a_division_which_is_told(
    as_member, reviewed, officer, supervisor, patrol, patrol_supervisor
):
    as_member(supervisor).post(
        url("concern-refer", reviewed), {"to_division": patrol.pk, "reason": "It is their beat."}
    )

    referral = Referral.objects.get()
    assert (referral.to_division, referral.watched_by) == (patrol, officer)
    assert referral.next_check_on == date(2026, 5, 28)
    told = Notice.objects.get(to=patrol_supervisor)
    assert as_member(patrol_supervisor).get(told.url).status_code == 200


def test_a_concern_is_referred_to_an_agency(as_member, reviewed, supervisor):
    sent = {"to_agency": "City Engineering", "contact": "555-0142", "reason": "Their street."}

    answer = as_member(supervisor).post(url("concern-refer", reviewed), sent, follow=True)

    assert Referral.objects.get().to_words == "City Engineering"
    assert "C-2026-0001 is referred." in answer.text
    assert reviewed.steps.last().note == "To City Engineering. Their street."


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"to_agency": "City Engineering"}, "reason"),
        ({"reason": "Theirs."}, "to_agency"),
        ({"to_division": "both", "to_agency": "City", "reason": "Theirs."}, "to_agency"),
        ({"to_division": "9999", "reason": "Theirs."}, "to_division"),
    ],
)
def test_a_referral_goes_to_exactly_one_with_a_reason(
    as_member, reviewed, supervisor, patrol, sent, field
):
    if sent.get("to_division") == "both":
        sent = sent | {"to_division": patrol.pk}

    answer = as_member(supervisor).post(url("concern-refer", reviewed), sent)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Referral.objects.exists()


def test_the_own_division_is_not_offered(as_member, reviewed, supervisor, unit):
    offered = as_member(supervisor).get(url("concern-refer", reviewed)).context["form"]

    assert unit not in offered.fields["to_division"].queryset


def test_a_restricted_concern_offers_no_division(as_member, officer, chief, commander):
    concern = log_concern(officer, restricted=True)
    bring_to(Status.RESOLVED, concern, officer=commander, supervisor=chief)
    client = as_member(chief)
    client.post(url("concern-reopen", concern), {"note": "Again."})

    form = client.get(url("concern-refer", concern)).context["form"]

    assert "to_division" not in form.fields


def test_receipt_is_confirmed_once_with_their_number(as_member, referral, officer):
    client = as_member(officer)
    address = url("referral-receipt", referral.concern)

    client.post(address, {"their_number": "TE-221"})
    again = client.post(address, {"their_number": "TE-222"})

    saved = Referral.objects.get()
    assert (saved.received_on, saved.their_number) == (NEXT_DAY.date(), "TE-221")
    assert again.status_code == 409


def test_the_status_is_recorded_and_the_next_day_to_ask_is_set(as_member, referral, officer):
    with time_machine.travel(NEXT_DAY + timedelta(days=20), tick=False):
        as_member(officer).post(
            url("referral-check", referral.concern), {"note": "Counters go out in June."}
        )

    saved = Referral.objects.get()
    assert saved.next_check_on == date(2026, 6, 17)
    assert saved.checks.get().found == "Counters go out in June."


def test_the_outcome_ends_the_referral_and_opens_resolving(as_member, referral, officer):
    client, concern = as_member(officer), referral.concern
    assert client.get(url("concern-resolve", concern)).status_code == 403

    client.post(url("referral-outcome", concern), {"note": "A speed table was built."})

    assert Referral.objects.get().outcome == "A speed table was built."
    assert client.get(url("concern-resolve", concern)).status_code == 200


def test_taken_back_it_is_with_its_owner_again(as_member, referral, officer, supervisor):
    concern = referral.concern
    refused = as_member(officer).post(url("referral-takeback", concern), {"note": "Mine."})

    as_member(supervisor).post(url("referral-takeback", concern), {"note": "They are too slow."})

    assert refused.status_code == 403
    saved = Concern.objects.get()
    assert (saved.status, saved.owner) == (Status.ASSIGNED, officer)
    assert Referral.objects.get().outcome == "Taken back. They are too slow."


@pytest.mark.parametrize(
    "asked", ["referral-receipt", "referral-check", "referral-outcome", "referral-takeback"]
)
def test_a_referral_that_has_ended_takes_nothing_more(as_member, referral, supervisor, asked):
    client, concern = as_member(supervisor), referral.concern
    client.post(url("referral-outcome", concern), {"note": "Done."})

    answer = client.post(url(asked, concern), {"note": "More."})

    assert answer.status_code == 409
    assert "The referral has ended." in answer.text
    assert f'href="{concern.get_absolute_url()}"' in answer.text


def test_the_receiving_supervisor_confirms_and_reports_but_does_not_take_over(
    as_member, reviewed, supervisor, patrol, patrol_supervisor
):
    refer(reviewed, by=supervisor, to_division=patrol)
    client = as_member(patrol_supervisor)

    client.post(url("referral-receipt", reviewed), {})
    client.post(url("referral-check", reviewed), {"note": "A car stands there now."})
    refused = client.post(url("concern-effort", reviewed), {"note": "Ours now."})

    assert Referral.objects.get().checks.count() == 2
    assert refused.status_code == 403
