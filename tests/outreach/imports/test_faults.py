"""An import that fails half way, whose worker dies, or that two people begin at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from jobs.models import Job
from jobs.running import NotDone, run_now
from outreach.imports import concern_records, files, groups, looking
from outreach.models import CommunityGroup, Concern, ImportFile, NumberSeries
from personnel.roles import Role
from tests.outreach.imports.test_pages import CALLS, GROUPS, MAP
from tests.support.factories import NOON, make_member
from tests.support.uploads import received

KINDS = ("concerns", "groups")
WRITERS = {
    "concerns": (concern_records, "bring_in", "outreach.imports.files.bring_in"),
    "groups": (groups, "bring_in_groups", "outreach.imports.files.bring_in_groups"),
}


class Killed(BaseException):
    """The process is gone: nothing after this is done, also no tidying up."""


def uploaded(by, kind: str) -> ImportFile:
    given = ImportFile(kind=kind, name=kind, map_text=MAP.decode() if kind == "concerns" else "")
    return received(given, CALLS if kind == "concerns" else GROUPS, by=by, at=NOON)


def started(by, kind: str = "concerns") -> Job:
    return files.start(uploaded(by, kind), by=by, at=NOON)


def records(kind: str) -> int:
    return (Concern if kind == "concerns" else CommunityGroup).objects.count()


@pytest.mark.parametrize("kind", KINDS)
def test_what_fails_half_way_leaves_nothing_and_comes_in_whole_the_next_time(
    officer, monkeypatch, kind
):
    job = started(officer, kind)
    module, name, used = WRITERS[kind]
    write = getattr(module, name)

    def half(*given, **how):
        write(*given, **how)
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(used, half)
        with pytest.raises(NotDone):
            run_now(job)

    assert (records(kind), NumberSeries.objects.count()) == (0, 0)
    assert ImportFile.objects.get().applied is None
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        run_now(job)
    assert records(kind) == 2
    assert ImportFile.objects.get().applied["new"] == 2


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_killed_worker_began_another_finishes_once(officer, monkeypatch, kind):
    job = started(officer, kind)
    module, name, used = WRITERS[kind]
    write = getattr(module, name)

    def killed(*given, **how):
        write(*given, **how)
        raise Killed

    with monkeypatch.context() as broken, suppress(Killed):
        broken.setattr(used, killed)
        run_now(job)

    job.refresh_from_db()
    assert (job.status, records(kind)) == (Job.Status.RUNNING, 0)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        run_now(job)
    assert records(kind) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_look_whose_worker_was_killed_is_taken_again(officer, monkeypatch, kind):
    def killed(*given, **how):
        raise Killed

    given = ImportFile(kind=kind, name=kind, map_text=MAP.decode() if kind == "concerns" else "")
    file = files.receive(given, CALLS if kind == "concerns" else GROUPS, by=officer, at=NOON)
    with monkeypatch.context() as broken, suppress(Killed):
        broken.setattr(looking, "look", killed)
        run_now(file.look)

    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        run_now(file.look)

    file.refresh_from_db()
    assert file.previewed["new"] == 2


def at_once(jobs: list[Job], monkeypatch) -> None:
    """Both have read their file before either writes."""
    ready, read = Barrier(len(jobs)), files._read

    def read_together(*given, **how):
        write = read(*given, **how)
        ready.wait(timeout=20)
        return write

    def done(job: Job) -> None:
        try:
            with suppress(NotDone):
                run_now(job)
        finally:
            connections.close_all()

    with monkeypatch.context() as held, ThreadPoolExecutor(len(jobs)) as people:
        held.setattr(files, "_read", read_together)
        list(people.map(done, jobs))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_file_by_two_people_at_once_comes_in_once(officer, supervisor, monkeypatch, kind):
    jobs = [started(officer, kind), started(supervisor, kind)]

    at_once(jobs, monkeypatch)

    # The one that lost is tried again by itself, and finds everything there.
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        for job in jobs:
            job.refresh_from_db()
            if job.status != Job.Status.DONE:
                run_now(job)
    told = sorted((one.applied["new"], one.applied["same"]) for one in ImportFile.objects.all())
    assert records(kind) == 2
    assert told == [(0, 2), (2, 0)]
    assert not Job.objects.exclude(status=Job.Status.DONE).exists()


def test_who_has_left_before_the_job_runs_brings_nothing_in(officer):
    job = started(officer)
    officer.is_active = False
    officer.save()

    with pytest.raises(NotDone):
        run_now(job)

    assert not Concern.objects.exists()


def test_a_look_is_not_taken_for_whoever_may_not_bring_in_any_more(unit):
    member = make_member(Role.COMMUNITY_OFFICER, name="Noor Haddad")
    given = ImportFile(kind="concerns", name="calls.csv", map_text=MAP.decode())
    file = files.receive(given, CALLS, by=member, at=NOON)
    member.role = Role.OFFICER
    member.save()

    with pytest.raises(NotDone):
        run_now(file.look)

    file.refresh_from_db()
    assert (file.previewed, file.sample) == (None, None)
