"""How a concern moves from intake to closing, and what each step leaves behind.

Every function asks permission itself, moves the record by one conditional UPDATE, leaves a step
with who, when and why, and tells those who wait for it. `at` is the moment it happens; the day
is the department's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from audit.noting import audited
from outreach.concerns.permissions import (
    may_answer,
    may_assign,
    may_change_answer,
    may_close,
    may_decide,
    may_edit,
    may_escalate,
    may_give_on,
    may_read_identity,
    may_reopen,
    may_resolve,
    may_review,
    may_take,
    may_work_on,
)
from outreach.models import (
    Concern,
    ConcernNote,
    ConcernStep,
    IdentityReading,
    Referral,
    Reporter,
)
from personnel.giving import may_give_work
from personnel.models import Member
from personnel.notices import overtaken, steps_overtaken, tell
from personnel.roles import COMMAND, Role
from policies.current import local_day, setting
from records.history import StepRefused, move

Status = Concern.Status

STEPS = {
    Status.LOGGED: {Status.RESOLVED, Status.ESCALATED, Status.ASSIGNED},
    Status.ESCALATED: {Status.REVIEWED},
    Status.REVIEWED: {Status.ASSIGNED, Status.REFERRED},
    Status.ASSIGNED: {Status.RESOLVED, Status.ESCALATED, Status.REFERRED, Status.ASSIGNED},
    Status.REFERRED: {Status.ASSIGNED, Status.RESOLVED},
    Status.RESOLVED: {Status.CLOSED, Status.REOPENED},
    Status.CLOSED: {Status.REOPENED},
    Status.REOPENED: {Status.RESOLVED, Status.ESCALATED, Status.ASSIGNED, Status.REFERRED},
}


# Where a concern waits for somebody else, and yet has an owner who can be another.
GIVEN_ON = (Status.ESCALATED, Status.REFERRED)


@audited("outreach.concerns.note_effort")
def note_effort(
    concern: Concern, *, by: Member, at: datetime, text: str, happened: datetime | None = None
) -> ConcernNote:
    """Write down what was done about it (A-3.A); the same words twice on a day are one effort."""
    may_work_on(by, concern).require()
    efforts = concern.notes.filter(kind=ConcernNote.Kind.EFFORT, by=by, on=local_day(at))
    if efforts.filter(text=text).exists():
        raise StepRefused("Already written down.")
    return _note(concern, ConcernNote.Kind.EFFORT, by, at, text, happened)


@audited("outreach.concerns.answer")
def answer(
    concern: Concern, *, by: Member, at: datetime, text: str, happened: datetime | None = None
) -> ConcernNote:
    """Record what the citizen or group was told (N-III.C.5). Once given, it stands.

    It counts by the day on which they were told: `happened`, or else `at`. Raises StepRefused where
    nobody waits for an answer.
    """
    may_answer(by, concern).require()
    check_awaited(concern)
    told_at = happened_in_time(concern, happened, at) or at
    answered = Concern.objects.filter(pk=concern.pk, answered_on=None)
    if not answered.update(answer=text, answered_on=local_day(told_at), answered_by=by):
        raise StepRefused("Someone recorded the answer while you were writing. Look at it first.")
    concern.refresh_from_db()
    return _note(concern, ConcernNote.Kind.ANSWER, by, at, text, happened)


def check_awaited(concern: Concern) -> None:
    """Raise StepRefused, with what to do, where nobody waits for an answer: there is nobody to
    tell, and no day it would be in time by."""
    if not concern.answer_by:
        first = "reopen it" if concern.is_settled else "say so on its page"
        raise StepRefused(
            f"Nobody waits for an answer to it. If they want one after all, {first} first."
        )


@audited("outreach.concerns.note_unreached")
def note_unreached(
    concern: Concern, *, by: Member, at: datetime, text: str, happened: datetime | None = None
) -> ConcernNote:
    """Write down that they could not be reached (N-III.C.5). The answer stays owed, by its day.

    Raises StepRefused where nobody waits for an answer.
    """
    may_answer(by, concern).require()
    check_awaited(concern)
    return _note(concern, ConcernNote.Kind.UNREACHED, by, at, text, happened)


@audited("outreach.concerns.want_answer")
def want_answer(
    concern: Concern, *, by: Member, at: datetime, wanted: bool, note: str
) -> ConcernNote:
    """An answer is owed from now on, or none any more; `note` says why.

    Raises StepRefused when it stands so already, or was answered meanwhile.
    """
    day = local_day(at)
    may_change_answer(by, concern, day).require()
    now = day + timedelta(days=setting("answer_within_days")) if wanted else None
    still = Concern.objects.filter(
        pk=concern.pk, answered_on=None, answer_by__isnull=wanted
    ).exclude(status__in=Concern.SETTLED if wanted else ())
    if not still.update(answer_by=now):
        raise StepRefused("That stands so already, or was answered meanwhile.")
    concern.answer_by = now
    words = "An answer is wanted" if wanted else "No answer is owed"
    return _note(concern, ConcernNote.Kind.OWED, by, at, f"{words}. {note}")


@audited("outreach.concerns.correct")
def correct(
    concern: Concern, *, by: Member, at: datetime, seen: int, changes: dict[str, str]
) -> None:
    """Save corrected fields of `concern`, which the caller has already set on it.

    `seen` is the version the form was made from; `changes` says each change in words. Raises
    StaleRecord when somebody saved or settled it in between.
    """
    may_edit(by, concern).require()
    if not changes:
        return
    concern.save_edit(seen=seen, fields=list(changes), still={"settled_on": None})
    _note(concern, ConcernNote.Kind.EDIT, by, at, "\n".join(changes.values()))


@audited("outreach.concerns.escalate")
def escalate(concern: Concern, *, by: Member, at: datetime, note: str) -> ConcernStep:
    """Hand on what is beyond one's authority (N-IV.B.2)."""
    may_escalate(by, concern).require()
    review_by = local_day(at) + timedelta(days=setting("review_within_days"))
    step = _step(concern, Status.ESCALATED, by, at, note, review_by=review_by)
    _tell_about(
        concern,
        step,
        _reviewers(concern, by),
        f"{by.short_name} escalated {named(concern)} to you.",
    )
    return step


