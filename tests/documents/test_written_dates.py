"""Dates read by a format that somebody typed: the same in every Python, and never with a warning."""

import re
import warnings
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import written_dates
from documents.written_dates import YEARS, read_back, read_moment

PROJECT = Path(__file__).resolve().parents[2]
SAMPLE = datetime(2019, 11, 28, 15, 42, tzinfo=UTC)
PARTS = st.sampled_from([f"%{one}" for one in "YymdbBHIMSpjaAcxXzfGVuUwZ%eQ-"])


class Watched(datetime):
    """A datetime that fails where a newer Python would warn of a day without a year."""

    @classmethod
    def strptime(cls, text, form):
        parts = set(re.findall(r"%(.)", form, re.DOTALL))
        assert "d" not in parts or parts & YEARS, f"{form} has a day and no year"
        return datetime.strptime(text, form)


@pytest.mark.parametrize(
    ("form", "text", "moment"),
    [
        ("%m/%d/%y", "09/14/21", datetime(2021, 9, 14)),
        ("%m/%d", "02/29", datetime(2000, 2, 29)),
        ("%d", "14", datetime(2000, 1, 14)),
        ("%H:%M", "19:08", datetime(2000, 1, 1, 19, 8)),
        ("%%%d", "%14", datetime(2000, 1, 14)),
        ("%x", "09/14/21", datetime(2021, 9, 14)),
        ("%c", "Tue Sep 14 19:08:00 2021", datetime(2021, 9, 14, 19, 8)),
        ("%G-W%V-%u", "2021-W37-2", datetime(2021, 9, 14)),
        ("%Y-%m-%dT%H:%M:%S%z", "2021-09-14T19:08:00Z", datetime(2021, 9, 14, 19, 8, tzinfo=UTC)),
    ],
)
def test_text_is_read_as_the_format_says(form, text, moment):
    assert read_moment(text, form) == moment


@pytest.mark.parametrize("form", ["%Q", "%", "%d %d", "%d %x", "%-d", "", "%Y %c", "\udcff%d"])
def test_a_format_that_cannot_be_read_by_is_a_value_error_and_no_other(form):
    with pytest.raises(ValueError, match=r"."):
        read_moment("14", form)


@given(form=st.lists(PARTS | st.sampled_from([" ", "/", "T", "[", "("]), max_size=6).map("".join))
def test_no_format_warns_or_fails_otherwise(form):
    with pytest.MonkeyPatch.context() as python, warnings.catch_warnings():
        warnings.simplefilter("error")
        python.setattr(written_dates, "datetime", Watched)

        read_back(SAMPLE, form)


def test_nothing_else_in_the_product_reads_dates_by_a_format():
    ours = (
        path
        for path in PROJECT.glob("*/**/*.py")
        if path.relative_to(PROJECT).parts[0] not in {".venv", "var", "tests", "benchmarks"}
    )

    assert [path.name for path in ours if "strptime(" in path.read_text()] == ["written_dates.py"]
