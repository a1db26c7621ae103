import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from celery import current_app
from django.contrib.auth.models import Group
from django.db import connection

from jobs.models import Job
from tests.jobs.tasks_for_tests import TASK

ROOT = Path(__file__).resolve().parents[2]

# Tests that run beside each other share a Redis: each process keeps its messages to itself, or the
# worker of one would take what the other's was told.
BROKER_PREFIX = f"liaison-tests:{uuid4()}:"


@pytest.fixture(autouse=True)
def hints(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The jobs a worker would have been told of; nothing leaves for a broker."""
    told: list[int] = []

    def send_task(name: str, args: list[int], **options: Any) -> None:
        told.extend(args)

    # The proxy of the current app stands in many modules; the app behind it is one.
    monkeypatch.setattr(current_app._get_current_object(), "send_task", send_task)
    return told


@pytest.fixture
def ask(db: None) -> Callable[..., Job]:
    """Puts a job in the queue, as if it had been asked for and the hint was lost."""

    def asked(**facts: Any) -> Job:
        number = Job.objects.count() + 1
        usual = {"task": TASK, "key": f"report:{number}", "argument": number}
        return Job.objects.create(**usual | {"subject": "Report of the first quarter"} | facts)

    return asked


@pytest.fixture
def drawn_up(db: None) -> Callable[[], int]:
    """How many reports there are."""
    return Group.objects.count


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts Python as a process (group) of its own on this test's database."""
    started: list[subprocess.Popen[bytes]] = []
    surroundings = {
        "DJANGO_SETTINGS_MODULE": "tests.jobs.child_settings",
        "TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "DATA_DIR": str(tmp_path),
        "TEST_BROKER_PREFIX": BROKER_PREFIX,
    }

    def child(*words: str, **more: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env=os.environ | surroundings | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield child
    for process in started:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the process and to everything it started; what it said goes to the test's report."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    if process.stdout and not process.stdout.closed:
        print(process.communicate()[0].decode())


def wait_until(something: Callable[[], bool], seconds: float = 240) -> None:
    end = time.monotonic() + seconds
    while not something():
        assert time.monotonic() < end, f"not so within {seconds} s"
        time.sleep(0.05)
