import pytest
from django.urls import reverse

from jobs.models import Job
from personnel.roles import LEADERS, Role
from tests.support.factories import make_member

pytestmark = pytest.mark.django_db

FAILED = {"status": "failed", "reason": "No such quarter.", "finished_at": "2026-04-02T08:00Z"}
POLL = {"HX-Request": "true"}


@pytest.fixture
def signed_in(client, supervisor):
    """The client, with the officer's supervisor signed in, who sees everybody's work."""
    client.force_login(supervisor)
    return client


def url(job):
    return reverse("jobs:job", args=[job.pk])


def test_a_waiting_job_says_so_and_looks_again_each_second(signed_in, ask):
    job = ask()

    shown = signed_in.get(url(job)).text

    assert "Waiting for its turn" in shown
    assert f'hx-get="{url(job)}" hx-trigger="every 1s"' in shown
    assert '<a href="">Look again</a>' in shown


def test_a_job_between_two_tries_says_what_stopped_it(signed_in, ask):
    job = ask(attempts=1, reason="The map is being drawn.")

    fragment = signed_in.get(url(job), headers=POLL).text

    assert "Waiting to be tried again. The map is being drawn." in fragment


def test_progress_is_told_in_words_and_as_a_bar(signed_in, ask):
    job = ask(
        progress_done=3,
        progress_total=6,
        progress_label="Presentations",
        status="running",
        lease_token="x",
        lease_until="2026-04-02T08:00Z",
        started_at="2026-04-02T08:00Z",
    )

    fragment = signed_in.get(url(job), headers=POLL).text

    assert "3 of 6 done: Presentations" in fragment
    assert 'max="6" value="3"' in fragment
    assert "<html" not in fragment


def test_words_already_seen_are_not_said_again(signed_in, ask):
    job = ask()

    answer = signed_in.get(url(job), {"seen": job.progress}, headers=POLL)

    assert answer.status_code == 204


@pytest.mark.parametrize("facts", [FAILED, FAILED | {"status": "done"}])
def test_finished_work_reloads_the_page_it_was_asked_from(signed_in, ask, facts):
    answer = signed_in.get(url(ask(**facts)), headers=POLL)

    assert answer["HX-Refresh"] == "true"


def test_failed_work_says_why_and_no_longer_looks_again(signed_in, ask):
    shown = signed_in.get(url(ask(**FAILED))).text

    assert "No such quarter." in shown
    assert "Try again" in shown
    assert 'name="csrfmiddlewaretoken"' in shown
    assert "hx-get" not in shown


def test_trying_again_goes_back_to_the_page_with_the_button(signed_in, ask):
    job = ask(**FAILED)

    answer = signed_in.post(reverse("jobs:job-try-again", args=[job.pk]), {"next": "/reports/4/"})

    job.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, "/reports/4/")
    assert job.status == Job.Status.QUEUED


def test_trying_again_leads_nowhere_but_here(signed_in, ask):
    job = ask(**FAILED)

    answer = signed_in.post(
        reverse("jobs:job-try-again", args=[job.pk]), {"next": "https://example.com/"}
    )

    assert answer["Location"] == url(job)


def test_trying_again_answers_with_the_broker_down(
    signed_in, ask, monkeypatch, django_capture_on_commit_callbacks
):
    def refuse(*args, **options):
        raise ConnectionRefusedError

    monkeypatch.setattr("celery.Celery.send_task", refuse)
    job = ask(**FAILED)

    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in.post(reverse("jobs:job-try-again", args=[job.pk]))

    assert answer.status_code == 302


def test_looking_does_not_try_again(signed_in, ask):
    assert signed_in.get(reverse("jobs:job-try-again", args=[ask(**FAILED).pk])).status_code == 405


def test_a_stranger_is_sent_to_the_door(client, ask):
    answer = client.get(url(ask()))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("role", list(Role))
def test_work_is_seen_by_whoever_asked_for_it_and_by_those_who_lead(ask, officer, role):
    member = make_member(role)
    own, others, nobodys = ask(asked_by=member), ask(asked_by=officer), ask()

    seen = set(Job.objects.visible_to(member))

    assert seen == ({own, others, nobodys} if role in LEADERS else {own})
    assert seen == {job for job in (own, others, nobodys) if job.is_visible_to(member)}


@pytest.mark.parametrize("role", sorted(set(Role) - LEADERS))
def test_a_job_that_is_not_ones_own_is_not_there(client, ask, officer, role):
    client.force_login(make_member(role))
    job = ask(asked_by=officer, **FAILED)

    answers = [client.get(url(job)), client.post(reverse("jobs:job-try-again", args=[job.pk]))]

    job.refresh_from_db()
    assert all(answer.status_code in {403, 404} for answer in answers)
    assert job.status == Job.Status.FAILED
