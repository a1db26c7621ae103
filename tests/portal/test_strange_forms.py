"""What is sent to a survey's address and is no form of ours: shown the form, and nothing is left."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.test import Client

from surveys.models import Answer, SentForm
from tests.support.citizens import ANSWERED, address, number_on

pytestmark = pytest.mark.django_db

STRANGE = {
    "too many fields": ({f"q.{n}": "1" for n in range(1_001)}, {}),
    "too large": ({"q.words": "x" * 3_000_000}, {}),
    "no boundary": ("x", {"content_type": "multipart/form-data"}),
    "not a form": ("[" * 10_000, {"content_type": "application/json"}),
}


@pytest.mark.parametrize("what", STRANGE)
def test_what_is_no_form_of_ours_is_answered_with_the_form_and_no_cookie(survey, what):
    client, (body, more) = Client(), STRANGE[what]
    if isinstance(body, dict):
        body = ANSWERED | body | {"form": number_on(client.get(address(survey)))}

    page = client.post(address(survey), body, **more)

    assert page.status_code == 422
    assert "This form was not recognized" in page.text
    assert not page.cookies
    assert "csrf" not in page.text
    assert not Answer.objects.exists()
    assert not SentForm.objects.exists()


def test_no_file_is_taken_in(survey, monkeypatch):
    taken = []

    def new_file(handler: FileUploadHandler, *told, **more):
        taken.append(told)

    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", new_file)
    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", lambda *told: None)
    monkeypatch.setattr(TemporaryFileUploadHandler, "file_complete", lambda *told: None)
    large = SimpleUploadedFile("large.bin", b"x" * 3_000_000)

    page = Client().post(address(survey), {"file": large})

    assert page.status_code == 422
    assert taken == []
