"""Filters as callers write them, typed over the names these callers may use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dougong.access.compiler import Access
from dougong.kit.errors import FieldError, Invalid, say
from engines.formula import FormulaErrors, Unsupported


def typed_filter(access: Access, form_key: str, texts: Sequence[str | None]) -> Mapping[str, Any] | None:
    """One tree of all the given filters; None when there are none. A wrong one is a 422 that says where."""
    parts = [text for text in texts if text and text.strip()]
    if not parts:
        return None
    text = parts[0] if len(parts) == 1 else " and ".join(f"({part})" for part in parts)
    try:
        return access.filter(form_key, text)
    except FormulaErrors as wrong:
        errors = [FieldError("filter", each.code, each.message) for each in wrong.problems]
        first = errors[0].message
        raise Invalid(
            say(f"筛选条件有误：{first['zh-CN']}", f"The filter is wrong: {first['en']}"),
            "bad_filter",
            errors=errors,
            extra={"positions": [{"pos": each.pos, "length": each.length} for each in wrong.problems]},
        ) from wrong


def not_in_filters(error: Unsupported) -> Invalid:
    """A formula that is right, but asks for what databases can't compute exactly: refused, not guessed."""
    sentence = say(f"筛选条件中不能使用 {error.function}。", f"{error.function} can't be used in filters.")
    return Invalid(sentence, "not_in_filters", errors=[FieldError("filter", "not_in_filters", sentence)])
