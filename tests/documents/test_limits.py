"""A document that is too large or impossible fails in words, and costs only its own process."""

import pytest

from documents.envelope import Limits
from documents.measuring import too_large
from documents.pdf import PdfRefused, render_pdf
from tests.documents.reading import opened, words


def _refusal(**context: str) -> PdfRefused:
    with pytest.raises(PdfRefused) as refused:
        render_pdf("raw.html", context)
    return refused.value


def _table(rows: int) -> str:
    return f"<table>{'<tr><td>1</td></tr>' * rows}</table>"


def test_fault_100_a_table_of_eight_thousand_rows_is_told_to_go_as_csv():
    refusal = _refusal(body=_table(8_000))

    assert refusal.reason == (
        "The table has 8,000 rows; a document holds at most 2,000. Attach the list as CSV."
    )


def test_many_tables_count_together():
    sentence = too_large(_table(15) * 2, Limits(table_rows=20))

    assert sentence.startswith("The tables together have 30 rows")


def test_fault_100_too_many_characters_are_refused_before_anything_is_laid_out():
    refusal = _refusal(body=f"<p>{'word ' * 700_000}</p>")

    assert "characters; a document holds at most 3,000,000" in refusal.reason


@pytest.mark.parametrize("deep", [201, 900])
def test_fault_100_elements_nested_too_deeply_are_refused(deep):
    refusal = _refusal(body="<div>" * deep + "x" + "</div>" * deep)

    assert refusal.kind == "size"
    assert "inside one another" in refusal.reason


def test_paragraphs_cells_and_drawings_without_end_tags_do_not_count_as_deep():
    page = (
        "<p>one" * 300 + "<ul>" + "<li>one" * 300 + "</ul>" + "<svg>" + "<path/>" * 300 + "</svg>"
    )

    assert too_large(page, Limits(nesting=50)) == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        '<p style="font-size:1e9px">x</p>',
        '<p style="font-size:1e9px">x x x</p><table><tr><td style="width:1e300px">x</table>',
    ],
)
def test_fault_100_a_size_no_paper_has_is_refused_in_words(body):
    refusal = _refusal(body=body)

    assert refusal.kind == "layout"
    assert "could not be laid out" in refusal.reason


@pytest.mark.slow
def test_fault_100_a_document_that_a_busy_machine_does_not_finish_is_stopped(settings):
    settings.DOCUMENTS_LIMITS = {"wall_seconds": 1.5}

    refusal = _refusal(body=f"<p>{'word ' * 100_000}</p>")

    assert refusal.kind == "busy"
    assert refusal.may_pass
    assert "not laid out within 1.5 seconds" in refusal.reason
    assert "Shorten" not in refusal.reason


def test_a_document_may_wait_much_longer_for_the_processor_than_it_may_use_it():
    limits = Limits()

    assert limits.wall_seconds >= 5 * limits.cpu_seconds


@pytest.mark.slow
def test_a_document_that_uses_too_much_processor_time_is_stopped(settings):
    settings.DOCUMENTS_LIMITS = {"cpu_seconds": 1}

    refusal = _refusal(body=f"<p>{'word ' * 100_000}</p>")

    assert refusal.kind == "time"
    assert not refusal.may_pass
    assert "more than 1 seconds of the server's work" in refusal.reason


@pytest.mark.slow
def test_fault_100_a_document_that_needs_too_much_memory_is_stopped(settings):
    settings.DOCUMENTS_LIMITS = {"memory_bytes": 200_000_000}

    refusal = _refusal(body=_table(1_900).replace("<td>1</td>", "<td>1</td>" * 6))

    assert refusal.kind in {"memory", "stopped"}


def test_attachments_have_a_limit_too(settings, list_of_concerns):
    settings.DOCUMENTS_LIMITS = {"attached_bytes": 10}

    with pytest.raises(PdfRefused) as refused:
        render_pdf("raw.html", {}, attachments=[list_of_concerns])

    assert "a document carries at most 10" in refused.value.reason


@pytest.mark.slow
def test_fault_100_after_a_refusal_the_next_document_is_made(settings):
    _refusal(body='<p style="font-size:1e9px">x</p>')

    pdf = render_pdf("raw.html", {"body": "<p>Still here</p>"})

    assert "Still here" in words(pdf)


@pytest.mark.slow
def test_a_table_of_two_hundred_rows_is_printed_over_several_pages():
    header = '<thead><tr><th scope="col">Number</th></tr></thead>'
    rows = "".join(f"<tr><td>C-{number:04}</td></tr>" for number in range(200))

    pdf = render_pdf("raw.html", {"body": f"<table>{header}<tbody>{rows}</tbody></table>"})

    assert "C-0199" in words(pdf)
    assert words(pdf).count("Number") == len(opened(pdf).pages) > 3
