"""What may be kept in the cache for a while, and is made anew while there is no cache.

Redis may be away. Then a page is drawn for each request, and nobody is turned away for it.
"""

from __future__ import annotations

import logging

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

CACHE_IS_AWAY = (RedisError, OSError)


def kept(name: str) -> str | None:
    """What is kept under `name`; None when there is nothing, or no cache."""
    try:
        found: str | None = cache.get(name)
    except CACHE_IS_AWAY as away:
        log.warning("the cache is away: %s", type(away).__name__)
        return None
    return found


def keep(name: str, words: str, seconds: int) -> None:
    try:
        cache.set(name, words, seconds)
    except CACHE_IS_AWAY:
        log.warning("the cache is away: nothing is kept in it")
