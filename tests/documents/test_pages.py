"""The number of pages is told whatever byte the compressed part of the file happens to end in."""

import zlib

import pytest

from documents.pages import page_count


@pytest.mark.parametrize("line_break", [b"\n", b"\r\n"])
def test_a_stream_that_ends_like_a_line_break_is_read(line_break):
    endings = set()
    for salt in range(3000):
        tree = b"<</Type /Pages/Kids [7 0 R]/Count 3>>" + bytes([salt % 251, salt % 241])
        packed = zlib.compress(tree)
        pdf = b"<</Type /ObjStm>>\nstream\n" + packed + line_break + b"endstream"
        endings.add(packed[-1:])
        assert page_count(pdf) == 3
    assert b"\r" in endings
