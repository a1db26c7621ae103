"""Two concerns about employees' conduct, which are command's alone (K-IV.S)."""

from __future__ import annotations

from datetime import datetime, timedelta

from demo.diary import Course
from demo.scene import Scene, submission
from outreach.concerns.workflows import actions, concerns
from outreach.concerns.workflows.intake import Intake, log
from outreach.models import Action, Concern
from personnel.roles import Role
from policies.current import local_day, setting


def settled_complaint(scene: Scene, at: datetime) -> Course:
    """A complaint that names an officer: looked into, acted upon, resolved and closed."""
    hours, commander = scene.hours("private 1"), scene.cast[Role.COMMANDER]
    yield at
    concern = _logged(
        scene,
        at,
        said="He called my brother a name at the traffic stop. I would know the officer again.",
        named=3,
    )
    at = hours.after(at, 2)
    yield at
    text = "Watched the recording with the chief and spoke with the officer."
    concerns.note_effort(concern, by=commander, at=at, text=text)
    at = hours.after(at, 3)
    yield at
    action = actions.recommend(
        concern,
        by=commander,
        at=at,
        kind=Action.Kind.PERSONNEL,
        what="Two ride-alongs and a talk with the person he stopped",
        owner=commander,
        due_on=local_day(at) + timedelta(days=setting("action_due_days")),
    )
    at = hours.after(at, 16)
    yield at
    note = "Both ride-alongs done; he apologized in person."
    actions.record_progress(action, by=commander, at=at, to=Action.Status.DONE, note=note)
    yield (at := hours.after(at, 1))
    answer = "Told the complainant what was found and what the officer agreed to."
    concerns.answer(concern, by=commander, at=at, text=answer)
    yield (at := hours.after(at, 1))
    note = "The complainant accepts the apology."
    concerns.resolve(concern, by=commander, at=at, note=note)
    yield (at := hours.after(at, 4))
    concerns.close(concern, by=scene.cast[Role.CHIEF], at=at)


def open_complaint(scene: Scene, at: datetime) -> Course:
    """A complaint about nobody by name that command is still looking into."""
    hours = scene.hours("private 2")
    yield at
    said = "An officer parks his own car in the ramp's fire lane every day and shrugs."
    concern = _logged(scene, at, said=said)
    yield (at := hours.after(at, 1, any_day=True))
    text = "Asked the garage for last week's recordings."
    concerns.note_effort(concern, by=concern.owner, at=at, text=text)


def _logged(scene: Scene, at: datetime, *, said: str, named: int | None = None) -> Concern:
    intake = Intake(
        said=said,
        category=scene.categories["police_service"],
        channel=Concern.Channel.WALK_IN,
        restricted=True,
        about_member=None if named is None else scene.cast.patrol[named],
        reporter_name="Jonas Abara",
        reporter_phone="555-0188",
    )
    key = submission(scene.hours(said).rng)
    return log(intake, by=scene.cast.unit[0], at=at, submission=key)
