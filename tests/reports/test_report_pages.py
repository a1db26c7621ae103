"""Who gets which page of a report, the list of reports, and putting one together."""

import pytest
import time_machine
from django.urls import reverse

from jobs.models import Job
from personnel.roles import Role
from reports.models import Report
from reports.workflows import assembly
from tests.reports.making import (
    AFTER,
    Q1,
    Q2,
    Counted,
    in_words,
    issued,
    url,
)
from tests.support.factories import make_member

pytestmark = pytest.mark.django_db


GET_PAGES = {
    "reports": [],
    "report": [],
    "report-pdf": [],
    "report-again": [],
    "report-submit": [],
    "report-approve": [],
    "report-return": [],
    "report-revise": [],
    "report-verify": [],
    "records": ["current_concerns", "voiced"],
}
POSTS = {
    "report-new": None,
    "report-again": [],
    "report-submit": [],
    "report-approve": [],
    "report-return": [],
    "report-acknowledge": [],
    "report-revise": [],
    "part-narrative": ["current_concerns"],
    "part-of-note": ["current_concerns"],
    "part-comment": ["current_concerns"],
}


def address(name, report):
    if name == "reports":
        return reverse("reports:reports")
    if name == "report-new":
        return reverse("reports:report-new", args=["quarterly", "2026-Q1"])
    return url(name, report, *(GET_PAGES.get(name) or POSTS.get(name) or []))


@pytest.mark.parametrize("name", GET_PAGES)
def test_strangers_are_sent_to_sign_in(client, draft, name):
    response = client.get(address(name, draft))

    assert response.status_code == 302
    assert reverse("account_login") in response.url


@pytest.mark.parametrize("name", POSTS)
def test_strangers_change_nothing(client, draft, name):
    response = client.post(address(name, draft))

    assert response.status_code == 302
    assert reverse("account_login") in response.url


#                 status of: detail, records, submit, approve, return, revise, again
ROLE_BY_PAGE = {
    Role.OFFICER: (404, 404, 404, 404, 404, 404, 404),
    Role.COMMUNITY_OFFICER: (200, 200, 403, 403, 403, 403, 403),
    Role.DIVISION_SUPERVISOR: (200, 200, 403, 403, 403, 403, 403),
    Role.UNIT_SUPERVISOR: (200, 200, 403, 200, 200, 409, 403),
    Role.COMMANDER: (200, 200, 403, 403, 403, 409, 403),
    Role.CHIEF: (200, 200, 403, 403, 403, 403, 403),
    Role.ANALYST: (404, 404, 404, 404, 404, 404, 404),
    Role.TRAINING_OFFICER: (404, 404, 404, 404, 404, 404, 404),
    Role.ACCREDITATION_MANAGER: (200, 200, 403, 403, 403, 403, 403),
}
PAGES = (
    "report",
    "records",
    "report-submit",
    "report-approve",
    "report-return",
    "report-revise",
    "report-again",
)


@pytest.mark.parametrize("role", ROLE_BY_PAGE)
def test_each_role_gets_its_pages_of_a_report_in_review(signed_in, waiting, role):
    client = signed_in(make_member(role))

    answers = tuple(client.get(address(name, waiting)).status_code for name in PAGES)

    assert answers == ROLE_BY_PAGE[role]


def test_the_administrator_reads_no_report(signed_in, waiting, administrator):
    client = signed_in(administrator)

    assert client.get(address("report", waiting)).status_code in (403, 404)
    assert client.get(address("records", waiting)).status_code in (403, 404)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ANALYST, Role.TRAINING_OFFICER])
def test_who_may_not_see_it_finds_it_in_no_list(signed_in, waiting, role):
    page = signed_in(make_member(role)).get(reverse("reports:reports"))

    assert page.status_code == 200
    assert "Q-2026-2" not in page.text


@pytest.mark.parametrize("name", [name for name in POSTS if name not in GET_PAGES])
def test_a_step_is_not_taken_by_looking(reading, draft, name):
    assert reading.get(address(name, draft)).status_code == 405


def test_the_list_names_what_the_policy_asks_for_and_nobody_has_begun(reading):
    with time_machine.travel(AFTER):
        page = in_words(reading.get(reverse("reports:reports")).text)

    assert "The policy asks for 1" in page
    assert "Quarterly Community Services Report, April to June 2026" in page
    assert "Put it together" in page


def test_only_those_the_policy_names_are_offered_to_begin(signed_in, commander):
    with time_machine.travel(AFTER):
        page = signed_in(commander).get(reverse("reports:reports")).text

    assert "Nobody has begun it" in page
    assert "Put it together" not in page


