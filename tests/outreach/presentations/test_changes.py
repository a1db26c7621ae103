"""Whoever reviews a brief report that was filed again sees what changed since it was returned."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from outreach.models import Concern, ReturnedBrief
from outreach.presentations import workflow
from outreach.presentations.workflow import Brief, Heard
from tests.support.factories import NOON, a_category, file_brief

LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def returned(officer, supervisor):
    brief = file_brief(officer, remarks="Few came because of the rain.", participants=12)
    workflow.send_back(brief, by=supervisor, at=NOON, note="How many were there?")
    return brief


def filed_again(brief, by, heard=(), **facts):
    said = Brief(
        topic=brief.topic,
        held_at=brief.held_at,
        place=brief.place,
        audience=brief.audience,
        participants=brief.participants,
        group=brief.group,
        co_presenters=brief.co_presenters,
        remarks=brief.remarks,
    )
    workflow.file_again(brief, replace(said, **facts), heard, by=by, at=LATER, seen=brief.version)
    brief.refresh_from_db()


def pages(client, member, brief):
    """The record, and the page on which it is returned again."""
    client.force_login(member)
    names = ("presentation", "presentation-return")
    return [client.get(reverse(f"outreach:{one}", args=[brief.pk])).text for one in names]


def test_it_shows_the_note_and_what_changed(client, returned, officer, supervisor):
    filed_again(returned, officer, participants=21, remarks="Few came because of the storm.")

    for page in pages(client, supervisor, returned):
        assert "How many were there?" in page
        assert "Taken out: </span>12<" in page
        assert "Put in: </span>21<" in page
        assert "Taken out: </span>rain.<" in page
        assert "Put in: </span>storm.<" in page


def test_where_nothing_changed_it_says_so(client, returned, officer, supervisor):
    filed_again(returned, officer)

    for page in pages(client, supervisor, returned):
        assert "Nothing changed: it says the same." in page


def test_what_was_heard_and_added_since_is_named_to_who_may_know_of_it(
    client, returned, officer, supervisor, chief
):
    filed_again(returned, officer, [Heard("A dog runs loose.", a_category(), "voiced")])
    added = Concern.objects.get(presentation=returned)
    record, _ = pages(client, supervisor, returned)
    assert "Heard and added since" in record
    assert "Nothing changed" not in record

    Concern.objects.filter(pk=added.pk).update(restricted=True)

    record, _ = pages(client, supervisor, returned)
    assert added.number not in record
    assert "Heard and added since" not in record
    record, _ = pages(client, chief, returned)
    assert added.number in record


def test_one_that_was_returned_before_this_was_kept_says_so(client, returned, officer, supervisor):
    ReturnedBrief.objects.all().delete()
    filed_again(returned, officer)

    for page in pages(client, supervisor, returned):
        assert "was not kept" in page


def test_one_that_never_came_back_and_one_that_is_settled_compare_nothing(
    client, returned, officer, supervisor
):
    fresh = file_brief(officer)
    filed_again(returned, officer)
    workflow.accept(returned, by=supervisor, at=LATER)

    for brief in (fresh, returned):
        client.force_login(supervisor)
        page = client.get(brief.get_absolute_url()).text
        assert "Since it was returned" not in page
