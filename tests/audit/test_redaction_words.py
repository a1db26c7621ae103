"""Words are found however they are spelled, and only whole words."""

import pytest

from audit.redaction import MARK, Phrases


@pytest.mark.parametrize(
    ("phrase", "text", "left"),
    [
        ("José Núñez", "Jose Nunez called", f"{MARK} called"),
        ("Jose Nunez", "JOSE\u0301  NU\u0301N\u0303EZ called", f"{MARK} called"),
        ("O'Neil", "Mrs. O\u2019Neil\u2019s dog", f"Mrs. {MARK}\u2019s dog"),
        ("Ann Lee", "Ann\nLee and Joann Leeds", f"{MARK} and Joann Leeds"),
        ("Ann", "planning with Ann-Marie", f"planning with {MARK}-Marie"),
        ("555-0100", "call 555\u20110100 now", f"call {MARK} now"),
        ("Ann", "A\u200bnn", MARK),
        ("王小明", "我是王小明。", f"我是{MARK}。"),
        ("Straße", "STRASSE 5", f"{MARK} 5"),
        ("12", "12 and 123", f"{MARK} and 123"),
    ],
)
def test_words_are_found_as_people_write_them(phrase, text, left):
    assert Phrases([phrase]).without(text) == left


def test_the_longer_of_two_goes_first():
    assert Phrases(["Ann", "Ann Lee"]).without("Ann Lee, Ann") == f"{MARK}, {MARK}"


def test_lists_and_names_of_json_are_read_too():
    assert Phrases(["Ann"]).without_deep({"Ann": ["Ann", 3, None]}) == {MARK: [MARK, 3, None]}
