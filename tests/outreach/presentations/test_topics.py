"""A topic that was closed with its program: what may still be filed under it (K-IV.D)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from outreach.models import Presentation
from outreach.presentations import workflow as presentations
from outreach.presentations.workflow import Brief, file_again, send_back
from policies.models import Topic
from policies.workflows.topics import close, reopen
from records.history import StepRefused
from tests.support.factories import NOON, a_topic, file_brief, on

CLOSED_ON = date(2026, 5, 12)
WHY = "Lock It, Light It was discontinued on May 12, 2026 by Maj. Calloway: Nobody came."
SENTENCE = (
    f"“Business security” is closed. {WHY} Sessions held before May 12, 2026 can still be reported."
)


@pytest.fixture
def closed(commander) -> Topic:
    topic = a_topic()
    close(topic, by=commander, on=CLOSED_ON, why=WHY)
    return topic


def typed(topic: Topic, day: date) -> dict[str, str]:
    return {
        "draft": str(uuid4()),
        "topic": str(topic.pk),
        "day": day.isoformat(),
        "time": "08:30",
        "place": "Library",
        "audience": "Northgate Seniors",
        "participants": "22",
        **{f"{rows}-{key}": "0" for rows in ("voiced", "potential") for key in COUNTED},
    }


COUNTED = ("TOTAL_FORMS", "INITIAL_FORMS")


def corrected(presentation: Presentation, **facts) -> Brief:
    known = {name: getattr(presentation, name) for name in Brief.__dataclass_fields__}
    return Brief(**(known | {"remarks": "Corrected."} | facts))


def test_nothing_is_filed_under_a_topic_from_the_day_it_was_closed(closed, officer):
    with pytest.raises(StepRefused) as refusal:
        file_brief(officer, topic=closed, held_at=on(CLOSED_ON))

    assert str(refusal.value) == SENTENCE
    assert not Presentation.objects.exists()


def test_the_day_is_the_departments_and_not_greenwichs(closed, officer):
    # Two in the morning of the 12th in Greenwich is the evening of the 11th in Kinston.
    filed = file_brief(officer, topic=closed, held_at=on(CLOSED_ON, hour=2))

    assert filed.held_on == CLOSED_ON - timedelta(days=1)


def test_a_session_held_before_is_still_filed(closed, officer):
    filed = file_brief(officer, topic=closed, held_at=on(CLOSED_ON - timedelta(days=1)))

    assert filed.topic == closed


def test_a_topic_read_before_it_was_closed_is_refused_all_the_same(officer, commander):
    read_before = a_topic()
    close(a_topic(), by=commander, on=CLOSED_ON, why=WHY)

    with pytest.raises(StepRefused, match="is closed"):
        file_brief(officer, topic=read_before, held_at=on(CLOSED_ON))


def test_a_form_sent_again_after_the_closing_finds_what_it_filed(officer, commander):
    form = uuid4()
    brief = Brief(
        topic=a_topic(),
        held_at=on(CLOSED_ON),
        place="Library",
        audience="Northgate Seniors",
        participants=4,
    )
    filed = presentations.file_brief(brief, (), by=officer, at=NOON, submission=form)
    close(brief.topic, by=commander, on=CLOSED_ON, why=WHY)

    again = presentations.file_brief(brief, (), by=officer, at=NOON, submission=form)

    assert again == filed


def test_a_topic_opened_again_is_presented_again(closed, officer, commander):
    reopen(closed, by=commander)

    assert file_brief(officer, topic=closed, held_at=on(CLOSED_ON)).topic == closed
    assert closed.closed_why == ""


def test_what_was_filed_before_the_closing_is_corrected_but_not_moved_into_it(
    officer, supervisor, commander
):
    filed = file_brief(officer, held_at=on(CLOSED_ON))
    earlier = file_brief(officer, held_at=on(CLOSED_ON - timedelta(days=1)))
    for presentation in (filed, earlier):
        send_back(presentation, by=supervisor, at=NOON, note="Who came?")
    close(a_topic(), by=commander, on=CLOSED_ON, why=WHY)

    file_again(filed, corrected(filed), (), by=officer, at=NOON, seen=1)
    moved = corrected(earlier, held_at=on(CLOSED_ON))
    with pytest.raises(StepRefused, match="is closed"):
        file_again(earlier, moved, (), by=officer, at=NOON, seen=1)

    assert Presentation.objects.get(pk=filed.pk).status == "filed"
    assert Presentation.objects.get(pk=earlier.pk).status == "returned"


def test_a_returned_brief_report_does_not_change_to_a_closed_topic(officer, supervisor, commander):
    filed = file_brief(officer, held_at=on(CLOSED_ON))
    send_back(filed, by=supervisor, at=NOON, note="Which topic?")
    other = Topic.objects.get(key="fraud")
    close(other, by=commander, on=CLOSED_ON, why=WHY)

    with pytest.raises(StepRefused, match="“Fraud” is closed"):
        file_again(filed, corrected(filed, topic=other), (), by=officer, at=NOON, seen=1)


def test_the_form_refuses_at_the_topic_and_keeps_what_was_typed(closed, officer, as_member):
    with time_machine.travel(NOON, tick=False):
        response = as_member(officer).post(
            reverse("outreach:presentation-new"), typed(closed, CLOSED_ON)
        )

    assert response.status_code == 422
    assert response.context["form"].facts.errors["topic"] == [SENTENCE]
    assert "Northgate Seniors" in response.content.decode()


def test_the_form_takes_an_earlier_day_and_shows_the_topic_as_closed(closed, officer, as_member):
    client, page = as_member(officer), reverse("outreach:presentation-new")
    with time_machine.travel(NOON, tick=False):
        empty = client.get(page).content.decode()
        response = client.post(page, typed(closed, CLOSED_ON - timedelta(days=1)))

    assert "Business security (closed since May 12, 2026)" in empty
    assert response.status_code == 302
    assert Presentation.objects.get().topic == closed


def test_the_form_of_a_returned_report_takes_its_own_topic_and_day(
    officer, supervisor, commander, as_member
):
    filed = file_brief(officer, held_at=on(CLOSED_ON))
    send_back(filed, by=supervisor, at=NOON, note="Who came?")
    close(a_topic(), by=commander, on=CLOSED_ON, why=WHY)

    with time_machine.travel(NOON, tick=False):
        response = as_member(officer).post(
            reverse("outreach:presentation-edit", args=[filed.pk]),
            typed(a_topic(), CLOSED_ON) | {"version": "1", "time": "12:00"},
        )

    assert response.status_code == 302, response.context["form"].errors
