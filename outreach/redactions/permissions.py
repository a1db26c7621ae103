"""Who may take words out of which record."""

from __future__ import annotations

from django.db.models import Q

from audit.models import Entry
from outreach.concerns.permissions import may_decide, may_settle_here, unit_supervisor_or_command
from outreach.imports.permissions import may_approve_import
from outreach.models import (
    CommunityGroup,
    Concern,
    ImportFile,
    Presentation,
    Representative,
)
from outreach.presentations.permissions import may_review_brief
from personnel.models import Member
from records.verdicts import YES, Verdict, no


def may_redact(member: Member, concern: Concern) -> Verdict:
    """Words are taken out by who decides on the concern, settled or not (row 12): never by whoever
    logged it, so that nobody cleans up after themselves, and of what is about the chief not before
    it was handed over as it was said."""
    if concern.officer_id == member.pk:
        return no("You logged it. Somebody else who decides on it takes words out.")
    if not (verdict := may_settle_here(concern)):
        return verdict
    return may_decide(member, concern)


def may_redact_brief(member: Member, presentation: Presentation) -> Verdict:
    """Whoever reviews it, reviewed or not: never the presenter (row 3)."""
    return may_review_brief(member, presentation)


def may_redact_group(member: Member, group: CommunityGroup) -> Verdict:
    """The unit's supervisor and command (row 16), not everybody who keeps the register: never who
    entered or changed this group or who speaks for it, or brought it in."""
    if not (leads := unit_supervisor_or_command(member)):
        return leads
    if _wrote_at_group(member, group):
        return no("You wrote at this group's entry; someone else takes words out of it.")
    return YES


def _wrote_at_group(member: Member, group: CommunityGroup) -> bool:
    """As the log has it: the register keeps no names of those who write in it."""
    batch = group.batch
    if batch is not None and member.pk in (batch.by_id, batch.started_by_id):
        return True
    people = [str(pk) for pk in group.representatives.values_list("pk", flat=True)]
    noted = Q(kind=CommunityGroup._meta.label_lower, key=str(group.pk))
    noted |= Q(kind=Representative._meta.label_lower, key__in=people)
    done = Entry.objects.done_by(member).filter(action__startswith="outreach.groups.")
    return done.filter(noted).exists()


def may_redact_file(member: Member, file: ImportFile) -> Verdict:
    """What an import says of its file: who may approve it, also after it came in (row 46)."""
    return may_approve_import(member, file)
