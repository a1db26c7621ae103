"""What a list counts has its words for one: “1 wish that waits”, not “1 wishes that wait”."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from outreach.concerns import listing
from outreach.presentations import listing as presentation_list
from programs.evaluations import listing as evaluation_list
from records.wording import LISTED
from surveys.wishes import listing as wish_list

VIEWS = (listing.VIEWS, presentation_list.VIEWS, evaluation_list.VIEWS, wish_list.VIEWS)
INCLUDED = re.compile(r'components/filter_chips\.html" with [^%]*?\bwhat=("[^"]*"|[\w.]+)')


def words_of_lists() -> set[str]:
    """What every list with a line of filters counts, and its saved views."""
    said = set()
    for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        for what in INCLUDED.findall(path.read_text()):
            assert what == "view.what" or what.startswith('"'), (path, what)
            said |= {what.strip('"')} - {"view.what"}
    return said | {view.what for views in VIEWS for view in views.values()}


def test_the_words_of_every_list_have_a_singular():
    assert words_of_lists() == set(LISTED)
    assert {one for many, one in LISTED.items() if one == many} == set()


@pytest.mark.parametrize(
    ("shown", "of", "said"),
    [
        (1, 1, "1 wish that waits"),
        (1, None, "1 wish that waits"),
        (1, 4, "1 of 4 wishes that wait"),
        (0, 1, "0 of 1 wish that waits"),
        (2, 2, "2 wishes that wait"),
        ("10,000+", None, "10,000+ wishes that wait"),
    ],
)
def test_the_line_over_a_list_counts_one_as_one(shown, of, said):
    context = {"shown": shown, "of": of, "what": "wishes that wait", "chips": [], "clear_url": "/"}

    line = render_to_string("components/filter_chips.html", context)

    assert " ".join(re.sub("<[^>]+>", "", line).split()) == said
