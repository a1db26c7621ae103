"""When in the year each story is raised and each talk given, and how it goes from there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from demo.intake import logged
from demo.presentations import days_of, enter_unreviewed, given
from demo.scene import Scene
from demo.stories import STORIES, Story
from demo.talks import TALKS
from demo.telling import ESCALATED, LATE, LEFT, ON_TIME, OWN, REOPENED, Told, referred
from personnel.models import Member
from personnel.roles import Role

# How often a concern goes each way, and how often its answer is on time, late or forgotten.
PLANS = {OWN: 50, ESCALATED: 32, REOPENED: 10, LEFT: 8}
ANSWERED = {ON_TIME: 85, LATE: 9, None: 6}
PASSED_ON = 0.5
# The last talk of the year's plan was given this long ago.
LAST_TALK = timedelta(days=12)


def enter_concerns(scene: Scene, begin: date, today: date, *, every: int) -> None:
    """Every `every`-th story, as often as it is raised between `begin` and `today`."""
    for story in STORIES[::every]:
        rng = scene.hours(f"story {story.summary}").rng
        for telling, day in enumerate(days_raised(story, begin, today, rng)):
            told = _told(scene, story, telling, rng)
            at = scene.hours(f"day {told.name}").on(day, 7, 21)
            scene.diary.enter(logged(scene, told, at))


def days_raised(story: Story, begin: date, today: date, rng: Random) -> Iterator[date]:
    """A day for each time the story is raised: about its gap apart, all within the demo."""
    times, span = len(story.said), (today - begin).days
    gap = min(story.gap, span // times)
    first = 2 + int(rng.random() * (span - gap * (times - 1) - 2))
    for telling in range(times):
        yield begin + timedelta(days=first + int(telling * gap * rng.uniform(0.8, 1)))


def _told(scene: Scene, story: Story, telling: int, rng: Random) -> Told:
    if story.passed and rng.random() < PASSED_ON:
        plan = referred(len(story.passed.found))
    else:
        plan = rng.choices(list(PLANS), list(PLANS.values()))[0]
    return Told(
        name=f"{story.summary} {telling}",
        story=story,
        by=_logged_by(scene, rng),
        plan=plan,
        answered=rng.choices(list(ANSWERED), list(ANSWERED.values()))[0],
        telling=telling,
    )


def _logged_by(scene: Scene, rng: Random) -> Member:
    """The community officers log half of what is raised, patrol nearly all of the rest."""
    cast = scene.cast
    shares = {cast.unit[0]: 30, cast.unit[1]: 20, cast[Role.UNIT_SUPERVISOR]: 4}
    shares |= dict.fromkeys(cast.patrol, 9)
    return rng.choices(list(shares), list(shares.values()))[0]


def enter_talks(scene: Scene, begin: date, today: date, *, every: int) -> None:
    """Every `every`-th talk over the year, and the three whose briefs are not settled."""
    chosen = TALKS[::every]
    presenters = (scene.cast.unit[0], scene.cast.unit[1], scene.cast.unit[0], scene.cast.patrol[0])
    for number, day in enumerate(days_of(len(chosen), begin, today - LAST_TALK)):
        by = presenters[number % len(presenters)]
        scene.diary.enter(given(scene, chosen[number], day, by))
    enter_unreviewed(scene, today)
