"""A cache in Redis that is empty while Redis is away, slow or full. No page depends on it.

What has to be counted is counted in the database (`personnel.tallies`, `accounts.package_limits`);
what is only kept to save work is made anew. `/readyz` says that it is away.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

# Half a second for an answer; after a failure nobody asks again for so long, so that a page that
# would ask ten times does not wait ten times.
SECONDS = 0.5
LEFT_ALONE = 5.0


class RedisOrNothing(RedisCache):
    """Django's cache in Redis; what it cannot reach it does not have."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        options = {"socket_timeout": SECONDS, "socket_connect_timeout": SECONDS}
        given = params.get("OPTIONS", {})
        super().__init__(server, params | {"OPTIONS": options | given})
        self._asked_again_at = 0.0

    @property
    def is_away(self) -> bool:
        """Whether Redis did not answer within the last seconds."""
        return time.monotonic() < self._asked_again_at

    def _or(self, instead: Any, ask: Callable[[], Any]) -> Any:
        if self.is_away:
            return instead
        try:
            return ask()
        except (RedisError, OSError) as fault:
            self._asked_again_at = time.monotonic() + LEFT_ALONE
            log.warning("the cache is away: %s", type(fault).__name__)
            return instead

    def add(self, *key: Any, **how: Any) -> Any:
        """True while it is away: nothing was there. The sign-in package asks so whether a code was
        used before; that it was is known from the database (`sign_in_limits.code_is_fresh`)."""
        return self._or(True, lambda: super(RedisOrNothing, self).add(*key, **how))

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._or(default, lambda: super(RedisOrNothing, self).get(key, default, version))

    def set(self, *key: Any, **how: Any) -> Any:
        return self._or(None, lambda: super(RedisOrNothing, self).set(*key, **how))

    def touch(self, *key: Any, **how: Any) -> Any:
        return self._or(False, lambda: super(RedisOrNothing, self).touch(*key, **how))

    def delete(self, *key: Any, **how: Any) -> Any:
        return self._or(False, lambda: super(RedisOrNothing, self).delete(*key, **how))

    def get_many(self, *keys: Any, **how: Any) -> Any:
        return self._or({}, lambda: super(RedisOrNothing, self).get_many(*keys, **how))

    def has_key(self, *key: Any, **how: Any) -> Any:
        return self._or(False, lambda: super(RedisOrNothing, self).has_key(*key, **how))

    def set_many(self, data: Any, *more: Any, **how: Any) -> Any:
        return self._or(
            list(data), lambda: super(RedisOrNothing, self).set_many(data, *more, **how)
        )

    def delete_many(self, *keys: Any, **how: Any) -> Any:
        return self._or(None, lambda: super(RedisOrNothing, self).delete_many(*keys, **how))

    def clear(self) -> Any:
        return self._or(False, lambda: super(RedisOrNothing, self).clear())
