"""Closing a topic when the program that used it is discontinued, and opening it again (K-IV.D)."""

from __future__ import annotations

from datetime import date

from audit.noting import audited
from personnel.models import Member
from policies.models import Topic
from policies.permissions import may_close_topics


@audited("policies.topics.close")
def close(topic: Topic, *, by: Member, on: date, why: str) -> None:
    """Nothing is presented under `topic` from `on` onwards; `why` is the sentence people read.

    A topic that is closed already keeps its first day.
    """
    may_close_topics(by).require()
    Topic.objects.filter(pk=topic.pk, closed_on=None).update(
        closed_on=on, closed_why=why[: Topic.LONGEST_WHY]
    )
    topic.refresh_from_db()


@audited("policies.topics.reopen")
def reopen(topic: Topic, *, by: Member) -> None:
    """Present under `topic` again."""
    may_close_topics(by).require()
    Topic.objects.filter(pk=topic.pk).update(closed_on=None, closed_why="")
    topic.refresh_from_db()
