"""Who answers for a division."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from accounts.permissions import may_command, may_keep_accounts, may_supervise
from audit.noting import audited
from personnel.models import Division, Member
from personnel.notices import tell
from personnel.roles import COMMAND


@audited("personnel.divisions.change")
def change(
    division: Division,
    *,
    name: str,
    supervisor: Member | None,
    commander: Member | None,
    by: Member,
    at: datetime,
) -> None:
    """Save a division's name and whom it names; both must have a role that fits (K-IV.A).

    Whom it names decides nothing by that: the right to comes with the role, which two people make
    (row 53). But what is said of its concerns goes there, so all whom it concerns are told.
    """
    may_keep_accounts(by).require()
    if supervisor:
        may_supervise(supervisor).require()
    if commander:
        may_command(commander).require()
    division.refresh_from_db()
    before = (division.supervisor, division.commander)
    division.name, division.supervisor, division.commander = name, supervisor, commander
    division.save(update_fields=["name", "supervisor", "commander"])
    if (supervisor, commander) != before:
        _tell(division, before, by=by, at=at)


def _tell(
    division: Division, before: tuple[Member | None, Member | None], *, by: Member, at: datetime
) -> None:
    """Those named before and now, the division, and command."""
    named = (
        ("supervisor", before[0], division.supervisor),
        ("commander", before[1], division.commander),
    )
    changes = [
        f"{what} {now or 'nobody'}, before {was or 'nobody'}"
        for what, was, now in named
        if was != now
    ]
    text = f"{by} changed who answers for {division}: {'; '.join(changes)}."
    told = {one for one in (*before, division.supervisor, division.commander) if one}
    told |= {*division.members.serving(), *Member.objects.in_roles(*COMMAND)} - {by}
    key = f"division:{division.pk}:{at.isoformat()}"
    tell(told, text, url=settings.LOGIN_REDIRECT_URL, key=key)
