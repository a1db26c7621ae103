"""What stands on people's desks when the demo begins: dated by days before today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from demo.diary import Course
from demo.intake import logged
from demo.private import open_complaint, settled_complaint
from demo.scene import Scene, submission
from demo.stories.recent import RECENT
from demo.telling import Told
from outreach.drafts import workflow as drafts
from outreach.models import Draft
from personnel.models import Member
from personnel.roles import Role
from policies.models import Topic

AT_ONCE = (2, 2)


@dataclass(frozen=True)
class Standing:
    """A recent story: who logged it how many days ago, and how far it came since."""

    story: str
    days: int
    by: Role
    plan: tuple[str, ...] = ("effort",)
    answered: tuple[int, int] | None = AT_ONCE
    noted: int = 0


PASSED_ON = ("escalate", "review", "refer", "receipt")
TAKEN_UP_AGAIN = ("effort", "resolve", "close", "reopen", "assign")
STANDING = (
    # Escalated: with the division's supervisor, the unit's, the commander.
    Standing("gate", 4, Role.OFFICER, ("effort", "escalate")),
    Standing("scooters", 3, Role.COMMUNITY_OFFICER, ("effort", "escalate")),
    Standing("flyers", 5, Role.UNIT_SUPERVISOR, ("effort", "escalate")),
    # Resolved, for somebody else to close.
    Standing("ladder", 10, Role.OFFICER, ("effort", "resolve")),
    Standing("pump", 12, Role.COMMUNITY_OFFICER, ("effort", "resolve")),
    # Answers: one late, two due within days.
    Standing("heat", 20, Role.COMMUNITY_OFFICER, answered=None),
    Standing("mail", 10, Role.COMMUNITY_OFFICER, answered=None, noted=1),
    Standing("dice", 11, Role.OFFICER, answered=None),
    # Referred: two status checks late, one due within days.
    Standing("culvert", 20, Role.COMMUNITY_OFFICER, PASSED_ON),
    Standing("lights", 13, Role.COMMUNITY_OFFICER, PASSED_ON),
    Standing("well", 33, Role.COMMUNITY_OFFICER, (*PASSED_ON, "check")),
    Standing("checks", 27, Role.OFFICER, PASSED_ON),
    # Recommended actions: 8 of 12, one in training, one past its date.
    Standing("detail", 24, Role.OFFICER, noted=2),
    Standing("tone", 15, Role.COMMUNITY_OFFICER, noted=1),
    Standing("hydrant", 41, Role.COMMUNITY_OFFICER, noted=1),
    # Taken up: by a supervisor who has yet to assign it, once more, and by its new owner.
    Standing("sirens", 6, Role.OFFICER, ("escalate", "review")),
    Standing("pit", 22, Role.COMMUNITY_OFFICER, ("effort", "resolve", "close", "reopen")),
    Standing("return", 30, Role.COMMUNITY_OFFICER, TAKEN_UP_AGAIN),
)


def enter_standing(scene: Scene, today: date) -> None:
    """The recent concerns, the restricted ones, and forms begun and not sent."""
    for standing in STANDING:
        at = scene.hours(standing.story).on(today - timedelta(days=standing.days))
        told = Told(
            name=f"standing {standing.story}",
            story=RECENT[standing.story],
            by=scene.cast[standing.by],
            plan=standing.plan,
            answered=standing.answered,
            noted=standing.noted,
            brisk=True,
        )
        scene.diary.enter(logged(scene, told, at))
    hours = scene.hours("private")
    scene.diary.enter(settled_complaint(scene, hours.on(today - timedelta(days=130))))
    scene.diary.enter(open_complaint(scene, hours.on(today - timedelta(days=9))))
    for course in _unsent(scene, today):
        scene.diary.enter(course)


def _unsent(scene: Scene, today: date) -> list[Course]:
    """Two forms of the community officer and one of the patrol officer, as far as they got."""
    category = str(scene.categories["traffic"].pk)
    concern = {
        "said": "He says the new bollards on Market Street make the delivery vans stop in the",
        "category": category,
        "channel": "patrol",
        "place": "Market Street",
    }
    report = {
        "topic": str(Topic.objects.order_by("position").earliest("position").pk),
        "day": (today - timedelta(days=2)).isoformat(),
        "place": "Hotel at Station Square",
        "audience": "Day staff of the hotel",
        "participants": "12",
    }
    call = {"said": "She hears the trucks again, from about", "category": category}
    unit, patrol = scene.cast.unit[0], scene.cast.patrol[0]
    form = Draft.Form
    return [
        _kept(scene, form.CONCERN, concern, unit, today - timedelta(days=1)),
        _kept(scene, form.PRESENTATION, report, unit, today - timedelta(days=2)),
        _kept(scene, form.CONCERN, call, patrol, today - timedelta(days=1)),
    ]


def _kept(scene: Scene, form: str, typed: dict[str, str], by: Member, day: date) -> Course:
    hours = scene.hours(f"draft {form} {by.pk}")
    at: datetime = hours.on(day)
    yield at
    drafts.keep(form, typed, key=submission(hours.rng), by=by, at=at)
