"""Types of the language and types of columns."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Date, Integer, literal
from sqlalchemy.types import TypeEngine

from dougong.kit.types import CodePointText, Id, Number, UtcDateTime
from engines.formula.errors import Unsupported

IDS = frozenset({"person", "department", "record"})


def kind_of(type_json: Any) -> str:
    """The scalar kind of a type in JSON form: a list's element, `record` for a record of any form."""
    if isinstance(type_json, dict):
        return "record" if "record" in type_json else kind_of(type_json["list"])
    return str(type_json)


def is_list(type_json: Any) -> bool:
    """True for a list type in JSON form."""
    return isinstance(type_json, dict) and "list" in type_json


def sql_type(kind: str) -> TypeEngine[Any]:
    """The column type that carries values of a kind. Unsupported for what has no column."""
    if kind in IDS:
        return Id()
    types: dict[str, TypeEngine[Any]] = {
        "number": Number(),
        "text": CodePointText(),
        "boolean": Boolean(),
        "date": Date(),
        "datetime": UtcDateTime(),
        "null": CodePointText(),
    }
    if kind not in types:
        raise Unsupported(f"a value of type {kind}", "sql")
    return types[kind]


def kind_of_column(column: ColumnElement[Any]) -> str:
    """The kind that a column's type carries (ids are `person`, which compares like every id)."""
    match column.type:
        case Number() | Integer():
            return "number"
        case Boolean():
            return "boolean"
        case Date():
            return "date"
        case UtcDateTime():
            return "datetime"
        case Id():
            return "person"
    return "text"


def literal_of(node: dict[str, Any]) -> Any:
    """The canonical value of a literal node."""
    value, kind = node["v"], kind_of(node["t"])
    if value is None:
        return None
    match kind:
        case "number":
            return Decimal(value)
        case "date":
            return date.fromisoformat(value)
        case "datetime":
            return datetime.fromisoformat(value)
    return value


def bound(node: dict[str, Any]) -> ColumnElement[Any]:
    """A literal node as a bound parameter."""
    return literal(literal_of(node), sql_type(kind_of(node["t"])))
