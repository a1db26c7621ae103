"""A town that nobody thought out: the town of the role matrix, and a crowd of records at random.

The same seed makes the same town. Everything goes through the workflows, so it could be.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from outreach.concerns.workflows import actions
from outreach.models import Action, CommunityGroup, Concern
from outreach.presentations import workflow as presentations
from personnel.models import Division, Member
from personnel.notices import tell
from personnel.roles import WORKING, Role
from policies.models import Category
from reports.models import Report
from surveys.models import Survey
from surveys.wishes import workflow as wishes
from surveys.wishes.letterbox import Wish
from tests.outreach.advancing import NEXT_DAY, PATHS, bring_to
from tests.reports import making, surveying
from tests.support.factories import NOON, file_brief, log_concern, make_group, make_member
from tests.support.programs import enter_cost, enter_feedback, enter_hours, make_program
from tests.whole.town import Town, town

# Enough that the longest lists have a second page.
CONCERNS, BRIEFS, GROUPS, WISHES, NOTICES = 34, 14, 6, 6, 28
CHANNELS = [
    one for one in Concern.Channel.values if one not in ("import", "presentation", "survey")
]


def random_town(seed: int) -> Town:
    """Needs a department under Kinston's pack."""
    random, made = Random(seed), town()
    officers = [one for one in made.people.values() if one.role in WORKING]
    officers += [make_member(Role.COMMUNITY_OFFICER) for _ in range(2)]
    groups = [_group(random, officers) for _ in range(GROUPS)]
    for _ in range(CONCERNS):
        _concern(random, officers, groups)
    for _ in range(BRIEFS):
        _brief(random, officers, groups)
    _programs(random, officers)
    survey = Survey.objects.get(key=made.records["survey"])
    for n in range(random.randrange(WISHES)):
        wishes.keep(survey, Wish(phone=f"555 010 77{n:02}"), at=_before(random, 20))
    for member in made.people.values():
        for n in range(random.randrange(NOTICES)):
            tell([member], f"Number {n} happened.", url="/policy/", key=f"random {n}")
    _reports(made, random)
    _somebody_leaves(random, officers)
    return made


def _before(random: Random, days: int) -> Any:
    return NOON - timedelta(days=random.randrange(days), hours=random.randrange(8))


def _group(random: Random, officers: list[Member]) -> CommunityGroup:
    status = random.choice(CommunityGroup.Status.values)
    return make_group(status=status, liaison=random.choice([*officers, None]))


def _concern(random: Random, officers: list[Member], groups: list[CommunityGroup]) -> None:
    command = next(one for one in officers if one.is_command)
    supervisor = next(one for one in officers if one.role == Role.UNIT_SUPERVISOR)
    officer = random.choice([one for one in officers if not one.is_command])
    facts: dict[str, Any] = {
        "group": random.choice([*groups, None]),
        "category": random.choice(list(Category.objects.all())),
        "nature": random.choice(Concern.Nature.values),
        "channel": random.choice(CHANNELS),
    }
    if random.random() < 0.15:
        log_concern(officer, at=_before(random, 90), restricted=True, **facts)
        return
    concern = log_concern(officer, at=_before(random, 90), **facts)
    if random.random() < 0.4:
        kind = random.choice(Action.Kind.values)
        actions.recommend(
            concern,
            by=command,
            at=NOON,
            kind=kind,
            what="See to it",
            owner=command if kind == Action.Kind.PERSONNEL else random.choice(officers),
            due_on=NOON.date() + timedelta(days=random.randrange(60)),
        )
    decider = supervisor if officer != supervisor else command
    bring_to(random.choice(list(PATHS)), concern, officer=officer, supervisor=decider)


def _brief(random: Random, officers: list[Member], groups: list[CommunityGroup]) -> None:
    presenter = random.choice(officers)
    brief = file_brief(presenter, at=_before(random, 60), group=random.choice([*groups, None]))
    decider = next(one for one in officers if one.is_command and one != presenter)
    what = random.choice(("left", "accept", "give_back"))
    if what == "accept":
        presentations.accept(brief, by=decider, at=NEXT_DAY)
    elif what == "give_back":
        presentations.send_back(brief, by=decider, at=NEXT_DAY, note="How many came?")


def _programs(random: Random, officers: list[Member]) -> None:
    owner = random.choice(officers)
    program = make_program(owner)
    for enter in (enter_hours, enter_cost, enter_feedback):
        for _ in range(random.randrange(4)):
            enter(program, owner, on=date(2026, 4, 1 + random.randrange(28)))


def _reports(made: Town, random: Random) -> None:
    officer = made.people[Role.COMMUNITY_OFFICER]
    survey = surveying.held_survey(officer, n=20 + random.randrange(30))
    made.records |= {
        "put_together": making.assembled(officer, making.Q2).pk,
        "on_survey": surveying.reported(survey, officer).pk,
    }
    assert Report.objects.count() > 3


def _somebody_leaves(random: Random, officers: list[Member]) -> None:
    """What was theirs waits for others now."""
    Member.objects.filter(pk=officers[-1].pk).update(is_active=False)
    assert Division.objects.exists()
