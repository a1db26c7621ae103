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

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_

from django.db.models import Model, Q, QuerySet

from audit.models import Entry
from jobs.models import Job
from outreach.models import Action, Concern, Referral
from outreach.models.apart import NOT_LOGGED, SERIES
from outreach.sheets import HANDOVER_TASK, SHEET_TASK
from personnel.models import Member

PAGE_OR_FILE = Q(action__startswith="page ") | Q(action__startswith="file ")
OF_OUTREACH = Q(action__startswith="page outreach:") | Q(action__startswith="file outreach:")


def without_hidden(entries: QuerySet[Entry], member: Member) -> QuerySet[Entry]:
    """`entries` without the traces of what `member` may not know of.

    Costs what there is of restricted records; the index on kind and key leads to their entries.
    """
    of_records = _about_hidden(member)
    told_in = Entry.objects.filter(of_records).exclude(request="").order_by().values("request")
    beside = Q(kind="", request__in=told_in)
    return entries.exclude(of_records).exclude(beside).exclude(_in_addresses(member))


def _about_hidden(member: Member) -> Q:
    """That an entry is about a hidden record, by kind and key."""
    named = (
        Q(kind=model._meta.label_lower, key__in=[str(key) for key in keys])
        for model, keys in _hidden_keys(member)
    )
    return reduce(or_, named)


def _hidden_keys(member: Member) -> Iterator[tuple[type[Model], Iterable[object]]]:
    seen = Concern.objects.visible_to(member).order_by().values("pk")
    hidden = Concern.objects.filter(restricted=True).exclude(pk__in=seen)
    concerns = list(hidden.values_list("pk", flat=True))
    tasks = (SHEET_TASK, HANDOVER_TASK)
    sheets = Job.objects.filter(task__in=tasks, argument__in=concerns)
    referrals = Referral.objects.filter(concern__in=concerns)
    matters = Action.objects.filter(Q(kind=Action.Kind.PERSONNEL) | Q(concern__in=concerns))
    actions = matters.exclude(pk__in=Action.objects.visible_to(member).order_by().values("pk"))
    yield Concern, [*concerns, NOT_LOGGED]
    yield Action, actions.values_list("pk", flat=True)
    yield Referral, referrals.values_list("pk", flat=True)
    yield Job, sheets.values_list("pk", flat=True)


def _in_addresses(member: Member) -> Q:
    """Addresses of restricted concerns, but for those `member` sees, and of keys apart that somebody
    else asked for."""
    visible = Concern.objects.visible_to(member).filter(restricted=True)
    seen = (
        Q(key=number) | Q(key__startswith=f"{number} ")
        for number in visible.values_list("number", flat=True)
    )
    numbers = OF_OUTREACH & Q(key__istartswith=f"{SERIES}-") & ~reduce(or_, seen, Q(pk=None))
    return numbers | PAGE_OR_FILE & Q(kind="", key__startswith="-") & ~Q(actor=member.pk)
