"""The nightly backup and the weekly drill: asked for by the timetable, done as jobs."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jobs import queue
from jobs.asking import job, timetable_alone
from jobs.running import Hopeless, Lease
from operations import certificates
from operations.models import Backup, Drill
from operations.workflows import backups, drills, nightly
from operations.workflows.backups import BackupFailed
from operations.workflows.drills import DrillFailed


@shared_task(ignore_result=True)
def ask_for_proofs() -> None:
    """A backup each night and a drill each week; the demo keeps nothing worth either."""
    if settings.DEMO:
        return
    now = timezone.now()
    with transaction.atomic():
        for task, trial in nightly.due(now):
            key = f"{task}:{trial.pk}"
            queue.request(task, key=key, argument=trial.pk, subject=str(trial))


@shared_task(ignore_result=True)
def look_at_certificate() -> None:
    certificates.look(timezone.now())


@job("operations.make_backup", may=timetable_alone)
def make_backup(lease: Lease) -> None:
    try:
        backups.make(Backup.objects.get(pk=lease.job.argument))
    except BackupFailed as failed:
        raise Hopeless(str(failed)) from failed


@job("operations.hold_drill", may=timetable_alone)
def hold_drill(lease: Lease) -> None:
    try:
        drills.hold(Drill.objects.get(pk=lease.job.argument))
    except DrillFailed as failed:
        raise Hopeless(str(failed)) from failed
