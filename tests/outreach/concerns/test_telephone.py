"""The telephone number of whoever raised a concern: shown on a step after a recorded reading."""

from __future__ import annotations

import pytest

from audit.models import Entry
from outreach.models import IdentityReading
from personnel.roles import Role
from tests.support.factories import log_concern, make_group, make_member

STEPS = ("answer", "unreached", "resolve", "effort", "escalate")
WRITTEN = "(252) 555-0142 ext. 7"
ADDRESS = "tel:+12525550142;ext=7"


@pytest.fixture
def raised(officer):
    return log_concern(officer, reporter_name="Pat Sample", reporter_phone=WRITTEN)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_shows_it_when_asked_and_the_reading_is_recorded(client, raised, officer, step):
    client.force_login(officer)
    address = f"/concerns/{raised.number}/{step}/"
    page = client.get(address, follow=True)
    assert "Show telephone" in page.text
    assert "555-0142" not in page.text
    assert not IdentityReading.objects.exists()

    shown = client.post(address, {"show_telephone": "1", "note": "Half a sentence"})

    assert f'href="{ADDRESS}"' in shown.text
    assert WRITTEN in shown.text
    assert "Half a sentence" in shown.text
    assert "This field is required" not in shown.text
    assert "no-store" in shown["Cache-Control"]
    assert IdentityReading.objects.get().by == officer
    raised.refresh_from_db()
    assert (raised.status, raised.answered_on, raised.notes.count()) == ("logged", None, 0)


def test_it_stands_in_no_title_no_address_and_not_in_the_log(client, raised, officer):
    client.force_login(officer)

    shown = client.post(f"/concerns/{raised.number}/answer/", {"show_telephone": "1"})

    title = shown.text.split("<title>")[1].split("</title>")[0]
    assert "555" not in title
    assert "555" not in shown.request["PATH_INFO"] + shown.request["QUERY_STRING"]
    assert not [one for one in Entry.objects.all() if "555" in f"{one.detail}{one.key}"]
    assert Entry.objects.filter(action="outreach.concerns.read_identity").count() == 1


def test_whose_role_works_without_names_is_neither_offered_nor_given_it(client, raised, officer):
    analyst = make_member(Role.ANALYST)
    raised.owner = analyst
    raised.save()
    client.force_login(analyst)
    address = f"/concerns/{raised.number}/effort/"

    page = client.get(address, follow=True)
    answer = client.post(address, {"show_telephone": "1"})

    assert "Show telephone" not in page.text
    assert "555-0142" not in answer.text
    assert not IdentityReading.objects.exists()


def test_the_first_button_of_the_form_is_the_step_itself(client, raised, officer):
    """Enter in a field takes the first button: it must not read an identity."""
    client.force_login(officer)

    page = client.get(f"/concerns/{raised.number}/answer/", follow=True)

    form = page.text.split('id="step"')[1]
    first = form.split('type="submit"')[1].split(">")[0]
    assert "show_telephone" not in first


def test_nobody_is_asked_where_nobody_left_a_name(client, concern, officer):
    client.force_login(officer)

    page = client.get(f"/concerns/{concern.number}/answer/", follow=True)

    assert "Show telephone" not in page.text


def test_a_groups_contact_is_a_link_at_once(client, officer):
    group = make_group()
    group.representatives.create(name="Lee Sample", phone=WRITTEN, email="lee@example.org")
    client.force_login(officer)

    page = client.get(group.get_absolute_url())

    assert f'href="{ADDRESS}">{WRITTEN}</a>' in page.text
    assert 'href="mailto:lee@example.org"' in page.text
