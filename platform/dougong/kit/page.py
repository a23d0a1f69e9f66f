"""The built browser page: hashed assets for ever, `index.html` never cached and sent for every address of the page."""

from __future__ import annotations

import mimetypes
import re
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from dougong.kit.errors import NotFound, say
from dougong.kit.problems import problem_response
from dougong.kit.web import declares

_HASHED = re.compile(r"[.-][A-Za-z0-9_-]{8,}\.(?:js|css|woff2?|png|svg|webp|jpg|ico|json|wasm)(?:\.map)?")


COMPRESSED = {"br": "br", "gz": "gzip"}
"""Ending of a file the build wrote beside another → its content coding, the smaller one first."""
PUBLIC = "/public/"
"""Addresses of the page that need no sign-in."""
NONCE = "__CSP_NONCE__"
"""Stands in `index.html` where each answer has a random text of its own."""


@declares("public")
class Page:
    """An ASGI app, mounted last: whatever is no API and no file is the page's own address (`/apps/crm/…`)."""

    def __init__(self, folder: Path, headers_of: Callable[[str, str], Mapping[str, str]] | None = None) -> None:
        """`headers_of`: more headers for an address of the page and the nonce of this answer, asked in a thread."""
        self._folder = folder.resolve()
        self._headers_of = headers_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        nonce = secrets.token_urlsafe(16)
        response = self._answer(request, nonce)
        if self._headers_of is not None and isinstance(response, HTMLResponse):
            response.headers.update(await run_in_threadpool(self._headers_of, request.url.path, nonce))
        await response(scope, receive, send)

    def _answer(self, request: Request, nonce: str) -> Response:
        path = request.url.path.lstrip("/")
        path = "" if path == "index.html" else path  # never as a file: it needs its nonce
        if request.method not in ("GET", "HEAD") or (path.startswith(("api/", "assets/")) and not self._file(path)):
            return problem_response(NotFound(say("没有这个地址。", "There is nothing at this address.")), request)
        file = self._file(path)
        if file is not None:
            return _sent(file, request.headers.get("accept-encoding", ""))
        index = self._file("index.html")
        if index is None:
            return problem_response(
                NotFound(say("页面尚未构建：请运行 scripts/run。", "The page is not built yet: run scripts/run.")),
                request,
            )
        return HTMLResponse(index.read_text("utf-8").replace(NONCE, nonce), headers={"cache-control": "no-store"})

    def _file(self, path: str) -> Path | None:
        """The file under the folder, or None; never one outside of it, and never a NUL in a name."""
        if not path or "\0" in path:
            return None
        file = (self._folder / path).resolve()
        return file if file.is_relative_to(self._folder) and file.is_file() else None


def _sent(file: Path, accepted: str) -> Response:
    """The file, as the build has compressed it when the browser takes that."""
    forever = _HASHED.search(file.name) is not None
    headers = {"cache-control": "public, max-age=31536000, immutable" if forever else "no-cache"}
    for ending, coding in COMPRESSED.items():
        packed = file.with_name(f"{file.name}.{ending}")
        if packed.is_file():
            headers["vary"] = "Accept-Encoding"
            if coding in _codings(accepted):
                kind = mimetypes.guess_type(file.name)[0]
                return FileResponse(packed, media_type=kind, headers=headers | {"content-encoding": coding})
    return FileResponse(file, headers=headers)


def _codings(accepted: str) -> set[str]:
    """What an `Accept-Encoding` allows (RFC 9110, 12.5.3); a coding of weight 0 is refused."""
    parts = (part.replace(" ", "").lower().split(";") for part in accepted.split(","))
    return {name for name, *weight in parts if not any(re.fullmatch(r"q=0(\.0*)?", each) for each in weight)}
