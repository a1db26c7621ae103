"""Whether whoever asked for a job may still have it done: asked when it runs, not only when it was
asked for. Hours may lie between, and a role, a division or an account is another by then.

    @job("reports.print_report", may=may_have_printed)
    def make_pdf(lease: Lease) -> None: ...

A kind of job says its verdict where it is made known to Celery. Without one only the timetable's own
jobs of that kind are done, and a member's is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, Protocol

from celery import current_app, shared_task
from django.contrib.auth import get_user_model

from audit.models import Entry
from audit.noting import note

if TYPE_CHECKING:
    from jobs.leases import Lease
    from jobs.models import Job


class Answer(Protocol):
    """A verdict as the rooms above give it: true or false, with the reason of a refusal."""

    @property
    def reason(self) -> str: ...

    def __bool__(self) -> bool: ...


# (who asked, as they are now; key of the record; the moment) -> whether they may have it done.
May = Callable[[Any, int, datetime], Answer]


@dataclass(frozen=True)
class DoneAfterLeaving:
    """A verdict on work that is the department's and in nobody's name: it is finished, also when the
    account of whoever asked for it is closed by then. Nobody is told of it who has left."""

    may: May

    def __call__(self, member: Any, argument: int, at: datetime) -> Answer:
        return self.may(member, argument, at)


class NotAllowed(Exception):
    """Whoever asked for the job may not have it done any more; says why."""


class _No:
    reason = "Only the timetable asks for work of this kind."

    def __bool__(self) -> bool:
        return False


def timetable_alone(member: Any, argument: int, at: datetime) -> Answer:
    """The verdict of kinds that no member asks for."""
    return _No()


def job(name: str, *, may: May) -> Callable[[Callable[[Lease], None]], Any]:
    """Make a Celery task called `name` that does its work as a job, for whoever `may`."""

    def made(work: Callable[[Lease], None]) -> Any:
        from jobs.running import run  # which asks this module

        @wraps(work)
        def task(job_id: int) -> None:
            run(job_id, work, may=may)

        # A plain function kept on the task's class would become a method.
        return shared_task(name=name, ignore_result=True, may=staticmethod(may))(task)

    return made


def verdict_of(task: str) -> May:
    """What the kind of job called `task` asks; `timetable_alone` where it names nothing."""
    if task not in current_app.tasks:
        # A web process or a command has not imported the tasks of every app yet.
        current_app.loader.import_default_modules()
    return getattr(current_app.tasks.get(task), "may", timetable_alone)


def require(found: Job, may: May, at: datetime) -> None:
    """Raises NotAllowed, with the reason, unless whoever asked for it may have it done now.

    Nobody asked for what the timetable asked for, and its rules are its own.
    """
    if found.asked_by_id is None:
        return
    asker = get_user_model()._base_manager.get(pk=found.asked_by_id)
    if not (asker.is_active or isinstance(may, DoneAfterLeaving)):
        raise NotAllowed("The account of whoever asked for this is closed. Ask for it again.")
    if not (answer := may(asker, found.argument, at)):
        raise NotAllowed(f"Whoever asked for this may not have it done any more. {answer.reason}")


def require_anew(found: Job, *, by: Any, at: datetime) -> None:
    """Raises NotAllowed, with the reason, unless `by` may ask for the job as if it were a new one."""
    if not (answer := verdict_of(found.task)(by, found.argument, at)):
        note_refused(found, by=by)
        raise NotAllowed(f"You may not have this done. {answer.reason}")


def note_refused(found: Job, *, by: Any = None) -> None:
    """The audit log names the kind of job, its record's key and whose wish it was: `by`'s, or that of
    whoever asked for it."""
    by, refused = by or found.asked_by, Entry.Outcome.REFUSED
    note(f"job {found.task}", found, by=by, outcome=refused, about=found.argument)
