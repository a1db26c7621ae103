"""What people typed, as paragraphs and lists."""

import pytest

from documents.prose import mended, prose


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


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("In 2 0 2 6 it was quiet.", "In 2026 it was quiet."),
        ("C-2 0 1 1 0", "C-20110"),
        ("Blocks 1 2 3 4 5 were walked.", "Blocks 1 2 3 4 5 were walked."),
        ("Of 3 4 were late.", "Of 3 4 were late."),
        ("Seen at 10 20 30 40.", "Seen at 10 20 30 40."),
    ],
)
def test_digits_typed_apart_are_put_together(typed, told):
    assert mended(typed) == told
