"""For departments without a worker: the jobs, and the timetable, in one plain process."""

import signal
import threading
from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from jobs.models import Job
from jobs.running import NotDone, give_up_on_cut_off, is_known, run_now
from jobs.timetable import OwnTimetable


class Command(BaseCommand):
    help = "Does the jobs that are due, here and now, without a broker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--forever",
            action="store_true",
            help="Go on until told to stop (Ctrl-C, SIGTERM), and keep the timetable too.",
        )
        parser.add_argument("--every", type=float, default=1.0, help="Seconds between two looks.")

    def handle(self, *args: Any, forever: bool, every: float, **options: Any) -> None:
        if forever:
            self.keep_working(every)
        else:
            self.do_what_is_due()

    def keep_working(self, every: float) -> None:
        told_to_stop = threading.Event()
        for ending in (signal.SIGTERM, signal.SIGINT):
            # The job at hand is finished first.
            signal.signal(ending, lambda *_: told_to_stop.set())
        current_app.loader.import_default_modules()
        timetable = OwnTimetable(current_app)
        while not told_to_stop.wait(min(every, timetable.tick())):
            close_old_connections()
            self.do_what_is_due(told_to_stop)

    def do_what_is_due(self, told_to_stop: threading.Event | None = None) -> None:
        give_up_on_cut_off(timezone.now())
        left: set[int] = set()
        while job := Job.objects.claimable_at(timezone.now()).exclude(pk__in=left).first():
            if told_to_stop and told_to_stop.is_set():
                return
            if not is_known(job.task):
                self.stdout.write(f"{job.subject}: left for a newer version of Liaison")
                left.add(job.pk)
                continue
            self.do_one(job)

    def do_one(self, job: Job) -> None:
        try:
            run_now(job)
        except NotDone as reason:
            self.stdout.write(f"{job.subject}: {reason}")
        else:
            self.stdout.write(f"{job.subject}: done")
