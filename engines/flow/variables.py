"""Values from outside (an HTTP answer, a script, a message) as values of the flow's declared variables."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from engines.flow.step import StepFailed

MAX_TEXT = 32_767
MAX_LIST = 1_000


def read_variable(key: str, kind: str, value: Any) -> Any:
    """The canonical value. Raises StepFailed when it isn't one of the variable's type, or too long."""
    if value is None or value == "":
        return None
    try:
        return _READ[kind](value)
    except (ValueError, TypeError, InvalidOperation, OverflowError):
        raise StepFailed(
            "bad_value", f"变量 {key} 的值不是{_NAMES[kind][0]}。", f"The value for {key} is not {_NAMES[kind][1]}."
        ) from None


def _text(value: Any) -> str:
    if not isinstance(value, str | int | float | Decimal) or isinstance(value, bool):
        raise TypeError
    text = value if isinstance(value, str) else str(value)
    if len(text) > MAX_TEXT:
        raise ValueError
    return text


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise TypeError
    number = Decimal(repr(value) if isinstance(value, float) else value)
    if not number.is_finite() or abs(number.adjusted()) > 307:
        raise ValueError
    return Decimal(format(number, ".15g")) if len(number.as_tuple().digits) > 15 else number


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _date(value: Any) -> date:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else _plain_date(value)


def _plain_date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if not isinstance(value, date):
        raise TypeError
    return value


def _datetime(value: Any) -> datetime:
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(instant, datetime) or instant.tzinfo is None:
        raise TypeError
    return instant.astimezone(UTC)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple) or len(value) > MAX_LIST:
        raise TypeError
    return [_text(item) for item in value] or []


_READ = {
    "text": _text, "number": _number, "boolean": _boolean, "date": _date, "datetime": _datetime, "person": _text,
    "list": _list,
}  # fmt: skip
_NAMES = {
    "text": ("文本", "a text"), "number": ("数字", "a number"), "boolean": ("是/否", "true or false"),
    "date": ("日期", "a date"), "datetime": ("日期时间", "an instant"), "person": ("成员", "a person"),
    "list": ("文本列表", "a list of texts"),
}  # fmt: skip
