"""Closures of ordinary functions: arguments from left to right, blanks handled by the function's null rule."""

from collections.abc import Callable
from typing import Any

from engines.formula import ast
from engines.formula.registry import Function, Implementation, Param
from engines.formula.types import as_type
from engines.formula.values import ZERO

Closure = Callable[[Any], Any]


def function_closure(function: Function, node: ast.Node, closures: list[Closure]) -> Closure:
    """An ordinary function: arguments evaluated from left to right, blanks handled by its null rule."""
    implementation = function.implementation
    needs_env = function.needs_env
    prepared = [
        (closure, _blank_as(function, param, argument))
        for param, argument, closure in zip(_params(function, node), node["a"], closures, strict=True)
    ]
    if needs_env or len(prepared) not in (1, 2):
        call = _call_many(implementation, prepared, needs_env)
    elif len(prepared) == 1:
        call = _call_one(implementation, *prepared[0])
    elif node["a"][1]["k"] == "lit" and node["a"][1]["v"] is not None:
        call = _call_with_constant(implementation, *prepared[0], prepared[1][0](None))
    else:
        call = _call_two(implementation, *prepared[0], *prepared[1])
    if as_type(node["t"]).element.kind != "text":
        return call
    return lambda env: call(env) or None  # there is one blank: "" is NULL


def _call_one(implementation: Implementation, argument: Closure, default: Any) -> Closure:
    def call(env: Any) -> Any:
        value = argument(env)
        if value is None:
            if default is _BLANK_RESULT:
                return None
            value = default
        return implementation(value)

    return call


def _call_with_constant(implementation: Implementation, argument: Closure, default: Any, constant: Any) -> Closure:
    """Two arguments, the second one written out: the commonest shape, as in ROUND(amount, 2)."""

    def call(env: Any) -> Any:
        value = argument(env)
        if value is None:
            if default is _BLANK_RESULT:
                return None
            value = default
        return implementation(value, constant)

    return call


def _call_two(
    implementation: Implementation, first: Closure, first_default: Any, second: Closure, second_default: Any
) -> Closure:
    def call(env: Any) -> Any:
        left, right = first(env), second(env)
        if left is None:
            if first_default is _BLANK_RESULT:
                return None
            left = first_default
        if right is None:
            if second_default is _BLANK_RESULT:
                return None
            right = second_default
        return implementation(left, right)

    return call


def _call_many(implementation: Implementation, prepared: list[tuple[Closure, Any]], needs_env: bool) -> Closure:
    def call(env: Any) -> Any:
        values = [argument(env) for argument, _ in prepared]
        for index, (_, default) in enumerate(prepared):
            if values[index] is None:
                if default is _BLANK_RESULT:
                    return None
                values[index] = default
        return implementation(env, *values) if needs_env else implementation(*values)

    return call


_BLANK_RESULT = object()
"""Marks an argument whose blank makes the result blank."""
_DEFAULTS: dict[str, Any] = {"number": ZERO, "text": "", "boolean": False}


def _params(function: Function, node: ast.Node) -> tuple[Param, ...]:
    """The parameters of the signature that check chose: the first that takes the argument types."""
    count = len(node["a"])
    fitting = [params for s in function.signatures if (params := s.params_for(count)) is not None]
    kinds = [as_type(argument["t"]).element.kind for argument in node["a"]]
    for params in fitting:
        if all(
            kind in {p.element.kind for p in param.patterns} | {"null", "any"}
            or any(p.element.kind in ("T", "U", "any") for p in param.patterns)
            for kind, param in zip(kinds, params, strict=True)
        ):
            return params
    return fitting[0]


def _blank_as(function: Function, param: Param, argument: ast.Node) -> Any:
    """What a blank argument counts as: a default, None (the function decides), or _BLANK_RESULT."""
    if function.nulls == "own" or (param.takes_list and as_type(argument["t"]).is_list):
        return None
    kinds = [pattern.kind for pattern in param.patterns if not pattern.is_list]
    if function.nulls == "null" or not kinds:
        return _BLANK_RESULT
    return _DEFAULTS.get(kinds[0], _BLANK_RESULT)
