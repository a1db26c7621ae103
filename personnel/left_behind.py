"""What waits with somebody who works no more: the account was closed, or its role changes nothing.

Each room says what it keeps of such people and for whom it waits now; here those are told. A
reader is told once for each owner and kind of record. When nothing of it waits any more the
notice is put away, so that an account that is closed a second time is told of again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat

from personnel.models import Division, Member, Notice
from personnel.notices import tell
from personnel.roles import LEADERS, WORKING
from records.wording import number_words


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of record that can be left behind.

    `waiting_for` gives the rows that wait for a member and that this member may see: each with
    `left_by`, the key of the owner who works no more, and `hidden`, whether it exists for command
    alone. `page` is where the reader finds those of one owner.
    """

    key: str
    one: str
    many: str
    waiting_for: Callable[[Member], QuerySet[Any]]
    page: Callable[[int], str]


def gone() -> QuerySet[Member]:
    """Members who take nothing any more."""
    return Member.objects.order_by().exclude(is_active=True, role__in=WORKING)


def leaders() -> QuerySet[Member]:
    """Who may have to give on what was left: those who lead, and who a division names."""
    named = Division.objects.order_by().exclude(supervisor=None).values("supervisor")
    return Member.objects.serving().filter(Q(role__in=LEADERS) | Q(pk__in=named))


def tell_of(kind: Kind, readers: QuerySet[Member], *, at: datetime) -> None:
    """Tell each of `readers` what waits for them, by the same rule that their desk goes by."""
    left = {member.pk: member for member in gone()}
    for reader in readers:
        rows = kind.waiting_for(reader).order_by().values_list("left_by", "hidden")
        counted = Counter(rows.iterator())
        told = {_key(kind, owner, hidden) for owner, hidden in counted}
        _put_away(kind, reader, told, at)
        for (owner, hidden), count in counted.items():
            tell(
                [reader],
                _words(kind, left[owner], count),
                url=kind.page(owner),
                key=_key(kind, owner, hidden),
                command_only=hidden,
            )


def _key(kind: Kind, owner: int, hidden: bool) -> str:
    return f"left-behind:{kind.key}:{owner}:{'restricted' if hidden else 'open'}"


def _words(kind: Kind, owner: Member, count: int) -> str:
    what = f"One {kind.one}" if count == 1 else f"{number_words(count)} {kind.many}"
    verb = "waits" if count == 1 else "wait"
    return f"{what} of {owner.short_name}, who takes none any more, {verb} for somebody else."


def _put_away(kind: Kind, reader: Member, told: set[str], at: datetime) -> None:
    """What was told before and waits no more: read, and its key is free for a next time."""
    earlier = Notice.objects.filter(to=reader, key__startswith=f"left-behind:{kind.key}:")
    earlier.exclude(key__in=told).update(
        key=Concat(Value("was-"), F("key"), Value(":"), Cast("pk", CharField())),
        read_at=Coalesce(F("read_at"), Value(at)),
    )
