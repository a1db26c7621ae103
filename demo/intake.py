"""How a story is logged: by whom, heard where, from whom, and what is corrected afterwards."""

from __future__ import annotations

from datetime import datetime

from demo.advice import advised
from demo.diary import Course, Hours
from demo.people import somebody
from demo.places import PLACES, Place, position
from demo.scene import Scene, submission
from demo.telling import Telling, Told
from outreach.concerns.permissions import may_decide
from outreach.concerns.workflows import concerns
from outreach.concerns.workflows.intake import Intake, log
from outreach.models import Concern

Channel = Concern.Channel
HEARD = {
    Channel.PATROL: 30,
    Channel.CALL: 14,
    Channel.MEETING: 16,
    Channel.WATCH: 8,
    Channel.PHONE: 10,
    Channel.EMAIL: 8,
    Channel.WALK_IN: 6,
    Channel.COMMISSION: 3,
    Channel.AGENCY: 2,
}
FORESEEN = {Channel.PATROL: 4, Channel.LOG: 4, Channel.AGENCY: 2, Channel.MEETING: 2}
AT_MEETINGS = (Channel.MEETING, Channel.WATCH)
# How often somebody gives a name, wants no answer, or a place is corrected later.
NAMED, CONTENT, MISTAKEN = 0.4, 0.12, 0.06


def logged(scene: Scene, told: Told, at: datetime) -> Course:
    """Log the story at `at` and let everything that follows from it begin."""
    yield at
    hours = scene.hours(f"intake {told.name}")
    key = submission(hours.rng)
    intake = intake_of(scene, told, hours)
    concern = log(intake, by=told.by, at=at, submission=key)
    follow(scene, told, concern, at)
    if hours.rng.random() < MISTAKEN:
        scene.diary.enter(_corrected(concern, hours))
    if intake.reporter_name and hours.rng.random() < 0.1:
        scene.diary.enter(_identity_read(scene, concern, hours))


def follow(scene: Scene, told: Told, concern: Concern, at: datetime) -> None:
    """The concern's steps, the answer to whoever raised it, and its recommended action."""
    telling = Telling(scene, told, concern, at)
    for course in (telling.course(), telling.answering(), advised(telling)):
        scene.diary.enter(course)


def intake_of(scene: Scene, told: Told, hours: Hours) -> Intake:
    """What the intake form asked, as the officer filled it in."""
    story, rng = told.story, hours.rng
    place = PLACES[story.places[told.telling % len(story.places)]]
    channel = _channel(scene, told, place, hours)
    east, north = place.spot[0] + rng.uniform(-0.7, 0.7), place.spot[1] + rng.uniform(-0.7, 0.7)
    longitude, latitude = position((east, north))
    named = not story.potential and rng.random() < NAMED
    return Intake(
        said=story.said[told.telling % len(story.said)].format(place=place.name),
        summary=story.summary.format(place=place.name),
        category=scene.categories[story.category],
        nature=Concern.Nature.POTENTIAL if story.potential else Concern.Nature.VOICED,
        channel=channel,
        place=_capital(place.name),
        latitude=latitude,
        longitude=longitude,
        group=scene.groups[place.group] if channel in AT_MEETINGS else None,
        wants_answer=not story.potential and (told.brisk or rng.random() > CONTENT),
        **(somebody(rng) if named else {}),
    )


def _channel(scene: Scene, told: Told, place: Place, hours: Hours) -> Channel:
    """How it was heard; at a meeting only where an active group meets."""
    group = scene.groups.get(place.group)
    offered = dict(FORESEEN if told.story.potential else HEARD)
    if group is None or group.status != group.Status.ACTIVE:
        offered.pop(Channel.MEETING)
    if group is None or group.kind != group.Kind.WATCH:
        offered.pop(Channel.WATCH, None)
    return hours.rng.choices(list(offered), list(offered.values()))[0]


def _corrected(concern: Concern, hours: Hours) -> Course:
    """The officer sees that the place was not written down exactly."""
    at = hours.after(concern.logged_at, 0)
    yield at
    before, concern.place = concern.place, f"{concern.place}, back entrance"
    changes = {"place": f"Where: “{before}” became “{concern.place}”."}
    concerns.correct(concern, by=concern.owner, at=at, seen=concern.version, changes=changes)


def _identity_read(scene: Scene, concern: Concern, hours: Hours) -> Course:
    """A leader looks up who raised it; the reading is recorded."""
    at = hours.after(concern.logged_at, 3)
    yield at
    by = scene.leader(lambda member: may_decide(member, concern))
    concerns.read_identity(concern, by=by, at=at)


def _capital(name: str) -> str:
    return name[0].upper() + name[1:]
