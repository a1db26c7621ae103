"""Presentations and their brief reports: filed, reviewed, now and then returned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from demo.diary import Course, working_day
from demo.intake import follow
from demo.scene import Scene, submission
from demo.stories.heard import HEARD
from demo.talks import RETURNED, WAITING
from demo.telling import ESCALATED, OWN, Told
from demo.themes import THEMES, Talk
from outreach.models import Concern, Presentation
from outreach.presentations import workflow as presentations
from outreach.presentations.permissions import may_review_brief
from outreach.presentations.workflow import Brief, Heard
from personnel.models import Member
from policies.models import Topic

ASKED = "How many of them came for the first time, and what did they ask? Two sentences will do."
ADDED = "Eleven were there for the first time. Most questions were about who to call at night."
REVIEWED = ("", "", "Thank you, clear.", "Please tell the analyst about the last question.")
SOMETIMES_RETURNED = 0.14


def given(scene: Scene, talk: Talk, day: date, by: Member) -> Course:
    """A talk of the past: its brief filed within days, reviewed, and what was heard followed up."""
    hours = scene.hours(f"talk {talk.audience} {talk.theme}")
    held_at = hours.on(day, 10, 19)
    at = hours.after(held_at, hours.rng.randint(1, 3))
    yield at
    presentation = _filed(scene, talk, held_at, at, by)
    _follow_up(scene, talk, presentation, at)
    if hours.rng.random() < SOMETIMES_RETURNED:
        yield (at := hours.after(at, 2))
        _send_back(scene, presentation, at)
        yield (at := hours.after(at, 1))
        _file_again(scene, talk, presentation, at)
    yield (at := hours.after(at, hours.rng.randint(1, 4)))
    note = hours.rng.choice(REVIEWED)
    presentations.accept(presentation, by=_reviewer(scene, presentation), at=at, note=note)


def enter_unreviewed(scene: Scene, today: date) -> None:
    """Two briefs wait for their supervisors, and one is back with its presenter."""
    community_officer, patrol_officer = scene.cast.unit[0], scene.cast.patrol[0]
    for talk, by, days in zip(WAITING, (community_officer, patrol_officer), (4, 3), strict=True):
        scene.diary.enter(_waiting(scene, talk, today - timedelta(days=days), by))
    day = today - timedelta(days=9)
    scene.diary.enter(_waiting(scene, RETURNED, day, community_officer, is_returned=True))


def _waiting(
    scene: Scene, talk: Talk, day: date, by: Member, *, is_returned: bool = False
) -> Course:
    hours = scene.hours(f"talk {talk.audience} {talk.theme}")
    held_at = hours.on(day, 10, 19)
    yield (at := hours.after(held_at, 1, any_day=True))
    presentation = _filed(scene, talk, held_at, at, by)
    if is_returned:
        yield (at := hours.after(at, 2, any_day=True))
        _send_back(scene, presentation, at)


def _filed(scene: Scene, talk: Talk, held_at: datetime, at: datetime, by: Member) -> Presentation:
    heard = [
        Heard(
            said=story.said[0],
            category=scene.categories[story.category],
            nature=Concern.Nature.POTENTIAL if story.potential else Concern.Nature.VOICED,
        )
        for story in (HEARD[key] for key in talk.heard)
    ]
    key = submission(scene.hours(f"brief {talk.audience} {talk.theme}").rng)
    brief = _brief(scene, talk, held_at)
    return presentations.file_brief(brief, heard, by=by, at=at, submission=key)


def _brief(scene: Scene, talk: Talk, held_at: datetime) -> Brief:
    return Brief(
        topic=Topic.objects.get(key=talk.topic) if talk.topic else topic_of(talk.theme),
        held_at=held_at,
        place=talk.place,
        audience=talk.audience,
        participants=talk.participants,
        group=scene.groups[talk.group],
        co_presenters="The fire marshal" if talk.participants > 40 else "",
        remarks=talk.remarks,
    )


def topic_of(theme: str) -> Topic:
    """The first topic of the policy that a talk about `theme` can stand under."""
    known = {topic.key: topic for topic in Topic.objects.offered()}
    fitting = (known[key] for key in THEMES[theme] if key in known)
    return next(fitting, None) or next(iter(known.values()))


def _follow_up(scene: Scene, talk: Talk, presentation: Presentation, at: datetime) -> None:
    """What was heard is followed up like any other concern."""
    logged = presentation.concerns.order_by("pk")
    for key, concern in zip(talk.heard, logged, strict=True):
        plan = ESCALATED if HEARD[key].advice or HEARD[key].potential else OWN
        told = Told(name=f"heard {key}", story=HEARD[key], by=concern.officer, plan=plan)
        follow(scene, told, concern, at)


def _reviewer(scene: Scene, presentation: Presentation) -> Member:
    return scene.leader(lambda member: may_review_brief(member, presentation))


def _send_back(scene: Scene, presentation: Presentation, at: datetime) -> None:
    by = _reviewer(scene, presentation)
    presentations.send_back(presentation, by=by, at=at, note=ASKED)


def _file_again(scene: Scene, talk: Talk, presentation: Presentation, at: datetime) -> None:
    remarks = f"{talk.remarks} {ADDED}"
    brief = replace(_brief(scene, talk, presentation.held_at), remarks=remarks)
    presentations.file_again(
        presentation, brief, [], by=presentation.presenter, at=at, seen=presentation.version
    )


def days_of(count: int, first: date, last: date) -> list[date]:
    """`count` working days spread evenly from `first` to `last`."""
    step = (last - first).days / count
    return [working_day(first + timedelta(days=int((n + 0.5) * step))) for n in range(count)]
