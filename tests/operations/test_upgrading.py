"""A department's first tables, filled, are brought to those of now: nothing is lost or changed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from operations.digests import Content, content_of
from tests.support.databases import allow_other_databases, second_database

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROOMS = ("jobs", "personnel", "policies", "outreach", "surveys", "programs", "reports", "portal")
FIRST = [(room, "0001_initial") for room in ROOMS]
THEN = datetime(2025, 3, 4, 5, 6, 7, 890, tzinfo=UTC)
DAY = date(2025, 3, 4)


def filled(apps: Any, using: str) -> None:
    """Rows as the first version wrote them, of what a department cannot lose."""

    def make(label: str, **facts: Any) -> Any:
        return apps.get_model(label).objects.using(using).create(**facts)

    unit = make("personnel.Division", key="unit", name="Community services", is_unit=True)
    member = make(
        "personnel.Member",
        email="tessa@example.org",
        name="Tessa Muñoz Lindgren",
        role="community_officer",
        division=unit,
        password="argon2$…",
    )
    make("personnel.Notice", to=member, text="A concern waits.", url="/concerns/1/", key="1")
    make(
        "policies.Department",
        name="Millbrook Police",
        short_name="Millbrook",
        unit="Community services",
        place="Millbrook",
        time_zone="America/New_York",
    )
    policy = make(
        "policies.PolicyVersion",
        pack_key="kinston",
        content={"b": [1, {"z": "ñ"}], "a": None},
        effective_from=DAY,
        adopted_at=THEN,
    )
    category = make("policies.Category", key="traffic", name="Traffic")
    make("policies.Topic", key="locks", name="Locks")
    make(
        "outreach.Concern",
        number="C-2025-0001",
        summary="Cars speed",
        said="Cars speed past the school.\nEvery day.",
        category=category,
        officer=member,
        owner=member,
        division=unit,
        logged_at=THEN,
        logged_on=DAY,
        channel="call",
        latitude=35.1,
    )
    make("jobs.Job", task="a.task", argument=1, key="a", subject="Report", queued_at=THEN)
    report = make(
        "reports.Report",
        kind="quarterly",
        number="Q-2025-1",
        title="Quarterly report",
        policy=policy,
        clause="K-IV.R",
        first_day=DAY,
        last_day=DAY,
        due_on=DAY,
        author=member,
        status="issued",
        chain=["commander", "chief"],
        frozen_at=THEN,
        digest="d" * 64,
        issued_at=THEN,
        issued_by=member,
    )
    make(
        "reports.ReportPart",
        report=report,
        position=0,
        key="concerns",
        title="Concerns",
        clause="K-IV.R",
        facts='{"figures":[]}',
        narrative="Quiet.",
    )
    make(
        "reports.Printing",
        report=report,
        pdf=b"%PDF\x00\xff",
        sha256="0" * 64,
        pages=1,
        made_at=THEN,
    )


def contents(database: Any, columns: dict[str, list[str]]) -> dict[str, Content]:
    with database.cursor() as cursor:
        found = {}
        for table, names in columns.items():
            told = ", ".join(database.ops.quote_name(name) for name in names)
            cursor.execute(f"SELECT {told} FROM {table}")
            found[table] = content_of(cursor.fetchall())
        return found


def test_the_first_versions_rows_are_those_of_now(tmp_path, monkeypatch):
    allow_other_databases(monkeypatch)
    with second_database(tmp_path) as second:
        executor = MigrationExecutor(second)
        executor.migrate(FIRST)
        apps = executor.loader.project_state(FIRST).apps
        filled(apps, second.alias)
        columns = {
            model._meta.db_table: [field.column for field in model._meta.concrete_fields]
            for model in apps.get_models()
            if model._meta.app_label in ROOMS
        }
        before = contents(second, columns)

        executor = MigrationExecutor(second)
        executor.migrate(executor.loader.graph.leaf_nodes())

        after = contents(second, columns)
        assert MigrationExecutor(second).migration_plan(executor.loader.graph.leaf_nodes()) == []

    assert sum(content.rows for content in before.values()) == 12
    assert after == before
    assert connection.alias == "default"
