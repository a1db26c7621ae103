"""The year of a fictional town, played through the workflows in the order of its days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from demo import places
from demo.diary import Diary
from demo.issuing import enter_reports, first_day
from demo.people import Cast, assemble_cast
from demo.programs import enter_programs, first_day_of_programs
from demo.register import enter_groups, enter_speakers
from demo.scene import Scene
from demo.schedule import enter_concerns, enter_talks
from demo.standing import enter_standing
from demo.surveys import enter_surveys
from personnel.models import Notice
from personnel.roles import Role
from policies.adoption import adopt
from policies.current import department, local_day
from policies.models import Category, Department, PolicyVersion
from policies.packs import Pack

# Thirteen months, or longer where the policy's last report covers days before them.
SPAN = timedelta(days=396)
READ_AFTER = timedelta(days=6)


@dataclass(frozen=True)
class Scale:
    """How much is played: each n-th story and talk, and so many periods of 1, 3, 12 months.

    `at_once` PDFs are made side by side.
    """

    every: int = 1
    at_once: int = 2
    periods: dict[int, int] = field(default_factory=lambda: {1: 12, 3: 4, 12: 1, 24: 1})


FULL = Scale()
SMALL = Scale(every=8, at_once=1, periods={1: 2, 3: 3, 12: 1, 24: 1})


@transaction.atomic
def play(pack: Pack, *, now: datetime, scale: Scale = FULL) -> None:
    """Fill an empty installation with a year under `pack` that ends at `now`.

    All of it or nothing: a step that is refused raises, and leaves no half of a year behind.
    The PDFs of its issued reports are still to be made (`demo.work.print_issued`).
    """
    _adopt(pack, _in_force_since(pack, now))
    with timezone.override(department().zone):
        today = local_day(now)
        begin_on = min(today - SPAN, first_day(pack, today, scale.periods))
        cast = assemble_cast()
        scene = _scene(cast, until=now)
        begin = scene.hours("begin").on(min(begin_on, first_day_of_programs(today)), 7, 8)
        PolicyVersion.objects.update(adopted_by=cast[Role.ADMINISTRATOR])
        enter_speakers(scene, begin=begin, today=today)
        enter_concerns(scene, begin_on, today, every=scale.every)
        enter_talks(scene, begin_on, today, every=scale.every)
        enter_programs(scene, pack, today, every=scale.every)
        enter_surveys(scene, pack, today, every=scale.every)
        enter_reports(scene, pack, today, scale.periods)
        enter_standing(scene, today)
        scene.diary.play(_date_notices)
        _read_older_notices(now)


def _in_force_since(pack: Pack, now: datetime) -> date:
    """As the policy says; one that names no day is older than everything that is told by it."""
    return pack.policy.effective_from or date(now.year - 5, 1, 1)


def _adopt(pack: Pack, on: date) -> None:
    """The pack's rules for a department that exists nowhere."""
    adopt(pack, on=on)
    Department.objects.update(name=places.NAME, short_name=places.SHORT_NAME, place=places.TOWN)


def _scene(cast: Cast, *, until: datetime) -> Scene:
    return Scene(
        diary=Diary(until),
        cast=cast,
        zone=department().zone,
        groups=enter_groups(cast),
        categories={category.key: category for category in Category.objects.offered()},
    )


def _date_notices(at: datetime) -> None:
    """What a step told people was told when it was taken, and no mail carries it now."""
    Notice.objects.filter(mailed_at=None).update(created_at=at, mailed_at=at)


def _read_older_notices(now: datetime) -> None:
    older = Notice.objects.filter(created_at__lt=now - READ_AFTER)
    older.update(read_at=F("created_at") + timedelta(hours=20))
