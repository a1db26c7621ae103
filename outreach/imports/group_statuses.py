"""What a file says of the status of groups that stand in the register: proposed, never written.

A file is remembered by what it said last (`imported["status"]`), so that the same word is proposed
once, and what the unit decided stays as long as the file repeats itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from importing.tally import Tally
from outreach.imports.group_entries import GroupEntry
from outreach.imports.group_maps import listed
from outreach.models import CommunityGroup, GroupProposal

Status = CommunityGroup.Status
GONE = "gone"
NAMED = 20


@dataclass(frozen=True)
class Said:
    """What the file says of one group now, with the status to propose, if any."""

    group: CommunityGroup
    says: str
    proposed: str = ""
    why: str = ""


def said_of(
    entries: Mapping[str, GroupEntry],
    known: Mapping[str, CommunityGroup],
    others: Iterable[CommunityGroup],
    source: str,
) -> list[Said]:
    """News of the status of groups: of the `known` ones in the file, and of `others` gone from it."""
    found = []
    for key, group in known.items():
        says, before = entries[key].status, (group.imported or {}).get("status", "")
        if says != before:
            differs = bool(says) and says != group.status
            why = f"“{source}” says that it is {says}"
            found.append(Said(group, says, says if differs else "", why if differs else ""))
    for group in others:
        if (group.imported or {}).get("status") != GONE:
            is_active = group.status == Status.ACTIVE
            proposed = Status.INACTIVE if is_active else ""
            found.append(Said(group, GONE, proposed, f"It is not in “{source}” any more"))
    return found


def tell(tally: Tally, said: Iterable[Said]) -> None:
    """Say in the tally what would be proposed."""
    proposed = [one for one in said if one.proposed]
    for state in Status.values:
        names = [one.group.name for one in proposed if one.proposed == state and one.says != GONE]
        if names:
            words = listed(names, NAMED)
            tally.remarks.append(
                f"The file says {state} and the register does not: {words}. {ASKED}"
            )
    if gone := [one.group.name for one in proposed if one.says == GONE]:
        tally.remarks.append(f"Not in the file any more: {listed(gone, NAMED)}. {ASKED}")


ASKED = "The unit is asked to decide; the import changes no status."


def propose(said: Iterable[Said], on: date) -> None:
    """Remember what the file says, and put what differs before the unit; in the caller's step."""
    changed = list(said)
    for one in changed:
        one.group.imported = {**(one.group.imported or {}), "status": one.says}
    CommunityGroup.objects.bulk_update([one.group for one in changed], ["imported"], batch_size=200)
    # What an earlier file said and this one does not is no question any more.
    groups = [one.group.pk for one in changed]
    GroupProposal.objects.open().filter(group__in=groups).delete()
    GroupProposal.objects.bulk_create(
        [
            GroupProposal(group=one.group, status=one.proposed, why=one.why[:200], proposed_on=on)
            for one in changed
            if one.proposed
        ]
    )
