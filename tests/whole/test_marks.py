"""Each page marks where one is: one entry of the sidebar at most, and the same in the tab bar."""

from __future__ import annotations

import pytest

from desk import navigation as shown
from personnel.models import Notice
from tests.support.factories import log_concern
from tests.whole.test_doors import PAGES

PLACES = [one for one in vars(shown).values() if isinstance(one, shown.Place)]
SIDE = [one for one in PLACES if one is not shown.LOG]
TABS = [shown.DESK, shown.CONCERNS, shown.LOG, shown.REPORTS]
# Everyone's own, found from any page, and what has no page to look at.
NOWHERE = ("account_", "mfa_", "jobs:", "portal:", "operations:alive", "operations:ready")
NO_ENTRY = {"desk:search", "desk:theme", "desk:signed-in", "desk:demo-login"}
# One page for the records of every room.
NO_ENTRY |= {"outreach:redact"}


def test_every_page_belongs_to_an_entry_of_the_sidebar():
    lost = {
        page
        for page in PAGES
        if not page.startswith(NOWHERE)
        and not page.startswith("desk:notice")
        and shown.marked_among(SIDE, page) is None
    }

    assert lost == NO_ENTRY


def test_an_entry_is_marked_on_its_own_page():
    assert all(shown.marked_among(PLACES, place.page) == place for place in PLACES)


def test_logging_a_concern_is_marked_once_in_the_tab_bar():
    assert shown.marked_among(TABS, "outreach:concern-new") == shown.LOG
    assert shown.marked_among(TABS, "outreach:concern") == shown.CONCERNS


@pytest.mark.parametrize("asked", ["/nothing-here/", "/members/", "/concerns/C-1999-9999/"])
def test_an_error_page_keeps_the_way_on(client, officer, asked):
    client.force_login(officer)

    page = client.get(asked)

    assert page.status_code in (403, 404)
    assert 'aria-label="Main"' in page.text
    assert page.text.count("<h1") == 1


def test_what_was_taken_further_is_new_to_nobody(officer, supervisor, commander):
    from datetime import timedelta

    from outreach.concerns.workflows import concerns as workflow
    from tests.support.factories import NOON

    concern = log_concern(officer)
    workflow.escalate(concern, by=officer, at=NOON, note="Beyond me.")
    told = Notice.objects.unread().get(to=supervisor)
    assert "traffic" in told.text.lower()
    assert concern.summary not in told.text

    workflow.review(concern, by=supervisor, at=NOON + timedelta(hours=1), note="Seen.")

    assert not Notice.objects.unread().filter(to=supervisor).exists()


def test_the_password_page_has_no_empty_bullet(client, officer):
    from django.contrib.auth.password_validation import password_validators_help_texts

    assert all(password_validators_help_texts())
