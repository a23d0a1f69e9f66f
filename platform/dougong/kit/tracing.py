"""Traces for whoever collects them (OpenTelemetry): requests, SQL statements, jobs, commands of flows.

With `DOUGONG_OTLP_ENDPOINT` set, spans are sent as OTLP over HTTP in its JSON form, a batch every two seconds, by the
one outbound client: in private mode only to a listed host. It needs no package. Without the setting nothing is made:
one look at a variable for each request, job and statement. What a collector can't take is dropped and counted; nobody
waits for it.

Names are patterns of routes, kinds of jobs, shapes of statements; no values of records leave in a span.
"""

from __future__ import annotations

import random
import re
import secrets
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import orjson
import structlog

from dougong import __version__
from dougong.kit.config import Settings
from dougong.kit.outbound import CallFailed, Outbound, outbound
from dougong.kit.slow import shape_of
from dougong.kit.timing import TIMING

EVERY = 2.0
MOST, BATCH = 8_192, 512
"""Spans that wait, and that go with one call."""
_PATIENCE = 5.0
INTERNAL, SERVER, CLIENT, CONSUMER = 1, 2, 3, 5
"""Kinds of spans, as OTLP numbers them."""
_FAILED = 2
_PARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Span:
    """A piece of work. Times are nanoseconds since 1970."""

    name: str
    kind: int
    trace: str
    parent: str
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    began: int = field(default_factory=time.time_ns)
    ended: int = 0
    attributes: dict[str, str | int] = field(default_factory=dict)
    failed: bool = False

    def document(self) -> dict[str, Any]:
        """As OTLP's JSON has it."""
        told: dict[str, Any] = {
            "traceId": self.trace, "spanId": self.id, "name": self.name, "kind": self.kind,
            "startTimeUnixNano": str(self.began), "endTimeUnixNano": str(self.ended),
            "attributes": _attributes(self.attributes),
        }  # fmt: skip
        if self.parent:
            told["parentSpanId"] = self.parent
        return told | ({"status": {"code": _FAILED}} if self.failed else {})


CURRENT: ContextVar[Span | None] = ContextVar("tracing_span", default=None)


class Tracer:
    """Collects the spans of this process and sends them."""

    def __init__(self, out: Outbound, endpoint: str, headers: Mapping[str, str], ratio: float) -> None:
        self._out, self._url = out, endpoint.rstrip("/") + "/v1/traces"
        self._headers = {"content-type": "application/json", **headers}
        self._ratio = ratio
        self._waiting: deque[Span] = deque()
        self._ending = threading.Event()
        self._sender = threading.Thread(target=self._send_always, name="traces", daemon=True)
        self.sent = self.dropped = 0

    def start(self) -> None:
        self._sender.start()

    def stop(self) -> None:
        """Sends what waits, once."""
        self._ending.set()
        self._sender.join(_PATIENCE)

    def is_wanted(self) -> bool:
        return self._ratio >= 1 or random.random() < self._ratio  # noqa: S311 - which traces are kept is no secret

    def keep(self, span: Span) -> None:
        if len(self._waiting) >= MOST:
            self.dropped += 1
            return
        self._waiting.append(span)

    def statement(self, sql: str, seconds: float) -> None:
        """A statement that has just ended, on behalf of what is being done; by itself it is no trace."""
        around = CURRENT.get()
        if around is not None:
            now = time.time_ns()
            name = sql.lstrip()[:20].partition(" ")[0].upper() or "SQL"
            span = Span(name, CLIENT, around.trace, around.id, began=now - int(seconds * 1e9), ended=now)
            span.attributes["db.query.text"] = sql
            self.keep(span)

    def _send_always(self) -> None:
        while not self._ending.wait(EVERY):
            self._send_all()
        self._send_all()

    def _send_all(self) -> None:
        while self._waiting:
            spans = [self._waiting.popleft() for _ in range(min(len(self._waiting), BATCH))]
            try:
                answer = self._out.call("POST", self._url, headers=self._headers, body=_batch(spans), timeout=_PATIENCE)
                reason = "" if answer.ok else f"status {answer.status}"
            except CallFailed as error:
                reason = str(error)
            if reason:
                self.dropped += len(spans)
                _log.warning("traces_not_sent", reason=reason, spans=len(spans), dropped=self.dropped)
                return
            self.sent += len(spans)


_TRACER: list[Tracer] = []
"""The one of this process, or none."""


def open_tracing(settings: Settings) -> None:
    """Begins, when the settings name a collector and nobody has begun in this process."""
    if settings.otlp_endpoint and not _TRACER:
        headers = dict(_header(part) for part in settings.otlp_headers.get_secret_value().split(",") if "=" in part)
        tracer = Tracer(outbound(settings), settings.otlp_endpoint, headers, settings.traces_ratio)
        _TRACER.append(tracer)
        TIMING.statement = tracer.statement
        tracer.start()


def close_tracing() -> None:
    """Sends what waits, and ends."""
    TIMING.statement = None
    while _TRACER:
        _TRACER.pop().stop()


@contextmanager
def span(
    name: str, told: Mapping[str, str | int], kind: int = INTERNAL, *, parent: str = "", root: bool = False
) -> Iterator[Span | None]:
    """What happens inside is a span of this name; None when nobody collects. `parent`: a `traceparent` of W3C.
    `root`: it may begin a trace; others belong to the one around them or are none."""
    around = CURRENT.get()
    tracer = _TRACER[0] if _TRACER else None
    if tracer is None or (around is None and not (root and tracer.is_wanted())):
        yield None
        return
    trace, before = (around.trace, around.id) if around else _begun(parent)
    made = Span(name, kind, trace, before, attributes=dict(told))
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


def _begun(parent: str) -> tuple[str, str]:
    """The trace that the caller has begun and its span, or a new one without."""
    above = _PARENT.fullmatch(parent)
    return (above[1], above[2]) if above else (secrets.token_hex(16), "")


def _header(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name.strip().lower(), value.strip()


def _batch(spans: list[Span]) -> bytes:
    for each in spans:
        sql = each.attributes.get("db.query.text")
        if isinstance(sql, str):
            each.attributes["db.query.text"] = shape_of(sql)
    resource = {"attributes": _attributes({"service.name": "dougong", "service.version": __version__})}
    found = [{"scope": {"name": "dougong"}, "spans": [each.document() for each in spans]}]
    return orjson.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": found}]})


def _attributes(values: Mapping[str, str | int]) -> list[dict[str, Any]]:
    return [
        {"key": key, "value": {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}}
        for key, value in values.items()
    ]
