"""All that is known of one concern, read once: for its page, its timeline and its sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from outreach.models import Action, Concern, ConcernNote, ConcernStep, Referral, Reminder
from personnel.models import Member

Kind = ConcernNote.Kind


@dataclass(frozen=True)
class ConcernRecord:
    """A concern with everything that hangs on it, oldest first; actions with their progress."""

    concern: Concern
    steps: list[ConcernStep]
    notes: list[ConcernNote]
    referrals: list[Referral]
    actions: list[Action]
    reminders: list[Reminder]

    @property
    def pending(self) -> Referral | None:
        """The referral that waits for its outcome; there is never more than one."""
        return next((one for one in self.referrals if one.ended_on is None), None)

    @property
    def ended_referrals(self) -> list[Referral]:
        return [one for one in self.referrals if one.ended_on is not None]

    @property
    def efforts(self) -> list[ConcernNote]:
        return [note for note in self.notes if note.kind == Kind.EFFORT]

    @property
    def open_actions(self) -> list[Action]:
        return [action for action in self.actions if action.ended_on is None]

    def late_check(self, day: date) -> bool:
        pending = self.pending
        return pending is not None and pending.next_check_on < day


def record_of(concern: Concern, *, member: Member | None = None) -> ConcernRecord:
    """What `member` may read of a concern they may see; without a member, what may be printed.

    Personnel matters are command's alone and are never printed (K-IV.S).
    """
    actions = concern.actions.select_related("owner").prefetch_related(
        "progress__by", "handings__by", "handings__before", "handings__to"
    )
    if member is None or not member.is_command:
        actions = actions.exclude(kind=Action.Kind.PERSONNEL)
    referrals = concern.referrals.select_related("to_division", "watched_by", "by")
    kept, found = list(actions), list(referrals.prefetch_related("checks__by"))
    return ConcernRecord(
        concern=concern,
        steps=list(concern.steps.select_related("by")),
        notes=list(concern.notes.select_related("by")),
        referrals=found,
        actions=kept,
        reminders=_reminders(concern, kept, found),
    )


def _reminders(
    concern: Concern, actions: list[Action], referrals: list[Referral]
) -> list[Reminder]:
    """Those of the concern, its actions and its referrals (`outreach.open_work`)."""
    about = Q(about="concern", key=concern.pk)
    about |= Q(about="action", key__in=[one.pk for one in actions])
    about |= Q(about="check", key__in=[one.pk for one in referrals])
    return list(Reminder.objects.filter(about).select_related("by", "to"))
