"""Arguments against signatures: which signature fits, which conversions it needs, what the result is."""

from dataclasses import dataclass

from engines.formula import ast
from engines.formula.registry import Function, Param, Signature
from engines.formula.types import DATE, DATETIME, TEXT, Type, list_of, unify

Argument = tuple[ast.Node, Type]
_TO_TEXT = frozenset({"number", "boolean", "date", "datetime"})
_MAP_COST = 100


@dataclass(frozen=True, slots=True)
class Bound:
    """Arguments that fit: converted nodes, result type, and whether the call runs row by row."""

    arguments: list[ast.Node]
    result: Type
    mapped: bool
    cost: int


def bind(function: Function, arguments: list[Argument]) -> "Bound | int | None":
    """The cheapest fitting signature. Else the index of the first argument that fits none (None: wrong count)."""
    best: Bound | None = None
    worst: int | None = None
    for signature in function.signatures:
        outcome = _bind_signature(signature, arguments)
        if isinstance(outcome, Bound):
            if best is None or outcome.cost < best.cost:
                best = outcome
        elif outcome is not None and (worst is None or outcome > worst):
            worst = outcome
    return best if best is not None else worst


def coerce(node: ast.Node, have: Type, want: Type) -> ast.Node | None:
    """The node as `want`, with a conversion call around it where one is needed; None when it can't be."""
    if have.is_list != want.is_list:
        return node if have.kind in ("null", "any") or want.kind == "any" else None
    source, target = have.element, want.element
    if source == target or "any" in (source.kind, target.kind) or source.kind == "null":
        return node
    name = _conversion(source, target)
    if name is None:
        ids = {"person", "department", "record"}
        return node if target.kind in ids and source.kind == "text" else None
    return ast.call(name, [node], want, mapped=have.is_list)


def _conversion(source: Type, target: Type) -> str | None:
    if target == TEXT and source.kind in _TO_TEXT:
        return "totext"
    if target == DATE and source == DATETIME:
        return "todate"
    if target == DATETIME and source == DATE:
        return "todatetime"
    return None


def _bind_signature(signature: Signature, arguments: list[Argument]) -> "Bound | int | None":
    params = signature.params_for(len(arguments))
    if params is None:
        return None
    variables = _variables(params, arguments)
    if isinstance(variables, int):
        return variables
    nodes: list[ast.Node] = []
    cost, mapped, whole_list = 0, False, None
    for index, (param, (node, have)) in enumerate(zip(params, arguments, strict=True)):
        fitted = _fit(param, node, have, variables)
        if fitted is None:
            return index
        converted, price = fitted
        nodes.append(converted)
        cost += price
        if price >= _MAP_COST:
            mapped = True
        elif have.is_list:
            whole_list = index
    if mapped and whole_list is not None:  # a function over a whole list isn't applied row by row as well
        return whole_list
    result = _substitute(signature.result, variables)
    if mapped and result.is_list:
        return 0
    return Bound(nodes, list_of(result) if mapped else result, mapped, cost)


def _fit(param: Param, node: ast.Node, have: Type, variables: dict[str, Type]) -> tuple[ast.Node, int] | None:
    """The cheapest way to pass the argument: as it is (0), converted (1), row by row (100)."""
    best: tuple[ast.Node, int] | None = None
    for order, pattern in enumerate(param.patterns):
        want = _substitute(pattern, variables)
        if have.is_list and not want.is_list:
            want, price = list_of(want), _MAP_COST
        else:
            price = order if have.kind == "null" else 0
        converted = coerce(node, have, want) if _matches(have, want) else None
        if converted is not None:
            price += 0 if converted is node and have.element.kind != "any" else 1
            if best is None or price < best[1]:
                best = (converted, price)
    return best


def _matches(have: Type, want: Type) -> bool:
    if want.element.kind == "record" and want.element.form is None:
        return have.is_list == want.is_list and have.element.kind in ("record", "null", "any")
    return True


def _substitute(pattern: Type, variables: dict[str, Type]) -> Type:
    element = pattern.element
    if element.kind in ("T", "U"):
        concrete = variables.get(element.kind, Type("null"))
        return list_of(concrete) if pattern.is_list else concrete
    return pattern


def _variables(params: tuple[Param, ...], arguments: list[Argument]) -> "dict[str, Type] | int":
    """What T and U stand for: the common type of all arguments in their places."""
    variables: dict[str, Type] = {}
    for index, (param, (_, have)) in enumerate(zip(params, arguments, strict=True)):
        names = {pattern.element.kind for pattern in param.patterns} & {"T", "U"}
        for name in names:
            common = unify(variables.get(name, Type("null")), have.element)
            if common is None:
                return index
            variables[name] = common
    return variables
