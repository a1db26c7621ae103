"""A concern about the chief leaves the department: a printed sheet, and a receipt for it (row 13).

So does one that nobody of command may read, because the only one who serves is named in it. The
sheet goes to the person or body the policy pack names. Until its receipt is recorded it waits on
somebody's desk: command's, and where nobody there may read it, on that of whoever logged it.
"""

from __future__ import annotations

from datetime import date, datetime

from audit.noting import audited
from outreach.concerns.permissions import may_hand_over
from outreach.models import Concern, ConcernNote, Handover
from personnel.models import Member
from policies.current import local_day, policy
from records.history import StepRefused


def goes_to() -> str:
    """The person or body the chief answers to, as the policy pack names it."""
    return policy().chief_answers_to


@audited("outreach.handovers.print_sheet")
def print_sheet(concern: Concern, *, by: Member) -> None:
    """Somebody takes the sheet that a job has laid out: the log says who. Raises PermissionDenied."""
    may_hand_over(by, concern).require()


@audited("outreach.handovers.hand_over")
def hand_over(
    concern: Concern,
    *,
    by: Member,
    at: datetime,
    on: date,
    received_by: str,
    their_number: str = "",
) -> Handover:
    """Record the receipt: who there has the sheet since which day."""
    may_hand_over(by, concern).require()
    Concern.objects.select_for_update().get(pk=concern.pk)
    if Handover.objects.filter(concern=concern).exists():
        raise StepRefused("Its receipt is recorded already.")
    if not concern.logged_on <= on <= local_day(at):
        raise StepRefused("It was handed over between the day it was logged and today.")
    made = Handover.objects.create(
        concern=concern,
        to=goes_to(),
        on=on,
        received_by=received_by,
        their_number=their_number,
        by=by,
        at=at,
    )
    text = f"Handed to the {made.to} as a printed sheet; received there by {received_by}."
    concern.notes.create(kind=ConcernNote.Kind.EFFORT, by=by, at=at, on=on, text=text)
    return made
