"""A real Celery worker on a real broker: the folder that needs no server, and Redis."""

import os
from collections.abc import Callable
from typing import NamedTuple

import pytest
import redis
from django.utils import timezone

from jobs.models import Job
from jobs.tasks import GRACE, sweep_at
from tests.jobs.conftest import BROKER_PREFIX, kill, wait_until
from tests.jobs.tasks_for_tests import TASK
from tests.jobs.timing import lease_runs_out

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CELERY = ("-m", "celery", "-A", "config", "worker", "--without-mingle", "--concurrency", "1")
THREADS, PROCESSES = (*CELERY, "--pool", "threads"), (*CELERY, "--pool", "prefork")


class Broker(NamedTuple):
    """How the worker is started there, and how the broker forgets every message."""

    worker: tuple[str, ...]
    forget: Callable[[], None]


@pytest.fixture
def folder(monkeypatch):
    monkeypatch.delenv("REDIS_URL", raising=False)
    return Broker(THREADS, lambda: None)


@pytest.fixture
def redis_server():
    if not (url := os.environ.get("REDIS_URL")):
        pytest.skip("REDIS_URL is not set, so there is no Redis to try this with")
    with redis.Redis.from_url(url) as server:

        def forget():
            for key in server.scan_iter(f"{BROKER_PREFIX}*"):
                server.delete(key)

        forget()
        yield Broker(PROCESSES, forget)
        forget()


@pytest.fixture(params=["folder", pytest.param("redis_server", marks=pytest.mark.redis)])
def broker(request):
    return request.getfixturevalue(request.param)


def ask_elsewhere(start, key, task=TASK, **surroundings):
    """A web process of its own asks for work and hints it through the broker."""
    words = (
        "from jobs.queue import request;"
        f"request({task!r}, key={key!r}, argument=1, subject='Report')"
    )
    process = start("manage.py", "shell", "-v", "0", "-c", words, **surroundings)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said.decode()
    return Job.objects.get(key=key), said.decode()


def is_done(job):
    job.refresh_from_db()
    return job.status == Job.Status.DONE


def test_fault_110_a_worker_hears_of_the_job_and_leaves_unknown_ones(broker, start, drawn_up):
    start(*broker.worker)
    newer, _ = ask_elsewhere(start, "newer", task="reports.tasks.of_next_year")
    job, _ = ask_elsewhere(start, "report")

    wait_until(lambda: is_done(job))

    newer.refresh_from_db()
    assert (newer.status, newer.attempts, drawn_up()) == (Job.Status.QUEUED, 0, 1)


def test_fault_106_a_killed_worker_and_a_forgetful_broker_lose_nothing(broker, start, drawn_up):
    job, _ = ask_elsewhere(start, "report")
    first = start(*broker.worker, LINGER="60")
    wait_until(lambda: Job.objects.get(pk=job.pk).progress_done == 1)

    kill(first)
    broker.forget()
    lease_runs_out(job)
    start(*broker.worker)

    wait_until(lambda: is_done(job))
    assert (job.attempts, drawn_up()) == (2, 1)


def test_fault_106_with_the_broker_down_the_request_answers_and_the_job_waits_for_the_sweep(
    start, hints
):
    job, said = ask_elsewhere(start, "report", REDIS_URL="redis://127.0.0.1:1/0")

    sweep_at(timezone.now() + 2 * GRACE)

    assert "was not announced, the sweep will find it" in said
    assert hints == [job.pk]
