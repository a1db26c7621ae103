"""Time passing, without waiting for it."""

from datetime import timedelta

from django.utils import timezone

from jobs.models import Job


def lease_runs_out(job: Job) -> None:
    running = Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING)
    running.update(lease_until=timezone.now() - timedelta(seconds=1))


def rest_is_over(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(run_after=timezone.now() - timedelta(seconds=1))
