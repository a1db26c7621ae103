"""What happens to an import as a whole: asked for, given back, closed together, taken back.

Row 46: an import that one person has prepared is approved by another. Row 9: nobody closes what they
resolved, also not a thousand at once. Row 57: nothing is deleted, but an import that nobody has
touched may be taken back; its file, its counts, its digest and the log stay.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, F, When

from audit.noting import audited, note
from outreach.concerns.permissions import may_close, may_resolve
from outreach.imports.permissions import (
    may_approve_import,
    may_change_import,
    may_decide_batch,
    may_work_on_batch,
)
from outreach.models import Concern, ConcernStep, ImportFile
from personnel.models import Member
from personnel.notices import overtaken_under, tell
from personnel.roles import COMMAND, Role
from policies.current import local_day, setting
from records.history import StepRefused
from records.wording import counted, day_words

Status = Concern.Status
# So many are moved with one press, since each is asked for and has a step of its own.
AT_ONCE = 2_000
EVERY = 500
GONE_ON = "Somebody has brought it in or changed it meanwhile. Look at where it stands now."


@audited("outreach.batches.ask_approval")
def ask_approval(file: ImportFile, *, by: Member, at: datetime) -> None:
    """Have somebody else look at the import and bring it in, by a day (row 46)."""
    may_change_import(by, file).require()
    if file.previewed is None:
        raise StepRefused("Nobody has said yet what its columns are.")
    day = local_day(at) + timedelta(days=setting("review_within_days"))
    _move(file, {"asked_at": at, "decide_by": day, "returned": None})
    overtaken_under(f"import:{file.pk}", at=at)
    approvers = Member.objects.in_roles(Role.UNIT_SUPERVISOR, *COMMAND).exclude(pk=file.by_id)
    tell(
        [one for one in approvers if may_approve_import(one, file)],
        f"{by.short_name} asks you to approve the import of {file.source} by {day_words(day)}.",
        url=file.get_absolute_url(),
        key=f"import:{file.pk}:asked:{at.isoformat()}",
    )


@audited("outreach.batches.give_back")
def give_back(file: ImportFile, *, by: Member, at: datetime, note: str) -> None:
    """Do not approve it as it is; who prepared it hears why."""
    may_approve_import(by, file).require()
    refuse_unless_asked(file)
    _move(file, {"asked_at": None, "decide_by": None, "returned": {"note": note}})
    overtaken_under(f"import:{file.pk}", at=at)
    tell(
        [file.by],
        f"{by.short_name} gave the import of {file.source} back to you.",
        url=file.get_absolute_url(),
        key=f"import:{file.pk}:returned:{at.isoformat()}",
    )


def refuse_unless_asked(file: ImportFile) -> None:
    """Raises StepRefused unless the file waits to be approved."""
    if not file.is_asked:
        raise StepRefused("Nobody waits for an approval of this file.")


def _move(file: ImportFile, facts: dict[str, Any]) -> None:
    """One conditional UPDATE: only if nobody has started it, asked or given it back meanwhile."""
    as_seen = ImportFile.objects.filter(pk=file.pk, started_at=None, asked_at=file.asked_at)
    if not as_seen.update(**facts):
        raise StepRefused(GONE_ON)
    for name, value in facts.items():
        setattr(file, name, value)


def tell_of(file: ImportFile, *, at: datetime) -> None:
    """What came in resolved waits for somebody else: they hear of it once, not a thousand times."""
    waiting = file.concerns.filter(status=Status.RESOLVED).count()
    starter = file.started_by
    if not waiting or starter is None:
        return
    named = list(Member.objects.supervising(starter).exclude(pk=starter.pk))
    tell(
        named,
        f"{counted(waiting, 'concern', 'concerns')} of the import from {file.source} can be closed.",
        url=file.get_absolute_url(),
        key=f"import:{file.pk}:to-close",
    )


@audited("outreach.batches.resolve_together")
def resolve_together(file: ImportFile, *, by: Member, at: datetime, note: str) -> int:
    """Settle what of the import is as it came in, saying how (N-IV.B.1). Returns how many.

    At most AT_ONCE; what somebody works on is left alone.
    """
    may_work_on_batch(by, file).require()
    open_ones = waiting_to_be_resolved(file, by)
    facts = {"status": Status.RESOLVED, "settled_on": local_day(at)}
    _step_together(open_ones, Status.LOGGED, by, at, note, facts)
    tell_of(file, at=at)
    return len(open_ones)


def waiting_to_be_resolved(file: ImportFile, member: Member) -> list[Concern]:
    """What `member` can settle of it together, at most AT_ONCE. Raises StepRefused when it is nothing."""
    still = file.concerns.filter(status=Status.LOGGED).order_by("pk")[:AT_ONCE]
    open_ones = [concern for concern in still if may_resolve(member, concern)]
    if not open_ones:
        raise StepRefused("No concern of this import waits for you to resolve it.")
    return open_ones


@audited("outreach.batches.close_together")
def close_together(file: ImportFile, *, by: Member, at: datetime, note: str = "") -> int:
    """Close what of the import somebody else resolved (row 9). Returns how many, at most AT_ONCE."""
    may_decide_batch(by, file).require()
    resolved = file.concerns.filter(status=Status.RESOLVED).order_by("pk")[:AT_ONCE]
    verdicts = [(concern, may_close(by, concern)) for concern in resolved]
    to_close = [concern for concern, verdict in verdicts if verdict]
    if not to_close:
        reasons = [verdict.reason for _, verdict in verdicts]
        raise StepRefused(next(iter(reasons), "No concern of this import waits to be closed."))
    # Whoever decides has seen how they were resolved: no answer is owed that was not given.
    owed = Case(When(answered_on=None, then=None), default=F("answer_by"))
    facts = {"status": Status.CLOSED, "answer_by": owed}
    _step_together(to_close, Status.RESOLVED, by, at, note, facts)
    if not file.concerns.filter(status=Status.RESOLVED).exists():
        overtaken_under(f"import:{file.pk}", at=at)
    return len(to_close)


def _step_together(
    concerns: list[Concern],
    came_from: Status,
    by: Member,
    at: datetime,
    note: str,
    facts: dict[str, Any],
) -> None:
    """The same step for all of them, or for none when one has moved meanwhile."""
    for start in range(0, len(concerns), EVERY):
        keys = [concern.pk for concern in concerns[start : start + EVERY]]
        if Concern.objects.filter(pk__in=keys, status=came_from).update(**facts) != len(keys):
            raise StepRefused("Somebody took a step on one of them just now. Nothing was changed.")
    ConcernStep.objects.bulk_create(
        [
            ConcernStep(
                concern=concern,
                from_status=came_from,
                to_status=facts["status"],
                by=by,
                at=at,
                note=note,
            )
            for concern in concerns
        ],
        batch_size=EVERY,
    )


@transaction.atomic
def note_reading(concern: Concern, *, by: Member, at: datetime) -> None:
    """Remember that somebody else than who brought it in has opened a concern of an import."""
    if concern.batch_id is None:
        return
    unread = ImportFile.objects.filter(pk=concern.batch_id, read_at=None)
    by_another = unread.exclude(by=by).exclude(started_by=by)
    # Looked at first: most readings are no first ones, and change nothing.
    if by_another.exists() and by_another.update(read_at=at):
        note("outreach.batches.first_read", concern, by=by)
