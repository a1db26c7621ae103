"""What an archive has to hold, so that what is missing or changed is noticed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from operations.digests import Content

FORMAT = 1


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
