"""How one concern goes: from the moment it is logged to where it stands today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from demo import sayings
from demo.diary import Course
from demo.scene import Scene
from demo.stories import Story
from outreach.concerns.permissions import may_assign, may_close, may_refer, may_reopen, may_review
from outreach.concerns.workflows import concerns, referrals
from outreach.models import Concern
from personnel.models import Member

# The days each step lets pass, at least and at most.
WAITS = {
    "effort": (0, 4),
    "escalate": (0, 3),
    "review": (1, 5),
    "assign": (0, 1),
    "refer": (0, 2),
    "receipt": (1, 5),
    "check": (9, 14),
    "outcome": (5, 14),
    "resolve": (2, 24),
    "close": (1, 10),
    "reopen": (12, 40),
}
OWN = ("effort", "effort", "resolve", "close")
ESCALATED = ("effort", "escalate", "review", "assign", "effort", "resolve", "close")
REOPENED = (*OWN, "reopen", "assign", "effort", "resolve", "close")
LEFT = ("effort",)

ON_TIME, LATE = (2, 11), (16, 27)
SOMETIMES_SLOW = 0.12


@dataclass(frozen=True, kw_only=True)
class Told:
    """A story as somebody raises it once.

    `plan` are its steps; `answered` the days until an answer, if one is given; `noted` how many
    notes its action gets; `brisk` takes every step after the fewest days, weekends included.
    """

    name: str
    story: Story
    by: Member
    plan: tuple[str, ...] = OWN
    answered: tuple[int, int] | None = ON_TIME
    telling: int = 0
    noted: int | None = None
    brisk: bool = False


def referred(checks: int) -> tuple[str, ...]:
    """The plan of a concern that is passed on and asked about `checks` times."""
    asked = ("check",) * checks
    return (
        "effort",
        "escalate",
        "review",
        "refer",
        "receipt",
        *asked,
        "outcome",
        "resolve",
        "close",
    )


class Telling:
    """One concern and the steps taken on it, by whoever may take them."""

    def __init__(self, scene: Scene, told: Told, concern: Concern, at: datetime) -> None:
        self.scene, self.told, self.story = scene, told, told.story
        self.concern, self.at = concern, at
        self.hours = scene.hours(f"telling {told.name}")
        self.taken = 0

    def course(self) -> Course:
        """The steps of the plan, one after another."""
        for step in self.told.plan:
            self.at = self.hours.after(self.at, self._days(step), any_day=self.told.brisk)
            yield self.at
            STEP[step](self)
            self.taken += 1

    def _days(self, step: str) -> int:
        least, most = WAITS[step]
        if self.told.brisk:
            return least
        days = self.hours.rng.randint(least, most)
        return days * 3 if self.hours.rng.random() < SOMETIMES_SLOW else days

    def answering(self) -> Course:
        """Whoever owns the concern calls back, if an answer is owed and anybody remembers."""
        if not (self.told.answered and self.concern.answer_by and self.story.answer):
            return
        days = self.hours.rng.randint(*self.told.answered)
        at = self.hours.after(self.concern.logged_at, days)
        yield at
        concerns.answer(self.concern, by=self.concern.owner, at=at, text=self.story.answer)

    def effort(self) -> None:
        words = self.story.efforts[self.told.telling % len(self.story.efforts)]
        if self.taken:
            words = self._one_of(sayings.FURTHER_EFFORTS)
        concerns.note_effort(self.concern, by=self.concern.owner, at=self.at, text=words)

    def escalate(self) -> None:
        note = self.story.passed.reason if self.story.passed else self._one_of(sayings.ESCALATING)
        concerns.escalate(self.concern, by=self.concern.owner, at=self.at, note=note)

    def review(self) -> None:
        by = self.scene.leader(lambda member: may_review(member, self.concern))
        concerns.review(self.concern, by=by, at=self.at, note=self._one_of(sayings.REVIEWING))

    def assign(self) -> None:
        by = self.scene.leader(lambda member: may_assign(member, self.concern))
        cast = self.scene.cast
        to = self.hours.rng.choice([self.concern.owner, self.concern.owner, *cast.unit])
        note = self._one_of(sayings.ASSIGNING)
        concerns.assign(self.concern, by=by, at=self.at, to=to, note=note)

    def refer(self) -> None:
        passed = self.story.passed
        assert passed, self.told.name
        by = self.scene.leader(lambda member: may_refer(member, self.concern))
        self.referral = referrals.refer(
            self.concern,
            by=by,
            at=self.at,
            reason=passed.reason,
            to_agency=passed.to,
            to_division=None if passed.to else self.scene.cast.detectives,
            contact=f"555-02{self.hours.rng.randrange(100):02d}" if passed.to else "",
        )

    def receipt(self) -> None:
        number = f"{self.hours.rng.choice('BEKT')}-{self.hours.rng.randrange(100, 999)}"
        by = self.referral.watched_by
        referrals.confirm_receipt(self.referral, by=by, at=self.at, their_number=number)

    def check(self) -> None:
        found = self.story.passed.found if self.story.passed else ()
        words = found[self.referral.checks.count() - 1]
        by = self.referral.watched_by
        referrals.record_check(self.referral, by=by, at=self.at, found=words)

    def outcome(self) -> None:
        words = self.story.passed.outcome if self.story.passed else ""
        by = self.referral.watched_by
        referrals.record_outcome(self.referral, by=by, at=self.at, outcome=words)

    def resolve(self) -> None:
        concerns.resolve(self.concern, by=self.concern.owner, at=self.at, note=self.story.settled)

    def close(self) -> None:
        by = self.scene.leader(lambda member: may_close(member, self.concern))
        concerns.close(self.concern, by=by, at=self.at, note=self._one_of(sayings.CLOSING))

    def reopen(self) -> None:
        by = self.scene.leader(lambda member: may_reopen(member, self.concern))
        concerns.reopen(self.concern, by=by, at=self.at, note=self._one_of(sayings.REOPENING))

    def _one_of(self, words: tuple[str, ...]) -> str:
        return self.hours.rng.choice(words)


STEP: dict[str, Callable[[Telling], None]] = {name: getattr(Telling, name) for name in WAITS}
