"""Builders of programs and of what is entered about them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from itertools import count
from typing import Any

from personnel.models import Member
from personnel.roles import Role
from policies.models import Topic
from programs.catalogue.workflows import entries
from programs.models import (
    CostEntry,
    Feedback,
    HoursEntry,
    Program,
    ProgramPerson,
    ProgramTopic,
)
from records.verdicts import Verdict
from tests.support.factories import NOON, make_member

NUMBERS = count(1)
STARTED = date(2025, 1, 1)


def make_program(
    owner: Member,
    *,
    topics: tuple[Topic, ...] = (),
    status: str = Program.Status.ACTIVE,
    since: date = STARTED,
    **facts: Any,
) -> Program:
    """A program that runs since `since`, with the topics whose sessions count for it."""
    facts.setdefault("name", f"Program {next(NUMBERS)}")
    if status != Program.Status.PROPOSED:
        facts.setdefault("started_on", since)
    if status == Program.Status.DISCONTINUED:
        facts.setdefault("ended_on", date(2025, 12, 31))
    program = Program.objects.create(owner=owner, status=status, **facts)
    for topic in topics:
        serve(program, topic, since=since)
    return program


def serve(program: Program, topic: Topic, *, since: date = STARTED, **facts: Any) -> ProgramTopic:
    return program.topics.create(topic=topic, since=since, **facts)


def staff(
    program: Program, member: Member, *, since: date = STARTED, **facts: Any
) -> ProgramPerson:
    return program.personnel.create(member=member, since=since, **facts)


def enter_hours(
    program: Program, by: Member, *, on: date, at: datetime = NOON, **facts: Any
) -> HoursEntry:
    """Hours entered through the workflow."""
    facts.setdefault("member", by)
    facts.setdefault("hours", "1.50")
    return entries.enter_hours(program, HoursEntry(on=on, **facts), by=by, at=at)


def enter_cost(
    program: Program, by: Member, *, on: date, at: datetime = NOON, **facts: Any
) -> CostEntry:
    """Cost entered through the workflow."""
    facts.setdefault("amount", "120.00")
    facts.setdefault("what", "Handouts")
    return entries.enter_cost(program, CostEntry(on=on, **facts), by=by, at=at)


def enter_feedback(
    program: Program, by: Member, *, on: date, at: datetime = NOON, **facts: Any
) -> Feedback:
    """What the cards of one session said to one question, entered through the workflow."""
    facts.setdefault("asked", Feedback.Asked.USEFUL)
    facts.setdefault("yes", 18)
    return entries.enter_feedback(program, [Feedback(on=on, **facts)], by=by, at=at)[0]


def roles_that_may(verdict: Callable[..., Verdict], *records: Any) -> set[str]:
    """The roles whose newcomers, strangers to the records, may do it."""
    return {str(role) for role in Role if verdict(make_member(role), *records)}
