"""What stands in a backup is run as the owner of one database, and never as anybody mightier."""

from __future__ import annotations

from contextlib import closing

import psycopg2
import pytest
from django.db import connection
from django.utils import timezone

from operations import database_roles, postgres
from operations.doctor import machine
from operations.keys import Keys
from operations.models import Drill
from operations.workflows import drills, restoring
from operations.workflows.drills import DrillFailed
from operations.workflows.restoring import Refused
from tests.operations.conftest import on_postgres
from tests.operations.test_backups import made
from tests.support.databases import empty_place

pytestmark = [pytest.mark.django_db(transaction=True), on_postgres]


def said(facts: dict, words: str) -> None:
    with closing(psycopg2.connect(**postgres.arguments(facts))) as server:
        server.autocommit = True
        server.cursor().execute(words)


def drill() -> Drill:
    return drills.hold(Drill.objects.begin(timezone.now()))


def test_an_owner_and_no_more_is_right_for_drills_and_restores(drill_account):
    assert database_roles.excess_of_drill(drill_account) == ""
    assert database_roles.excess_of_owner(drill_account) == ""


@pytest.mark.parametrize(
    ("words", "excess"),
    [
        ("ALTER ROLE {0} SUPERUSER", "is a superuser"),
        ("ALTER ROLE {0} CREATEDB", "may make databases"),
        ("ALTER ROLE {0} CREATEROLE", "may make accounts"),
        ("ALTER ROLE {0} BYPASSRLS", "passes by row security"),
        ("GRANT pg_execute_server_program TO {0}", "may run programs on the server"),
        ("GRANT pg_write_server_files TO {0}", "may run programs on the server"),
        ("GRANT pg_read_all_data TO {0}", "belongs to another role"),
        ("ALTER DATABASE {0} OWNER TO postgres", "does not own the database"),
    ],
)
def test_a_mightier_account_holds_no_drill_and_the_doctor_is_red(
    place, concern, drill_account, looked_over, words, excess
):
    made()
    said(dict(connection.settings_dict), words.format(drill_account["USER"]))

    with pytest.raises(DrillFailed, match=excess):
        drill()
    assert any(excess in finding.words for finding in machine.database_accounts())
    assert looked_over == []


def test_without_a_place_of_its_own_there_is_no_drill(place, concern, settings):
    made()
    settings.DRILL_DATABASE_URL = ""
    with pytest.raises(DrillFailed, match="DRILL_DATABASE_URL is not set"):
        drill()

    settings.DRILL_DATABASE_URL = drills._address(postgres.arguments(connection.settings_dict))
    with pytest.raises(DrillFailed, match="names the site’s own"):
        drill()


def test_a_superuser_restores_nothing(place, concern, settings):
    path, ours = made(), dict(connection.settings_dict)

    with empty_place(place / "new", settings):
        said(ours, f"ALTER ROLE {connection.settings_dict['USER']} SUPERUSER")
        with pytest.raises(Refused, match="is a superuser"):
            restoring.into_empty(path)
        said(ours, f"ALTER ROLE {connection.settings_dict['USER']} NOSUPERUSER")
        assert restoring.into_empty(path).rows > 0


def test_the_place_of_drills_is_empty_before_and_after(place, concern, drill_account, looked_over):
    said(drill_account, "CREATE TABLE left_over (a integer); CREATE TYPE kind AS ENUM ('a')")
    made()

    assert drill().outcome == "good"

    assert drills.snapshots.content_of_postgres(drill_account) == {}


def test_two_drills_do_not_share_the_place(place, concern, drill_account, looked_over):
    made()

    with postgres.alone_in(drill_account), pytest.raises(DrillFailed, match="Another drill"):
        drill()


@pytest.mark.slow
def test_a_sealed_backup_comes_back_whole_as_a_mere_owner(place, concern):
    made(keys=Keys("a quiet brook behind the mill"))

    held = drills.hold(
        Drill.objects.begin(timezone.now()), keys=Keys("a quiet brook behind the mill")
    )

    assert held.outcome == "good"


def test_the_doctor_says_that_the_sites_account_is_a_superuser(drill_account):
    """The tests' own account is one."""
    assert "DATABASE_URL is a superuser" in next(iter(machine.database_accounts())).words
