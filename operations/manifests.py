"""What an archive has to hold, so that what is missing or changed is noticed; and who says so.

The manifest is vouched for by a digest that needs SECRET_KEY. Who can write to the folder of the
backups, or knows the recipient they are sealed for, can make files and not that digest.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from operations.digests import Content

FORMAT = 2
# Before anything vouched for a manifest.
OLD_FORMAT = 1
SALT = "operations.manifests"


class NotWhole(Exception):
    """What was read is not what was written; says which piece."""


@dataclass(frozen=True)
class Manifest:
    """What an archive has to hold."""

    made_at: str
    version: str
    vendor: str
    migrations: list[list[str]]
    tables: dict[str, Content]
    files: dict[str, dict[str, Any]]
    format: int = FORMAT

    def text(self) -> str:
        tables = {name: content.as_data() for name, content in self.tables.items()}
        return json.dumps(vars(self) | {"tables": tables}, indent=1, sort_keys=True)

    @classmethod
    def read(cls, text: str) -> Manifest:
        """Raises NotWhole for anything but a manifest."""
        try:
            facts = json.loads(text)
            tables = {name: Content(**one) for name, one in facts.pop("tables").items()}
            return cls(tables=tables, **facts)
        except (ValueError, TypeError, KeyError, AttributeError) as fault:
            raise NotWhole("The manifest cannot be read.") from fault

    @property
    def rows(self) -> int:
        return sum(content.rows for content in self.tables.values())


def seal_of(told: bytes, secret: str | None = None) -> str:
    """What vouches for the text of a manifest, under SECRET_KEY or the `secret` that is given."""
    return salted_hmac(SALT, told, secret=secret, algorithm="sha256").hexdigest()


def require_ours(told: bytes, seal: str) -> None:
    """Raises NotWhole where no key of this installation vouches for the manifest."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(constant_time_compare(seal_of(told, key), seal) for key in keys):
        raise NotWhole(
            "This installation did not make the backup, or made it under another SECRET_KEY: "
            "nothing vouches for what is in it."
        )
