"""What is sealed comes out whole or not at all; what is counted counts everything but order."""

from __future__ import annotations

from pathlib import Path

import pytest

from operations import sealing
from operations.digests import content_of, differences
from operations.sealing import Unsealed

WORDS = "a quiet brook behind the mill"


# ---- Counting


def test_the_order_of_rows_does_not_count_and_everything_else_does():
    rows = [(1, "a", None), (2, "b", b"\x00")]

    assert content_of(rows) == content_of(reversed(rows))
    assert content_of(rows) != content_of([*rows, rows[0]])
    assert content_of([(1,)]) != content_of([("1",)])


def test_differences_are_told_by_table():
    one, two = content_of([(1,)]), content_of([(2,)])

    assert differences({"a": one, "b": one}, {"a": two}) == [
        "a: the same number of rows, but not the same content",
        "b: the table is missing",
    ]


# ---- The seal


@pytest.mark.parametrize("passphrase", ["", WORDS])
@pytest.mark.parametrize("size", [0, 1, sealing.PIECE, 2 * sealing.PIECE + 7])
def test_what_was_sealed_comes_out_again(tmp_path, passphrase, size):
    path = seal(tmp_path, b"x" * size, passphrase)

    assert unsealed(path, passphrase) == b"x" * size


# Where there is a passphrase each try makes the key anew, which is meant to be slow.
@pytest.mark.parametrize(("passphrase", "step"), [("", 1), (WORDS, 23)])
def test_a_flipped_byte_is_found_wherever_it_is(tmp_path, passphrase, step):
    path = seal(tmp_path, b"record " * 40, passphrase)
    whole = path.read_bytes()

    for place in range(0, len(whole), step):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(Unsealed):
            unsealed(path, passphrase)


@pytest.mark.parametrize("passphrase", ["", WORDS])
def test_a_file_that_is_cut_short_is_found(tmp_path, passphrase):
    path = seal(tmp_path, b"x" * (2 * sealing.PIECE), passphrase)
    whole = path.read_bytes()

    for length in (0, 5, 40, sealing.PIECE + sealing.TAG + sealing.HEADER, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(Unsealed):
            unsealed(path, passphrase)


def test_a_wrong_passphrase_is_called_that(tmp_path):
    path = seal(tmp_path, b"records", WORDS)

    with pytest.raises(Unsealed, match="passphrase is not the one"):
        unsealed(path, WORDS + "!")
    assert b"records" not in path.read_bytes()


def seal(folder: Path, some: bytes, passphrase: str) -> Path:
    path = folder / "sealed"
    with path.open("wb") as out:
        sealed = sealing.Sealing(out, passphrase)
        sealed.write(some)
        sealed.close()
    return path


def unsealed(path: Path, passphrase: str) -> bytes:
    out = path.with_name("unsealed")
    with out.open("wb") as file:
        sealing.unseal(path, file, passphrase)
    return out.read_bytes()
