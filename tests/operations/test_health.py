"""/healthz asks nobody, /readyz asks everybody; each thing is broken once."""

from __future__ import annotations

import shutil
from collections import namedtuple
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from jobs.models import Job
from operations import certificates, readiness
from operations.models import Backup, Drill
from operations.readiness import CHECKS

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_is_well(place):
    cache.clear()
    now = timezone.now()
    for kind in (Backup, Drill):
        kind.objects.create(begun_at=now, ended_at=now, outcome="good")


def asked() -> tuple[int, dict[str, str]]:
    response = Client().get("/readyz")
    return response.status_code, response.json()


def only_red(name: str) -> tuple[int, dict[str, str]]:
    return 503, dict.fromkeys(CHECKS, "green") | {name: "red"}


def test_the_process_answers_without_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = Client().get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_process_is_only_looked_at():
    assert Client().post("/healthz").status_code == 405


def test_all_is_green(all_is_well):
    assert asked() == (200, dict.fromkeys(CHECKS, "green"))


def test_a_cache_that_forgets_is_red(all_is_well, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

    assert asked() == only_red("cache")


def test_a_full_disk_is_red(all_is_well, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage(10**12, 10**12, 4 * 10**8))

    assert asked() == only_red("disk")


def test_tables_of_an_older_version_are_red(all_is_well):
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    [(room, last)] = MigrationLoader(connection).graph.leaf_nodes("operations")
    MigrationRecorder(connection).record_unapplied(room, last)

    assert asked() == only_red("migrations")


def test_a_job_nobody_takes_is_red(all_is_well):
    late = timezone.now() - timedelta(minutes=16)
    Job.objects.create(task="reports.print_report", argument=1, key="1", queued_at=late)

    assert asked() == only_red("jobs")


def test_a_job_that_rested_waits_since_its_rest_was_over(all_is_well):
    now = timezone.now()
    Job.objects.create(
        task="reports.print_report",
        argument=1,
        key="1",
        queued_at=now - timedelta(hours=1),
        run_after=now - timedelta(minutes=1),
    )

    assert asked()[0] == 200


def test_a_job_of_a_moment_ago_is_green(all_is_well):
    lately = timezone.now() - timedelta(minutes=14)
    Job.objects.create(task="reports.print_report", argument=1, key="1", queued_at=lately)

    assert asked()[0] == 200


@pytest.mark.parametrize(("days", "status"), [(1, 200), (3, 503)])
def test_a_good_backup_has_to_be_of_these_two_days(all_is_well, days, status):
    Backup.objects.update(begun_at=timezone.now() - timedelta(days=days))

    assert asked()[0] == status


def test_a_backup_that_failed_after_a_good_one_is_red_until_the_next_is_good(all_is_well):
    later = timezone.now() + timedelta(minutes=1)
    failed = Backup.objects.begin(later)
    assert asked()[0] == 200
    failed.ended("The disk is full.")

    assert asked() == only_red("backup")
    Backup.objects.begin(later).ended()
    assert asked()[0] == 200


def test_a_drill_that_is_late_is_red_on_the_page_alone(all_is_well):
    Drill.objects.update(begun_at=timezone.now() - timedelta(days=8))

    assert asked()[0] == 200
    assert readiness.told(readiness.last_drill, timezone.now()) is not None


def test_clocks_that_differ_are_red(all_is_well, monkeypatch):
    there = timezone.now() - timedelta(minutes=3)
    cursor = SimpleNamespace(execute=lambda words: None, fetchone=lambda: (there,))
    opened = SimpleNamespace(__enter__=lambda: cursor, __exit__=lambda *error: None)

    class Opened:
        def __enter__(self):
            return opened.__enter__()

        def __exit__(self, *error):
            return None

    fake = SimpleNamespace(vendor="postgresql", cursor=Opened)
    with monkeypatch.context() as apart:
        apart.setattr(readiness, "connection", fake)
        red = readiness.told(readiness.clock, timezone.now())

    assert red is not None
    assert "3 minutes apart" in red.words


@pytest.mark.parametrize(("left", "status"), [(15, 200), (13, 503), (-1, 503)])
def test_the_certificate_is_red_two_weeks_before_it_ends(all_is_well, left, status):
    cache.set(certificates.KEY, left)

    assert asked()[0] == status


def test_nothing_secret_is_told(all_is_well, settings):
    answer = Client().get("/readyz").content.decode()

    for secret in (
        settings.SECRET_KEY,
        str(settings.DATA_DIR),
        str(connection.settings_dict["NAME"]),
    ):
        assert secret not in answer


def test_every_red_names_a_cure(all_is_well):
    Backup.objects.all().delete()

    red = readiness.told(readiness.last_backup, timezone.now())

    assert (red.words, red.cure) == ("There is no backup yet.", "Run: manage.py backup")
