"""The optimistic lock: whoever saves second is told, and nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from records.history import StaleRecord


class Versioned(models.Model):
    """A record whose edits name the version they were made from."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save_edit(
        self, *, seen: int, fields: list[str], still: Mapping[str, Any] | None = None
    ) -> None:
        """Write `fields` if the row is still at version `seen`, and `still` as given.

        One conditional UPDATE, the same on both databases. Raises StaleRecord.
        """
        values: dict[str, Any] = {
            self._meta.get_field(name).attname: getattr(self, self._meta.get_field(name).attname)  # type: ignore[union-attr]
            for name in fields
        }
        saved = (
            type(self)
            ._base_manager.filter(pk=self.pk, version=seen, **(still or {}))
            .update(version=models.F("version") + 1, **values)
        )
        if not saved:
            raise StaleRecord(f"{self._meta.verbose_name} {self.pk}")
        self.version = seen + 1
