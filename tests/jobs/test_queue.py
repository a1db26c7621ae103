import socket
import time

import pytest
from django.db import transaction
from kombu.exceptions import OperationalError

from jobs import queue
from jobs.models import Job
from tests.jobs.tasks_for_tests import TASK

pytestmark = pytest.mark.django_db

REPORT = {"key": "report:2026-Q1", "argument": 7, "subject": "Report of the first quarter"}


def test_work_asked_for_twice_is_one_job(django_capture_on_commit_callbacks, hints):
    with django_capture_on_commit_callbacks(execute=True):
        first = queue.request(TASK, **REPORT, total=6)
        again = queue.request(TASK, **REPORT)

    assert first == again
    assert hints == [first.pk]
    assert again.progress_total == 6


@pytest.mark.django_db(transaction=True)
def test_nobody_is_told_before_the_request_is_committed(hints):
    with transaction.atomic():
        job = queue.request(TASK, **REPORT)
        told_inside = list(hints)

    assert told_inside == []
    assert hints == [job.pk]


@pytest.mark.django_db(transaction=True)
def test_a_request_that_rolls_back_leaves_no_job_and_tells_nobody(hints):
    with transaction.atomic():
        queue.request(TASK, **REPORT)
        transaction.set_rollback(True)

    assert not Job.objects.exists()
    assert hints == []


@pytest.mark.django_db(transaction=True)
def test_fault_106_a_broker_that_is_down_is_logged_and_nothing_else(monkeypatch, caplog):
    def refuse(*args, **options):
        raise OperationalError("Connection refused")

    monkeypatch.setattr(queue.current_app._get_current_object(), "send_task", refuse)

    job = queue.request(TASK, **REPORT)

    assert job.status == Job.Status.QUEUED
    assert "was not announced, the sweep will find it" in caplog.text


@pytest.mark.parametrize("answering", [False, True])
def test_fault_106_a_broker_that_is_gone_or_silent_holds_the_page_up_two_seconds_at_most(
    ask, monkeypatch, caplog, answering
):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1] if answering else 1
        app = queue.current_app._get_current_object()
        monkeypatch.delattr(app, "send_task")
        monkeypatch.setitem(app.conf, "broker_write_url", f"redis://127.0.0.1:{port}/0")
        monkeypatch.setitem(app.conf, "broker_transport", "redis")
        began = time.monotonic()

        queue.hint(ask())

        assert time.monotonic() - began < 2
    assert "was not announced" in caplog.text


def test_a_failed_job_gets_all_its_tries_again(ask, django_capture_on_commit_callbacks, hints):
    failed = ask(
        status="failed",
        attempts=5,
        reason="The map could not be read.",
        finished_at="2026-04-02T08:00Z",
    )

    with django_capture_on_commit_callbacks(execute=True):
        taken = queue.try_again(failed)

    assert taken
    assert (failed.status, failed.attempts, failed.reason) == ("queued", 0, "")
    assert hints == [failed.pk]


def test_two_people_asking_for_another_try_make_one(ask, hints):
    failed = ask(status="failed", reason="No.", finished_at="2026-04-02T08:00Z")
    seen_by_both = Job.objects.get(pk=failed.pk)
    queue.try_again(failed)

    assert not queue.try_again(seen_by_both)


def test_asking_again_with_the_same_key_leaves_a_failed_job_as_it_is(ask):
    failed = ask(key="report:1", status="failed", reason="No.", finished_at="2026-04-02T08:00Z")

    again = queue.request(TASK, key="report:1", argument=1, subject="Report")

    assert again == failed
    assert again.status == Job.Status.FAILED
