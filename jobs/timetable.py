"""The timetable of config.celery, kept in this process instead of by Celery beat."""

from typing import Any

from celery.beat import ScheduleEntry, Scheduler


class OwnTimetable(Scheduler):
    """Celery's scheduler, except that a due task is done here rather than sent to a worker.

    `tick()` does at most one due task and returns the seconds until the next call. A task that
    fails is logged and comes again at its next time.
    """

    # The parent would open a connection to the broker here, and there may be none.
    producer = None

    def apply_async(
        self, entry: ScheduleEntry, producer: None = None, advance: bool = True, **options: Any
    ) -> None:
        entry = self.reserve(entry) if advance else entry
        self.app.tasks[entry.task](*entry.args, **entry.kwargs)
