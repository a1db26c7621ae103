"""Long words break inside their cell, heading or line; nothing else of a document is touched."""

import pytest
import weasyprint
from django.template.loader import render_to_string
from weasyprint.formatting_structure import boxes as boxes_of
from weasyprint.urls import path2url

from documents.assets import PackagedAssets
from documents.breaking import LONG, with_long_words_marked
from documents.printing import STATIC_ROOT

LINK = "https://maps.example.org/?q=" + "k7" * 90
PAGE = 816  # letter, in CSS pixels


def texts_of_pages(body: str) -> list[list[boxes_of.TextBox]]:
    """The pieces of text on each page that `body` is laid out on."""
    html = with_long_words_marked(render_to_string("raw.html", {"body": body}))
    assets = PackagedAssets(str(STATIC_ROOT))
    base = path2url(f"{assets.root}/")
    pages = weasyprint.HTML(string=html, base_url=base, url_fetcher=assets).render().pages
    return [
        [box for box in page._page_box.descendants() if isinstance(box, boxes_of.TextBox)]
        for page in pages
    ]


def right_edges(body: str) -> dict[str, float]:
    """Each piece of text of the laid-out page, with where it ends, in pixels from the left."""
    boxes = (box for texts in texts_of_pages(body) for box in texts)
    return {box.text: box.position_x + box.width for box in boxes}


@pytest.mark.slow
@pytest.mark.parametrize("rows", range(34, 46))
def test_the_line_below_a_table_is_never_alone_on_a_page(rows):
    """However long the table is, its last row goes to the next page with the line."""
    row = '<tr><th scope="row">Row</th><td>Logged</td></tr>'
    table = f"<h2>Concerns</h2><table><tbody>{row * rows}</tbody></table>"

    for texts in texts_of_pages(f'{table}<p class="src">Figure F3</p>'):
        said = [box.text for box in texts]
        assert "Figure F3" not in said or "Row" in said


LED_TO = {
    "a table": "<table><caption>Rows</caption><tbody><tr><td>Row</td></tr></tbody></table>",
    "a figure": '<div class="exhibit whole"><table><tbody><tr><td>Row</td></tr></tbody></table></div>',
    "two figures": '<div class="two"><div class="exhibit whole"><table><tbody><tr><td>Row</td></tr>'
    "</tbody></table></div></div>",
}


@pytest.mark.slow
@pytest.mark.parametrize("lines", range(28, 36))
@pytest.mark.parametrize("led_to", LED_TO)
def test_a_sentence_and_its_heading_stand_on_the_page_of_what_they_lead_to(led_to, lines):
    before = "<section>" + '<p class="small">Before</p>' * lines + "</section>"
    part = f"<section><h2>Part</h2><p>Two were voiced.</p>{LED_TO[led_to]}</section>"

    for texts in texts_of_pages(before + part):
        said = {box.text for box in texts}
        assert {"Part", "Two were voiced.", "Row"} <= said or not {"Part", "Row"} & said


def test_a_word_longer_than_a_line_is_marked_and_a_shorter_one_is_not():
    short, long = "k" * LONG, "k" * (LONG + 1)

    assert with_long_words_marked(f"<p>{short}</p>") == f"<p>{short}</p>"
    assert with_long_words_marked(f"<p>to {long}.</p>") == (
        f'<p>to <span class="long">{long}.</span></p>'
    )


def test_an_entity_counts_as_one_letter_and_is_never_cut():
    words = "&amp;" * (LONG + 1)

    assert with_long_words_marked(f"<td>{words}</td>") == (
        f'<td><span class="long">{words}</span></td>'
    )
    assert with_long_words_marked(f"<td>{'&lt;' * LONG}</td>") == f"<td>{'&lt;' * LONG}</td>"


@pytest.mark.parametrize(
    "html",
    [
        f'<a href="{LINK}">here</a>',
        f"<title>{LINK}</title>",
        f"<svg><title>{LINK}</title><text>{LINK}</text></svg>",
        f"<head><style>{LINK}</style></head>",
    ],
)
def test_addresses_titles_and_pictures_stay_as_they_are(html):
    assert with_long_words_marked(html) == html


def test_after_a_picture_words_are_marked_again():
    marked = with_long_words_marked(f"<svg/><svg><title>A</title></svg><p>{LINK}</p>")

    assert marked.endswith(f'<p><span class="long">{LINK}</span></p>')


@pytest.mark.slow
@pytest.mark.parametrize(
    "place",
    [
        (
            '<table><thead><tr><th scope="col">{}</th><th scope="col">Status</th></tr></thead>'
            '<tbody><tr><th scope="row">A</th><td>Logged</td></tr></tbody></table>'
        ),
        (
            '<table><thead><tr><th scope="col">Place</th><th scope="col">Status</th></tr></thead>'
            '<tbody><tr><th scope="row"><b>{}</b></th><td>Logged</td></tr></tbody></table>'
        ),
        '<table><caption>{}</caption><tbody><tr><th scope="row">A</th><td>B</td></tr></tbody></table>',
        "<h2>{}</h2>",
        '<dl class="cover-meta"><dt>Place</dt><dd>{}</dd></dl>',
        '<ul class="stats"><li><span class="k">{}</span></li><li>Status</li></ul>',
        '<div class="two"><p>{}</p><p>Status</p></div>',
        "<figure><figcaption>{}</figcaption></figure>",
    ],
)
def test_a_pasted_address_pushes_nothing_off_the_sheet(place):
    edges = right_edges(place.format(LINK))

    assert max(edges.values()) < PAGE
    assert "".join(words for words in edges if "k7" in words)
    assert ("Status" in edges) == ("Status" in place)
