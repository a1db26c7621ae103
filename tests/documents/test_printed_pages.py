"""What stands on the paper: the words of the record, as they were entered."""

import pytest

from documents.pages import page_count
from documents.pdf import render_pdf
from tests.documents.reading import opened, words

ENTERED = [
    "<script>alert(1)</script>",
    "{{ 7|add:7 }} {% include 'base.html' %} ${7*7}",
    '"><link rel=attachment href=file:///etc/passwd>',
    "<svg onload=alert(1)> & </p>",
]


def test_a_report_reads_from_cover_to_the_last_section(report_pdf):
    text = words(report_pdf)

    assert len(opened(report_pdf).pages) == 3
    assert "Quarterly report on community concerns" in text
    assert "7c1e90ab4d2f63e8 51b0c7d49a3e2f86" in text
    assert "Report Q-2026-1. Record digest 7c1e 90ab 4d2f 63e8 Page 1 of 3" in text
    assert "Figure F1. Concerns by the date they were logged." in text
    assert "None recorded: potential problems." in text


def test_the_contents_name_the_page_of_every_section(report_pdf):
    contents = opened(report_pdf).pages[1].extract_text()

    # The numbers float to the right edge, so the text of the page begins with them.
    assert contents.split()[:4] == ["2", "3", "3", "Contents"]


def test_the_running_title_stands_above_every_page_but_the_first(report_pdf):
    pages = opened(report_pdf).pages

    titled = ["quarterly report, January to March" in page.extract_text() for page in pages]

    assert titled == [False, True, True]


def test_headings_become_bookmarks(report_pdf):
    outline = opened(report_pdf).outline

    assert outline[0].title == "Quarterly report on community concerns"
    assert [entry.title for entry in outline[1]][:2] == ["Contents", "Summary"]


@pytest.mark.slow
def test_what_a_member_entered_is_printed_literally_everywhere():
    context = {"number": ENTERED[2], "words": "\n".join(ENTERED)}

    text = words(render_pdf("sample_letter.html", context))

    assert all(entered in text for entered in ENTERED)
    assert text.count(ENTERED[2]) == 3  # under the heading, in the text and in the footer


@pytest.mark.slow
def test_the_number_of_pages_can_be_told_without_a_reader(report_pdf):
    letter = {"number": "1", "words": "<</Type /Pages/Kids []/Count 99>>"}

    assert page_count(report_pdf) == len(opened(report_pdf).pages) == 3
    assert page_count(render_pdf("sample_letter.html", letter)) == 1


def test_the_pages_of_another_file_are_not_guessed():
    with pytest.raises(ValueError, match="Not a PDF made by"):
        page_count(b"%PDF-1.4")
