"""Adopting a policy: from a checked pack to what the department works by."""

from __future__ import annotations

from datetime import date
from typing import Any

from audit.noting import audited
from personnel.models import Division, Member
from policies.current import today
from policies.models import Category, Department, PolicyVersion, Topic
from policies.packs import Pack


@audited("policies.adoption.adopt")
def adopt(pack: Pack, *, on: date | None = None, by: Member | None = None) -> PolicyVersion:
    """Put `pack` in force from `on`.

    Without a day, a policy adopted for the first time is in force since its own date, and a
    further version from today. Adopting the same content again changes nothing. Reports keep
    following the version of their period. Categories and topics the new pack lacks are
    retired, never deleted, since records use them.
    """
    content = pack.model_dump(mode="json")
    latest = PolicyVersion.objects.order_by("-pk").first()
    if latest and latest.content == content:
        return latest
    _department(pack)
    on = on or _first_day(pack)
    _divisions(pack)
    _catalogue(Category, {c.key: {"name": c.name} for c in pack.categories}, on)
    _catalogue(Topic, {t.key: {"name": t.name, "audience": t.audience} for t in pack.topics}, on)
    return PolicyVersion.objects.create(
        pack_key=pack.key, content=content, effective_from=on, adopted_by=by
    )


def _first_day(pack: Pack) -> date:
    known = PolicyVersion.objects.filter(pack_key=pack.key).exists()
    return today() if known else pack.policy.effective_from or today()


def _department(pack: Pack) -> None:
    facts = pack.department.model_dump()
    Department.objects.update_or_create(only=True, defaults=facts)


def _divisions(pack: Pack) -> None:
    unit = next(division for division in pack.divisions if division.is_unit)
    Division.objects.filter(is_unit=True).exclude(key=unit.key).update(is_unit=False)
    for division in pack.divisions:
        Division.objects.update_or_create(
            key=division.key, defaults={"name": division.name, "is_unit": division.is_unit}
        )


def _catalogue(model: type[Category | Topic], wanted: dict[str, dict[str, str]], on: date) -> None:
    rows: list[Any] = [
        model(key=key, position=position, retired_on=None, **facts)
        for position, (key, facts) in enumerate(wanted.items())
    ]
    said = {name for facts in wanted.values() for name in facts}
    model.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=[*sorted(said), "position", "retired_on"],
    )
    model.objects.offered().exclude(key__in=wanted).update(retired_on=on)
