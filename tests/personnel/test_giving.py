"""Who can be given work by whom: one rule, and one list of those who are offered."""

from __future__ import annotations

import pytest

from outreach.concerns.forms.referrals import HandWatchForm
from outreach.concerns.forms.steps import AssignForm, ReviewAssignForm
from outreach.concerns.workflows import concerns, referrals
from personnel import roles
from personnel.giving import given_work_by, may_give_work
from personnel.models import Member
from personnel.roles import Role
from programs.actions.forms import GiveOnForm
from programs.models import ProgramAction
from records.history import StepRefused
from surveys.models import ContactWish
from surveys.wishes.forms import GiveForm
from tests.support.factories import NOON, log_concern, make_member

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", sorted(roles.WORKING))
def test_the_list_offers_whom_the_rule_allows(unit, role):
    for other in Role:
        make_member(other)
    member = make_member(role)

    allowed = {one for one in Member.objects.working() if may_give_work(member, one)}

    assert set(given_work_by(member)) == allowed
    assert member in allowed
    assert any(one.role == Role.CHIEF for one in allowed) == (role in roles.COMMAND)


def test_no_choice_offers_who_would_be_refused(officer, supervisor, commander, chief):
    concern = log_concern(officer)
    concerns.escalate(concern, by=officer, at=NOON, note="Roads.")
    concerns.review(concern, by=supervisor, at=NOON, note="Seen.")
    referral = referrals.refer(
        concern, by=supervisor, at=NOON, reason="Roads", to_agency="City Engineering"
    )
    forms = [
        AssignForm(concern=concern, by=supervisor),
        ReviewAssignForm(concern=concern, by=supervisor),
        HandWatchForm(referral=referral, by=supervisor),
        GiveForm(wish=ContactWish(status="asked"), by=supervisor),
        GiveOnForm(action=ProgramAction(owner=officer), by=supervisor),
    ]

    for form in forms:
        offered = set(form.fields["to"].queryset)
        assert chief not in offered, form
        assert all(may_give_work(supervisor, one) for one in offered)
    assert "of command, to whom a concern is escalated" in forms[0].fields["to"].help_text


def test_the_server_refuses_it_too(officer, supervisor, chief):
    concern = log_concern(officer)
    concerns.escalate(concern, by=officer, at=NOON, note="Too much for me.")
    concerns.review(concern, by=supervisor, at=NOON, note="Seen.")

    with pytest.raises(StepRefused, match="The chief takes work from command"):
        concerns.assign(concern, by=supervisor, to=chief, at=NOON)
