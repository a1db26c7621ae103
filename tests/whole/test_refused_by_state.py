"""What a record's state refuses is 409 with the reason: no right is missing, and none is hinted at."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from personnel.roles import Role
from records.verdicts import StandsOtherwise, no, stands
from tests.support.factors import shown_again
from tests.whole.town import town


def test_a_refusal_says_whether_a_right_is_missing():
    with pytest.raises(PermissionDenied) as refused:
        no("Your role reads.").require()
    assert not isinstance(refused.value, StandsOtherwise)
    with pytest.raises(StandsOtherwise, match="It is decided"):
        stands("It is decided.").require()


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("/redact/evaluation/{decided}/", "It is decided and does not change."),
        ("/redact/report/{issued}/", "It is issued and does not change."),
    ],
)
def test_words_of_what_does_not_change_any_more_stay(kinston, asked, reason):
    records = town()
    member = records.people[Role.UNIT_SUPERVISOR]
    client = Client()
    client.force_login(member)
    shown_again(client, member)

    page = client.get(records.address(asked, Role.UNIT_SUPERVISOR))

    assert page.status_code == 409
    assert reason in page.text
    assert "your role" not in page.text
