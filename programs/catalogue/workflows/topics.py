"""Which topics' sessions belong to a program, from one day to another (K-IV.Q, P-IV.A)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from audit.noting import audited
from personnel.models import Member
from policies.current import local_day
from policies.models import Topic
from policies.workflows import topics as catalogue
from programs.catalogue.permissions import may_change
from programs.catalogue.workflows.noting import hold, note_change
from programs.models import Program, ProgramTopic
from records.history import StepRefused
from records.wording import day_words


@audited("programs.topics.give_topic")
def give_topic(
    program: Program, topic: Topic, *, by: Member, at: datetime, since: date | None = None
) -> ProgramTopic:
    """Count the sessions under `topic` for this program, from today or from `since`.

    A topic serves one program at a time. Raises StepRefused with the name of the other one, and for
    a closed topic: that opens when command approves a proposed program that takes it up.
    """
    may_change(by, program).require()
    hold(program)
    first = since or local_day(at)
    _refuse_closed(program, topic)
    _refuse_served(topic, first)
    try:
        with transaction.atomic():
            given = program.topics.create(topic=topic, since=first)
    except IntegrityError:
        _refuse_served(topic, first)
        raise
    note_change(program, f"Topic “{topic}” from {day_words(first)}.", by=by, at=at)
    return given


def _refuse_closed(program: Program, topic: Topic) -> None:
    topic.refresh_from_db()
    if topic.closed_on and program.status != Program.Status.PROPOSED:
        raise StepRefused(
            f"“{topic}” is closed. {topic.closed_why} "
            "It opens again when command approves a new program that takes it up."
        )


def _refuse_served(topic: Topic, first: date) -> None:
    """One session counts once: no other program may have the topic on `first` or later."""
    others = topic.served.select_related("program")
    running = others.filter(until=None).first()
    if running:
        raise StepRefused(f"“{topic}” belongs to {running.program}. End it there first.")
    later = others.filter(until__gte=first).order_by("-until").first()
    if later and later.until:
        raise StepRefused(
            f"“{topic}” belonged to {later.program} until {day_words(later.until)}. "
            "Choose a later day."
        )


def refuse_if_ended(served: ProgramTopic) -> None:
    """Raises StepRefused where the end is on record already."""
    if served.until:
        raise _serves_no_longer(served)


def _serves_no_longer(served: ProgramTopic) -> StepRefused:
    return StepRefused(f"“{served.topic}” no longer belongs to {served.program}.")


@audited("programs.topics.take_topic")
def take_topic(
    served: ProgramTopic, *, by: Member, at: datetime, last_day: date | None = None
) -> None:
    """Sessions after `last_day`, today unless it is given, no longer count for the program."""
    program = served.program
    may_change(by, program).require()
    hold(program)
    last_day = max(last_day or local_day(at), served.since)
    if not ProgramTopic.objects.filter(pk=served.pk, until=None).update(until=last_day):
        raise _serves_no_longer(served)
    served.until = last_day
    note_change(program, f"Topic “{served.topic}” until {day_words(last_day)}.", by=by, at=at)


def end_all(program: Program, *, by: Member, on: date, why: str) -> None:
    """The program's topics serve it until the day before `on`, and are closed from then if `why`."""
    for served in program.topics.filter(until=None).select_related("topic"):
        served.until = max(served.since, on - timedelta(days=1))
        served.save(update_fields=["until"])
        if why:
            catalogue.close(served.topic, by=by, on=on, why=why)


def open_for(program: Program, *, by: Member) -> None:
    """Open whatever the program takes up that was closed with another one."""
    for served in program.topics.filter(until=None, topic__closed_on__isnull=False):
        catalogue.reopen(served.topic, by=by)


def open_again(program: Program, ended_on: date, *, by: Member, since: date) -> None:
    """Give back the topics that were closed with the program, unless another has them now."""
    closed = program.topics.filter(
        until__gte=ended_on - timedelta(days=1), topic__closed_on=ended_on
    )
    for served in closed.select_related("topic"):
        if not served.topic.served.filter(until=None).exists():
            catalogue.reopen(served.topic, by=by)
            program.topics.create(topic=served.topic, since=max(since, ended_on))
