"""Refusals of designing and starting flows, each with its sentence in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dougong.apps.catalog import AppCatalog
from dougong.kit.errors import Conflict, FieldError, Invalid, NotAllowed, NotFound, Text, TooLarge, say


def flow_not_found(key: str) -> NotFound:
    return NotFound(say(f"没有流程“{key}”。", f"There is no flow “{key}”."), "flow_not_found")


def calendar_not_found(key: str) -> NotFound:
    return NotFound(say(f"没有工作日历“{key}”。", f"There is no calendar “{key}”."), "calendar_not_found")


def connection_not_found(key: str) -> NotFound:
    return NotFound(say(f"没有连接“{key}”。", f"There is no connection “{key}”."), "connection_not_found")


def too_large() -> TooLarge:
    return TooLarge(say("流程定义过大或嵌套过深。", "The flow is too large or nested too deeply."))


def draft_has_errors(problems: Sequence[Mapping[str, Any]]) -> Invalid:
    count = sum(problem["level"] == "error" for problem in problems)
    return Invalid(
        say(f"流程还有 {count} 处错误，不能发布。", f"The flow can't be published yet, errors: {count}."),
        "draft_has_errors",
        extra={"problems": list(problems)},
    )


def not_yours_to_give(grant: str) -> NotAllowed:
    return NotAllowed(
        say(
            f"此流程以自己的权限执行（{grant}），其中有你没有的权限，请由应用所有者发布。",
            f"This flow acts by grants of its own ({grant}) that you don't hold; an owner of the app must publish it.",
        ),
        "escalation",
        extra={"grant": grant},
    )


def not_yours_to_lend(app: AppCatalog, op: str, form: str, field: str) -> NotAllowed:
    """A field that the flow would show, tell or let be changed."""
    known = app.forms[form].field(field)
    zh, en = (known.name("zh-CN"), known.name("en")) if known is not None else (field, field)
    can = say("查看", "read") if op == "read" else say("修改", "change")
    return NotAllowed(
        say(
            f"此流程会让他人{can['zh-CN']}“{zh}”，而你自己不能{can['zh-CN']}它的所有数据，请由应用所有者发布。",
            f"This flow lets others {can['en']} “{en}”, which you may not {can['en']} in every record yourself; "
            "an owner of the app must publish it.",
        ),
        "escalation",
        extra={"form": form, "field": field},
    )


def held(by: str, fields: Sequence[str], detail: Text) -> Conflict:
    """A second change of what waits for a flow."""
    return Conflict(detail, "held", [FieldError(field, "held", detail) for field in fields], extra={"instance": by})


def condition_not_met() -> Conflict:
    return Conflict(say("条件不满足，不能执行。", "The condition doesn't hold, so this can't be done."), "condition")


def not_startable() -> Conflict:
    return Conflict(say("流程未发布或已停用。", "The flow is not published or is switched off."), "not_startable")


def already_running() -> Conflict:
    return Conflict(
        say("此流程已在这条数据上运行。", "This flow is already running on this record."), "already_running"
    )
