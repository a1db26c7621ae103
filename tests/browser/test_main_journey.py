"""The main job in a browser: from an officer's phone to a report the chief acknowledges."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from jobs.models import Job
from jobs.running import run_now
from personnel.roles import Role
from policies.current import today
from policies.periods import Every, Period
from reports.models import Printing, Report
from tests.browser.conftest import accessibility_findings, scrolls_sideways
from tests.support.factories import log_concern, make_member
from tests.support.pdfs import in_order, text_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def looked_at(page: Page) -> None:
    assert accessibility_findings(page) == []
    assert not scrolls_sideways(page)


def work(task: str) -> None:
    """What the worker does when it is woken."""
    run_now(Job.objects.filter(task=task, status=Job.Status.QUEUED).latest("pk"))


def test_from_an_officers_phone_to_an_acknowledged_report(
    open_browser, officer, supervisor, commander, chief
):
    last_quarter = Period.of(Every.QUARTER, today()).previous()
    inside = timezone.now() - timedelta(days=(today() - last_quarter.last).days + 20)
    log_concern(officer, at=inside, said="Music behind the shops until two in the morning.")

    # The officer logs a concern on a phone.
    phone = open_browser(officer, phone=True)
    phone.get_by_role("link", name="Log a concern").first.click()
    phone.get_by_label("What did they say?").fill("Cars race past the school at dismissal.")
    phone.get_by_text("Traffic and speeding").click()
    phone.get_by_label("Where?").fill("Weaver Street")
    expect(phone.locator("[data-draft-state]")).to_contain_text("Saved on the server")
    looked_at(phone)
    phone.get_by_role("button", name="Log concern").locator("visible=true").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Cars race past the school")
    looked_at(phone)

    # The report of the last quarter is put together by a job.
    phone.goto("/reports/")
    looked_at(phone)
    phone.get_by_role("button", name="Put it together").first.click()
    expect(phone.get_by_role("heading", name="Putting the report together")).to_be_visible()
    looked_at(phone)
    work("reports.assemble_report")
    expect(phone.get_by_role("heading", name=re.compile("1. Current concerns"))).to_be_visible()
    phone.get_by_label(re.compile("^Officer's account")).fill("Noise moved to the shops.")
    expect(phone.locator("[data-draft-state]")).to_contain_text("Saved on the server")
    looked_at(phone)
    phone.get_by_role("link", name="Send for approval").click()
    phone.get_by_role("button", name="Send for approval").click()
    expect(phone.get_by_text("went to the")).to_be_visible()
    report = Report.objects.get()
    assert report.status == Report.Status.SUBMITTED

    # The supervisor opens a figure, and returns the report with a comment.
    desk = open_browser(supervisor)
    desk.goto(f"/reports/{report.pk}/")
    looked_at(desk)
    desk.locator("a.li-fig").first.click()
    expect(desk.get_by_text("Records behind")).to_be_visible()
    expect(desk.locator("#records")).to_contain_text("Music behind the shops")
    desk.get_by_role("link", name="Return for changes").click()
    desk.get_by_label("Current concerns").fill("Name the street, not the shop.")
    looked_at(desk)
    desk.get_by_role("button", name="Return for changes").click()
    expect(desk.get_by_text("Returned to")).to_be_visible()

    # The officer corrects it.
    phone.goto(f"/reports/{report.pk}/")
    expect(phone.get_by_text("Name the street, not the shop.")).to_be_visible()
    phone.get_by_label(re.compile("^Officer's account")).fill("Noise moved to Larch Street.")
    phone.get_by_role("button", name="Save the account").click()
    expect(phone.get_by_text("Saved.", exact=True)).to_be_visible()
    phone.get_by_role("button", name="Mark as settled").click()
    phone.get_by_role("link", name="Send for approval").click()
    phone.get_by_role("button", name="Send for approval").click()
    expect(phone.get_by_text("went to the")).to_be_visible()

    # The supervisor approves, the commander approves and issues, the chief acknowledges.
    desk.goto(f"/reports/{report.pk}/approve/")
    desk.get_by_role("button", name="Approve").click()
    expect(desk.get_by_text("went to the")).to_be_visible()
    command = open_browser(commander, dark=True)
    command.goto(f"/reports/{report.pk}/")
    looked_at(command)
    command.get_by_role("link", name="Approve and issue").click()
    command.get_by_role("button", name="Approve and issue").click()
    expect(command.get_by_text("is issued.")).to_be_visible()
    work("reports.print_report")
    top = open_browser(chief)
    top.goto(f"/reports/{report.pk}/")
    top.get_by_role("button", name="Acknowledge").click()
    expect(top.get_by_text("You have acknowledged")).to_be_visible()
    looked_at(top)

    words = text_of(bytes(Printing.objects.get(report=report).pdf))
    assert in_order(words, "Returned", "Approved and issued", "Noise moved to Larch Street.")


def test_the_administrator_reads_no_content(open_browser, kinston, officer):
    concern = log_concern(officer)
    page = open_browser(make_member(Role.ADMINISTRATOR))

    refused = page.request.get(concern.get_absolute_url())

    assert refused.status in (403, 404)