def test_views_of_the_list_narrow_it(reading, draft, officer, supervisor, commander):
    issued(officer, supervisor, commander, period=Q1)

    def shown(view):
        page = reading.get(reverse("reports:reports"), {"view": view})
        return [report.number for report in page.context["page_obj"]]

    assert shown("all") == ["Q-2026-2", "Q-2026-1"]
    assert shown("writing") == ["Q-2026-2"]
    assert shown("issued") == ["Q-2026-1"]
    assert shown("mine") == []
    assert shown("nonsense") == shown("all")


def test_what_waits_for_the_reader_has_a_view_of_its_own(signed_in, waiting, supervisor):
    page = signed_in(supervisor).get(reverse("reports:reports"), {"view": "mine"})

    assert [report.number for report in page.context["page_obj"]] == ["Q-2026-2"]


def test_the_list_asks_the_same_number_of_questions_for_one_and_for_twenty_five(
    reading, draft, django_assert_num_queries
):
    reading.get(reverse("reports:reports"))
    with time_machine.travel(AFTER), Counted() as few:
        reading.get(reverse("reports:reports"))
    for revision in range(2, 26):
        Report.objects.create(
            **{
                field: getattr(draft, field)
                for field in (
                    "kind",
                    "number",
                    "title",
                    "policy",
                    "clause",
                    "first_day",
                    "last_day",
                    "due_on",
                    "author",
                    "status",
                    "frozen_at",
                )
            },
            revision=revision,
        )

    with time_machine.travel(AFTER), django_assert_num_queries(len(few)):
        reading.get(reverse("reports:reports"))


def test_putting_together_begins_the_report_and_shows_its_progress(reading, officer):
    with time_machine.travel(AFTER):
        begun = reading.post(reverse("reports:report-new", args=["quarterly", "2026-q2"]))
        page = reading.get(begun.url).text

    assert begun.url == Report.objects.get().get_absolute_url()
    assert "Putting the report together" in page
    assert "Waiting for its turn" in page


@pytest.mark.parametrize(
    ("role", "follows"),
    [
        (Role.COMMUNITY_OFFICER, False),
        (Role.ACCREDITATION_MANAGER, False),
        (Role.UNIT_SUPERVISOR, True),
        (Role.CHIEF, True),
    ],
)
def test_the_work_itself_is_followed_by_who_asked_for_it_and_who_leads(
    signed_in, officer, role, follows
):
    begun = assembly.request_report("quarterly", Q2, by=officer, at=AFTER)
    asker = signed_in(officer).get(begun.get_absolute_url()).text
    reader = signed_in(make_member(role)).get(begun.get_absolute_url()).text
    Job.objects.update(status="failed", reason="No paper.", finished_at=AFTER)
    after_it_failed = signed_in(make_member(role)).get(begun.get_absolute_url()).text

    assert "Waiting for its turn" in reader
    assert "hx-get" in asker
    assert ("hx-get" in reader) is follows
    assert "No paper." in after_it_failed
    assert ("Try again" in after_it_failed) is follows


@pytest.mark.parametrize(
    ("kind", "period"), [("monthly", "2026-05"), ("quarterly", "2026-05"), ("quarterly", "soon")]
)
def test_a_report_no_policy_asks_for_is_not_found(reading, kind, period):
    with time_machine.travel(AFTER):
        response = reading.post(reverse("reports:report-new", args=[kind, period]))

    assert response.status_code == 404
    assert not Report.objects.exists()


def test_a_period_that_has_not_ended_is_refused_with_words(reading):
    with time_machine.travel(AFTER):
        response = reading.post(
            reverse("reports:report-new", args=["quarterly", "2026-Q3"]), follow=True
        )

    assert "July to September 2026 has not ended. Nothing was put together." in in_words(
        response.text
    )


def test_who_does_not_write_it_does_not_begin_it(signed_in, chief):
    with time_machine.travel(AFTER):
        response = signed_in(chief).post(
            reverse("reports:report-new", args=["quarterly", "2026-Q2"])
        )

    assert response.status_code == 403
    assert not Report.objects.exists()


def test_putting_together_again_asks_first(reading, draft):
    page = reading.get(url("report-again", draft)).text
    assert "Count everything anew?" in page
    assert Report.objects.get().status == "draft"

    reading.post(url("report-again", draft))

    assert Report.objects.get().status == "assembling"


def test_work_that_failed_is_shown_with_its_reason(reading, officer):
    report = assembly.request_report("quarterly", Q2, by=officer, at=AFTER)
    Job.objects.update(status="failed", reason="The disk is full.", finished_at=AFTER)

    page = reading.get(report.get_absolute_url()).text

    assert "The disk is full." in page
    assert "Try again" in page


def test_whoever_reads_no_reports_is_told_so_and_not_that_there_are_none(
    signed_in, patrol_officer, issued_report
):
    page = signed_in(patrol_officer).get(reverse("reports:reports"))

    assert "No report was issued to you" in page.content.decode()
