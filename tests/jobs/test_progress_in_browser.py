"""The page follows the work by itself, and reloads when it is finished."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from jobs.models import Job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def signed_in_page(page, client, officer, live_server):
    client.force_login(officer)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    return page


def test_the_page_follows_the_work_to_its_end(signed_in_page, live_server, ask, officer):
    job = ask(progress_total=6, asked_by=officer)
    row = Job.objects.filter(pk=job.pk)
    status = signed_in_page.get_by_role("status").filter(has=signed_in_page.locator("progress"))

    signed_in_page.goto(live_server.url + reverse("jobs:job", args=[job.pk]))
    expect(status).to_contain_text("Waiting for its turn")
    row.update(
        status="running",
        lease_token="x",
        lease_until="2026-04-02T08:00Z",
        started_at="2026-04-02T08:00Z",
        progress_done=3,
        progress_label="Presentations and meetings",
    )
    expect(status).to_contain_text("3 of 6 done: Presentations and meetings")
    row.update(status="done", lease_token="", lease_until=None, finished_at="2026-04-02T08:00Z")

    expect(signed_in_page.get_by_text("This is done.")).to_be_visible()
    expect(status).to_have_count(0)
