"""What is sealed comes out whole or not at all; what is counted counts everything but order."""

from __future__ import annotations

from pathlib import Path

import pyrage
import pytest

from operations import sealing
from operations.digests import content_of, differences
from operations.keys import NO_KEYS, Keys, Unsealed, keys_of_this_place

WORDS = "a quiet brook behind the mill"
# What the version before age wrote for these words: “records of before”.
SEALED_BEFORE = (
    "4c494149534f4e2d41455331566637f2627e9de0bead0703c1bfc8180e1e306409f5548f393081ca444f"
    "b64f176c88d1b68e3a02b184caca4cb109645aaa31648c49136924"
)


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

PAIR = pyrage.x25519.Identity.generate()
PLAIN = NO_KEYS
BY_WORDS = Keys(WORDS)
BY_PAIR = Keys(recipients=(str(PAIR.to_public()),), identities=(str(PAIR),))
# To make a key of a passphrase takes a second, which is meant to be so.
WORDS_SLOWLY = pytest.param(BY_WORDS, marks=pytest.mark.slow)
EVERY = pytest.mark.parametrize(
    "keys", [PLAIN, WORDS_SLOWLY, BY_PAIR], ids=["plain", "words", "pair"]
)


@EVERY
@pytest.mark.parametrize("size", [0, 1, 2 * sealing.PIECE + 7])
def test_what_was_sealed_comes_out_again(tmp_path, keys, size):
    path = seal(tmp_path, b"x" * size, keys)

    assert unsealed(path, keys) == b"x" * size


@pytest.mark.parametrize(
    ("keys", "step"),
    [(PLAIN, 1), pytest.param(BY_WORDS, 131, marks=pytest.mark.slow), (BY_PAIR, 7)],
    ids=["plain", "words", "pair"],
)
def test_a_flipped_byte_is_found_wherever_it_is(tmp_path, keys, step):
    path = seal(tmp_path, b"record " * 40, keys)
    whole = path.read_bytes()

    for place in range(0, len(whole), step):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(Unsealed):
            unsealed(path, keys)


@EVERY
def test_a_file_that_is_cut_short_is_found(tmp_path, keys):
    path = seal(tmp_path, b"x" * (2 * sealing.PIECE), keys)
    whole = path.read_bytes()

    for length in (0, 5, 40, sealing.PIECE, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(Unsealed):
            unsealed(path, keys)


def test_a_wrong_key_is_called_that(tmp_path):
    path = seal(tmp_path, b"records", BY_WORDS)
    with pytest.raises(Unsealed, match="passphrase is not the one"):
        unsealed(path, Keys(WORDS + "!"))
    assert b"records" not in path.read_bytes()

    path = seal(tmp_path, b"records", BY_PAIR)
    with pytest.raises(Unsealed, match="sealed for another key"):
        unsealed(path, Keys(identities=(str(pyrage.x25519.Identity.generate()),)))
    with pytest.raises(Unsealed, match="name the file of its identity"):
        unsealed(path, Keys(recipients=BY_PAIR.recipients))
    assert b"records" not in path.read_bytes()


def test_for_recipients_it_is_a_file_of_age_as_it_stands(tmp_path):
    path = seal(tmp_path, b"records", BY_PAIR)

    assert pyrage.decrypt(path.read_bytes(), [PAIR]) == b"records"


@pytest.mark.parametrize(
    "keys",
    [BY_WORDS, BY_PAIR, Keys(identities=BY_PAIR.identities), Keys(WORDS, old_way=True)],
    ids=["words", "pair", "identity alone", "the old way"],
)
def test_where_anything_seals_nothing_plain_is_read(tmp_path, keys):
    path = seal(tmp_path, b"records", PLAIN)

    with pytest.raises(Unsealed, match="is not sealed"):
        unsealed(path, keys)
    assert path.with_name("unsealed").read_bytes() == b""


def test_what_was_sealed_before_age_opens_by_the_switch_alone(tmp_path):
    path = tmp_path / "old"
    path.write_bytes(bytes.fromhex(SEALED_BEFORE))

    with pytest.raises(Unsealed, match="--sealed-the-old-way"):
        unsealed(path, BY_WORDS)
    assert unsealed(path, Keys(WORDS, old_way=True)) == b"records of before"
    with pytest.raises(Unsealed, match="passphrase is not the one"):
        unsealed(path, Keys(WORDS + "!", old_way=True))


def test_a_disk_that_is_full_is_not_called_a_damaged_file(tmp_path):
    path = seal(tmp_path, b"x" * sealing.PIECE, BY_PAIR)

    with open("/dev/full", "wb", buffering=0) as full, pytest.raises(OSError, match="No space"):
        sealing.unseal(path, full, BY_PAIR)
    with (
        open("/dev/full", "wb", buffering=0) as full,
        pytest.raises(OSError, match="No space"),
        sealing.Sealing(full, BY_PAIR) as sealed,
    ):
        sealed.write(b"x" * sealing.PIECE * 3)


# ---- What the settings name


def test_a_passphrase_and_a_recipient_are_not_both_believed(settings, tmp_path):
    (words := tmp_path / "words").write_text(WORDS)
    settings.BACKUP_PASSPHRASE_FILE, settings.BACKUP_RECIPIENTS = str(words), [*BY_PAIR.recipients]

    with pytest.raises(Unsealed, match="remove one of them"):
        keys_of_this_place()


def test_what_is_no_key_is_named(settings, tmp_path):
    settings.BACKUP_RECIPIENTS = ["age1nobody"]
    with pytest.raises(Unsealed, match="BACKUP_RECIPIENTS"):
        keys_of_this_place()

    settings.BACKUP_RECIPIENTS = [*BY_PAIR.recipients]
    (file := tmp_path / "identity").write_text("# created by somebody")
    settings.BACKUP_IDENTITY_FILE = str(file)
    with pytest.raises(Unsealed, match="no line that begins with AGE-SECRET-KEY-"):
        keys_of_this_place()

    file.write_text(f"# created by somebody\n{PAIR}\n")
    assert keys_of_this_place() == BY_PAIR


def seal(folder: Path, some: bytes, keys: Keys) -> Path:
    path = folder / "sealed"
    with path.open("wb") as out, sealing.Sealing(out, keys) as sealed:
        sealed.write(some)
    return path


def unsealed(path: Path, keys: Keys) -> bytes:
    out = path.with_name("unsealed")
    with out.open("wb") as file:
        sealing.unseal(path, file, keys)
    return out.read_bytes()
