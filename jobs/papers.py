"""Documents made by jobs and kept for a day: the page that asks shows how far the work is.

A document is known by what it is made of (`made_from`, a digest its room computes), so a kept one
is shown only while the record still says the same. Who may read it is asked in every request, and
once more of whoever asked when the job runs.

    return papers.shown(request, papers.Wanted(task, concern.pk, made_from, ...))   # in a view

    @job(task, may=may_have_sheet)                                                  # in tasks.py
    def make_sheet(lease: Lease) -> None:
        papers.make(lease, lambda record, variant: (made_from, lambda: intake_sheet(record)))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from audit.noting import note
from documents.pdf import PdfRefused
from jobs import queue
from jobs.leases import Lease
from jobs.models import Job, Paper
from jobs.running import Hopeless, Refused

# A document can be made again at any time; what it says is not kept longer than it is looked at.
KEPT_FOR = timedelta(days=1)
# Documents one member has made at a time: others wait for the same workers.
MOST_WAITING = 20
# Seconds in which a document is usually made.
RETRY_AFTER = 60
AT_A_QUIETER_TIME = (
    "Try again at a quieter time; if that does not help, tell whoever runs the server."
)


@dataclass(frozen=True)
class Wanted:
    """One document as a page asks for it.

    `subject` stands on the job, whose page shows it to whoever asked; it names no record. `argument` is the key of its record; `variant` tells documents of one record apart (a language);
    `file_name` is what the browser calls it; `back_url` is where its page leads back to.
    """

    task: str
    argument: int
    made_from: str
    subject: str
    file_name: str
    back_url: str
    variant: str = ""


class TooManyWaiting(Exception):
    """As many documents are being made for this member as one may wait for."""


def digest_of(*said: str) -> str:
    """What a document is made of, from the texts it says."""
    return sha256("\n".join(said).encode()).hexdigest()


def shown(request: HttpRequest, wanted: Wanted) -> HttpResponse:
    """The document, or a page that shows how far it is and opens it when it is made.

    Nothing is laid out here: the web process only reads what a job has made. A HEAD, as a browser
    or a mail program looks ahead with, asks for no job. Whoever waits for MOST_WAITING already is
    told to ask later (429).
    """
    if paper := kept(wanted):
        named = f'inline; filename="{wanted.file_name}"'
        return HttpResponse(
            bytes(paper.pdf),
            content_type="application/pdf",
            headers={"Content-Disposition": named, "Cache-Control": "no-store"},
        )
    if request.method == "HEAD":
        return HttpResponse(headers={"Cache-Control": "no-store"})
    context: dict[str, Any] = {
        "here": request.get_full_path(),
        "back_url": wanted.back_url,
        "subject": wanted.subject,
    }
    try:
        context["job"] = ask(wanted, by=request.user)
    except TooManyWaiting:
        context["most"] = MOST_WAITING
        page = render(request, "jobs/paper_later.html", context, status=429)
        page.headers["Retry-After"] = str(RETRY_AFTER)
        return page
    return render(request, "jobs/paper.html", context)


def kept(wanted: Wanted) -> Paper | None:
    """The document that was made of the same, if it is still there."""
    return Paper.objects.filter(
        task=wanted.task,
        argument=wanted.argument,
        variant=wanted.variant,
        made_from=wanted.made_from,
    ).first()


def ask(wanted: Wanted, *, by: object) -> Job:
    """The job that makes it for `by`: the one that is at work already, or a new one.

    One job for each document and member, so that a refusal of one is nobody else's. A document
    forgotten since is made anew. Raises TooManyWaiting, and nothing is asked for.
    """
    member = getattr(by, "pk", None)
    base = f"{wanted.task}:{wanted.argument}:{wanted.variant}:{wanted.made_from[:24]}:{member}:"
    with transaction.atomic():
        times = Job.objects.filter(key__startswith=base).count()
        last = Job.objects.filter(key=f"{base}{times - 1}").first()
        if last is not None and last.status != Job.Status.DONE:
            return last
        if _waiting_for(member) >= MOST_WAITING:
            raise TooManyWaiting
        return queue.request(
            wanted.task,
            key=f"{base}{times}",
            argument=wanted.argument,
            subject=wanted.subject,
            by=by,  # type: ignore[arg-type]
            total=1,
            for_asker_alone=True,
        )


def _waiting_for(member: int | None) -> int:
    """How many documents are being made for the member, up to as many as may be."""
    theirs = Job.objects.unfinished().filter(asked_by_id=member, for_asker_alone=True)
    return theirs.order_by()[:MOST_WAITING].count()


def make(lease: Lease, drawn: Callable[[int, str], tuple[str, Callable[[], bytes]]]) -> None:
    """The work of the job: lay the document out and keep it; the newest of a record replaces older.

    `drawn` takes the record's key and the variant, and gives what the document is made of as it is
    now with a function that lays it out. Raises as `laid_out` does.
    """
    variant = lease.job.key.split(":")[2]
    lease.progress(0, "Laying out the pages", total=1)
    made_from, lay_out = drawn(lease.job.argument, variant)
    pdf = laid_out(lay_out)
    with lease.publishing():
        Paper.objects.update_or_create(
            task=lease.job.task,
            argument=lease.job.argument,
            variant=variant,
            defaults={"made_from": made_from, "pdf": pdf, "made_at": timezone.now()},
        )
        note("jobs.papers.make", lease.job)


def laid_out(lay_out: Callable[[], bytes]) -> bytes:
    """What `lay_out` makes, as part of a job.

    Raises Hopeless when the document cannot be laid out, Refused when it may be at a quieter time.
    """
    try:
        return lay_out()
    except PdfRefused as refused:
        if refused.may_pass:
            raise Refused(refused.reason, then=AT_A_QUIETER_TIME) from refused
        raise Hopeless(refused.reason) from refused


def forget(argument: int, *tasks: str) -> None:
    """Take away what was made of a record, for instance when its words are taken out of it."""
    Paper.objects.filter(task__in=tasks, argument=argument).delete()


def forget_made_before(moment: datetime) -> int:
    """Take away what was made more than a day before `moment`; returns how many."""
    forgotten, _ = Paper.objects.filter(made_at__lt=moment - KEPT_FOR).delete()
    return forgotten
