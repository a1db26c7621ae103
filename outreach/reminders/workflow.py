"""Reminding who has an open record: a notice, and a line that stays in its history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from audit.noting import audited
from outreach.concerns.permissions import may_remind
from outreach.models import Reminder
from outreach.open_work import OpenWork
from personnel.models import Member
from personnel.notices import tell
from policies.current import local_day
from records.apart import keys_of
from records.history import StepRefused
from records.wording import clock_words


@audited("outreach.reminders.remind")
def remind(record: Any, *, kind: OpenWork, by: Member, at: datetime) -> Reminder:
    """Remind who has `record`, a row of `kind.open_to(by)`; once a day for each record and person.

    Raises StepRefused when they were reminded of it today already.
    """
    holder = kind.holder_of(record)
    may_remind(by, holder, kind.decides(by, record)).require()
    hidden = kind.hidden(record)
    try:
        with transaction.atomic():
            made = Reminder.objects.create(
                **keys_of(hidden),
                about=kind.key,
                key=record.pk,
                to=holder,
                by=by,
                at=at,
                on=local_day(at),
            )
    except IntegrityError:
        raise StepRefused(_already(kind, record, holder, at)) from None
    tell(
        [holder],
        f"{by.short_name} reminds you of {kind.named(record)}.",
        url=kind.url(record),
        key=f"reminder:{made.pk}",
        command_only=hidden,
    )
    return made


def _already(kind: OpenWork, record: Any, holder: Member, at: datetime) -> str:
    """“Officer Lindgren was reminded of it today, 2:14 pm, by Sgt. Cole.”"""
    told = Reminder.objects.select_related("by").get(
        about=kind.key, key=record.pk, to=holder, on=local_day(at)
    )
    words = f"{holder.short_name} was reminded of it today, {clock_words(told.at)}"
    return f"{words}, by {told.by.short_name}. Once a day is enough."
