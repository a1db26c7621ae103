"""What two texts say differently: every word of both is there, and nothing takes long."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from documents.differences import (
    ADDED,
    AROUND,
    KEPT,
    MOST,
    REMOVED,
    Piece,
    Texts,
    differences,
)


def test_one_word_for_another_is_taken_out_and_put_in():
    assert differences("Speeding went up on Elm Row.", "Speeding went down on Elm Row.") == [
        Piece(KEPT, "Speeding went"),
        Piece(REMOVED, "up"),
        Piece(ADDED, "down"),
        Piece(KEPT, "on Elm Row."),
    ]


def test_the_same_words_are_no_difference_however_they_are_set():
    assert differences("One  two\r\nthree", "One two\nthree") == []
    assert not Texts("One  two", "One two ")
    assert Texts("One two", "One three")


def test_a_text_from_nothing_is_all_new_and_to_nothing_all_gone():
    assert differences("", "All new.") == [Piece(ADDED, "All new.")]
    assert differences("All gone.", "") == [Piece(REMOVED, "All gone.")]


def test_changes_that_a_word_keeps_apart_are_read_as_one():
    assert differences("a long red of x", "a long blue of y") == [
        Piece(KEPT, "a long"),
        Piece(REMOVED, "red of x"),
        Piece(ADDED, "blue of y"),
    ]


def test_a_new_paragraph_stays_a_paragraph():
    [kept, added] = differences("First.", "First.\n\nSecond.")

    assert (kept.words, added.kind, added.words.split()) == ("First.", ADDED, ["Second."])
    assert "\n" in added.words


def test_what_stays_far_from_a_change_is_left_out():
    long = " ".join(f"w{n}" for n in range(100))

    [removed, kept, added] = differences(f"old {long}", f"{long} new")

    assert (removed.words, added.words) == ("old", "new")
    assert kept.words.split() == long.split()[:AROUND] + ["…"] + long.split()[-AROUND:]


@pytest.mark.parametrize("seed", range(20))
def test_both_texts_can_be_read_from_the_pieces(seed):
    chance = random.Random(seed)
    old = [chance.choice("abcdefgh") for _ in range(20)]
    new = [chance.choice("abcdefgh") for _ in range(20)]

    pieces = differences(" ".join(old), " ".join(new))

    def read(*kinds):
        return " ".join(one.words for one in pieces if one.kind in kinds).split()

    assert read(KEPT, REMOVED) == old
    assert read(KEPT, ADDED) == new


def numbered(numbers: Iterable[int]) -> str:
    return " ".join(str(n) for n in numbers)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b " * 2000, "b a c " * 1300),
        (numbered(n % 120 for n in range(4000)), numbered(n * 7 % 120 for n in range(4000))),
        (numbered(range(4000)), numbered(range(4000, 0, -1))),
        ("a " * MOST, "b " * MOST),
    ],
    ids=["alternating", "periodic", "backwards", "too long"],
)
def test_texts_made_to_be_hard_to_compare_do_not_take_long(old, new):
    """Compared word with word they would take minutes, which nobody would overlook."""
    assert differences(old, new)
