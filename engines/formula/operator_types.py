"""What the operators take and give."""

from engines.formula.types import BOOLEAN, DATE, DATETIME, NUMBER, TEXT, Type, comparable, orderable

_DATES = frozenset({"date", "datetime"})
FREE = frozenset({"any", "null"})
"""Kinds that fit everywhere."""


def operator_type(name: str, operands: list[Type]) -> tuple[Type, list[Type]] | None:
    """(result, wanted type of each operand), or None when the operator doesn't fit the operands."""
    kinds = [operand.kind for operand in operands]
    match name:
        case "and" | "or" | "not":
            return (BOOLEAN, [BOOLEAN] * len(kinds)) if set(kinds) <= {"boolean"} | FREE else None
        case "eq" | "ne" | "lt" | "le" | "gt" | "ge":
            return _comparison(name, operands)
        case "concat":
            texts = {"text", "number", "boolean", "date", "datetime"} | FREE
            return (TEXT, [TEXT, TEXT]) if set(kinds) <= texts else None
        case "add" | "sub" if _DATES & set(kinds):
            return _date_arithmetic(name, operands)
    return (NUMBER, [NUMBER] * len(kinds)) if set(kinds) <= {"number"} | FREE else None


def _comparison(name: str, operands: list[Type]) -> tuple[Type, list[Type]] | None:
    left, right = operands
    fits = comparable(left, right) if name in ("eq", "ne") else orderable(left, right)
    if not fits:
        return None
    if {left.kind, right.kind} == _DATES:
        return BOOLEAN, [DATE, DATE]
    return BOOLEAN, [left, right]


def _date_arithmetic(name: str, operands: list[Type]) -> tuple[Type, list[Type]] | None:
    left, right = operands
    if left.kind in _DATES and right.kind in {"number"} | FREE:
        return left, [left, NUMBER]
    if name == "add":
        return (right, [NUMBER, right]) if left.kind in {"number"} | FREE else None
    if left.kind in _DATES | FREE and right.kind in _DATES | FREE:
        common = DATETIME if DATE not in operands else DATE
        return NUMBER, [common, common]
    return None