def _reviewers(concern: Concern, by: Member) -> list[Member]:
    """The supervisors of `by` who decide on this concern; else the unit's, or command's others."""
    own = [member for member in Member.objects.supervising(by) if may_decide(member, concern)]
    above = COMMAND if concern.restricted else [Role.UNIT_SUPERVISOR]
    return own or list(Member.objects.in_roles(*above).exclude(pk=by.pk))


@audited("outreach.concerns.review")
def review(concern: Concern, *, by: Member, at: datetime, note: str) -> ConcernStep:
    """Take an escalated concern up (N-IV.B.2); the community officer hears of it (N-IV.B.2.a)."""
    may_review(by, concern).require()
    step = _step(concern, Status.REVIEWED, by, at, note, review_by=None)
    unit = Member.objects.in_roles(Role.COMMUNITY_OFFICER).exclude(pk=by.pk)
    _tell_about(concern, step, unit, f"{by.short_name} took up {named(concern)}.")
    return step


def check_taker(concern: Concern, by: Member, to: Member) -> None:
    """Raise StepRefused where `to` does not take it, or not from `by`."""
    for able in (may_take(to, concern), may_give_work(by, to)):
        if not able:
            raise StepRefused(able.reason)


@audited("outreach.concerns.assign")
def assign(
    concern: Concern,
    *,
    by: Member,
    at: datetime,
    to: Member,
    note: str = "",
    seen_owner: int | None = None,
) -> ConcernStep:
    """Give the concern to `to`, who owns it from now on.

    `seen_owner` is the key of the owner the page showed: given to another since, it is refused.
    """
    may_assign(by, concern).require()
    seen_owner = seen_owner or concern.owner_id
    if seen_owner != concern.owner_id:
        given = f"{concern.owner.short_name} has it meanwhile."
        raise StepRefused(f"{given} Nothing was changed; look at where it stands now.")
    check_taker(concern, by, to)
    told, still = f"To {to.short_name}. {note}".strip(), {"owner": seen_owner}
    step = _step(concern, Status.ASSIGNED, by, at, told, still=still, owner=to)
    _tell_about(concern, step, [to], f"{named(concern)} is yours, from {by.short_name}.")
    return step


@audited("outreach.concerns.give_on")
def give_on(
    concern: Concern, *, by: Member, at: datetime, to: Member, note: str = "", seen_owner: int
) -> ConcernNote:
    """Give a concern to `to` that waits for a review or for another agency; what it waits for stays.

    `seen_owner` is the key of the owner the page showed. Raises StepRefused.
    """
    may_give_on(by, concern).require()
    check_taker(concern, by, to)
    before = concern.owner
    still = Concern.objects.filter(pk=concern.pk, status__in=GIVEN_ON, owner=seen_owner)
    if not still.update(owner=to):
        raise StepRefused("It moved on while you were looking. Nothing was changed.")
    concern.owner = to
    Referral.objects.pending().filter(concern=concern, watched_by=before).update(watched_by=to)
    went_on(concern, at=at)
    words = f"From {before.short_name} to {to.short_name}. {note}".strip()
    handed = _note(concern, ConcernNote.Kind.HANDED, by, at, words)
    tell(
        [to],
        f"{named(concern)} is yours, from {by.short_name}.",
        url=concern.get_absolute_url(),
        key=f"concern-note:{handed.pk}",
        command_only=concern.restricted,
    )
    return handed


