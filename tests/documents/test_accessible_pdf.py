"""PDF/UA-1, read back from the file: what a screen reader and an archive rely on."""

from itertools import pairwise

import pytest

from documents.envelope import Envelope, Limits
from documents.pdf import PdfRefused, render_pdf
from documents.printing import STATIC_ROOT
from documents.rendering import Refused, render
from tests.documents.reading import attached, elements, opened, typefaces, words


def test_the_document_says_its_language_title_and_conformance(report_pdf):
    catalog = opened(report_pdf).trailer["/Root"]

    metadata = catalog["/Metadata"].get_data().decode()

    assert catalog["/Lang"] == "en-US"
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert opened(report_pdf).metadata.title.startswith("Quarterly report, January to March 2026")
    assert opened(report_pdf).metadata.author == "Millbrook Police Department"
    assert 'pdfuaid:part="1"' in metadata


def test_every_figure_is_described_in_words_and_lies_on_its_page(report_pdf):
    figures = elements(report_pdf, "/Figure")

    boxes = [[float(edge) for edge in figure["/A"]["/BBox"]] for figure in figures]

    assert len(figures) == 6  # the emblem, two charts and three bars
    assert any("Q1 26, 64" in figure["/Alt"] for figure in figures)
    assert all(figure["/Alt"] for figure in figures)
    assert all(
        0 <= left < right <= 612 and 0 <= bottom < top <= 792 for left, bottom, right, top in boxes
    )


def test_every_header_cell_says_which_way_it_points(report_pdf):
    headers = elements(report_pdf, "/TH")

    directions = {str(header["/A"]["/Scope"]) for header in headers}

    assert len(headers) == 4 + 2 + 3 + 3
    assert directions == {"/Column", "/Row"}


def test_headings_do_not_skip_a_level(report_pdf):
    levels = [
        int(str(e["/S"])[2]) for e in elements(report_pdf) if str(e["/S"]) in {"/H1", "/H2", "/H3"}
    ]

    steps = pairwise(levels)

    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in steps)


def test_page_numbers_are_printed_but_not_part_of_the_reading_order(report_pdf):
    second_page = opened(report_pdf).pages[1]

    content = second_page.get_contents().get_data()

    assert f"Page 2 of {len(opened(report_pdf).pages)}" in words(report_pdf)
    assert content.count(b"/Artifact") >= 4  # running title, section, footer, page number
    assert b"/Pagination" in content


def test_links_are_announced_by_what_they_say(report_pdf):
    links = [link.get_object() for link in opened(report_pdf).pages[1]["/Annots"]]

    announced = [link["/Contents"] for link in links]

    assert "Go to 1. Current concerns" in announced
    assert all(link["/F"] == 4 for link in links)


def test_only_our_own_typefaces_are_embedded(report_pdf):
    faces = typefaces(report_pdf)

    assert faces
    assert all(face.startswith(("Public-Sans", "Source-Serif-4")) for face in faces)


@pytest.mark.slow
def test_a_name_with_central_european_letters_stays_in_our_typefaces():
    context = {"number": "C-2026-0047", "words": "Łukasz Żak and Ayşe Şahin called."}

    pdf = render_pdf("sample_letter.html", context)

    assert "Łukasz Żak and Ayşe Şahin called." in words(pdf)
    assert all(face.startswith(("Public-Sans", "Source-Serif-4")) for face in typefaces(pdf))


def test_attached_files_come_back_whole_and_the_reader_lists_them(report_pdf, list_of_concerns):
    catalog = opened(report_pdf).trailer["/Root"]

    file = catalog["/AF"][0].get_object()

    assert attached(report_pdf) == {list_of_concerns.name: list_of_concerns.content}
    assert catalog["/PageMode"] == "/UseAttachments"
    assert file["/AFRelationship"] == "/Data"
    assert file["/UF"] == list_of_concerns.name
    assert file["/Desc"] == list_of_concerns.description
    assert file["/EF"]["/F"]["/Params"]["/ModDate"] == "D:20260401120000Z"


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ('<svg viewBox="0 0 9 9"><rect width="9" height="9"/></svg>', "no <title>"),
        ('<p><a href="#nowhere">See</a></p>', "No anchor #nowhere"),
    ],
)
def test_a_document_that_cannot_be_read_aloud_is_refused_when_strict(body, complaint, lay_out):
    with pytest.raises(Refused) as refused:
        lay_out(body=body)

    assert refused.value.kind == "inaccessible"
    assert complaint in refused.value.detail


def test_the_page_is_told_why_in_a_sentence():
    with pytest.raises(PdfRefused) as refused:
        render_pdf("raw.html", {"body": '<p><a href="#nowhere">See</a></p>'})

    assert refused.value.reason == (
        "The document could not be read aloud by a screen reader: "
        "No anchor #nowhere for internal URI reference."
    )


def test_a_document_without_a_title_is_refused_when_strict():
    page = '<html lang="en"><p>Untitled</p></html>'

    with pytest.raises(Refused, match="has no title"):
        render(Envelope(page, str(STATIC_ROOT), strict=True, limits=Limits()))


def test_in_production_the_complaint_is_logged_and_the_document_made(settings, caplog):
    settings.DOCUMENTS_STRICT = False

    pdf = render_pdf("raw.html", {"body": '<svg viewBox="0 0 9 9"></svg>'})

    assert pdf.startswith(b"%PDF-1.7")
    assert "raw.html: A figure has no <title>" in caplog.text
