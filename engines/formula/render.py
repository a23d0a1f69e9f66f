"""Typed tree → text that check reads back into the same tree."""

from collections.abc import Mapping

from engines.formula import ast

_BINARY = {
    "or": ("or", 1), "and": ("and", 2), "eq": ("=", 4), "ne": ("<>", 4), "lt": ("<", 4), "le": ("<=", 4),
    "gt": (">", 4), "ge": (">=", 4), "in": ("in", 4), "concat": ("&", 5), "add": ("+", 6), "sub": ("-", 6),
    "mul": ("*", 7), "div": ("/", 7), "pow": ("^", 8),
}  # fmt: skip
_NOT, _COMPARISON, _SIGN, _ATOM = 3, 4, 9, 10
_HIDDEN = frozenset({"totext", "todate", "todatetime"})


def render(tree: ast.Node, labels: Mapping[str, str] | None = None) -> str:
    """The text of a tree. `labels` replaces dotted paths for people to read (such a text isn't parsed again)."""
    return _render(ast.root_of(tree), labels or {})[0]


def _render(node: ast.Node, labels: Mapping[str, str]) -> tuple[str, int]:
    """(text, how tightly it binds)."""
    kind = node["k"]
    if kind == "lit":
        return _literal(node)
    if kind == "ref":
        path = ".".join(node["path"])
        return labels.get(path, path), _ATOM
    if kind == "list":
        return "(" + ", ".join(_render(child, labels)[0] for child in node["a"]) + ")", _ATOM
    name, arguments = node["f"], node["a"]
    if name in _HIDDEN:
        return _render(arguments[0], labels)
    if name in _BINARY:
        return _binary(name, arguments, labels)
    if name == "not":
        return _not(arguments[0], labels)
    if name == "neg":
        return "-" + _wrapped(arguments[0], _SIGN, labels), _SIGN
    return name + "(" + ", ".join(_render(child, labels)[0] for child in arguments) + ")", _ATOM


def _binary(name: str, arguments: list[ast.Node], labels: Mapping[str, str]) -> tuple[str, int]:
    symbol, strength = _BINARY[name]
    least_left = strength + 1 if strength == _COMPARISON else strength
    left = _wrapped(arguments[0], least_left, labels)
    right = _wrapped(arguments[1], strength + 1, labels)
    return f"{left} {symbol} {right}", strength


def _not(operand: ast.Node, labels: Mapping[str, str]) -> tuple[str, int]:
    if operand["k"] == "call" and operand["f"] == "in":
        text, _ = _binary("in", operand["a"], labels)
        left = _wrapped(operand["a"][0], _COMPARISON + 1, labels)
        return f"{left} not{text[len(left) :]}", _COMPARISON
    text, strength = _render(operand, labels)
    if strength < _NOT or text.startswith("("):  # "not (a) = b" would be read as NOT(a) = b
        return f"NOT({text})", _ATOM
    return f"not {text}", _NOT


def _wrapped(node: ast.Node, least: int, labels: Mapping[str, str]) -> str:
    text, strength = _render(node, labels)
    return text if strength >= least else f"({text})"


def _literal(node: ast.Node) -> tuple[str, int]:
    value, kind = node["v"], node["t"]
    if value is None:
        return "NULL", _ATOM
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE", _ATOM
    if kind == "number":
        return value, _SIGN if value.startswith("-") else _ATOM
    if kind == "date":
        year, month, day = value.split("-")
        return f"DATE({int(year)}, {int(month)}, {int(day)})", _ATOM
    return "'" + value.replace("'", "''") + "'", _ATOM
