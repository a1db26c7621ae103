"""The same record printed twice is the same file: a digest of it proves something."""

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from documents.pdf import Attachment, render_pdf


@pytest.mark.slow
def test_a_report_with_an_attachment_is_identical_byte_for_byte(report, list_of_concerns):
    first = render_pdf("sample_report.html", report, attachments=[list_of_concerns])

    again = render_pdf("sample_report.html", report, attachments=[list_of_concerns])

    assert again == first


@pytest.mark.slow
def test_a_typeface_prepared_anew_carries_no_time_of_day():
    context = {"number": "C-2026-0047", "words": "Łukasz called about Weaver Street."}
    first = render_pdf("sample_letter.html", context)
    time.sleep(1.1)  # the date inside a typeface counts whole seconds

    again = render_pdf("sample_letter.html", context)

    assert again == first


@pytest.mark.slow
def test_attachments_given_in_another_order_make_the_same_file(report, list_of_concerns):
    other = replace(list_of_concerns, name="actions-2026-q1.csv")
    first = render_pdf("raw.html", {}, attachments=[list_of_concerns, other])

    again = render_pdf("raw.html", {}, attachments=[other, list_of_concerns])

    assert again == first


@pytest.mark.parametrize("name", ["", ".hidden", "a/b.csv", "..", "line\nbreak.csv", "ñ.csv"])
def test_an_attachment_has_a_plain_file_name(name):
    with pytest.raises(ValueError, match="plain file name"):
        Attachment(name, "", b"", datetime(2026, 4, 1, tzinfo=UTC))


def test_an_attachment_has_a_date_with_a_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        Attachment("list.csv", "", b"", datetime(2026, 4, 1))


def test_two_attachments_cannot_share_a_name(list_of_concerns):
    with pytest.raises(ValueError, match="share a name"):
        render_pdf("raw.html", {}, attachments=[list_of_concerns, list_of_concerns])
