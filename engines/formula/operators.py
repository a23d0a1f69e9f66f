"""Closures of the operators and of the conversions that check inserts."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import gt
from typing import Any

from engines.formula import ast
from engines.formula.errors import ErrorValue, Fail
from engines.formula.values import (
    NUMBERS,
    ZERO,
    add_days,
    bounded,
    days_between,
    divide,
    power,
    shift_instant,
    to_date,
    to_datetime,
    to_text,
)

Closure = Callable[[Any], Any]
_DATES = ("date", "datetime")


_CONDITIONS = frozenset({"eq", "ne", "lt", "le", "gt", "ge", "and", "or", "not", "in"})


def _path_of(closure: Closure) -> tuple[str, ...] | None:
    """The path that the closure reads, when it does nothing else."""
    return getattr(closure, "path", None)


def _field_and_constant(
    path: tuple[str, ...], constant: Any, operation: Callable[[Any, Any], Any], general: Closure
) -> Closure:
    """The commonest shape, `field <operator> constant`, without a call for each operand.

    A blank or an error value in the field doesn't fit the operation; `general` handles those.
    """

    def run(env: Any) -> Any:
        try:
            return operation(env.get(path), constant)
        except TypeError:
            return general(env)

    return run


def _is_condition(node: ast.Node) -> bool:
    """Whether the node always gives TRUE or FALSE, never a blank."""
    return node["k"] == "call" and node["f"] in _CONDITIONS


def _element_kind(node: ast.Node) -> Any:
    type_ = node["t"]
    return type_["list"] if isinstance(type_, dict) and "list" in type_ else type_


def _arithmetic(operation: Callable[[Decimal, Decimal], Decimal]) -> Callable[[ast.Node, list[Closure]], Closure]:
    """A number operator; a blank operand counts as 0."""

    def compile_(node: ast.Node, operands: list[Closure]) -> Closure:
        left, right = operands
        right_node = node["a"][1]
        if right_node["k"] == "lit" and right_node["v"] is not None:
            constant = Decimal(right_node["v"])

            def with_constant(env: Any) -> Any:
                x = left(env)
                return operation(ZERO if x is None else x, constant)

            path = _path_of(left)
            return with_constant if path is None else _field_and_constant(path, constant, operation, with_constant)

        def run(env: Any) -> Any:
            x, y = left(env), right(env)
            return operation(ZERO if x is None else x, ZERO if y is None else y)

        return run

    return compile_


def _add(node: ast.Node, operands: list[Closure]) -> Closure:
    kinds = [_element_kind(argument) for argument in node["a"]]
    if kinds[1] in _DATES:
        return _shift(kinds[1], operands[1], operands[0], 1)
    if kinds[0] in _DATES:
        return _shift(kinds[0], operands[0], operands[1], 1)
    return _arithmetic(NUMBERS.add)(node, operands)


def _sub(node: ast.Node, operands: list[Closure]) -> Closure:
    kinds = [_element_kind(argument) for argument in node["a"]]
    if _element_kind(node) in _DATES:
        return _shift(_element_kind(node), operands[0], operands[1], -1)
    if kinds[0] in _DATES or kinds[1] in _DATES:
        return _difference(operands[0], operands[1])
    return _arithmetic(NUMBERS.subtract)(node, operands)


def _shift(kind: str, moment: Closure, days: Closure, sign: int) -> Closure:
    move: Callable[[Any, Decimal], Any] = add_days if kind == "date" else shift_instant

    def run(env: Any) -> Any:
        start, amount = moment(env), days(env)
        if start is None:
            return None
        return start if amount is None else move(start, amount * sign)

    return run


def _difference(left: Closure, right: Closure) -> Closure:
    def run(env: Any) -> Any:
        later, earlier = left(env), right(env)
        if later is None or earlier is None:
            return None
        if isinstance(later, datetime):
            return days_between(later, earlier)
        return Decimal((later - earlier) // timedelta(days=1))

    return run


def _neg(node: ast.Node, operands: list[Closure]) -> Closure:
    operand = operands[0]

    def run(env: Any) -> Any:
        value = operand(env)
        return ZERO if value is None else NUMBERS.minus(value)

    return run


def _concat(node: ast.Node, operands: list[Closure]) -> Closure:
    left, right = operands

    def run(env: Any) -> Any:
        return bounded((left(env) or "") + (right(env) or "")) or None

    return run


def _eq(node: ast.Node, operands: list[Closure]) -> Closure:
    left, right = operands
    left_node, right_node = node["a"]
    if ast.is_blank_literal(right_node):
        return lambda env: is_blank(left(env))
    if ast.is_blank_literal(left_node):
        return lambda env: is_blank(right(env))
    if right_node["k"] == "lit":
        constant, path = right(None), _path_of(left)
        if path is None:
            return lambda env: left(env) == constant

        def field_is(env: Any) -> bool:
            value = env.get(path)
            if value.__class__ is ErrorValue:
                raise Fail(value)
            return bool(value == constant)

        return field_is

    def run(env: Any) -> bool:
        x, y = left(env), right(env)
        return x is not None and x == y

    return run


def _ne(node: ast.Node, operands: list[Closure]) -> Closure:
    left, right = operands
    left_node, right_node = node["a"]
    if ast.is_blank_literal(right_node):
        return lambda env: not is_blank(left(env))
    if ast.is_blank_literal(left_node):
        return lambda env: not is_blank(right(env))
    return lambda env: left(env) != right(env)


def is_blank(value: Any) -> bool:
    """NULL or an empty list."""
    return value is None or value == []


def _lt(node: ast.Node, operands: list[Closure]) -> Closure:
    left, right = operands

    def run(env: Any) -> bool:
        x, y = left(env), right(env)
        return x is not None and y is not None and x < y

    return run


def _le(node: ast.Node, operands: list[Closure]) -> Closure:
    left, right = operands

    def run(env: Any) -> bool:
        x, y = left(env), right(env)
        return x is not None and y is not None and x <= y

    return run


def _gt(node: ast.Node, operands: list[Closure]) -> Closure:
    left, right = operands
    right_node = node["a"][1]
    if right_node["k"] == "lit" and right_node["v"] is not None:
        constant = right(None)

        def with_constant(env: Any) -> bool:
            x = left(env)
            return x is not None and x > constant

        path = _path_of(left)
        return with_constant if path is None else _field_and_constant(path, constant, gt, with_constant)

    def run(env: Any) -> bool:
        x, y = left(env), right(env)
        return x is not None and y is not None and x > y

    return run


def _ge(node: ast.Node, operands: list[Closure]) -> Closure:
    left, right = operands

    def run(env: Any) -> bool:
        x, y = left(env), right(env)
        return x is not None and y is not None and x >= y

    return run


def _and(node: ast.Node, operands: list[Closure]) -> Closure:
    left, right = operands
    if all(map(_is_condition, node["a"])):
        return lambda env: left(env) and right(env)
    return lambda env: bool(left(env) and right(env))


def _or(node: ast.Node, operands: list[Closure]) -> Closure:
    left, right = operands
    if all(map(_is_condition, node["a"])):
        return lambda env: left(env) or right(env)
    return lambda env: bool(left(env) or right(env))


def _not(node: ast.Node, operands: list[Closure]) -> Closure:
    operand = operands[0]
    return lambda env: not operand(env)


def _in(node: ast.Node, operands: list[Closure]) -> Closure:
    subject, choices_node = operands[0], node["a"][1]
    blank_wanted = choices_node["k"] == "list" and any(ast.is_blank_literal(c) for c in choices_node["a"])
    if choices_node["k"] == "list" and all(c["k"] == "lit" for c in choices_node["a"]):
        fixed = frozenset(v for v in operands[1](None) if v is not None)

        def in_fixed(env: Any) -> bool:
            value = subject(env)
            return blank_wanted if value is None else value in fixed

        return in_fixed
    choices = operands[1]

    def run(env: Any) -> bool:
        value = subject(env)
        found = choices(env)
        for choice in found:
            if choice.__class__ is ErrorValue:
                raise Fail(choice)
        return blank_wanted if value is None else value in found

    return run


def _totext(node: ast.Node, operands: list[Closure]) -> Closure:
    operand = operands[0]

    def run(env: Any) -> Any:
        value = operand(env)
        return None if value is None else to_text(value, env.tz)

    return run


def _todate(node: ast.Node, operands: list[Closure]) -> Closure:
    operand = operands[0]

    def run(env: Any) -> date | None:
        value = operand(env)
        return None if value is None else to_date(value, env.tz)

    return run


def _todatetime(node: ast.Node, operands: list[Closure]) -> Closure:
    operand = operands[0]

    def run(env: Any) -> datetime | None:
        value = operand(env)
        return None if value is None else to_datetime(value, env.tz)

    return run


OPERATOR_COMPILERS: dict[str, Callable[[ast.Node, list[Closure]], Closure]] = {
    "add": _add,
    "sub": _sub,
    "mul": _arithmetic(NUMBERS.multiply),
    "div": _arithmetic(divide),
    "pow": _arithmetic(power),
    "neg": _neg,
    "concat": _concat,
    "eq": _eq,
    "ne": _ne,
    "lt": _lt,
    "le": _le,
    "gt": _gt,
    "ge": _ge,
    "and": _and,
    "or": _or,
    "not": _not,
    "in": _in,
    "totext": _totext,
    "todate": _todate,
    "todatetime": _todatetime,
}
