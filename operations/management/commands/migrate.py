"""Django's own `migrate`, but each migration and the note that it was made are one transaction.

Django notes a migration that leaves indexes or foreign keys for its end after that end: a process
killed in between leaves tables which the next start makes again, and fails.
"""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


class NotingWithin(MigrationExecutor):
    """Leaves nothing for the end of a migration; then Django notes it within the transaction."""

    def apply_migration(
        self,
        state: ProjectState,
        migration: Migration,
        fake: bool = False,
        fake_initial: bool = False,
    ) -> ProjectState:
        apply = migration.apply

        def apply_whole(
            state: ProjectState, editor: BaseDatabaseSchemaEditor, **how: Any
        ) -> ProjectState:
            state = apply(state, editor, **how)
            while editor.deferred_sql:
                editor.execute(editor.deferred_sql.pop(0), None)
            return state

        migration.apply = apply_whole  # type: ignore[method-assign, assignment]
        return super().apply_migration(state, migration, fake, fake_initial)


# The command of Django asks this module for its executor.
migrate.MigrationExecutor = NotingWithin  # type: ignore[attr-defined]
Command = migrate.Command
