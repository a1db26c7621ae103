"""One way to round: whatever shows a share of the same numbers shows the same words."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.figures import OnTime
from records.wording import nearest, share_words, whole_percent
from reports.templatetags.figures import percent, percent_or_hidden, share_or_hidden
from surveys.results.words import percent_words


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [(6, 7, 86), (1, 8, 13), (0, 5, 0), (5, 5, 100), (999, 1000, 99), (1, 1000, 1), (0, 0, 0)],
)
def test_halves_go_up_and_only_all_is_a_hundred(part, whole, told):
    assert whole_percent(part, whole) == told


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_desk_report_survey_and_their_pages_say_the_same(numbers):
    part, whole = numbers
    told = whole_percent(part, whole)
    figures = (SimpleNamespace(value=part), SimpleNamespace(value=whole))
    share = 100 * part / whole

    assert OnTime(whole, part).percent == f"{told}%"
    assert percent(*figures) == f"{told} percent"
    assert percent_or_hidden(share) == percent_words(share) == f"{share_words(share)}%"
    assert share_or_hidden(share) == share_words(share)
    assert share_words(share) in (str(told), "under 1")
    assert nearest(share) - told in (-1, 0, 1)
