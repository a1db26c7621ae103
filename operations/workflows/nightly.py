"""When the next backup and the next drill are due; told by the rows, not by a clock that ran."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.utils import timezone

from operations.models import Backup, Drill
from policies.models import Department

# In the department's own time; whoever was away at that hour makes up for it.
BACKUP_AT = time(2, 0)
BETWEEN_DRILLS = timedelta(days=7)
DRILL_AT = time(4, 0)
# After a failure it is tried again, but not all day long.
AGAIN_AFTER = timedelta(hours=2)


def due(moment: datetime) -> Iterator[tuple[str, Backup | Drill]]:
    """(task, its new row) of what has to be asked for now."""
    if backup_is_due(moment):
        yield "operations.make_backup", Backup.objects.begin(moment)
    if drill_is_due(moment):
        yield "operations.hold_drill", Drill.objects.begin(moment)


def backup_is_due(moment: datetime) -> bool:
    since = _last(BACKUP_AT, moment)
    return not _tried_lately(Backup, moment) and not _good_since(Backup, since)


def drill_is_due(moment: datetime) -> bool:
    """Weekly, in the night, and not before there is something to restore."""
    since = _last(DRILL_AT, moment) - BETWEEN_DRILLS + timedelta(hours=12)
    if not Backup.objects.good().exists():
        return False
    return not _tried_lately(Drill, moment) and not _good_since(Drill, since)


def _last(hour: time, moment: datetime) -> datetime:
    """The last time it was `hour` where the department is."""
    department = Department.objects.first()
    zone = department.zone if department else timezone.get_current_timezone()
    here = moment.astimezone(zone)
    today = datetime.combine(here.date(), hour, tzinfo=here.tzinfo)
    return today if today <= here else today - timedelta(days=1)


def _tried_lately(kind: type[Backup | Drill], moment: datetime) -> bool:
    return kind.objects.filter(begun_at__gt=moment - AGAIN_AFTER).exists()


def _good_since(kind: type[Backup | Drill], since: datetime) -> bool:
    return kind.objects.good().filter(begun_at__gte=since).exists()
