"""How often something may happen: counters of moving windows, in memory or, for several processes, in Redis.

They fail closed: what strangers may do is not done uncounted.
"""

from __future__ import annotations

import math
import time

import structlog
from limits import RateLimitItem
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from dougong.kit.errors import TooMany, Unavailable, say

_log = structlog.get_logger(__name__)


class Rates:
    """Counters by name. For any number of threads."""

    def __init__(self, redis_url: str = "") -> None:
        storage = storage_from_string(redis_url or "memory://", wrap_exceptions=True)
        self._window = MovingWindowRateLimiter(storage)

    def count(self, limit: RateLimitItem, *names: str) -> None:
        """Counts one; a 429 with `Retry-After` when there were too many. Raises TooMany, Unavailable."""
        try:
            if self._window.hit(limit, *names):
                return
            reset = self._window.get_window_stats(limit, *names).reset_time
        except StorageError as error:
            raise self._unavailable(error) from error
        seconds = max(1, math.ceil(reset - time.time()))
        raise TooMany(
            say(f"操作过于频繁，请在 {seconds} 秒后再试。", f"Too often; try again in {seconds} seconds."),
            headers={"Retry-After": str(seconds)},
        )

    def used(self, limit: RateLimitItem, *names: str) -> int:
        """How many were counted within the window."""
        try:
            return limit.amount - int(self._window.get_window_stats(limit, *names).remaining)
        except StorageError as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: StorageError) -> Unavailable:
        _log.error("rates_unavailable", error=str(error.storage_error))
        return Unavailable(
            say("服务暂时不可用，请稍后重试。", "Unavailable for the moment; try again soon."),
            headers={"Retry-After": "10"},
        )
