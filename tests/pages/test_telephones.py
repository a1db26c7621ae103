"""What a telephone dials for a number as it was written."""

import pytest

from pages.telephones import dialed

pytestmark = pytest.mark.without_database


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("252 555-0142", "tel:+12525550142"),
        ("(252) 555-0142", "tel:+12525550142"),
        ("252.555.0142 ext. 7", "tel:+12525550142;ext=7"),
        ("252-555-0142x7", "tel:+12525550142;ext=7"),
        ("1-252-555-0142, 7", "tel:+12525550142;ext=7"),
        ("+44 20 7946 0958", "tel:+442079460958"),
        ("555-0142", "tel:5550142"),
        ("010 222 2222", ""),
        ("555-0142 or 555-0143", ""),
        ("555-0142 / 555-0143", ""),
        ("ask at the desk", ""),
        ("javascript:alert(1)", ""),
        ("911", ""),
        ("", ""),
    ],
)
def test_a_number_is_dialed_where_it_is_clear(written, address):
    assert dialed(written) == address
