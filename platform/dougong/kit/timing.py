"""How long things take, and on whose behalf: told only of what takes long (`dougong.kit.slow`)."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Timing:
    """`told(kind, text, seconds, source)` hears of what took at least `threshold` seconds."""

    threshold: float = float("inf")
    told: Callable[[Any, str, float, str], None] | None = None

    def done(self, kind: str, text: str, seconds: float, source: str | None = None) -> None:
        """Something is done; nothing is kept of what was quick."""
        if seconds >= self.threshold and self.told is not None:
            on_behalf = SOURCE.get()
            self.told(kind, text, seconds, source if source is not None else on_behalf() if on_behalf else "")


TIMING = Timing()
"""The one of this process."""

SOURCE: ContextVar[Callable[[], str] | None] = ContextVar("timing_source", default=None)
"""Says what is being done: `GET /api/v1/apps/{app}/…`, a kind of job."""


def source_of(scope: Any) -> str:
    """Method and pattern of a request's route. Never the path: it may hold somebody's secret address."""
    path = getattr(scope.get("route"), "path", None)
    return f"{scope['method']} {path}" if isinstance(path, str) and path else f"{scope['method']} …"
