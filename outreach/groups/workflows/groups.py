"""Keeping the register of groups and of who speaks for them (A-1.A.1, A-3.B, K-IV.P)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from audit.noting import audited
from outreach.groups.permissions import may_change_representatives, may_keep_groups
from outreach.models import CommunityGroup, FormerContact, Representative
from personnel.models import Member
from personnel.notices import tell
from personnel.roles import Role
from policies.current import local_day
from records.history import StepRefused


@audited("outreach.groups.register")
def register(group: CommunityGroup, *, by: Member) -> CommunityGroup:
    """Enter a new group into the register."""
    may_keep_groups(by).require()
    group.save(force_insert=True)
    return group


@audited("outreach.groups.correct")
def correct(group: CommunityGroup, *, by: Member, seen: int, fields: list[str]) -> None:
    """Save changed fields of a group made from version `seen`. Raises StaleRecord."""
    may_keep_groups(by).require()
    if fields:
        group.save_edit(seen=seen, fields=fields)


@audited("outreach.groups.name_representative")
def name_representative(
    group: CommunityGroup, representative: Representative, *, by: Member, at: datetime
) -> Representative:
    """Add someone who speaks for the group from now on; command is told (A-3.B)."""
    may_change_representatives(by, group).require()
    representative.group = group
    representative.since = representative.since or local_day(at)
    representative.save(force_insert=True)
    _tell_command(group, by, f"{representative.pk}:named")
    return representative


@audited("outreach.groups.end_representative")
def end_representative(
    representative: Representative, *, by: Member, at: datetime, last_day: date | None = None
) -> None:
    """End someone's time as representative; the entry stays as history (A-3.B).

    `last_day` is the last day they spoke for the group: yesterday, unless it is given.
    """
    may_change_representatives(by, representative.group).require()
    last_day = last_day or local_day(at) - timedelta(days=1)
    if representative.since and last_day < representative.since:
        last_day = representative.since
    serving = Representative.objects.filter(pk=representative.pk, until=None)
    if not serving.update(until=last_day):
        raise _speaks_no_longer(representative)
    representative.refresh_from_db()
    _tell_command(representative.group, by, f"{representative.pk}:ended")


def refuse_if_ended(representative: Representative) -> None:
    """Raises StepRefused where an end of their time is on record already."""
    if representative.until:
        raise _speaks_no_longer(representative)


def refuse_unless_serving(representative: Representative, on: date) -> None:
    """Raises StepRefused for somebody who does not speak for the group on that day."""
    if not Representative.objects.filter(pk=representative.pk).serving_on(on).exists():
        raise _speaks_no_longer(representative)


def _speaks_no_longer(representative: Representative) -> StepRefused:
    return StepRefused(f"{representative.name} no longer speaks for this group.")


@audited("outreach.groups.correct_contact")
def correct_contact(
    representative: Representative,
    *,
    by: Member,
    at: datetime,
    phone: str,
    email: str,
    seen: tuple[str, str],
) -> FormerContact | None:
    """Correct how somebody who speaks for the group is reached; what stood there is kept (A-3.B).

    `seen` is the telephone and the address that the form showed: corrected by somebody else since,
    nothing is changed and StepRefused is raised. Gives None when it stands so already.
    """
    may_change_representatives(by, representative.group).require()
    asked = Representative.objects.filter(pk=representative.pk, phone=phone, email=email)
    if (phone, email) == seen or asked.exists():  # the same form sent twice corrects once
        return None
    same = Representative.objects.filter(pk=representative.pk, phone=seen[0], email=seen[1])
    if not same.serving_on(local_day(at)).update(phone=phone, email=email):
        raise StepRefused(
            f"{representative.name} no longer speaks for this group, or somebody corrected this"
            " meanwhile. Nothing was changed."
        )
    representative.refresh_from_db()
    former = representative.former_contacts.create(
        phone=seen[0], email=seen[1], corrected_by=by, corrected_at=at, corrected_on=local_day(at)
    )
    how = f"How to reach who speaks for {representative.group.name} has changed."
    _tell_command(representative.group, by, f"{representative.pk}:contact:{former.pk}", how)
    return former


def _tell_command(group: CommunityGroup, by: Member, what: str, words: str = "") -> None:
    tell(
        Member.objects.in_roles(Role.COMMANDER).exclude(pk=by.pk),
        words or f"Who speaks for {group.name} has changed.",
        url=group.get_absolute_url(),
        key=f"representative:{what}",
    )
