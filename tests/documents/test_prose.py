"""What people typed, as paragraphs and lists."""

import pytest

from documents.prose import prose


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("One.\r\nTwo.", "<p>One.<br>Two.</p>"),
        ("We ask:\n- patrol\n- light", "<p>We ask:</p><ul><li>patrol</li><li>light</li></ul>"),
        ("* a\n* b", "<ul><li>a</li><li>b</li></ul>"),
        ("• a\n• b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("3) a\n4) b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("1. a\n3. b", "<p>1. a<br>3. b</p>"),
        ("- only one", "<p>- only one</p>"),
        ("2026. It was quiet.", "<p>2026. It was quiet.</p>"),
        ("-5 degrees", "<p>-5 degrees</p>"),
        (
            "<b>x</b>\n- <i>a</i>\n- b",
            "<p>&lt;b&gt;x&lt;/b&gt;</p><ul><li>&lt;i&gt;a&lt;/i&gt;</li><li>b</li></ul>",
        ),
        ("", ""),
    ],
)
def test_lines_become_paragraphs_and_lists(typed, told):
    assert prose(typed) == told


def test_numbers_stay_as_they_were_typed():
    assert prose("Wards 5 1 3 2 took part.") == "<p>Wards 5 1 3 2 took part.</p>"
