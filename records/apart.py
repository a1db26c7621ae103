"""Keys of what exists for command alone (`audit.apart`), and how they stand in an address."""

from __future__ import annotations

from audit.apart import key_apart, keys_of

__all__ = ["KeyConverter", "key_apart", "keys_of"]


class KeyConverter:
    """Such a key in an address, or an ordinary one: `<key:pk>`."""

    regex = r"-?[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)
