"""What of the audit log is kept from a reader: every trace of a restricted record that is not for
their eyes (floor 6).

An entry is such a trace

- if it is about the record, or about a job that worked on it;
- if it names no record of its own and was noted in a request or job that noted one of those: words
  that were saved as they are, a page that was refused, a file;
- if it is a page or file whose address begins with a number of the restricted series or a key apart.

Whether such a number or key exists makes no difference: an entry of the one beside none of the other
would tell which there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.db.models import CharField, Model, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, StrIndex, Substr

from audit.models import Entry
from jobs.models import Job
from outreach.apart import NOT_LOGGED, SERIES
from outreach.concerns.sheets import HANDOVER_TASK, SHEET_TASK
from outreach.models import Action, Concern, Referral
from personnel.models import Member

PAGE_OR_FILE = Q(action__startswith="page ") | Q(action__startswith="file ")
OF_OUTREACH = Q(action__startswith="page outreach:") | Q(action__startswith="file outreach:")
# An address is noted as its parts with blanks between them: a concern's number stands first.
FIRST_PART = Substr("key", 1, StrIndex(Concat("key", Value(" ")), Value(" ")) - 1)


def without_hidden(entries: QuerySet[Entry], member: Member) -> QuerySet[Entry]:
    """`entries` without the traces of what `member` may not know of.

    What is hidden is asked for within the one query, so nothing of it is read first, however much
    there is; the index on kind and key leads to its entries.
    """
    of_records = [*_about_hidden(member)]
    # What was noted outside of any request or job is beside nothing.
    noted = Entry.objects.exclude(request="").order_by().values("request")
    told_in = [noted.filter(one) for one in of_records]
    beside = (Q(kind="", request__in=one) for one in told_in)
    hidden = reduce(or_, [*of_records, *beside, _in_addresses(member)])
    return entries.alias(first_part=FIRST_PART).exclude(hidden)


def _about_hidden(member: Member) -> Iterator[Q]:
    """That an entry is about a hidden record, by kind and key; each kind by itself."""
    for model, records in _hidden(member):
        keys = records.order_by().annotate(text=Cast("pk", CharField())).values("text")
        yield Q(kind=model._meta.label_lower, key__in=keys)
    yield Q(kind=Concern._meta.label_lower, key=NOT_LOGGED)


def _hidden(member: Member) -> Iterator[tuple[type[Model], QuerySet]]:
    seen = Concern.objects.visible_to(member).order_by().values("pk")
    concerns = Concern.objects.filter(restricted=True).exclude(pk__in=seen).order_by()
    keys = concerns.values("pk")
    tasks = (SHEET_TASK, HANDOVER_TASK)
    matters = Action.objects.filter(Q(kind=Action.Kind.PERSONNEL) | Q(concern__in=keys))
    yield Concern, concerns
    yield (
        Action,
        matters.exclude(pk__in=Action.objects.visible_to(member).order_by().values("pk")),
    )
    yield Referral, Referral.objects.filter(concern__in=keys)
    yield Job, Job.objects.filter(task__in=tasks, argument__in=keys)


def _in_addresses(member: Member) -> Q:
    """Addresses of restricted concerns, but for those `member` sees, and of keys apart that somebody
    else asked for."""
    visible = Concern.objects.visible_to(member).filter(restricted=True).order_by()
    seen = Q(first_part__in=visible.values("number"))
    numbers = OF_OUTREACH & Q(key__istartswith=f"{SERIES}-") & ~seen
    return numbers | PAGE_OR_FILE & Q(kind="", key__startswith="-") & ~Q(actor=member.pk)
