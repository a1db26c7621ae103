"""What a migration would do to the version that still runs beside it: columns gone, columns that
must be filled, tables locked. Exit code 1 when one does so and is not named here with its reason.

A new migration is made so that the linter is content: a column is added with a default the database
knows (`db_default`) or empty, and removed one version after nothing reads it any more.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parent.parent
STOPPED = "Came with a version for which every process is stopped during the upgrade."
COPIED = "SQLite copies the table; the database knows the column's default."
# app.migration -> why it may stay as it is. Nothing is added here for convenience.
EXCUSED = {
    "audit.0002_a_keyed_chain": (
        "SQLite copies the table; the database knows the columns' defaults. A sealer that still runs "
        "writes no seal and is refused on purpose: entries wait for their place until it is gone."
    ),
    "jobs.0003_for_asker_alone": COPIED,
    "outreach.0005_look_at_files": "SQLite copies the table; both columns may be empty.",
    "outreach.0010_batches_of_imports": "SQLite copies the table; every added column may be empty.",
    "outreach.0013_when_it_happened": "SQLite copies the tables; both columns may be empty.",
    "outreach.0014_handing_and_reminding": "SQLite copies the tables; both columns may be empty.",
    "outreach.0016_how_files_are_read": COPIED,
    "personnel.0002_notices_for_command": STOPPED,
    "personnel.0003_signing_in": STOPPED,
    "personnel.0007_proposals_lapse": (
        "SQLite copies the table; one more status is let through, which an older version shows by its "
        "name."
    ),
    "policies.0002_topics_close": STOPPED,
    "reports.0004_survey_results": STOPPED,
    "reports.0005_audit_head": COPIED,
    "surveys.0004_held_apart_and_wishes_sealed": COPIED,
    "surveys.0005_half_steps": COPIED,
}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.path.insert(0, str(ROOT))
    django.setup()
    from django.apps import apps
    from django_migration_linter import MigrationLinter

    rooms = [
        app.label for app in apps.get_app_configs() if (ROOT / app.label / "migrations").is_dir()
    ]
    found = [MigrationLinter(str(ROOT), **asked_of(room)) for room in rooms]
    for linter in found:
        linter.lint_all_migrations()
    return int(any(linter.has_errors for linter in found))


def asked_of(room: str) -> dict[str, Any]:
    """Only errors are told; a migration is passed by where it is excused by its full name."""
    excused = [name.partition(".")[2] for name in EXCUSED if name.startswith(f"{room}.")]
    return {
        "include_apps": [room],
        "no_cache": True,
        # A room's first tables have no older version beside them.
        "ignore_initial_migrations": True,
        "quiet": ["ok", "ignore", "warning"],
        "ignore_name": excused,
    }


if __name__ == "__main__":
    sys.exit(main())
