"""Results of an analysis as values of fields."""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from engines.form.fields import FIELD_TYPES
from engines.form.fields.base import FieldModel, ValueProblem
from engines.form.fields.link import LinkField

_EXACT = Context(prec=15, rounding=ROUND_HALF_UP)
_NUMBERS = frozenset({"number", "money", "percent", "rating", "slider"})
_TEXTS = frozenset({"text", "long_text"})


def as_field(own: FieldModel, value: Any, zone: tzinfo) -> Any:
    """A result as the field's canonical value; None when the field can't hold it (an option it doesn't have)."""
    if isinstance(value, float):
        value = _EXACT.create_decimal(repr(value)) if value == value and abs(value) != float("inf") else None
    elif isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    if value is None or value == []:
        return None
    if isinstance(own, LinkField):
        ids = value if isinstance(value, list) else [value]
        return ids if own.many else ids[0]
    if own.type == "datetime" and isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(), zone)
    if own.type == "date" and isinstance(value, datetime):
        return value.astimezone(zone).date()
    if own.type in _TEXTS:
        text = _text(value)
        longest = getattr(own, "max_length", None)
        return text[:longest] if longest else text
    try:
        return FIELD_TYPES[own.type].coerce(own, value)
    except ValueProblem:
        return None


def differs(own: FieldModel, old: Any, new: Any) -> bool:
    """Whether a record would change."""
    if old is None or new is None:
        return (old is None) != (new is None) and not (old in (None, []) and new in (None, []))
    return not FIELD_TYPES[own.type].equal(old, new)


def fits(own: FieldModel, kind: str) -> bool:
    """Whether a field can hold results of a kind (`engines.flow.analyses.ResultType`)."""
    match kind:
        case "number":
            return own.type in _NUMBERS or own.type in _TEXTS
        case "text":
            return own.type in _TEXTS or own.type in ("select", "tags")
        case "date":
            return own.type in ("date", "datetime")
        case "texts":
            return own.type in ("tags", "multi_select") or own.type in _TEXTS
        case "links":
            return isinstance(own, LinkField)
        case _:
            return own.type == "boolean"


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(str(each) for each in value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)
