"""The steps of a report on its pages, and what a refusal answers."""

import pytest

from personnel.roles import Role
from reports.models import Report
from reports.workflows import review
from tests.reports.making import (
    AFTER,
    in_words,
    part_of,
    url,
)
from tests.support.factories import make_member

pytestmark = pytest.mark.django_db


def test_sending_it_up_names_the_parts_without_words(reading, draft):
    page = in_words(reading.get(url("report-submit", draft)).text)
    assert "No account is written in five parts" in page
    assert "goes to the Community Services Unit supervisor" in page

    sent = reading.post(url("report-submit", draft), {"note": ""})

    assert sent.url == draft.get_absolute_url()
    assert Report.objects.get().status == "submitted"


def test_approving_shows_what_follows_and_issues(signed_in, waiting, supervisor, commander, chief):
    review.approve(waiting, by=supervisor, at=AFTER, seen=1)
    client = signed_in(commander)
    page = in_words(client.get(url("report-approve", waiting)).text)
    assert "It is issued to: Major of Support Services, Chief of Police." in page

    client.post(url("report-approve", waiting), {"seen": 1, "note": ""})

    assert Report.objects.get().is_issued


def test_a_decision_on_an_overtaken_version_answers_409(signed_in, waiting, officer, supervisor):
    client = signed_in(supervisor)
    comments = {part_of(waiting): "Name it."}
    review.send_back(waiting, by=supervisor, at=AFTER, seen=1, comments=comments)
    review.submit(waiting, by=officer, at=AFTER)

    response = client.post(url("report-approve", waiting), {"seen": 1})

    assert response.status_code == 409
    assert "You read version 1; version 2 has been sent up since" in in_words(response.text)


def test_a_decision_after_somebody_elses_answers_409(signed_in, waiting, supervisor):
    client = signed_in(make_member(Role.UNIT_SUPERVISOR))
    comments = {part_of(waiting): "Name it."}
    review.send_back(waiting, by=supervisor, at=AFTER, seen=1, comments=comments)

    response = client.post(url("report-approve", waiting), {"seen": 1})

    assert response.status_code == 409
    assert "It is not in review any more" in in_words(response.text)


def test_returning_without_a_comment_answers_422_and_keeps_the_page(signed_in, waiting, supervisor):
    response = signed_in(supervisor).post(url("report-return", waiting), {"seen": 1})

    assert response.status_code == 422
    assert "Say in at least one part what has to change." in response.text
    assert Report.objects.get().status == "submitted"


def test_returning_puts_each_comment_to_its_part(signed_in, waiting, supervisor):
    part = part_of(waiting, "progress")

    signed_in(supervisor).post(
        url("report-return", waiting), {"seen": 1, f"part_{part.pk}": "Say more."}
    )

    assert part.comments.get().text == "Say more."
    assert Report.objects.get().status == "returned"


def test_a_recipient_acknowledges_with_one_button(signed_in, issued_report, chief):
    client = signed_in(chief)
    assert "Acknowledge" in client.get(issued_report.get_absolute_url()).text

    client.post(url("report-acknowledge", issued_report))

    page = in_words(client.get(issued_report.get_absolute_url()).text)
    assert "Chief Helen Varga, " in page
    assert "Chief Helen Varga, not yet" not in page


def test_a_revision_without_a_reason_answers_422(reading, issued_report):
    response = reading.post(url("report-revise", issued_report), {"why": ""})

    assert response.status_code == 422
    assert Report.objects.count() == 1


def test_a_revision_leads_to_its_draft_and_both_say_so(reading, issued_report):
    begun = reading.post(url("report-revise", issued_report), {"why": "A name was wrong."})

    revision = Report.objects.get(revises=issued_report)
    assert begun.url == revision.get_absolute_url()
    assert "So far it says the same as the report it corrects." in in_words(
        reading.get(begun.url).text
    )
    assert "A revision of this report exists" in reading.get(issued_report.get_absolute_url()).text
