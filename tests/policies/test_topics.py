"""Closing a topic with its program, and opening it again; adoption leaves both as they are."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from personnel.roles import Role
from policies.adoption import adopt
from policies.models import PolicyVersion, Topic
from policies.packs import load_pack
from policies.permissions import may_close_topics
from policies.workflows.topics import close, reopen
from tests.support.factories import a_topic, make_member

CLOSED_ON = date(2026, 5, 12)


def test_command_alone_closes_and_opens_topics(kinston):
    assert {role for role in Role if may_close_topics(make_member(role))} == {
        Role.COMMANDER,
        Role.CHIEF,
    }


def test_a_supervisor_closes_and_opens_nothing(supervisor, commander):
    topic = a_topic()

    with pytest.raises(PermissionDenied):
        close(topic, by=supervisor, on=CLOSED_ON, why="Nobody came.")
    close(topic, by=commander, on=CLOSED_ON, why="Nobody came.")
    with pytest.raises(PermissionDenied):
        reopen(topic, by=supervisor)

    assert Topic.objects.get(pk=topic.pk).closed_on == CLOSED_ON


def test_a_closed_topic_keeps_its_first_day(commander):
    topic = a_topic()
    close(topic, by=commander, on=CLOSED_ON, why="Nobody came.")

    close(topic, by=commander, on=date(2026, 6, 1), why="Again.")

    assert (topic.closed_on, topic.closed_why) == (CLOSED_ON, "Nobody came.")


@pytest.mark.parametrize(
    ("day", "is_closed"),
    [(date(2026, 5, 11), False), (CLOSED_ON, True), (date(2027, 1, 1), True)],
)
def test_a_topic_is_closed_from_its_day_on(commander, day, is_closed):
    topic = a_topic()
    close(topic, by=commander, on=CLOSED_ON, why="Nobody came.")

    assert bool(topic.closed_words(day)) is is_closed


def test_an_open_topic_says_nothing(kinston):
    assert a_topic().closed_words(CLOSED_ON) == ""


def test_a_reason_of_any_length_fits(commander):
    topic = a_topic()

    close(topic, by=commander, on=CLOSED_ON, why="long " * 200)

    assert topic.closed_why.startswith("long long")
    assert len(topic.closed_why) <= 300


def test_adopting_a_changed_pack_keeps_a_topic_closed(commander):
    close(a_topic(), by=commander, on=CLOSED_ON, why="Nobody came.")
    pack = load_pack("kinston")
    renamed = pack.topics[0].model_copy(update={"name": "Security of businesses"})
    changed = pack.model_copy(update={"topics": (renamed, *pack.topics[1:])})

    adopt(changed, on=date(2026, 6, 1))

    topic = a_topic()
    assert PolicyVersion.objects.count() == 2
    assert topic.name == "Security of businesses"
    assert (topic.closed_on, topic.closed_why) == (CLOSED_ON, "Nobody came.")


def test_a_topic_that_was_retired_and_comes_back_is_still_closed(commander):
    close(a_topic(), by=commander, on=CLOSED_ON, why="Nobody came.")
    pack = load_pack("kinston")

    adopt(pack.model_copy(update={"topics": pack.topics[1:]}), on=date(2026, 6, 1))
    assert Topic.objects.get(key=pack.topics[0].key).retired_on
    adopt(pack, on=date(2026, 7, 1))

    topic = a_topic()
    assert (topic.retired_on, topic.closed_on) == (None, CLOSED_ON)
