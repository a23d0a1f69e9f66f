"""Refusals of the apps room, each with its sentence in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dougong.kit.errors import Conflict, FieldError, Invalid, NotAllowed, NotFound, Text, TooLarge, in_language, say
from engines.form.problems import Problem as FormProblem


def app_not_found(key: str) -> NotFound:
    return NotFound(say(f"没有应用“{key}”。", f"There is no app “{key}”."), "app_not_found")


def form_not_found(key: str) -> NotFound:
    return NotFound(say(f"没有表单“{key}”。", f"There is no form “{key}”."), "form_not_found")


def field_not_found(key: str) -> NotFound:
    return NotFound(say(f"没有字段“{key}”。", f"There is no field “{key}”."), "field_not_found")


def values_not_readable() -> NotAllowed:
    return NotAllowed(
        say(
            "设计权限不含数据权限：没有全部数据的读取和导出权限，只能看到数量。",
            "Designing gives no right to data: who may not read and export all records sees figures only.",
        ),
        "values_not_readable",
    )


def page_not_found(key: str) -> NotFound:
    return NotFound(say(f"没有页面“{key}”。", f"There is no page “{key}”."), "page_not_found")


def not_in_bin(key: str) -> NotFound:
    return NotFound(say(f"回收站中没有“{key}”。", f"“{key}” is not in the bin."), "not_in_bin")


def has_history(key: str) -> Conflict:
    return Conflict(
        say(
            f"流程“{key}”有办理记录，不能彻底删除。",
            f"The flow “{key}” has a history and stays in the bin.",
        ),
        "has_history",
    )


def version_not_found(n: int) -> NotFound:
    return NotFound(say(f"没有版本 {n}。", f"There is no version {n}."), "version_not_found")


def template_not_found(key: str) -> NotFound:
    return NotFound(say(f"没有模板“{key}”。", f"There is no template “{key}”."), "template_not_found")


def not_a_builder() -> NotAllowed:
    return NotAllowed(
        say("只有应用的设计者可以进行此操作。", "Only designers of the app may do this."), "not_a_builder"
    )


def not_an_owner() -> NotAllowed:
    return NotAllowed(say("只有应用的所有者可以进行此操作。", "Only owners of the app may do this."), "not_an_owner")


def key_taken(key: str) -> Conflict:
    sentence = say(f"标识“{key}”已被使用。", f"The key “{key}” is taken.")
    return Conflict(sentence, "key_taken", [FieldError("key", "key_taken", sentence)])


def somebody_was_faster(current: Any) -> Conflict:
    """Optimistic locking: `current` is what is stored now."""
    return Conflict(
        say("内容已被他人修改，请刷新后重试。", "Somebody else has changed this meanwhile; reload and try again."),
        "stale",
        extra={"current": current},
    )


def draft_has_errors(problems: Sequence[Mapping[str, Any]]) -> Invalid:
    """A draft that can't be published; `problems` are documents as the draft shows them."""
    count = sum(problem["level"] == "error" for problem in problems)
    return Invalid(
        say(f"草稿还有 {count} 处错误，不能发布。", f"The draft can't be published yet, errors: {count}."),
        "draft_has_errors",
        extra={"problems": list(problems)},
    )


def losses_not_accepted(steps: Sequence[Mapping[str, Any]], lost: int) -> Conflict:
    return Conflict(
        say(
            f"此次发布会使 {lost} 个值无法转换（原值保留 30 天）。确认后请再次发布。",
            f"This publish leaves {lost} values without a conversion (kept for 30 days). Confirm to publish.",
        ),
        "losses",
        extra={"steps": list(steps)},
    )


def tests_failing(cases: Sequence[Mapping[str, Any]]) -> Conflict:
    """Test cases of the form fail; publishing goes on when it names them."""
    names = "、".join(f"“{case['name']}”" for case in cases[:5])
    return Conflict(
        say(
            f"{len(cases)} 个测试用例未通过：{names}。请修正，或逐一确认后再发布。",
            f"{len(cases)} test cases fail: {names}. Mend them, or confirm each of them to publish.",
        ),
        "tests_failing",
        extra={"tests": list(cases)},
    )


def still_used(used_by: Sequence[Mapping[str, Any]]) -> Conflict:
    """Something others depend on would vanish or change."""
    places = "、".join(str(use["where"]) for use in used_by[:5])
    return Conflict(
        say(f"仍被使用：{places}。", f"Still used by: {places}."), "in_use", extra={"used_by": list(used_by)}
    )


def invalid(field: str, code: str, zh: str, en: str) -> Invalid:
    """One field is wrong."""
    sentence = say(zh, en)
    return Invalid(sentence, code, [FieldError(field, code, sentence)])


def problem_document(problem: FormProblem, language: str) -> dict[str, Any]:
    """A problem of a definition as docs/api.md has it, in the reader's language."""
    return {**problem.to_json(), "message": in_language(problem.message, language)}


def as_text(message: Mapping[str, str]) -> Text:
    return say(message["zh-CN"], message["en"])


def too_large() -> TooLarge:
    return TooLarge(say("定义过大或嵌套过深。", "The definition is too large or nested too deeply."))


def package_too_large() -> TooLarge:
    return TooLarge(say("应用包过大。", "The package is too large."))
