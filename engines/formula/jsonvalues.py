"""Values between their JSON form and the canonical Python form, by type. For vectors, tools and tests.

JSON: numbers as JSON numbers, dates "2026-11-22", datetimes "2026-11-22T08:30:00.000Z", the rest as is.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from engines.formula.errors import ErrorValue
from engines.formula.types import Type, as_type
from engines.formula.values import NUMBERS


def from_json(value: Any, type_: "Type | Any") -> Any:
    """The canonical value. Raises ValueError for a value that is none of the type."""
    if value is None:
        return None
    wanted = as_type(type_)
    if wanted.is_list:
        return [from_json(element, wanted.element) for element in value]
    match wanted.kind:
        case "number":
            return NUMBERS.create_decimal(value if isinstance(value, Decimal) else repr(value))
        case "date":
            return date.fromisoformat(value)
        case "datetime":
            return datetime.fromisoformat(value).astimezone(UTC)
    return value


def to_json(value: Any) -> Any:
    """The JSON form; a whole number as int, an error value as {"error": code}."""
    if isinstance(value, ErrorValue):
        return {"error": value.code}
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 10**15 else float(value)
    if isinstance(value, datetime):
        moment = value.astimezone(UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.").rjust(20, "0") + f"{moment.microsecond // 1000:03}Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [to_json(element) for element in value]
    return value
