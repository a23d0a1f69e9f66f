"""The OData feed over HTTP. Excel and its like show a token as the password of HTTP Basic; whoever asks without
anything is asked for it."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import parse_qsl

import orjson
from fastapi import APIRouter, Request, Response

from dougong.kit.errors import Problem, in_language
from dougong.kit.types import dump_json
from dougong.kit.web import declares, language_of
from dougong.records.odata.feed import Feed
from dougong.records.odata.options import options_of, page_size
from dougong.records.odata.problems import bad_question, not_offered
from dougong.records.read_routes import caller_of, executor_of, require_open

router = APIRouter(tags=["odata"])
ODATA = "/apps/{app}/odata"
JSON = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
_ONE = re.compile(r"(\w+)\((?:id=)?'?([0-9a-fA-F-]{36})'?\)")
_MOST_OPTIONS = 30
_CHALLENGE = 'Basic realm="Dougong", charset="UTF-8"'


@declares("signed_in")
async def read_odata(request: Request) -> Response:
    """The service document, `$metadata`, a set, its `$count`, one entity."""
    try:
        answer = await _answer(_as_bearer(request))
    except Problem as problem:
        answer = _refused(request, problem)
    answer.headers["OData-Version"] = "4.0"
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def _answer(request: Request) -> Response:
    caller = await caller_of(request)
    await require_open(request, caller)
    params = parse_qsl(request.url.query, keep_blank_values=True)
    if len(params) > _MOST_OPTIONS:
        raise bad_question("?")
    asked = options_of(params)
    root = f"{str(request.base_url).rstrip('/')}/api/v1/apps/{request.path_params['app']}/odata"
    size = page_size(request.headers.get("prefer", ""))
    feed = Feed(executor_of(request), caller, language_of(request), root, size)
    resource = request.path_params.get("resource", "").rstrip("/")
    if resource == "":
        return _json(feed.service())
    if resource == "$metadata":
        return Response(feed.metadata(), media_type="application/xml")
    if resource.endswith("/$count"):
        number = await feed.count(feed.entity(resource.removesuffix("/$count")), asked)
        return Response(str(number), media_type="text/plain")
    one = _ONE.fullmatch(resource)
    if one is not None:
        return _json(await feed.one(feed.entity(one[1]), one[2], asked))
    if "/" in resource or "(" in resource or resource.startswith("$"):
        raise not_offered(resource[:100])
    return _json(await feed.collection(feed.entity(resource), asked, params))


def _json(document: object) -> Response:
    return Response(orjson.dumps(document), headers={"Content-Type": JSON})


def _refused(request: Request, problem: Problem) -> Response:
    """The problem as OData writes errors (JSON format §21.1)."""
    code = problem.code or problem.default_code
    status = {422: 400}.get(problem.status, problem.status)
    if code == "not_in_filters":
        status = 501
    message = in_language(problem.detail, language_of(request))
    details = [{"code": each.code, "target": each.field, "message": in_language(each.message, language_of(request))}
               for each in problem.errors]  # fmt: skip
    content = dump_json({"error": {"code": code, "message": message, "details": details}})
    headers = {**(problem.headers or {}), "Content-Type": JSON}
    if status == 401:
        headers["WWW-Authenticate"] = _CHALLENGE
    return Response(content, status, headers)


def _as_bearer(request: Request) -> Request:
    """The same request with the password of HTTP Basic as its token."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return request
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as wrong:
        raise bad_question("Authorization") from wrong
    token = text.partition(":")[2]
    others = [pair for pair in request.scope["headers"] if pair[0] != b"authorization"]
    return Request(
        {**request.scope, "headers": [*others, (b"authorization", f"Bearer {token}".encode())]}, request.receive
    )


router.add_route(ODATA, read_odata, methods=["GET"])
router.add_route(ODATA + "/{resource:path}", read_odata, methods=["GET"])
