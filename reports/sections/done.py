"""What was done about concerns, in one line each, from efforts, actions, referrals and answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple

from outreach.models import ActionProgress, ConcernNote, ConcernStep, ReferralCheck
from reports.sections.frame import Frame

LONGEST = 240


class Deed(NamedTuple):
    concern: int
    at: datetime
    text: str


def what_was_done(
    concerns: Collection[int], frame: Frame, *, before: bool = False
) -> dict[str, str]:
    """The latest thing done about each concern, by key; none for those where nothing was.

    Only what was done in the period counts: this is progress (K-IV.R, N-IV.A.4). `before`: so does
    what was done before it, as beside a concern that stands as it stood when the period ended.
    Personnel matters are left out: they are command's alone.
    """
    latest: dict[int, Deed] = {}
    for deed in _deeds(concerns, frame, before):
        known = latest.get(deed.concern)
        if known is None or deed.at >= known.at:
            latest[deed.concern] = deed
    return {str(key): shortened(deed.text) for key, deed in sorted(latest.items())}


def shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[:LONGEST].rsplit(" ", 1)[0] + "…"


def _deeds(concerns: Collection[int], frame: Frame, before: bool) -> Iterable[Deed]:
    """Every dated effort, answer, step with a note, referral check and action progress."""
    keys = list(concerns)
    for start in range(0, len(keys), 500):
        some = keys[start : start + 500]
        notes = ConcernNote.objects.filter(concern__in=some).exclude(kind="edit")
        checks = ReferralCheck.objects.filter(referral__concern__in=some)
        progress = ActionProgress.objects.filter(action__concern__in=some).exclude(
            action__kind="personnel"
        )
        steps = ConcernStep.objects.filter(concern__in=some).exclude(note="")
        first = date.min if before else frame.period.first
        span = (first, frame.period.last)
        notes, checks = notes.filter(on__range=span), checks.filter(on__range=span)
        progress, steps = progress.filter(on__range=span), steps.filter(at__lt=frame.ends)
        if not before:
            steps = steps.filter(at__gte=frame.begins)
        yield from map(Deed._make, notes.values_list("concern_id", "at", "text"))
        yield from map(Deed._make, checks.values_list("referral__concern_id", "at", "found"))
        yield from map(Deed._make, progress.values_list("action__concern_id", "at", "note"))
        yield from map(Deed._make, steps.values_list("concern_id", "at", "note"))
