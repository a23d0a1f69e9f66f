"""What stands around every request, as plain ASGI (Starlette's BaseHTTPMiddleware costs 0.2 ms a piece).

Outside in: `Observe` (request id, log, metrics, security headers, the last catch of unexpected errors), `LimitBody`,
`SameOrigin`.

The Content-Security-Policy allows nothing inline. antd and plotly put `<style>` elements into the page at run time:
the page gets a nonce with each answer and gives it to the style elements its own scripts make
(`frontend/src/lib/nonce.ts`).
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from urllib.parse import urlsplit

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dougong.kit import unfit
from dougong.kit.errors import NotAllowed, Problem, TooLarge, say
from dougong.kit.metrics import Metrics
from dougong.kit.problems import problem_response, unexpected_response
from dougong.kit.spans import SERVER, span
from dougong.kit.timing import SOURCE, TIMING, source_of

_log = structlog.get_logger(__name__)

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SLOW_SECONDS = 1.0
_POLICY = (
    "default-src 'self'; script-src 'self'; style-src {styles}; img-src {images}; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors {frames}"
)
_HEADERS = (
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "geolocation=(self), camera=(self), microphone=()"),
)
_HSTS = ("strict-transport-security", "max-age=31536000; includeSubDomains")


def content_policy(frames: Sequence[str] = (), images: str = "", nonce: str = "") -> str:
    """The policy of a page that the sites `frames` may show in a frame; `images`: where pictures of maps come from;
    `nonce`: what styles made by the page's own scripts carry."""
    shown_by = " ".join(["'self'", *frames]) if frames else "'none'"
    styles = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    return _POLICY.format(styles=styles, images=f"'self' data: blob: {images}".rstrip(), frames=shown_by)


class Observe:
    """Request id, security headers, metrics, one log line for what is slow or failed; no exception leaves it."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        metrics: Metrics,
        https: bool,
        afterwards: Callable[[], Callable[[], None] | None],
        images: str = "",
        is_ending: Callable[[], bool] = lambda: False,
        refused: Callable[[Scope, str], None] = lambda _scope, _route: None,
    ) -> None:
        self.app = app
        self.refused = refused
        """Told of every request that was answered with 403, and of its route."""
        self.metrics = metrics
        self.is_ending = is_ending
        policy = ("content-security-policy", content_policy(images=images))
        self.headers = (policy, *_HEADERS, *([_HSTS] if https else []))
        self.afterwards = afterwards
        """Asked after each answer for work that must not keep the caller waiting."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        started = time.perf_counter()
        status, streams = 0, False

        async def send_with_headers(message: Message) -> None:
            nonlocal status, streams
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = request_id
                streams = headers.get("content-type", "").startswith("text/event-stream")
                for name, value in self.headers:
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("cache-control", "no-store")
                if self.is_ending():  # the next request comes on another connection, to another process
                    headers["connection"] = "close"
            await send(message)

        on_behalf = SOURCE.set(partial(source_of, scope))
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                with _traced(scope, lambda: status):
                    await self.app(scope, receive, send_with_headers)
            except Exception:
                _log.exception("request_failed", method=scope["method"], path=scope["path"])
                if status:  # the answer has begun: cut it off, so that nobody takes half of it for whole
                    raise
                await unexpected_response(Request(scope), request_id)(scope, receive, send_with_headers)
            if not streams:  # how long somebody listens says nothing about the server
                self._measure(scope, status, time.perf_counter() - started)
            SOURCE.reset(on_behalf)
            if status == NotAllowed.status:
                self.refused(scope, _route_of(scope))
            work = self.afterwards()
            if work is not None:
                await run_in_threadpool(_logged, work)

    def _measure(self, scope: Scope, status: int, seconds: float) -> None:
        self.metrics.observe(scope["method"], _route_of(scope), status, seconds)
        TIMING.done("request", source_of(scope), seconds, "")
        if seconds >= SLOW_SECONDS:
            _log.warning("slow_request", method=scope["method"], path=scope["path"], status=status, seconds=seconds)


def _traceparent(scope: Scope) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"traceparent"), "")


