"""What is spelled otherwise is the same; what is another word stays another."""

from __future__ import annotations

import pytest

from documents.spelling import folded, same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Elm Row", "ELM  row\u00a0"),
        ("Peña", "Pen\u0303a"),
        ("Peña", "PENA"),
        ("Đặng Thu An", "dang thu an"),
        ("Øystein Łuk", "oystein luk"),
        ("Tanner’s Row", "Tanner's Row"),
        ("O\u02bbahu", "o`ahu"),
        ("Smith–Lake", "Smith\u2011Lake"),
        ("«Nine» Lives", "“nine” lives"),
        ("Straße", "STRASSE"),
        ("ﬁre hall", "Fire Hall"),
        ("Ｅｌｍ", "elm"),
        ("Elm\u200b Row", "elm row"),
        ("İzmir", "izmir"),
        ("ΆΛΦΑ", "αλφα"),
        ("각", "\u1100\u1161\u11a8"),
    ],
)
def test_the_same_thing_spelled_otherwise_is_one_thing(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("мой", "мои"),
        ("が", "か"),
        ("elm row", "elmrow"),
        ("कि", "कु"),
        ("Block 1", "Block 11"),
        ("ก่า", "กา"),
    ],
)
def test_another_word_stays_another(one, other):
    assert folded(one) != folded(other)


def test_values_are_compared_through_all_their_texts():
    assert same([["Ada Marsh", None, 7]], [["ADA  MARSH", None, 7]])
    assert not same([["Ada Marsh", 7]], [["Ada Marsh", 8]])
    assert same(None, None)
    assert not same(None, "")
