"""Referring a concern without letting go of it (A-1.A.6-7, K-IV.L)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from audit.noting import audited
from outreach.concerns.permissions import may_decide, may_hand_watch, may_refer, may_watch
from outreach.concerns.workflows.concerns import (
    STEPS,
    check_taker,
    happened_in_time,
    named,
    went_on,
)
from outreach.models import Concern, ConcernNote, Referral, ReferralCheck
from personnel.models import Division, Member
from personnel.notices import overtaken, tell
from policies.current import local_day, setting
from records.apart import keys_of
from records.history import StepRefused, move
from records.wording import day_words

Status = Concern.Status


@audited("outreach.referrals.refer")
def refer(
    concern: Concern,
    *,
    by: Member,
    at: datetime,
    reason: str,
    to_division: Division | None = None,
    to_agency: str = "",
    contact: str = "",
    watched_by: Member | None = None,
) -> Referral:
    """Hand the concern to a division or an agency; its owner goes on watching it.

    A restricted concern goes to no division: there it would be read by others than command.
    """
    may_refer(by, concern).require()
    if concern.restricted and to_division:
        raise StepRefused("A restricted concern stays with command.")
    came_from = move(concern, Status.REFERRED, steps=STEPS)
    went_on(concern, at=at)
    day = local_day(at)
    referral = Referral.objects.create(
        **keys_of(concern.restricted),
        concern=concern,
        to_division=to_division,
        to_agency=to_agency,
        contact=contact,
        reason=reason,
        by=by,
        at=at,
        on=day,
        watched_by=watched_by or concern.owner,
        next_check_on=next_check(day),
    )
    concern.steps.create(
        from_status=came_from,
        to_status=Status.REFERRED,
        by=by,
        at=at,
        note=f"To {referral.to_words}. {reason}",
    )
    _tell_receiver(referral)
    return referral


def next_check(day: date) -> date:
    """The day the unit asks again how a referral stands."""
    return day + timedelta(days=setting("referral_check_days"))


@audited("outreach.referrals.confirm_receipt")
def confirm_receipt(
    referral: Referral,
    *,
    by: Member,
    at: datetime,
    their_number: str = "",
    happened: datetime | None = None,
) -> ReferralCheck:
    """The other side says that it has the matter."""
    may_watch(by, referral).require()
    day = local_day(at)
    taken = Referral.objects.pending().filter(pk=referral.pk, received_on=None)
    if not taken.update(received_on=day, their_number=their_number):
        raise StepRefused("Receipt is already recorded, or the referral has ended.")
    number = f", their number {their_number}" if their_number else ""
    return _checked(referral, by, at, f"Receipt confirmed{number}.", happened)


@audited("outreach.referrals.record_check")
def record_check(
    referral: Referral, *, by: Member, at: datetime, found: str, happened: datetime | None = None
) -> ReferralCheck:
    """Write down what the other side says, and set the next day to ask."""
    may_watch(by, referral).require()
    still = Referral.objects.pending().filter(pk=referral.pk)
    if not still.update(next_check_on=next_check(local_day(at))):
        raise StepRefused("The referral has ended.")
    return _checked(referral, by, at, found, happened)


@audited("outreach.referrals.record_outcome")
def record_outcome(
    referral: Referral,
    *,
    by: Member,
    at: datetime,
    outcome: str,
    happened: datetime | None = None,
) -> ReferralCheck:
    """What came of it; then the concern can be resolved."""
    may_watch(by, referral).require()
    _end(referral, at, outcome)
    return _checked(referral, by, at, f"Outcome: {outcome}", happened)


@audited("outreach.referrals.take_back")
def take_back(referral: Referral, *, by: Member, at: datetime, note: str) -> None:
    """End the referral and give the concern back to its owner."""
    concern = referral.concern
    may_decide(by, concern).require()
    _end(referral, at, f"Taken back. {note}")
    came_from = move(concern, Status.ASSIGNED, steps=STEPS)
    went_on(concern, at=at)
    concern.steps.create(
        from_status=came_from,
        to_status=Status.ASSIGNED,
        by=by,
        at=at,
        note=f"Taken back from {referral.to_words}. {note}",
    )


@audited("outreach.referrals.hand_on")
def hand_on(
    referral: Referral,
    *,
    by: Member,
    at: datetime,
    to: Member,
    reason: str,
    seen_owner: int | None = None,
) -> ConcernNote:
    """Have `to` ask after the referral from now on; the day to ask stays.

    `seen_owner` is the key of who the page said watches it. Raises StepRefused.
    """
    concern, before = referral.concern, referral.watched_by
    may_hand_watch(by, referral).require()
    check_taker(concern, by, to)
    if not Concern.objects.visible_to(to).filter(pk=concern.pk).exists():
        raise StepRefused(f"{to.short_name} does not see this concern.")
    if to.pk == before.pk:
        raise StepRefused(f"{to.short_name} asks after it already.")
    still = Referral.objects.pending().filter(pk=referral.pk, watched_by=seen_owner or before.pk)
    if not still.update(watched_by=to):
        raise StepRefused("It moved on while you were looking. Nothing was changed.")
    referral.watched_by = to
    words = f"Asking after it: from {before.short_name} to {to.short_name}. {reason}"
    note = concern.notes.create(
        kind=ConcernNote.Kind.HANDED, by=by, at=at, on=local_day(at), text=words
    )
    if to.pk != by.pk:
        tell(
            [to],
            f"You ask after the referral of {concern.number} from now on, says {by.short_name}.",
            url=concern.get_absolute_url(),
            key=f"concern-note:{note.pk}",
            command_only=concern.restricted,
        )
    return note


def _end(referral: Referral, at: datetime, outcome: str) -> None:
    pending = Referral.objects.pending().filter(pk=referral.pk)
    if not pending.update(ended_on=local_day(at), outcome=outcome):
        raise StepRefused("The referral has already ended.")
    overtaken([f"referral:{referral.pk}"], at=at)
    referral.refresh_from_db()


def _checked(
    referral: Referral, by: Member, at: datetime, found: str, happened: datetime | None
) -> ReferralCheck:
    happened = heard_in_time(referral, happened, at)
    overtaken([f"referral:{referral.pk}"], at=at)
    referral.refresh_from_db()
    return referral.checks.create(by=by, at=at, on=local_day(at), happened_at=happened, found=found)


def heard_in_time(referral: Referral, happened: datetime | None, at: datetime) -> datetime | None:
    """`happened` if it lies between the referral and `at`. Raises StepRefused."""
    if happened and happened < referral.at:
        raise StepRefused("It cannot have happened before the concern was referred.")
    return happened_in_time(referral.concern, happened, at)


def _tell_receiver(referral: Referral) -> None:
    division = referral.to_division
    if division and division.supervisor:
        tell(
            [division.supervisor],
            f"{named(referral.concern)} is referred to {division.name}. Confirm its receipt; the unit"
            f" asks for its status on {day_words(referral.next_check_on)}.",
            url=referral.concern.get_absolute_url(),
            key=f"referral:{referral.pk}",
        )
