"""The page “State of the system”: what is green, what is red, and what to do. It shows no content."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from operations import readiness
from operations.models import Backup, Drill
from operations.permissions import may_read_state
from operations.versions import VERSION
from pages.requests import MemberRequest

SHOWN = 10
TITLES = {
    "database": "Database",
    "cache": "Cache",
    "disk": "Room on the disks",
    "migrations": "Tables of this version",
    "jobs": "Waiting work",
    "backup": "Last good backup",
    "drill": "Last good drill",
    "clock": "Clocks",
    "certificate": "TLS certificate",
}


@require_safe
@never_cache
def state(request: MemberRequest) -> HttpResponse:
    may_read_state(request.user).require()
    now = timezone.now()
    checks = [
        (title, readiness.told(readiness.ALL_CHECKS[name], now)) for name, title in TITLES.items()
    ]
    context = {
        "checks": checks,
        "red": sum(red is not None for _, red in checks),
        "backups": Backup.objects.all()[:SHOWN],
        "drills": Drill.objects.all()[:SHOWN],
        "keep": settings.BACKUP_KEEP,
        "encrypted": bool(settings.BACKUP_PASSPHRASE_FILE or settings.BACKUP_RECIPIENTS),
        "version": VERSION,
    }
    return render(request, "operations/state.html", context)
