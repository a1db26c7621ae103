"""Several concerns are ticked in the list and closed at once, each under its own verdict."""

from __future__ import annotations

from datetime import timedelta

import pytest

from audit.models import Entry
from outreach.concerns.workflows import concerns as workflow
from outreach.models import Concern
from tests.support.factories import NOON, log_concern

PAGE = "/concerns/close/"
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def resolved(officer, supervisor):
    """Two that the officer resolved, and one that the supervisor did."""
    made = [log_concern(officer, said=f"Lamp {number} is out.") for number in (1, 2, 3)]
    for concern, by in zip(made, (officer, officer, supervisor), strict=True):
        workflow.resolve(concern, by=by, at=LATER, note="It works again.")
    return made


def closed() -> set[int]:
    return set(Concern.objects.filter(status="closed").values_list("pk", flat=True))


def test_the_list_of_what_is_to_be_closed_has_a_box_for_each(client, resolved, supervisor, officer):
    client.force_login(supervisor)
    page = client.get("/concerns/?view=close").text
    for concern in resolved:
        assert f'type="checkbox" name="number" value="{concern.number}"' in page
    client.force_login(officer)
    assert 'type="checkbox" name="number"' not in client.get("/concerns/?view=close").text


def test_the_page_names_what_it_will_not_close_and_changes_nothing(client, resolved, supervisor):
    client.force_login(supervisor)

    page = client.get(PAGE, {"number": [one.number for one in resolved]}).text

    assert "Close these 2" in page
    assert "You resolved it; someone else closes it." in page
    assert f'name="number" value="{resolved[2].number}"' not in page
    assert closed() == set()


def test_each_is_closed_by_itself_and_noted_and_the_refused_one_is_named(
    client, resolved, supervisor
):
    client.force_login(supervisor)
    before = Entry.objects.filter(action="outreach.concerns.close").count()

    answer = client.post(PAGE, {"number": [one.number for one in resolved]}, follow=True)

    assert closed() == {resolved[0].pk, resolved[1].pk}
    assert "2 concerns are closed." in answer.text
    assert f"{resolved[2].number} is not closed. You resolved it" in answer.text
    noted = Entry.objects.filter(action="outreach.concerns.close").order_by("pk")[before:]
    assert sorted(one.outcome for one in noted) == ["done", "done", "refused"]


def test_an_open_one_and_one_closed_meanwhile_are_refused_with_the_reason(
    client, concern, resolved, supervisor, commander
):
    workflow.close(resolved[0], by=commander, at=LATER)
    client.force_login(supervisor)
    both = {"number": [concern.number, resolved[0].number, resolved[1].number]}

    page = client.get(PAGE, both).text
    client.post(PAGE, both)

    assert page.count("Stays as it is.") == 2
    assert closed() == {resolved[0].pk, resolved[1].pk}


def test_nothing_is_told_or_done_of_what_is_not_seen(client, officer, patrol_officer, supervisor):
    hidden = log_concern(officer, restricted=True, about_member=patrol_officer)
    client.force_login(supervisor)

    page = client.get(PAGE, {"number": hidden.number})
    answer = client.post(PAGE, {"number": hidden.number})

    assert hidden.summary not in page.text
    assert "None was chosen" in page.text
    assert (answer.status_code, "None was chosen" in answer.text) == (422, True)


def test_a_page_of_the_list_is_the_most_at_once(client, officer, supervisor):
    made = [log_concern(officer, said=f"Lamp {number} is out.") for number in range(27)]
    for concern in made:
        workflow.resolve(concern, by=officer, at=LATER, note="Done.")
    client.force_login(supervisor)

    client.post(PAGE, {"number": [one.number for one in made]})

    assert len(closed()) == 25
