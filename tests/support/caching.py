"""The tests' cache, in memory: like the product's it holds data and nothing else."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.locmem import LocMemCache

from config.caching import JSONSerializer

SERIALIZER = JSONSerializer()


def _as_kept(value: Any) -> Any:
    return SERIALIZER.loads(SERIALIZER.dumps(value))


class DataOnlyCache(LocMemCache):
    """Fails where something is put in that JSON does not hold, and gives back what JSON made of it."""

    def set(self, key: str, value: Any, *given: Any, **facts: Any) -> None:
        super().set(key, _as_kept(value), *given, **facts)

    def add(self, key: str, value: Any, *given: Any, **facts: Any) -> bool:
        return super().add(key, _as_kept(value), *given, **facts)