@contextmanager
def _traced(scope: Scope, status: Callable[[], int]) -> Iterator[None]:
    """The request as a span, which knows its route and its status when it ends."""
    told = {"http.request.method": scope["method"], "dougong.request_id": scope["state"]["request_id"]}
    with span("request", told, SERVER, parent=_traceparent(scope), root=True) as seen:
        try:
            yield
        finally:
            if seen is not None:
                seen.name, code = source_of(scope), status()
                seen.attributes |= {"http.route": _route_of(scope), "http.response.status_code": code}
                seen.failed = code >= 500 or code == 0


class LimitBody:
    """Refuses bodies over the limit: by Content-Length at once, else while they arrive; and NUL characters, in
    addresses and in JSON."""

    def __init__(self, app: ASGIApp, *, json_bytes: int, multipart_bytes: int) -> None:
        self.app = app
        self.json_bytes = json_bytes
        self.multipart_bytes = multipart_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and unfit.in_address(scope["path"], scope["query_string"]):
            await problem_response(unfit.nul(), Request(scope))(scope, receive, send)
            return
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        multipart = headers.get(b"content-type", b"").startswith(b"multipart/form-data")
        limit = self.multipart_bytes if multipart else self.json_bytes
        announced = headers.get(b"content-length", b"")
        if announced.isdigit() and int(announced) > limit:
            await problem_response(_too_large(limit), Request(scope))(scope, receive, send)
            return
        taken, parts = 0, list[bytes]()

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            if message["type"] == "http.request":
                part = message.get("body", b"")
                taken += len(part)
                if taken > limit:  # FastAPI lets this exception through where it hides others behind a 400
                    raise HTTPException(413)
                if not multipart:
                    parts.append(part)
                    if not message.get("more_body", False) and unfit.in_json(b"".join(parts)):
                        raise unfit.NulInBody
            return message

        await self.app(scope, counted, send)


class SameOrigin:
    """Cross-site request forgery: a change without a bearer token must come from our own page.

    Browsers tell `Sec-Fetch-Site`, older ones `Origin`; a session cookie with neither is refused. Bodies are JSON or
    multipart, so no plain HTML form of another site can make one (RFC 9110; design, decision 8).
    """

    def __init__(self, app: ASGIApp, *, public_url: str, cookie: str, open_path: str) -> None:
        self.app = app
        self.open_path = open_path
        """Below it no cookie is looked at, so it does not matter whose page asks."""
        self.public_origin = _origin(public_url)
        self.cookie = cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        guarded = scope["type"] == "http" and not scope["path"].startswith(self.open_path)
        if guarded and scope["method"] not in SAFE_METHODS:
            request = Request(scope)
            problem = self._refusal(request)
            if problem is not None:
                await problem_response(problem, request)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _refusal(self, request: Request) -> Problem | None:
        kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind and kind not in ("application/json", "multipart/form-data"):
            return UnsupportedContent(say("请使用 JSON 或 multipart。", "Send JSON or multipart."))
        if request.headers.get("authorization", "").lower().startswith("bearer "):
            return None
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        if site is not None:
            good = site == "same-origin"
        elif origin is not None:
            good = origin in {self.public_origin, _origin(str(request.base_url))} - {""}
        else:
            good = self.cookie not in request.cookies
        if good:
            return None
        return NotAllowed(
            say("请求不是从本站页面发出的，已拒绝。", "Refused: the request did not come from this site's own page."),
            "cross_site",
        )


class UnsupportedContent(Problem):
    """A body in a form this API does not take."""

    status = 415
    default_code = "unsupported_content"
    title = say("不支持的内容类型", "Unsupported content type")


def _too_large(limit: int) -> Problem:
    megabytes = limit // 1024 // 1024
    return TooLarge(say(f"请求超过 {megabytes} MB。", f"The request is over {megabytes} MB."))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _route_of(scope: Scope) -> str:
    """The route's name, not the path: a metric per record id would never end."""
    name = getattr(scope.get("route"), "name", None) or getattr(scope.get("endpoint"), "__name__", None)
    return name if isinstance(name, str) else "other"


def _logged(work: Callable[[], None]) -> None:
    """Work after the answer: the caller is gone, so a failure goes to the log."""
    try:
        work()
    except Exception:
        _log.exception("afterwards_failed")


def is_local(request: Request, loopback: Collection[str] = ("127.0.0.1", "::1")) -> bool:
    """True for a caller on this very machine that no proxy stands in front of."""
    forwarded = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip"))
    return request.client is not None and request.client.host in loopback and not forwarded
