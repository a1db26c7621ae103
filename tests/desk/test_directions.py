"""On every page words from right to left keep to themselves, and no sign turns what follows."""

import pytest

from tests.support.factories import log_concern

pytestmark = pytest.mark.django_db
NAME = "שרה כהן"


def test_a_page_isolates_what_a_citizen_wrote(officer, opens):
    concern = log_concern(officer, said=f"Asked by {NAME}, 7 people", summary=f"{NAME}, 7 people")

    page = opens(officer, concern.get_absolute_url())

    assert f'Asked by <bdi dir="rtl">{NAME}</bdi>, 7 people' in page.text
    assert f"<title>{concern.number} {NAME}, 7" in page.text


def test_a_page_shows_no_turned_words_and_the_form_keeps_them(officer, opens):
    concern = log_concern(officer, said="Pay \u202e001 now", summary="Pay")

    shown = opens(officer, concern.get_absolute_url()).text
    typed = opens(officer, f"{concern.get_absolute_url()}edit/").text

    assert "Pay 001 now" in shown
    assert "Pay \u202e001 now" in typed


def test_other_pages_are_left_as_they_are(officer, opens):
    assert "<bdi" not in opens(officer, "/").text
