"""Work that outlives a request: who asked for it leaves, weeks pass unattended, clocks jump."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from celery import current_app
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from accounts.workflows import members
from jobs.models import LEASE, Job
from jobs.running import run_now
from jobs.tasks import sweep_at
from operations.models import Backup
from operations.workflows import nightly
from outreach.concerns.workflows import concerns
from outreach.models import Concern
from personnel.models import Notice
from personnel.notices import mail_unmailed, tell
from reports.due import not_begun
from reports.models import Report
from reports.workflows import assembly
from surveys.tasks import close_past_their_end
from tests.jobs.tasks_for_tests import TASK
from tests.jobs.timing import lease_runs_out
from tests.reports.making import AFTER, Q2, Q4, assembled
from tests.support.factories import NOON, log_concern, make_member, on
from tests.support.surveys import make_survey

pytestmark = pytest.mark.django_db

KINSTON = ZoneInfo("America/New_York")


@pytest.fixture(autouse=True)
def hints(monkeypatch):
    """The jobs a worker would have been told of; nothing leaves for a broker."""
    told = []

    def send_task(name, args, **options):
        told.extend(args)

    monkeypatch.setattr(current_app._get_current_object(), "send_task", send_task)
    return told


# ---- 41: who asked for it leaves


def asked(officer):
    report = assembly.request_report("quarterly", Q2, by=officer, at=AFTER)
    return report, report.assembly


def leaves(member, administrator):
    members.disable(member, by=administrator, at=AFTER)


def test_fault_041_work_of_somebody_who_left_meanwhile_is_finished_and_tells_them_nothing(
    client, officer, supervisor, administrator, hints
):
    report, job = asked(officer)
    client.force_login(officer)
    leaves(officer, administrator)
    told_before = Notice.objects.count()

    with time_machine.travel(AFTER, tick=False):
        run_now(job)

    report.refresh_from_db()
    assert (job.status, report.status) == ("done", "draft")
    assert not Notice.objects.filter(to=officer).exists()
    assert Notice.objects.count() == told_before
    door = client.get(report.get_absolute_url())
    assert (door.status_code, door.url.partition("?")[0]) == (302, reverse("account_login"))
    client.force_login(supervisor)
    assert client.get(report.get_absolute_url()).status_code == 200


def test_fault_041_what_was_told_before_is_mailed_to_nobody_who_left(
    officer, administrator, settings
):
    tell([officer], "Your report is put together.", url="/", key="ready")
    Notice.objects.update(created_at=NOON)
    leaves(officer, administrator)

    mail_unmailed(NOON + timedelta(hours=1))

    assert mail.outbox == []


def test_fault_041_the_page_of_the_work_asks_anew_who_may_see_it(
    client, officer, patrol_officer, administrator
):
    _, job = asked(officer)
    client.force_login(officer)
    page = reverse("jobs:job", args=[job.pk])
    assert client.get(page).status_code == 200

    client.force_login(patrol_officer)

    assert client.get(page).status_code == 404


# ---- 105: one artefact, whenever the process dies


def test_fault_105_a_report_cut_off_and_taken_over_is_put_together_once(
    officer, monkeypatch, caplog
):
    report, job = asked(officer)
    standing = assembly.standing

    def overtaken(*facts):
        """The process slept past its lease, and another one did the whole of it meanwhile."""
        monkeypatch.setattr(assembly, "standing", standing)
        lease_runs_out(job)
        current_app.tasks[job.task](job.pk)
        return standing(*facts)

    monkeypatch.setattr(assembly, "standing", overtaken)
    with time_machine.travel(AFTER, tick=False):
        current_app.tasks[job.task](job.pk)

    job.refresh_from_db()
    report.refresh_from_db()
    assert (job.status, job.attempts, report.status) == ("done", 2, "draft")
    assert report.steps.count() == 1
    assert Notice.objects.filter(to=officer).count() == 1
    assert "what was made here is dropped" in caplog.text


# ---- 106: the broker is away


def test_fault_106_without_a_broker_a_page_answers_and_the_poller_does_the_work(
    client, officer, monkeypatch, capsys
):
    def full(*args, **options):
        raise ConnectionError("OOM command not allowed when used memory > 'maxmemory'.")

    monkeypatch.setattr(current_app._get_current_object(), "send_task", full)
    client.force_login(officer)

    with time_machine.travel(AFTER, tick=False):
        answer = client.post(reverse("reports:report-new", args=["quarterly", Q2.key()]))
        waiting = Report.objects.get()
        call_command("run_jobs")

    assert answer.status_code == 302
    assert waiting.status == "assembling"
    assert Report.objects.get().status == "draft"


# ---- 107: poison


def test_fault_107_work_that_always_fails_ends_with_a_reason_and_a_button(
    client, officer, supervisor, monkeypatch
):
    report, poison = asked(officer)

    def broken(*facts, **more):
        raise ZeroDivisionError

    gathered = assembly.gather
    monkeypatch.setattr(assembly, "gather", broken)
    now = AFTER
    for _ in range(8):
        with time_machine.travel(now, tick=False):
            current_app.tasks[poison.task](poison.pk)
        now += timedelta(minutes=11)

    poison.refresh_from_db()
    assert (poison.status, poison.attempts) == ("failed", 5)
    client.force_login(officer)
    page = client.get(report.get_absolute_url()).text
    assert "The work was tried 5 times" in page
    assert "Try again" in page

    monkeypatch.setattr(assembly, "gather", gathered)
    client.post(reverse("jobs:job-try-again", args=[poison.pk]), {"next": "/reports/"})
    with time_machine.travel(now, tick=False):
        run_now(poison)
    assert Report.objects.get().status == "draft"


# ---- 108: nobody at work for a week, over the end of a quarter


def test_fault_108_after_a_week_without_a_worker_what_waited_is_done_in_order(
    officer, supervisor, capsys
):
    asked_first = assembly.request_report("quarterly", Q2, by=officer, at=AFTER)
    first = asked_first.assembly
    Job.objects.filter(pk=first.pk).update(queued_at=AFTER)
    others = [
        Job.objects.create(
            task=TASK,
            key=f"later:{n}",
            argument=n,
            subject=f"Later {n}",
            queued_at=AFTER + timedelta(days=n),
        )
        for n in (2, 1)
    ]
    back = AFTER + timedelta(days=7)

    with time_machine.travel(back, tick=False):
        call_command("run_jobs")

    first.refresh_from_db()
    assert first.status == "done"
    said = capsys.readouterr().out
    assert said.index(first.subject) < said.index("Later 1") < said.index("Later 2")
    assert Job.objects.filter(pk__in=[one.pk for one in others], status="done").count() == 2


def test_fault_108_every_report_that_was_missed_is_asked_for_and_late(client, officer):
    assembled(officer, Q4)
    late = date(2026, 7, 20)

    missed = [(line.period.label, line.due_on < late) for line in reversed(not_begun(late))]

    assert missed == [("January to March 2026", True), ("April to June 2026", True)]
    client.force_login(officer)
    with time_machine.travel(on(late), tick=False):
        desk = client.get(reverse("desk:waiting")).text
    assert desk.index("January to March 2026") < desk.index("April to June 2026")
    assert "5 days late" in desk


def test_fault_108_a_survey_past_its_day_is_closed_when_the_worker_is_back(officer):
    survey = make_survey(officer, status="open", closes_on=date(2026, 5, 6))

    closed = close_past_their_end(NOON)
    again = close_past_their_end(NOON)

    assert (closed, again) == ([survey], [])


# ---- 109: clocks


@pytest.mark.parametrize(
    "jump", [timedelta(hours=-1), timedelta(days=1)], ids=["an hour back", "a day on"]
)
def test_fault_109_a_clock_that_jumps_while_a_job_waits_makes_no_double_and_no_gap(
    officer, hints, jump
):
    with time_machine.travel(AFTER, tick=False) as clock:
        report, job = asked(officer)
        clock.move_to(AFTER + jump)
        sweep_at(AFTER + jump)
        for heard in [*hints, job.pk, job.pk]:
            current_app.tasks[job.task](heard)

    job.refresh_from_db()
    report.refresh_from_db()
    assert (job.status, job.attempts, report.status) == ("done", 1, "draft")
    assert report.steps.count() == 1


def test_fault_109_a_lease_from_a_clock_that_was_ahead_holds_nobody_up(officer):
    _, job = asked(officer)
    Job.objects.filter(pk=job.pk).update(
        status="running",
        attempts=1,
        lease_token="ahead",
        started_at=AFTER,
        lease_until=AFTER + timedelta(days=1) + LEASE,
    )

    with time_machine.travel(AFTER, tick=False):
        run_now(job)

    assert Report.objects.get().status == "draft"


@pytest.mark.parametrize(
    "night", [date(2026, 3, 8), date(2026, 11, 1)], ids=["2 am is missing", "1 am comes twice"]
)
def test_fault_109_the_night_the_clocks_change_has_one_backup(kinston, night):
    begins = datetime(night.year, night.month, night.day, tzinfo=KINSTON)
    made = 0
    good_before = Backup.objects.begin(begins - timedelta(hours=20))
    Backup.objects.filter(pk=good_before.pk).update(
        outcome="good", ended_at=begins - timedelta(hours=20)
    )
    for minutes in range(0, 24 * 60, 30):
        moment = begins.astimezone(ZoneInfo("UTC")) + timedelta(minutes=minutes)
        if nightly.backup_is_due(moment):
            backup = Backup.objects.begin(moment)
            Backup.objects.filter(pk=backup.pk).update(outcome="good", ended_at=moment)
            made += 1

    assert made == 1


# ---- 110: two versions


def test_fault_110_a_worker_of_before_leaves_work_of_the_next_version_untouched(officer, capsys):
    Job.objects.create(
        task="reports.draw_the_future", key="newer", argument=1, subject="Of the next version"
    )
    asked(officer)

    with time_machine.travel(AFTER, tick=False):
        call_command("run_jobs")

    newer = Job.objects.get(key="newer")
    assert (newer.status, newer.attempts) == ("queued", 0)
    assert Report.objects.get().status == "draft"
    assert "left for a newer version" in capsys.readouterr().out


# ---- 112, 113: what is told


def test_fault_112_three_thousand_notices_are_told_once_and_mailed_in_one_letter_each(kinston):
    people = [make_member() for _ in range(3)]
    for number in [*range(1000), *range(1000)]:
        tell(people, f"Notice {number}.", url="/", key=f"notice:{number}")
    assert Notice.objects.count() == 3000
    Notice.objects.update(created_at=NOON)

    sent = mail_unmailed(NOON + timedelta(minutes=5))
    again = mail_unmailed(NOON + timedelta(minutes=6))

    assert (sent, again) == (3, 0)
    assert sorted(one.to[0] for one in mail.outbox) == sorted(one.email for one in people)
    assert all(one.subject == "Liaison: 1000 things are new" for one in mail.outbox)


def test_fault_113_a_concern_settled_meanwhile_reminds_nobody(client, officer, supervisor):
    concern = log_concern(officer)
    late = concern.answer_by + timedelta(days=3)
    client.force_login(officer)
    with time_machine.travel(on(late), tick=False):
        before = client.get(reverse("desk:waiting")).text
    concerns.answer(concern, by=officer, at=on(late), text="Told them.")
    concerns.resolve(Concern.objects.get(), by=officer, at=on(late), note="Settled.")

    with time_machine.travel(on(late) + timedelta(hours=1), tick=False):
        after = client.get(reverse("desk:waiting")).text

    assert concern.number in before
    assert concern.number not in after
