"""Spans: the pieces of work that a trace consists of, and how a trace goes on in what is done later.

`span` is around a piece of work; `continued` around one that was asked for by another, maybe in another process: a job,
a row of an outbox. Whoever writes such a row keeps `traceparent()` in it. Without a collector (`dougong.kit.tracing`)
nothing is made and nothing is kept: one look at a list.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol

INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER = 1, 2, 3, 4, 5
"""Kinds of spans, as OTLP numbers them."""
_FAILED = 2
_PARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")


@dataclass(slots=True)
class Span:
    """A piece of work. Times are nanoseconds since 1970. `link`: the span within which it happens, when that belongs to
    another trace."""

    name: str
    kind: int
    trace: str
    parent: str
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    began: int = field(default_factory=time.time_ns)
    ended: int = 0
    attributes: dict[str, str | int] = field(default_factory=dict)
    failed: bool = False
    link: Span | None = None

    def document(self) -> dict[str, Any]:
        """As OTLP's JSON has it."""
        told: dict[str, Any] = {
            "traceId": self.trace, "spanId": self.id, "name": self.name, "kind": self.kind,
            "startTimeUnixNano": str(self.began), "endTimeUnixNano": str(self.ended),
            "attributes": attributes(self.attributes),
        }  # fmt: skip
        if self.parent:
            told["parentSpanId"] = self.parent
        if self.link is not None:
            told["links"] = [{"traceId": self.link.trace, "spanId": self.link.id}]
        return told | ({"status": {"code": _FAILED}} if self.failed else {})


class Collects(Protocol):
    """Whoever takes spans that have ended."""

    def is_wanted(self) -> bool:
        """Whether a trace that would begin now is kept."""

    def keep(self, span: Span, /) -> None:
        """Takes one; never waits, never raises."""


CURRENT: ContextVar[Span | None] = ContextVar("tracing_span", default=None)
COLLECTING: list[Collects] = []
"""The one of this process, or none."""


@contextmanager
def span(
    name: str, told: Mapping[str, str | int], kind: int = INTERNAL, *, parent: str = "", root: bool = False
) -> Iterator[Span | None]:
    """What happens inside is a span of this name; None when nobody collects. `parent`: a `traceparent` of W3C.
    `root`: it may begin a trace; others belong to the one around them or are none."""
    around = CURRENT.get()
    tracer = COLLECTING[0] if COLLECTING else None
    if tracer is None or (around is None and not (root and tracer.is_wanted())):
        yield None
        return
    trace, before = (around.trace, around.id) if around else _begun(parent)
    with _kept(tracer, Span(name, kind, trace, before, attributes=dict(told))) as made:
        yield made


@contextmanager
def continued(
    name: str, told: Mapping[str, str | int], kind: int = CONSUMER, *, parent: str | None, root: bool = False
) -> Iterator[Span | None]:
    """What was asked for within the span of `parent`, as `traceparent` told it then; without one, as `span`."""
    above = _PARENT.fullmatch(parent) if parent and COLLECTING else None
    if above is None:
        with span(name, told, kind, root=root) as made:
            yield made
        return
    around = CURRENT.get()
    apart = around if around is not None and around.trace != above[1] else None
    now = Span(name, kind, above[1], above[2], attributes=dict(told), link=apart)
    with _kept(COLLECTING[0], now) as made:
        yield made


def traceparent() -> str | None:
    """What is being done, for what continues it later; None when nobody collects, or not this."""
    around = CURRENT.get()
    return None if around is None else f"00-{around.trace}-{around.id}-01"


@contextmanager
def _kept(tracer: Collects, made: Span) -> Iterator[Span]:
    token = CURRENT.set(made)
    try:
        yield made
    except BaseException as error:
        made.failed = True
        made.attributes["error.type"] = type(error).__name__
        raise
    finally:
        CURRENT.reset(token)
        made.ended = time.time_ns()
        tracer.keep(made)


def attributes(values: Mapping[str, str | int]) -> list[dict[str, Any]]:
    """As OTLP's JSON has them."""
    return [
        {"key": key, "value": {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}}
        for key, value in values.items()
    ]


def _begun(parent: str) -> tuple[str, str]:
    """The trace that the caller has begun and its span, or a new one without."""
    above = _PARENT.fullmatch(parent)
    return (above[1], above[2]) if above else (secrets.token_hex(16), "")
