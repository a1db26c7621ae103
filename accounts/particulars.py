"""What an account says of its member, as a form or a command gives it."""

from __future__ import annotations

from dataclasses import dataclass

from personnel.models import Division


@dataclass(frozen=True)
class Particulars:
    """The address is written in small letters; everything else as it was typed."""

    email: str
    name: str
    rank: str
    role: str
    division: Division | None


class AddressTaken(Exception):
    """Somebody signs in with this address already, or it is proposed for somebody."""
