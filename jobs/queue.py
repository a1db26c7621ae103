"""Asking for work, and waking whoever does it."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Any

from celery import current_app
from django.db import transaction
from django.utils import timezone

from audit.apart import keys_of
from audit.noting import note
from jobs.asking import require_anew
from jobs.models import Job

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

log = logging.getLogger(__name__)

# A hint nobody picked up by then is not worth more than the next sweep.
HINT_EXPIRES = 300
# The page that asked waits this long for a broker that is gone or silent, and no longer.
BRIEFLY = {"max_retries": 0, "socket_connect_timeout": 0.5, "socket_timeout": 1}


def request(
    task: str,
    *,
    key: str,
    argument: int,
    subject: str,
    by: AbstractBaseUser | None = None,
    total: int = 0,
    for_asker_alone: bool = False,
) -> Job:
    """Ask for `task` to be done for the record `argument`, once for this `key`.

    Belongs in the transaction that needs the work: row and job stand or fall together. Asked
    again with the same key, it returns the job as it is, finished or not. `total` is the number
    of parts, if it is known before the work begins. `for_asker_alone`: nobody else may watch it,
    not even those who lead, and no gap among the keys of other jobs tells that it is there.
    """
    facts = {
        **keys_of(for_asker_alone),
        "task": task,
        "argument": argument,
        "subject": subject[:200],
        "asked_by_id": by.pk if by else None,
        "progress_total": total,
        "for_asker_alone": for_asker_alone,
    }
    with transaction.atomic():
        job, is_new = Job.objects.get_or_create(key=key, defaults=facts)
        if is_new:
            transaction.on_commit(partial(hint, job), robust=True)
    return job


def try_again(job: Job, *, by: AbstractBaseUser | None = None) -> bool:
    """Put a failed job back in the queue with all its tries; False if it is not failed (now).

    Who asks for it again is who asked: the verdict is theirs when it runs, and is asked before it
    becomes theirs. Raises NotAllowed, and nothing changes.
    """
    if by is not None:
        require_anew(job, by=by, at=timezone.now())
    fresh: dict[str, Any] = {"attempts": 0, "run_after": None, "reason": "", "progress_done": 0}
    fresh |= {"asked_by_id": by.pk} if by else {}
    with transaction.atomic():
        taken = (
            Job.objects.dead()
            .filter(pk=job.pk)
            .update(
                status=Job.Status.QUEUED,
                queued_at=timezone.now(),
                started_at=None,
                finished_at=None,
                progress_label="",
                **fresh,
            )
        )
        if taken:
            note("jobs.queue.try_again", job, by=by)
            transaction.on_commit(partial(hint, job), robust=True)
    job.refresh_from_db()
    return bool(taken)


def hint(job: Job) -> None:
    """Tell a worker there is something to do. Never raises: unheard hints are swept up."""
    try:
        _send(job)
    except Exception as problem:  # noqa: BLE001  whatever a broker's client can think of
        log.warning("Job %s was not announced, the sweep will find it: %s", job.pk, problem)


def _send(job: Job) -> None:
    """One try on a connection of its own; Celery's shared one would try for several seconds."""
    with current_app.connection_for_write(transport_options=BRIEFLY) as connection:
        current_app.send_task(
            job.task,
            args=[job.pk],
            connection=connection,
            expires=HINT_EXPIRES,
            ignore_result=True,
            retry=False,
        )
