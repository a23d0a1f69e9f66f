"""COUNTIF and its family: Excel's criteria become plain conditions while the formula is checked.

`SUMIF(lines.kind, 'a', lines.amount)` is stored as SUMIFS(lines.amount, lines.kind = 'a'), the comparison
running row by row. So a back end only knows COUNTIFS, SUMIFS, AVERAGEIFS, MAXIFS and MINIFS over boolean
lists, and a condition means what it means everywhere else. Conditions may be written directly as well:
`COUNTIF(lines.amount > 100)`.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engines.formula import ast
from engines.formula.messages import arguments_problem
from engines.formula.registry import FUNCTIONS, Function
from engines.formula.syntax import Node, parse_criterion_value
from engines.formula.types import BOOLEAN, TEXT, list_of

if TYPE_CHECKING:
    from engines.formula.check import Checker, Typed

CONDITIONAL = frozenset({"COUNTIF", "COUNTIFS", "SUMIF", "SUMIFS", "AVERAGEIF", "AVERAGEIFS", "MAXIFS", "MINIFS"})
_VALUES_LAST = frozenset({"SUMIF", "AVERAGEIF"})
_STORED = {"COUNTIF": "COUNTIFS", "SUMIF": "SUMIFS", "AVERAGEIF": "AVERAGEIFS"}
_PREFIXES = {"<>": "ne", "<=": "le", ">=": "ge", "<": "lt", ">": "gt", "=": "eq"}
_BOOLEANS = list_of(BOOLEAN)
_PREFIX = re.compile(r"\s*(<>|<=|>=|<|>|=)\s*")


def rewrite_conditional(checker: "Checker", declared: Function, node: Node, arguments: "list[Typed]") -> "Typed":
    """The stored form of a call of this family."""
    values, rest = _split(declared.name, arguments)
    conditions = _conditions(checker, rest)
    if conditions is None or not conditions:
        return checker.fail(arguments_problem(declared, node, arguments, None), node)
    if any(condition.broken for condition in conditions):
        return conditions[0]
    stored = FUNCTIONS[_STORED.get(declared.name, declared.name)]
    return checker.call(stored, [*values, *conditions], node)


def _split(name: str, arguments: "list[Typed]") -> "tuple[list[Typed], list[Typed]]":
    """(the list of values, the rest). SUMIF(range, criterion) sums the range itself."""
    if name.startswith("COUNT"):
        return [], arguments
    if name not in _VALUES_LAST:
        return arguments[:1], arguments[1:]
    direct = bool(arguments) and arguments[0].type == _BOOLEANS and arguments[-1].type.is_list
    if direct:
        return arguments[1:], arguments[:1]
    return (arguments[2:] or arguments[:1]), arguments[:2]


def _conditions(checker: "Checker", arguments: "Sequence[Typed]") -> "list[Typed] | None":
    """Pairs (range, criterion), or boolean lists that stand for themselves."""
    found = []
    rest = list(arguments)
    while rest:
        subject = rest.pop(0)
        if not subject.type.is_list:
            return None
        if rest and not rest[0].type.is_list:
            found.append(condition(checker, subject, rest.pop(0)))
        elif subject.type == _BOOLEANS:
            found.append(subject)
        else:
            return None
    return found


def condition(checker: "Checker", subject: "Typed", criterion: "Typed") -> "Typed":
    """`subject` compared with a criterion: a value, '>100', '<>x', 'a*', or '>' & value."""
    node = criterion.node
    if criterion.type == TEXT and node["k"] == "lit":
        match = _PREFIX.match(node["v"])
        if match is not None:
            operand = parse_criterion_value(
                node["v"][match.end() :], criterion.pos, criterion.end, subject.type.element.kind
            )
            return checker.operator(_PREFIXES[match[1]], [subject, checker.visit(operand)], criterion)
        if subject.type.element == TEXT and re.search(r"[*?]", node["v"]):
            return _wildcard(checker, subject, criterion)
        operand = parse_criterion_value(node["v"], criterion.pos, criterion.end, subject.type.element.kind)
        return checker.operator("eq", [subject, checker.visit(operand)], criterion)
    joined = node["k"] == "call" and node["f"] == "concat" and node["a"][0]["k"] == "lit"
    if joined and (match := _PREFIX.fullmatch(str(node["a"][0]["v"]))):
        return _joined(checker, subject, criterion, _PREFIXES[match[1]])
    return checker.operator("eq", [subject, criterion], criterion)


def _joined(checker: "Checker", subject: "Typed", criterion: "Typed", operator: str) -> "Typed":
    """Excel's idiom '>' & limit: the operator is known, the operand is the right side before it became text."""
    operand = criterion.node["a"][1]
    if operand["k"] == "call" and operand["f"] == "totext":
        operand = operand["a"][0]
    typed = checker.retyped(criterion, operand)
    return checker.operator(operator, [subject, typed], criterion)


def _wildcard(checker: "Checker", subject: "Typed", criterion: "Typed") -> "Typed":
    """* and ? become a regular expression over the whole text; ~ before them takes their meaning away."""
    pattern, escaped = "", False
    for char in criterion.node["v"]:
        if escaped or char not in "*?~":
            pattern += re.escape(char)
            escaped = False
        elif char == "~":
            escaped = True
        else:
            pattern += ".*" if char == "*" else "."
    typed = checker.retyped(criterion, ast.literal(f"(?s)^{pattern}$", TEXT))
    return checker.call(FUNCTIONS["REGEXMATCH"], [subject, typed], criterion)
