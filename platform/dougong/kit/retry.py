"""Requests that lose a deadlock, or a race that PostgreSQL can't put in order, are carried out again from the start.

PostgreSQL undoes one of the transactions that wait for each other and tells its caller to try again. A request is one
transaction, and what leaves the product (mail, calls, signs to browsers) leaves after the commit, so starting over does
nothing twice. Not when it has committed something already, has begun to answer, or its body was too long to be kept:
then, and when every try loses, the answer is 503 `try_again`, which says that nothing of it was saved.
"""

from __future__ import annotations

import asyncio
import random
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dougong.kit.timing import SOURCE, source_of

TRIES = 4
KEPT_BYTES = 1024 * 1024
"""Longer bodies are not kept for another try."""
_PAUSE = 0.02  # seconds; the second try waits up to this, the third twice as long, …
_LOST = frozenset({"40001", "40P01"})  # serialization_failure, deadlock_detected
_MARK = "dougong.lost"
_chance = random.SystemRandom()
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Attempt:
    """One try of a request. `committed`: some transaction of it is done for good."""

    committed: bool = False


ATTEMPT: ContextVar[Attempt | None] = ContextVar("attempt", default=None)
"""The try that is under way; None outside of requests."""


def note_commit() -> None:
    """Called after each commit."""
    attempt = ATTEMPT.get()
    if attempt is not None:
        attempt.committed = True


def is_lost(error: BaseException) -> bool:
    """The database has undone a transaction so that others can go on: the same again may well succeed."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _LOST


def mark_lost(scope: Scope) -> None:
    """The request has failed by `is_lost`, and its answer says so."""
    scope.setdefault("state", {})[_MARK] = True


class Retry:
    """The innermost middleware: it sees the request as the routes do."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        body, state = _Body(receive), dict(scope.get("state", {}))
        for number in range(1, TRIES + 1):
            if not await self._once(scope, dict(state), body, send, last=number == TRIES):
                return
            _log.warning("request_tried_again", path=scope["path"], attempt=number)
            await asyncio.sleep(_chance.uniform(_PAUSE / 2, _PAUSE) * number)

    async def _once(self, outer: Scope, state: dict[str, Any], body: _Body, send: Send, *, last: bool) -> bool:
        """True when the answer was withheld: the request is to be tried again."""
        scope: dict[str, Any] = {**outer, "state": state}
        attempt, withheld = Attempt(), False

        async def answer(message: Message) -> None:
            nonlocal withheld
            if message["type"] == "http.response.start":
                lost = scope["state"].get(_MARK, False)
                withheld = lost and not last and not attempt.committed and body.whole
            if not withheld:
                await send(message)

        token, on_behalf = ATTEMPT.set(attempt), SOURCE.set(partial(source_of, scope))
        try:
            await self.app(scope, body.again(), answer)
        finally:
            ATTEMPT.reset(token)
            SOURCE.reset(on_behalf)
            # what was found out belongs to the metrics and the log around us
            outer.update({key: scope[key] for key in ("state", "route", "endpoint", "path_params") if key in scope})
        return withheld


class _Body:
    """The messages of a request, kept while they are short, so that another try hears them again."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._heard: list[Message] = []
        self._length = 0
        self.whole = True

    def again(self) -> Receive:
        """From the first message on."""
        at = 0

        async def receive() -> Message:
            nonlocal at
            if at < len(self._heard):
                at += 1
                return self._heard[at - 1]
            message = await self._receive()
            if message["type"] == "http.request" and self.whole:
                self._length += len(message.get("body", b""))
                self.whole = self._length <= KEPT_BYTES
                if self.whole:
                    self._heard.append(message)
                    at += 1
                else:
                    self._heard.clear()
            return message

        return receive