@transaction.atomic
def review_and_assign(
    concern: Concern,
    *,
    by: Member,
    at: datetime,
    finding: str,
    to: Member,
    note: str = "",
    seen_owner: int | None = None,
) -> ConcernStep:
    """Take an escalated concern up and give it to `to` at once: both steps, or neither."""
    review(concern, by=by, at=at, note=finding)
    return assign(concern, by=by, at=at, to=to, note=note, seen_owner=seen_owner)


@audited("outreach.concerns.resolve")
def resolve(
    concern: Concern, *, by: Member, at: datetime, note: str, happened: datetime | None = None
) -> ConcernStep:
    """Settle the concern, saying how (N-IV.B.1).

    It counts as settled from the day it is written, so that no report of an earlier period
    changes; `happened` is told beside it.
    """
    may_resolve(by, concern).require()
    day = local_day(at)
    step = _step(concern, Status.RESOLVED, by, at, note, happened=happened, settled_on=day)
    waiting = Member.objects.supervising(concern.officer).exclude(pk=by.pk)
    _tell_about(concern, step, waiting, f"{named(concern)} is resolved and can be closed.")
    return step


@transaction.atomic
def resolve_and_answer(
    concern: Concern,
    *,
    by: Member,
    at: datetime,
    note: str,
    told: str = "",
    happened: datetime | None = None,
) -> ConcernStep:
    """Settle the concern and record what they were told: both, or neither. Without `told` the
    answer stays owed."""
    if told:
        answer(concern, by=by, at=at, text=told, happened=happened)
    return resolve(concern, by=by, at=at, note=note, happened=happened)


@audited("outreach.concerns.close")
def close(concern: Concern, *, by: Member, at: datetime, note: str = "") -> ConcernStep:
    """Close what someone else resolved; it stays settled on the day it was resolved."""
    may_close(by, concern).require()
    return _step(concern, Status.CLOSED, by, at, note)


@audited("outreach.concerns.reopen")
def reopen(concern: Concern, *, by: Member, at: datetime, note: str) -> ConcernStep:
    """Take a settled concern up again, because it was not over."""
    may_reopen(by, concern).require()
    step = _step(concern, Status.REOPENED, by, at, note, settled_on=None)
    owner = [concern.owner] if concern.owner_id != by.pk else []
    _tell_about(concern, step, owner, f"{by.short_name} reopened {named(concern)}.")
    return step


@audited("outreach.concerns.read_identity")
def read_identity(concern: Concern, *, by: Member, at: datetime) -> Reporter | None:
    """Who raised the concern; the reading itself is recorded first (trust floor 5)."""
    may_read_identity(by, concern).require()
    IdentityReading.objects.create(concern=concern, by=by, at=at)
    return Reporter.objects.filter(concern=concern).first()


@transaction.atomic
def _step(
    concern: Concern,
    to: Concern.Status,
    by: Member,
    at: datetime,
    note: str,
    *,
    still: Mapping[str, object] | None = None,
    happened: datetime | None = None,
    **facts: object,
) -> ConcernStep:
    happened = happened_in_time(concern, happened, at)
    came_from = move(concern, to, steps=STEPS, still=still, **facts)
    went_on(concern, at=at)
    return concern.steps.create(
        from_status=came_from, to_status=to, by=by, at=at, note=note, happened_at=happened
    )


def went_on(concern: Concern, *, at: datetime) -> None:
    """Somebody took the concern further: what was told of it before is new to nobody any more."""
    steps_overtaken("concern-step", concern.steps.all(), at=at)
    steps_overtaken("concern-note", concern.notes.all(), at=at)
    overtaken([f"concern:{concern.pk}:restricted"], at=at)


def _note(
    concern: Concern,
    kind: ConcernNote.Kind,
    by: Member,
    at: datetime,
    text: str,
    happened: datetime | None = None,
) -> ConcernNote:
    happened = happened_in_time(concern, happened, at)
    return concern.notes.create(
        kind=kind, by=by, at=at, on=local_day(at), text=text, happened_at=happened
    )


def happened_in_time(concern: Concern, happened: datetime | None, at: datetime) -> datetime | None:
    """`happened` if it lies between the logging of the concern and `at`. Raises StepRefused."""
    if happened and happened > at:
        raise StepRefused("It cannot have happened after now.")
    if happened and happened < concern.logged_at:
        raise StepRefused("It cannot have happened before the concern was logged.")
    return happened


def named(concern: Concern) -> str:
    """“C-2026-0047, traffic and speeding”: what a notice may say of it, and no word of anybody."""
    if concern.restricted:
        return concern.number
    about = concern.category.name
    return f"{concern.number}, {about[:1].lower()}{about[1:]},"


def _tell_about(concern: Concern, step: ConcernStep, members: object, text: str) -> None:
    """Tell those of `members` who may see the concern at all."""
    seeing = [m for m in members if Concern.objects.visible_to(m).filter(pk=concern.pk).exists()]  # type: ignore[attr-defined]
    tell(
        seeing,
        text,
        url=concern.get_absolute_url(),
        key=f"concern-step:{step.pk}",
        command_only=concern.restricted,
    )
