"""Builders of records. They build what exists before a test begins; workflows advance it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from outreach.concerns.workflows.intake import Intake, log
from outreach.models import CommunityGroup, Concern, Presentation
from outreach.presentations import workflow as presentations
from outreach.presentations.workflow import Brief
from personnel.models import Division, Member
from personnel.roles import Role
from policies.models import Category, Topic

NUMBERS = count(1)
# A Wednesday noon in Kinston, in the middle of the second quarter of 2026.
NOON = datetime(2026, 5, 13, 16, 0, tzinfo=UTC)
PASSWORD = "a long enough password"


def on(day: date, hour: int = 16) -> datetime:
    """A moment on `day`, at noon in Kinston unless `hour` (UTC) says otherwise."""
    return datetime(day.year, day.month, day.day, hour, 0, tzinfo=UTC)


def make_member(role: str = Role.OFFICER, **facts: Any) -> Member:
    n = next(NUMBERS)
    unit = Division.objects.filter(is_unit=True).first()
    facts.setdefault("name", f"Casey Sample{n}")
    facts.setdefault("rank", "Officer")
    facts.setdefault("division", unit)
    facts.setdefault("email", f"member{n}@example.org")
    return Member.objects.create_user(password=PASSWORD, role=role, **facts)


def make_division(**facts: Any) -> Division:
    n = next(NUMBERS)
    return Division.objects.create(**{"key": f"division-{n}", "name": f"Division {n}", **facts})


def a_category(key: str = "traffic") -> Category:
    return Category.objects.get(key=key)


def a_topic() -> Topic:
    return Topic.objects.order_by("position").first()


def make_group(**facts: Any) -> CommunityGroup:
    return CommunityGroup.objects.create(**{"name": f"Group {next(NUMBERS)}", **facts})


def log_concern(by: Member, *, at: datetime = NOON, **facts: Any) -> Concern:
    """A concern logged through the workflow."""
    facts.setdefault("said", "Cars speed past the school at dismissal.")
    facts.setdefault("category", a_category())
    return log(Intake(**facts), by=by, at=at)


def file_brief(
    by: Member, *, at: datetime = NOON, heard: tuple[Any, ...] = (), **facts: Any
) -> Presentation:
    """A brief report filed through the workflow."""
    facts.setdefault("topic", a_topic())
    facts.setdefault("held_at", at - timedelta(days=1))
    facts.setdefault("place", "Library")
    facts.setdefault("audience", "Northgate Seniors")
    facts.setdefault("participants", 22)
    return presentations.file_brief(Brief(**facts), heard, by=by, at=at)
