"""Fault 127: a department goes from SQLite to PostgreSQL, and every row is the same there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO

import psycopg2
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections

from audit.models import Entry
from audit.sealing import seal
from operations import postgres, switching
from operations.snapshots import content_of_postgres
from operations.workflows import drills
from outreach.models import Concern
from tests.operations.conftest import on_sqlite
from tests.support.databases import allow_other_databases, scratch_database
from tests.support.factories import NOON, file_brief, log_concern, make_group
from tests.support.surveys import make_survey

pytestmark = [pytest.mark.django_db(transaction=True), on_sqlite, pytest.mark.slow]

SERVER = os.environ.get("SECOND_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")


@pytest.fixture
def empty(monkeypatch):
    """The settings and the address of an empty PostgreSQL database."""
    import dj_database_url

    allow_other_databases(monkeypatch)
    facts = dict(dj_database_url.parse(SERVER))
    try:
        psycopg2.connect(**postgres.arguments(facts), connect_timeout=3).close()
    except psycopg2.OperationalError:
        pytest.skip("no PostgreSQL answers; SECOND_DATABASE_URL names one")
    name = f"liaison_switch_{os.getpid()}"
    with scratch_database(facts, name) as there:
        yield there, drills._address(postgres.arguments(there))


@pytest.fixture
def records(officer):
    log_concern(officer, said="Señor Muñoz says: “cars speed”.\nEvery day.")
    file_brief(officer)
    make_group()
    make_survey(officer, status="open")


def test_fault_127_every_table_is_the_same_there_and_the_doctor_finds_it_whole(records, empty):
    facts, address = empty
    said = StringIO()
    entries = seal().place

    call_command("copy_to_postgresql", address, "--nothing-runs", stdout=said)

    there = content_of_postgres(facts)
    assert "are the same there" in said.getvalue()
    assert there["outreach_concern"].rows == Concern.objects.count() == 1
    assert switching.TARGET not in connections.databases
    with psycopg2.connect(**postgres.arguments(facts)) as target, target.cursor() as cursor:
        cursor.execute("SELECT said, logged_at FROM outreach_concern")
        assert cursor.fetchone()[1] == NOON
        cursor.execute("SELECT nextval(pg_get_serial_sequence('outreach_concern', 'id'))")
        assert cursor.fetchone()[0] == Concern.objects.get().pk + 1
        with pytest.raises(psycopg2.errors.IntegrityConstraintViolation):
            cursor.execute("DELETE FROM surveys_survey")
    target.close()

    words = ["manage.py", "doctor", "--records", "--json"]
    there = os.environ | {"DATABASE_URL": address, "DEMO": "1", "LOG_LEVEL": "ERROR"}
    looked = subprocess.run(
        [sys.executable, *words], cwd=settings.BASE_DIR, env=there, capture_output=True, check=False
    )

    assert json.loads(looked.stdout) == {"findings": []}
    with psycopg2.connect(**postgres.arguments(facts)) as target, target.cursor() as cursor:
        cursor.execute("SELECT max(place) FROM audit_entry")
        assert cursor.fetchone() == (entries,)
        with pytest.raises(psycopg2.errors.IntegrityConstraintViolation):
            cursor.execute("UPDATE audit_entry SET action = 'nothing'")
    target.close()


def test_fault_127_a_difference_is_found_and_nothing_stays(records, empty, monkeypatch):
    facts, address = empty
    fill = switching._fill

    def without_entries(model):
        if model is not Entry:
            fill(model)

    monkeypatch.setattr(switching, "_fill", without_entries)

    with pytest.raises(CommandError, match="Nothing was switched. The copy .* audit_entry: "):
        call_command("copy_to_postgresql", address, "--nothing-runs")

    assert content_of_postgres(facts)["personnel_member"].rows == 0


def test_fault_127_what_is_not_empty_is_left_alone(records, empty):
    facts, address = empty
    with psycopg2.connect(**postgres.arguments(facts)) as target, target.cursor() as cursor:
        cursor.execute("CREATE TABLE somebodys (id int)")
    target.close()

    with pytest.raises(CommandError, match="is not empty .it has somebodys"):
        call_command("copy_to_postgresql", address, "--nothing-runs")


def test_fault_127_a_nul_is_named_by_its_record(officer, empty):
    concern = log_concern(officer)
    Concern.objects.filter(pk=concern.pk).update(said="a\x00b")

    with pytest.raises(CommandError, match=f"outreach.Concern {concern.pk}"):
        call_command("copy_to_postgresql", empty[1], "--nothing-runs")
    assert connection.vendor == "sqlite"
