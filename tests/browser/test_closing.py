"""Several concerns are ticked and closed on a phone, where a whole card opens its record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from outreach.concerns.workflows import concerns
from outreach.models import Concern
from tests.support.factories import NOON, log_concern

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_box_on_a_card_is_ticked_and_opens_nothing(open_browser, officer, supervisor):
    concern = log_concern(officer)
    concerns.resolve(concern, by=officer, at=NOON + timedelta(hours=1), note="It works again.")
    page = open_browser(supervisor, phone=True)
    page.goto("/concerns/?view=close")

    page.get_by_label(f"Close {concern.number}").tap()

    expect(page.get_by_label(f"Close {concern.number}")).to_be_checked()
    assert Concern.objects.get().status == Concern.Status.RESOLVED
