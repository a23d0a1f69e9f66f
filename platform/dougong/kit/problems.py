"""From exceptions to RFC 9457 problem documents. What a caller did wrong is said; what went wrong inside is not."""

from __future__ import annotations

from typing import Any

import asyncpg
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import Response

from dougong.kit import unfit
from dougong.kit.errors import Conflict, FieldError, Invalid, Problem, Text, Unavailable, say
from dougong.kit.retry import is_lost, mark_lost
from dougong.kit.types import dump_json
from dougong.kit.web import language_of

_log = structlog.get_logger(__name__)

_UNFIT = (DataError, asyncpg.DataError)
"""What a column of PostgreSQL can not hold, beyond what `unfit.guard` knows."""

_PYDANTIC: dict[str, Text] = {
    "missing": say("必填。", "Required."),
    "extra_forbidden": say("不认识这个字段。", "This key is unknown."),
    "string_too_short": say("内容太短。", "Too short."),
    "string_too_long": say("内容太长。", "Too long."),
    "too_long": say("数量太多。", "Too many items."),
    "too_short": say("数量太少。", "Too few items."),
    "json_invalid": say("不是有效的 JSON。", "Not valid JSON."),
    "string_type": say("应为文本。", "Must be text."),
    "int_type": say("应为整数。", "Must be a whole number."),
    "int_parsing": say("应为整数。", "Must be a whole number."),
    "bool_type": say("应为 true 或 false。", "Must be true or false."),
    "bool_parsing": say("应为 true 或 false。", "Must be true or false."),
    "list_type": say("应为列表。", "Must be a list."),
    "dict_type": say("应为对象。", "Must be an object."),
    "model_attributes_type": say("应为对象。", "Must be an object."),
    "less_than_equal": say("数值太大。", "Too large."),
    "greater_than_equal": say("数值太小。", "Too small."),
}

_HTTP: dict[int, Text] = {
    404: say("没有这个地址。", "There is nothing at this address."),
    405: say("此地址不支持该方法。", "This address does not support the method."),
    413: say("内容过大。", "The content is too large."),
    415: say("不支持这种内容类型。", "This content type is not supported."),
}


class _Other(Problem):
    """A status that Starlette itself answers."""

    def __init__(self, status: int, detail: Text) -> None:
        super().__init__(detail, code={404: "not_found", 405: "method_not_allowed"}.get(status, f"http_{status}"))
        self.status = status  # type: ignore[misc]  # a class constant for all others
        self.title = detail  # type: ignore[misc]  # the same


def problem_response(problem: Problem, connection: HTTPConnection) -> Response:
    """The problem as `application/problem+json` in the caller's language."""
    return Response(
        dump_json(problem.document(language_of(connection))),
        problem.status,
        dict(problem.headers),
        "application/problem+json",
    )


def unexpected_response(connection: HTTPConnection, request_id: str) -> Response:
    """A 500 that tells an id and nothing else; the log has the rest under that id."""
    problem = Problem(
        say(
            f"服务器出错，请联系管理员并提供编号 {request_id}。",
            f"Internal error. Tell your administrator: {request_id}.",
        ),
        extra={"request_id": request_id},
    )
    return problem_response(problem, connection)


def install(app: FastAPI) -> None:
    """Every exception a route may raise on purpose, and those of the database that have a meaning for a caller."""

    async def on_problem(request: Request, error: Exception) -> Response:
        if is_lost(error):
            mark_lost(request.scope)
        return problem_response(to_problem(error), request)

    known = (Problem, RequestValidationError, HTTPException, IntegrityError, OperationalError, PoolTimeout, *_UNFIT)
    for kind in known:
        app.add_exception_handler(kind, on_problem)


def to_problem(error: Exception) -> Problem:
    """The problem an exception stands for. Words of the database never reach a caller."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        return _invalid(error)
    if isinstance(error, unfit.NulInBody):
        return unfit.nul()
    if isinstance(error, HTTPException):
        return _Other(error.status_code, _HTTP.get(error.status_code, say("请求无法处理。", "The request failed.")))
    if isinstance(error, IntegrityError):
        _log.info("integrity_error", error=str(error.orig))
        return Conflict(
            say(
                "与已有数据冲突：内容重复，或仍被引用。",
                "This conflicts with what is stored: a duplicate, or still in use.",
            ),
            "integrity",
        )
    if is_lost(error):
        sentence = say(
            "多人同时修改了相同的数据，本次操作没有保存，请重试。",
            "Others were changing the same data at that moment; nothing of this was saved. Try again.",
        )
        return Unavailable(sentence, "try_again", headers={"Retry-After": "1"})
    if isinstance(error, OperationalError):
        _log.error("database_unavailable", error=str(error.orig))
        return database_away()
    if isinstance(error, PoolTimeout):
        _log.error("database_connections_used_up", error=str(error))
        sentence = say("系统繁忙，请稍后重试。", "Too much is going on at the moment; try again shortly.")
        return Unavailable(sentence, "busy", headers={"Retry-After": "5"})
    _log.info("data_error", error=str(error))
    return Invalid(say("有的内容无法存储。", "Something in the content can't be stored."))


def database_away() -> Unavailable:
    """503: the database can't be reached, or can't write any more."""
    sentence = say("数据库暂时不可用，请稍后重试。", "The database is unavailable; try again shortly.")
    return Unavailable(sentence, headers={"Retry-After": "5"})


def _invalid(error: RequestValidationError) -> Problem:
    errors = [_field_error(each) for each in error.errors()[:100]]
    return Invalid(say("请求内容有误。", "The request is not valid."), "invalid_request", errors)


def _field_error(error: dict[str, Any]) -> FieldError:
    path = tuple(part for part in error["loc"][1:]) or tuple(error["loc"])
    kind = error["type"]
    english = error["msg"]
    message = _PYDANTIC.get(kind, say(f"内容有误（{english}）。", f"{english}."))
    names = [part for part in path if isinstance(part, str)]
    return FieldError(names[0] if names else "", kind, message, path)
