"""What a file's columns and words are guessed to be: only what they say, and nothing for nothing."""

from __future__ import annotations

import pytest

from importing.samples import Sample
from outreach.imports.column_guessing import guessed_category
from outreach.imports.samples import Shown, sample_of
from outreach.models import ImportFile

OFFERED = {
    "traffic": "Traffic and speeding",
    "vehicle_theft": "Theft from vehicles",
    "vacant_property": "Vacant property",
    "theft": "Theft and burglary",
    "noise": "Noise",
    "police_service": "Police service",
}


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("Found Property", ""),
        ("PROPERTY DAMAGE", ""),
        ("Police assist", ""),
        ("Vacant Property Check", "vacant_property"),
        ("NOISE COMPLAINT", "noise"),
        ("Speeding vehicle", "traffic"),
        ("Burglary", "theft"),
        ("theft from vehicles", "vehicle_theft"),
    ],
)
def test_a_word_is_of_a_category_it_says_wholly(word, key):
    assert guessed_category(word, OFFERED) == key


def test_a_column_without_a_cell_in_any_row_is_told_and_guessed_as_nothing():
    rows = "".join(f"{n},Oak Row,,{'Late' if n == 40 else ''}\n" for n in range(50))
    content = f"call,place,time,comments\n{rows}".encode()

    sample = sample_of(ImportFile(content=content, delimiter=",", header="1"))

    assert sample.empty == (2,)
    assert sample.telling == ["call", "place", "comments"]
    assert Sample.from_json(sample.as_json()) == sample


@pytest.mark.parametrize(
    ("cells", "words"),
    [(("", "", ""), "Empty in all of them"), (("a", "", "b"), "a · (empty) · b")],
)
def test_what_is_empty_is_said_to_be(cells, words):
    assert Shown("time", "", cells).words == words
