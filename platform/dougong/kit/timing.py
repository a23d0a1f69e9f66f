"""How long things take, and on whose behalf: told only of what takes long (`dougong.kit.slow`)."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Timing:
    """`told(kind, text, seconds, source)` hears of what took at least `threshold` seconds."""

    threshold: float = float("inf")
    told: Callable[[Any, str, float, str], None] | None = None
    statement: Callable[[str, float], None] | None = None
    """Hears of every statement, where traces are collected."""

    def done(self, kind: str, text: str, seconds: float, source: str | None = None) -> None:
        """Something is done; nothing is kept of what was quick."""
        if self.statement is not None and kind == "sql":
            self.statement(text, seconds)
        if seconds >= self.threshold and self.told is not None:
            on_behalf = SOURCE.get()
            self.told(kind, text, seconds, source if source is not None else on_behalf() if on_behalf else "")


TIMING = Timing()
"""The one of this process."""

SOURCE: ContextVar[Callable[[], str] | None] = ContextVar("timing_source", default=None)
"""Says what is being done: `GET /api/v1/apps/{app}/…`, a kind of job."""


def source_of(scope: Any) -> str:
    """Method and pattern of a request's route. Never the path: it may hold somebody's secret address."""
    return f"{scope['method']} {_pattern(scope)}"


def _pattern(scope: Any) -> str:
    """The path with the names of its parameters for their values. Not every kind of route tells its pattern;
    all of them tell what they have found. Nothing of a path in which no function of ours answers."""
    if not inspect.isroutine(scope.get("endpoint")):
        return "…"
    parts = scope["path"].split("/")
    for name, value in scope.get("path_params", {}).items():
        text = str(value)
        at = next((n for n, part in enumerate(parts) if part == text or part.startswith(f"{text}:")), None)
        if at is None or not text:
            return "…"
        parts[at] = f"{{{name}}}{parts[at].removeprefix(text)}"
    return "/".join(parts)
