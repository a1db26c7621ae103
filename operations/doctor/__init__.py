"""What is wrong with what is stored, and with where it is stored: each by its number, with a cure.

A check is a function without arguments that yields findings. RECORDS are about what is stored and
hold on any machine, also on a copy restored for a drill; MACHINE is about this installation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.utils import timezone

from operations import readiness
from operations.doctor import frozen, log, machine, private, records
from operations.doctor.finding import Finding

Check = Callable[[], Iterable[Finding]]

RECORDS: dict[str, Check] = {
    "links": records.broken_links,
    "jobs": records.jobs_without_their_record,
    "surveys": records.tallies,
    "reports": frozen.reports,
    "report figures": frozen.figures_of_reports,
    "evaluations": frozen.evaluations,
    "printed": frozen.printed,
    "audit log": log.audit_log,
    "guards": records.missing_guards,
}
MACHINE: dict[str, Check] = {
    "stuck jobs": machine.stuck_jobs,
    "database": machine.database_options,
    "accounts of the database": machine.database_accounts,
    "place": machine.place_of_the_file,
    "heads of the audit log": log.heads_outside,
    "modes": private.open_to_others,
    "mail": private.mails_of_before,
    "static files": private.static_files,
    "typefaces": machine.typefaces,
    "state": machine.state,
}


def look(*, records_only: bool = False) -> Iterator[Finding]:
    """Everything that is wrong. A check that cannot be made is a finding itself.

    In tables of another version nothing can be looked at, so that alone is said.
    """
    if red := readiness.told(readiness.migrations, timezone.now()):
        yield Finding("migrations", red.words, red.cure)
        return
    for name, check in (RECORDS if records_only else RECORDS | MACHINE).items():
        try:
            yield from check()
        except Exception as error:  # noqa: BLE001  the others are still looked at
            yield Finding(
                name,
                f"This could not be looked at ({type(error).__name__}: {error}).",
                "Run manage.py check and manage.py migrate, then look again.",
            )


__all__ = ["MACHINE", "RECORDS", "Finding", "look"]
