"""A drill tries the newest backup; the timetable asks for both when they are due."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.models import Job
from jobs.running import NotDone, run_now
from operations import archives, tasks
from operations.models import Backup, Drill
from operations.workflows import drills, nightly
from operations.workflows.drills import DrillFailed
from tests.operations.test_backups import made

pytestmark = pytest.mark.django_db(transaction=True)


# ---- Drills


def test_a_drill_is_noted_with_what_it_compared(place, concern, looked_over):
    path = made()

    drill = drills.hold(Drill.objects.begin(timezone.now()))

    assert (drill.outcome, drill.name) == ("good", path.name)
    assert drill.rows > 100
    assert len(looked_over) == 1


def test_a_drill_leaves_nothing_behind(place, concern, settings, looked_over):
    path = made()

    drills.hold(Drill.objects.begin(timezone.now()))

    assert [one.name for one in settings.BACKUP_DIR.iterdir()] == [path.name]


def test_without_a_backup_a_drill_is_red(place, kinston):
    with pytest.raises(DrillFailed, match="There is no backup"):
        drills.hold(Drill.objects.begin(timezone.now()))

    assert Drill.objects.get().outcome == "failed"


def test_a_backup_that_was_carried_away_makes_the_drill_red(place, kinston, settings):
    made().rename(settings.BACKUP_DIR / "elsewhere.tar")

    with pytest.raises(DrillFailed, match="is not in"):
        drills.hold(Drill.objects.begin(timezone.now()))


def test_what_the_doctor_finds_in_the_copy_makes_the_drill_red(place, concern, monkeypatch):
    findings = [{"red": True, "words": "Report 4: what is stored is not what was issued."}]
    said = json.dumps({"findings": findings})
    monkeypatch.setattr(drills, "_manage", lambda *words, **how: said)
    made()

    with pytest.raises(DrillFailed, match="Report 4"):
        drills.hold(Drill.objects.begin(timezone.now()))


@pytest.mark.slow
def test_the_doctor_looks_at_the_restored_copy(place, concern):
    made()

    assert drills.hold(Drill.objects.begin(timezone.now())).outcome == "good"


# ---- When


def test_the_timetable_asks_once_and_a_job_makes_it(place, concern, settings):
    settings.DEMO = False
    tasks.ask_for_proofs()
    tasks.ask_for_proofs()

    [job] = Job.objects.filter(task="operations.make_backup")
    run_now(job)

    assert Backup.objects.get(pk=job.argument).outcome == "good"
    assert len(archives.kept_in(settings.BACKUP_DIR)) == 1


def test_a_job_that_makes_no_backup_ends_with_the_reason(place, concern, settings):
    settings.DEMO, settings.BACKUP_PASSPHRASE_FILE = False, str(place / "nowhere")
    tasks.ask_for_proofs()

    with pytest.raises(NotDone, match="nowhere cannot be read"):
        run_now(Job.objects.get(task="operations.make_backup"))


def test_the_demo_is_not_asked_for_backups(place, concern, settings):
    settings.DEMO = True
    tasks.ask_for_proofs()

    assert not Backup.objects.exists()


@pytest.mark.usefixtures("kinston")
def test_one_backup_is_asked_for_each_night_however_often_it_is_looked():
    midnight = timezone.now().replace(hour=12, minute=0)
    first = [task for task, _ in nightly.due(midnight)]
    Backup.objects.update(outcome="good", ended_at=midnight)

    later = midnight + timedelta(hours=6)
    assert first == ["operations.make_backup"]
    assert not nightly.backup_is_due(later)
    assert nightly.backup_is_due(midnight + timedelta(hours=24))


def test_what_was_cut_off_is_not_under_way_for_ever(kinston):
    long_ago = Backup.objects.begin(timezone.now() - timedelta(hours=3))
    just_now = Backup.objects.begin(timezone.now() - timedelta(minutes=3))

    Backup.objects.begin(timezone.now())

    long_ago.refresh_from_db()
    just_now.refresh_from_db()
    assert (long_ago.outcome, long_ago.reason) == ("failed", "It was cut off.")
    assert just_now.outcome == "running"


@pytest.mark.usefixtures("kinston")
def test_a_failed_backup_is_tried_again_after_two_hours():
    now = timezone.now()
    Backup.objects.create(begun_at=now, ended_at=now, outcome="failed", reason="Full.")

    assert not nightly.backup_is_due(now + timedelta(hours=1))
    assert nightly.backup_is_due(now + timedelta(hours=3))


@pytest.mark.usefixtures("kinston")
def test_a_drill_is_asked_for_once_a_week_when_there_is_a_backup():
    now = timezone.now()
    assert not nightly.drill_is_due(now)
    Backup.objects.create(begun_at=now, ended_at=now, outcome="good")
    assert nightly.drill_is_due(now)
    Drill.objects.create(begun_at=now, ended_at=now, outcome="good")

    assert not nightly.drill_is_due(now + timedelta(days=5))
    assert nightly.drill_is_due(now + timedelta(days=8))
