"""Traces for whoever collects them (OpenTelemetry): requests, SQL statements, jobs, commands of flows.

With `DOUGONG_OTLP_ENDPOINT` set, spans are sent as OTLP over HTTP in its JSON form, a batch every two seconds, by the
one outbound client: in private mode only to a listed host. It needs no package. Without the setting nothing is made:
one look at a variable for each request, job and statement. What a collector can't take is dropped and counted; nobody
waits for it.

Names are patterns of routes, kinds of jobs, shapes of statements; no values of records leave in a span.
"""

from __future__ import annotations

import random
import threading
import time
from collections import deque
from collections.abc import Mapping

import orjson
import structlog

from dougong import __version__
from dougong.kit.config import Settings
from dougong.kit.outbound import CallFailed, Outbound, outbound
from dougong.kit.slow import shape_of
from dougong.kit.spans import CLIENT, COLLECTING, CURRENT, Span, attributes
from dougong.kit.timing import TIMING

EVERY = 2.0
MOST, BATCH = 8_192, 512
"""Spans that wait, and that go with one call."""
_PATIENCE = 5.0
_log = structlog.get_logger(__name__)


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


def open_tracing(settings: Settings) -> None:
    """Begins, when the settings name a collector and nobody has begun in this process."""
    if settings.otlp_endpoint and not _TRACER:
        headers = dict(_header(part) for part in settings.otlp_headers.get_secret_value().split(",") if "=" in part)
        tracer = Tracer(outbound(settings), settings.otlp_endpoint, headers, settings.traces_ratio)
        _TRACER.append(tracer)
        COLLECTING.append(tracer)
        TIMING.statement = tracer.statement
        tracer.start()


def close_tracing() -> None:
    """Sends what waits, and ends."""
    TIMING.statement = None
    COLLECTING.clear()
    while _TRACER:
        _TRACER.pop().stop()


def _header(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name.strip().lower(), value.strip()


def _batch(spans: list[Span]) -> bytes:
    for each in spans:
        sql = each.attributes.get("db.query.text")
        if isinstance(sql, str):
            each.attributes["db.query.text"] = shape_of(sql)
    resource = {"attributes": attributes({"service.name": "dougong", "service.version": __version__})}
    found = [{"scope": {"name": "dougong"}, "spans": [each.document() for each in spans]}]
    return orjson.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": found}]})
