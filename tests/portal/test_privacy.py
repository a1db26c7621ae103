"""What a citizen's visit leaves behind: an answer, and nothing about who gave it."""

import logging

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from personnel.roles import Role
from surveys.models import Answer, ContactWish, SentForm, WishSlip
from tests.support.citizens import ANSWERED, address, number_on, send
from tests.support.factories import make_member

pytestmark = pytest.mark.django_db
WHERE_FROM = {
    "REMOTE_ADDR": "203.0.113.9",
    "HTTP_USER_AGENT": "Telltale/1.0",
    "HTTP_REFERER": "https://telltale.example/",
}


def pages(survey):
    """Every kind of page a citizen can meet."""
    client = Client()
    form = client.get(address(survey), **WHERE_FROM)
    yield form
    yield client.get(address(survey, "es"), **WHERE_FROM)
    yield client.post(address(survey), {"form": "forged", **ANSWERED}, **WHERE_FROM)
    yield client.post(address(survey, "es"), {"form": number_on(form), "switch": "es"})
    sent = send(survey, client=client, **WHERE_FROM)
    yield sent
    yield client.get(sent.url, **WHERE_FROM)
    yield client.get("/s/no-such-survey/", **WHERE_FROM)
    survey.status, survey.closed_on = "closed", survey.opened_on
    survey.save()
    yield client.get(address(survey), **WHERE_FROM)
    yield client.post(address(survey), {"form": "late", **ANSWERED}, **WHERE_FROM)


def test_no_page_sets_a_cookie_or_looks_at_one(survey):
    for page in pages(survey):
        assert not page.cookies
        assert "Cookie" not in page.get("Vary", "")
        assert "csrf" not in page.text
    assert not Session.objects.exists()


def test_every_page_has_the_headers_of_the_site(survey):
    for page in pages(survey):
        policy = page["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert page["Referrer-Policy"] == "same-origin"
        assert page["X-Content-Type-Options"] == "nosniff"
        assert page["X-Frame-Options"] == "DENY"


def test_no_page_is_kept_by_a_browser_or_a_proxy(survey):
    blank, in_spanish, *others = pages(survey)

    for page in others:
        if page.status_code != 302:
            assert page["Cache-Control"] == "no-store"
    # Nothing is typed into it yet; for the browser's way back alone, and asked for anew otherwise.
    for page in (blank, in_spanish):
        assert page["Cache-Control"] == "private, no-cache"


def test_nothing_about_the_request_or_the_answer_is_logged(survey, caplog):
    with caplog.at_level(logging.DEBUG):
        send(survey, {**ANSWERED, "contact-phone": "555 010 7788"}, **WHERE_FROM)
        list(pages(survey))

    logged = "\n".join(
        str({**vars(record), "said": record.getMessage()})
        for record in caplog.records
        if not record.name.startswith("django.db")
    )
    for trace in ("203.0.113", "Telltale", "telltale", "More light", "555 010 7788"):
        assert trace not in logged


def test_an_answer_has_no_column_that_could_tell_whose_it_is():
    columns = {field.column for field in Answer._meta.get_fields() if field.concrete}

    assert columns == {"id", "survey_id", "area", "content", "way", "mark", "placed", "crowd"}


def test_what_is_kept_beside_an_answer_shares_no_column_with_it():
    for model in (SentForm, ContactWish, WishSlip):
        related = {field.related_model for field in model._meta.get_fields() if field.is_relation}
        assert Answer not in related
    assert not [field for field in Answer._meta.get_fields() if field.auto_created]


def test_a_member_who_is_signed_in_answers_as_anybody(survey):
    client = Client()
    client.force_login(make_member(Role.ADMINISTRATOR))

    response = send(survey, client=client)

    assert response.status_code == 302
    assert Answer.objects.count() == 1
    page = client.get(address(survey))
    assert not page.cookies
    assert "Cookie" not in page.get("Vary", "")
    assert "li-side" not in page.text
