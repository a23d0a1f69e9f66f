"""How often one may try a password: per account and per address, in memory or, for several processes, in Redis.

It fails closed: when the counters can't be read, nobody signs in, because otherwise stopping Redis would open the
door to guessing. Those already signed in notice nothing.
"""

from __future__ import annotations

import math
import time

import structlog
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from dougong.kit.errors import TooMany, Unavailable, say

_log = structlog.get_logger(__name__)

PER_ACCOUNT = RateLimitItemPerMinute(10, 15)
PER_ADDRESS = RateLimitItemPerMinute(100, 15)


class Throttle:
    """Counts tries within 15 minutes: 10 for an account (from anywhere), 100 from an address (for any account)."""

    def __init__(self, redis_url: str = "") -> None:
        storage = storage_from_string(redis_url or "memory://", wrap_exceptions=True)
        self._window = MovingWindowRateLimiter(storage)

    def count_try(self, account: str, address: str) -> None:
        """Counts one try, whether it will be right or wrong; a 429 with `Retry-After` when there were too many."""
        try:
            for limit, key in ((PER_ADDRESS, f"address:{address}"), (PER_ACCOUNT, f"account:{account}")):
                if not self._window.hit(limit, "sign-in", key):
                    raise self._too_many(limit, key)
        except StorageError as error:
            _log.error("throttle_unavailable", error=str(error.storage_error))
            raise Unavailable(
                say("登录暂时不可用，请稍后重试。", "Signing in is unavailable for the moment."),
                headers={"Retry-After": "10"},
            ) from error

    def forgive(self, account: str) -> None:
        """The password was right: earlier slips of this account no longer count."""
        try:
            self._window.clear(PER_ACCOUNT, "sign-in", f"account:{account}")
        except StorageError as error:
            _log.warning("throttle_not_cleared", error=str(error.storage_error))

    def _too_many(self, limit: RateLimitItem, key: str) -> TooMany:
        seconds = max(1, math.ceil(self._window.get_window_stats(limit, "sign-in", key).reset_time - time.time()))
        minutes = math.ceil(seconds / 60)
        return TooMany(
            say(
                f"尝试次数过多，请在 {minutes} 分钟后再试。",
                f"Too many tries; try again in {minutes} minutes.",
            ),
            headers={"Retry-After": str(seconds)},
        )
