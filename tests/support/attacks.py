"""Somebody tries passwords on an account that is not theirs."""

from __future__ import annotations

from tests.support.factors import is_in, sign_in

WRONG = "The address or the password is not right."
HELD = "There were too many failed tries."


def attacked(member, tries, *, address="203.0.113.7", client=None):
    """The pages that `tries` wrong passwords from one address get."""
    return [
        sign_in(member, password="wrong", client=client, REMOTE_ADDR=address)[0].text
        for _ in range(tries)
    ]


def from_many_networks(member, networks=40):
    for n in range(networks):
        attacked(member, 1, address=f"203.0.113.{n}")


def let_in(member, *, address="198.51.100.9", client=None):
    _, client = sign_in(member, client=client, REMOTE_ADDR=address)
    return is_in(client)
