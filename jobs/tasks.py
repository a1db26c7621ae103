"""The sweep: wakes the jobs whose hint was lost, and ends those that cannot be done."""

from datetime import datetime, timedelta

from celery import shared_task
from django.utils import timezone

from jobs.models import Job
from jobs.papers import forget_made_before
from jobs.queue import hint
from jobs.running import give_up_on_cut_off

# A job's own hint is given this long to be heard.
GRACE = timedelta(seconds=15)
AT_ONCE = 200


@shared_task(ignore_result=True, expires=30)
def sweep() -> None:
    sweep_at(timezone.now())


@shared_task(ignore_result=True)
def forget_papers() -> None:
    forget_made_before(timezone.now())


def sweep_at(moment: datetime) -> int:
    """Hint jobs that wait unheard or whose worker is gone; safe at any time, returns how many.

    A job hinted twice is claimed once.
    """
    give_up_on_cut_off(moment)
    unheard = Job.objects.claimable_at(moment).exclude(
        status=Job.Status.QUEUED, attempts=0, queued_at__range=(moment - GRACE, moment)
    )
    waiting = list(unheard[:AT_ONCE])
    for job in waiting:
        hint(job)
    return len(waiting)
