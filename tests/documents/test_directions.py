"""Words from right to left keep to themselves; signs that turn what follows are taken out."""

import pytest

from documents import pdf
from documents.directions import TURNING, isolated
from documents.letters import Typefaces
from documents.pdf import PdfRefused, render_pdf
from documents.prose import prose
from tests.documents.reading import words

NAME, STREET = "שרה כהן", "شارع السوق"


def bdi(text: str) -> str:
    return f'<bdi dir="rtl">{text}</bdi>'


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        # A name or a quotation in a sentence, with a number after it.
        (f"Asked by {NAME}, 7 people", f"Asked by {bdi(NAME)}, 7 people"),
        (f"From {NAME} and {STREET} (5).", f"From {bdi(NAME)} and {bdi(STREET)} (5)."),
        # A sentence of ours that begins with a name.
        (f"{NAME} logged a concern about noise", f"{bdi(NAME)} logged a concern about noise"),
        # An English sentence that ends in a long quotation stays English.
        (f"She said {NAME} {STREET} {NAME}.", f"She said {bdi(f'{NAME} {STREET} {NAME}')}."),
        # What is theirs from its beginning is one whole, with its numbers and a street of ours.
        (f"{NAME} {STREET} 12, Oak St.", bdi(f"{NAME} {STREET} 12, Oak St.")),
        (f"\n  {NAME} (5)\n", f"\n  {bdi(f'{NAME} (5)')}\n"),
        # An escaped quotation mark within a word.
        ("The צה&quot;ל of 3", f"The {bdi('צה&quot;ל')} of 3"),
    ],
)
def test_words_from_the_right_are_isolated(written, shown):
    assert isolated(f"<td>{written}</td>") == f"<td>{shown}</td>"


def test_words_from_the_left_are_left_alone():
    html = "<p>Łukasz, Пётр, Ελένη, ሰላም, 你好 – 12 %</p>"

    assert isolated(html) is html


@pytest.mark.parametrize("place", ["title", "option", "svg", "textarea", "script", "style"])
def test_where_no_element_may_stand_none_is_put(place):
    html = f"<{place}>With {NAME}, 7</{place}>"

    assert isolated(html) == html


@pytest.mark.parametrize("sign", [chr(sign) for sign in TURNING], ids=ascii)
def test_no_sign_turns_what_follows(sign):
    assert isolated(f"<p>Paid {sign}001</p>") == "<p>Paid 001</p>"
    assert isolated(f"<title>Paid {sign}001</title>") == "<title>Paid 001</title>"


def test_a_field_keeps_what_was_typed():
    html = f"<textarea>\u202e{NAME}</textarea>"

    assert isolated(html) == html


def test_a_paragraph_of_theirs_stands_at_the_right():
    assert prose(NAME) == f'<p dir="rtl">{NAME}</p>'
    assert prose(f"- {NAME}\n- {STREET}").startswith('<ul dir="rtl">')
    assert prose(f"They are {NAME}") == f"<p>They are {NAME}</p>"


def test_a_document_shows_no_turned_name_not_even_in_its_running_title():
    pdf = render_pdf("sample_letter.html", {"number": "C-1\u202e7", "words": "Owner \u2067txt.exe"})

    assert not set(words(pdf)) & set(map(chr, TURNING))


def test_every_document_goes_through_it(monkeypatch):
    """Names beside numbers are isolated in what is laid out, whatever its template."""
    laid_out = []

    def looked_at(envelope):
        laid_out.append(envelope.html)
        raise PdfRefused("layout", "only looked at")

    monkeypatch.setattr(pdf, "_in_a_process_of_its_own", looked_at)
    monkeypatch.setattr(pdf, "installed", lambda: Typefaces([(0, 0x10FFFF)]))

    with pytest.raises(PdfRefused):
        render_pdf("raw.html", {"body": f"<p>Asked by {NAME}, 7</p>"})

    assert f"<p>Asked by {bdi(NAME)}, 7</p>" in laid_out[0]
