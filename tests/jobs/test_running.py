import pytest
from django.db import DatabaseError
from django.utils import timezone

from jobs import queue, running
from jobs.models import Job
from jobs.running import Hopeless, NotDone, Refused, run, run_now
from jobs.tasks import sweep_at
from tests.jobs import tasks_for_tests
from tests.jobs.tasks_for_tests import publish
from tests.jobs.timing import lease_runs_out, rest_is_over

pytestmark = pytest.mark.django_db


def failing_with(problem):
    def work(lease):
        raise problem

    return work


def test_work_that_publishes_nothing_is_done_when_it_returns(ask):
    job = ask()

    run(job.pk, lambda lease: None)

    job.refresh_from_db()
    assert job.status == Job.Status.DONE
    assert job.finished_at
    assert (job.lease_token, job.lease_until, job.attempts) == ("", None, 1)


def test_the_work_is_given_the_record_it_is_about(ask):
    seen = []

    run(ask(argument=2**40).pk, lambda lease: seen.append(lease.job.argument))

    assert seen == [2**40]


def test_what_is_published_and_the_job_being_done_are_one_thing(ask, drawn_up):
    def work(lease):
        with lease.publishing():
            publish(lease)
            raise DatabaseError("disk full")

    job = ask()

    run(job.pk, work)

    job.refresh_from_db()
    assert drawn_up() == 0
    assert (job.status, job.attempts) == (Job.Status.QUEUED, 1)


def test_an_error_after_publishing_does_not_undo_it(ask, drawn_up, caplog):
    def work(lease):
        with lease.publishing():
            publish(lease)
        raise RuntimeError("the notice could not be sent")

    job = ask()

    run(job.pk, work)

    job.refresh_from_db()
    assert (job.status, drawn_up()) == (Job.Status.DONE, 1)
    assert "the notice could not be sent" in caplog.text


def test_progress_is_on_the_row_while_the_work_goes_on(ask):
    seen = []

    def work(lease):
        lease.progress(3, "Presentations and meetings", total=6)
        seen.append(Job.objects.get(pk=lease.job.pk).progress)

    job = ask()

    run(job.pk, work)

    job.refresh_from_db()
    assert seen == ["3 of 6 done: Presentations and meetings"]
    assert (job.progress_done, job.progress_total) == (6, 6)


def test_a_thousand_steps_of_progress_are_few_writes(ask, django_assert_max_num_queries):
    def work(lease):
        with django_assert_max_num_queries(20):
            for row in range(1, 1001):
                lease.progress(row, "Reading rows", total=1000)

        assert Job.objects.get(pk=lease.job.pk).progress == "1000 of 1000 done: Reading rows"

    job = ask()

    run(job.pk, work)

    job.refresh_from_db()
    assert job.status == Job.Status.DONE


def test_progress_told_after_publishing_is_too_late_and_does_no_harm(ask, drawn_up, caplog):
    def work(lease):
        with lease.publishing():
            publish(lease)
            lease.progress(1, "Writing", total=2)
        lease.progress(2, "Telling")

    job = ask()

    run(job.pk, work)

    job.refresh_from_db()
    assert (job.status, job.progress_label, drawn_up()) == (Job.Status.DONE, "", 1)
    assert "dropped" not in caplog.text


def test_a_refused_try_rests_longer_each_time(ask):
    job = ask()
    rests = []

    for _ in range(4):
        began = timezone.now()
        run(job.pk, failing_with(Refused("The map is being drawn.")))
        job.refresh_from_db()
        rests.append(round((job.run_after - began).total_seconds()))
        rest_is_over(job)

    assert rests == [10, 20, 40, 80]
    assert (job.status, job.reason) == (Job.Status.QUEUED, "The map is being drawn.")


def test_fault_107_work_that_always_fails_is_given_up_after_five_tries_and_can_be_asked_for_again(
    ask, caplog
):
    poison, healthy = ask(), ask()

    for _ in range(7):
        run(poison.pk, failing_with(ZeroDivisionError("no officers")))
        rest_is_over(poison)
    run(healthy.pk, lambda lease: None)

    poison.refresh_from_db()
    healthy.refresh_from_db()
    assert (poison.status, poison.attempts) == (Job.Status.FAILED, 5)
    assert poison.reason.startswith("The work was tried 5 times and stopped with an error.")
    assert "ZeroDivisionError: no officers" in caplog.text
    assert list(Job.objects.dead()) == [poison]
    assert healthy.status == Job.Status.DONE
    assert queue.try_again(poison)
    run(poison.pk, lambda lease: None)
    poison.refresh_from_db()
    assert poison.status == Job.Status.DONE


def test_hopeless_work_is_not_tried_again(ask):
    job = ask()

    run(job.pk, failing_with(Hopeless("The table has 8,000 rows; attach it instead.")))

    job.refresh_from_db()
    assert (job.status, job.attempts) == (Job.Status.FAILED, 1)
    assert job.reason == "The table has 8,000 rows; attach it instead."


def test_fault_105_work_that_kills_its_process_each_time_is_given_up_in_words(ask):
    job = ask(attempts=4)
    running.claim(job.pk, timezone.now())
    lease_runs_out(job)

    sweep_at(timezone.now())

    job.refresh_from_db()
    assert job.status == Job.Status.FAILED
    assert job.reason.startswith("The work was cut off each time it was tried")


def test_a_job_can_be_done_here_and_now(ask, drawn_up):
    job = ask()

    run_now(job)
    run_now(job)

    assert (job.status, drawn_up()) == (Job.Status.DONE, 1)


def test_a_job_that_failed_here_and_now_says_why(ask, monkeypatch):
    monkeypatch.setattr(tasks_for_tests, "publish", failing_with(Hopeless("No such quarter.")))

    with pytest.raises(NotDone, match=r"No such quarter\."):
        run_now(ask())


def test_fault_110_work_of_a_newer_version_is_left_as_it_is(ask):
    job = ask(task="reports.tasks.of_next_year")

    with pytest.raises(NotDone, match="does not know how"):
        run_now(job)

    assert (job.status, job.attempts) == (Job.Status.QUEUED, 0)


def test_a_job_at_work_elsewhere_is_not_done_twice(ask, drawn_up):
    job = ask()
    running.claim(job.pk, timezone.now())

    with pytest.raises(NotDone, match="Another process is at work"):
        run_now(job)

    assert drawn_up() == 0
