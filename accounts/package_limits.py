"""The limits of the sign-in package, counted in the database as our own are.

The package counts in the cache: there each process of a folder's cache writes over the other, and
with Redis away every page that asks would fail, or nothing would be counted. Password resets,
asking again who is there, changed passwords and passkeys at the front door are counted this way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.core.exceptions import RateLimited
from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils import timezone

from personnel.tallies import Limit, forgotten, given_back, is_left, taken


@dataclass(frozen=True)
class Use:
    """One use that was counted; taken back when it turns out not to count."""

    limit: Limit
    about: str

    def rollback(self) -> None:
        given_back(self.limit, self.about)


def consume(
    request: HttpRequest,
    *,
    app: str,
    action: str,
    rate: ratelimit.Rate,
    key: str | None = None,
    user: Any = None,
    dry_run: bool = False,
    raise_exception: bool = False,
) -> Use | None:
    """Take one use; None when there is none left. With `dry_run` only say whether one is left."""
    about = ratelimit.get_cache_key(request, app=app, action=action, rate=rate, key=key, user=user)
    limit = Limit(f"{app} {action}", rate.amount, timedelta(seconds=rate.duration))
    asked = is_left if dry_run else taken
    if asked(limit, about, at=timezone.now()):
        return Use(limit, about)
    if raise_exception:
        raise RateLimited
    return None


def clear(request: HttpRequest, *, app: str, action: str, **about: Any) -> None:
    """Forget what was counted about this."""
    config = about.pop("config", None)
    for rate in ratelimit.get_rates(app=app, action=action, config=config):
        forgotten(ratelimit.get_cache_key(request, app=app, action=action, rate=rate, **about))


def count_here() -> None:
    """Have the package count with us. Its own functions stay; two of them are ours from now on."""
    ratelimit._consume_single_rate = consume
    ratelimit.clear = clear
