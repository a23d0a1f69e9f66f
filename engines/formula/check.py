"""Syntax tree + scope → typed JSON tree. Finds every problem, each with its place.

Nothing is converted behind the author's back but: scalars to text where a text is wanted, instants to dates
(and back) where a date (an instant) is wanted. Text is never read as a number: that is VALUE's work.
"""

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation, Overflow
from typing import Any

from engines.formula import ast
from engines.formula.binding import Bound, bind, coerce
from engines.formula.criteria import CONDITIONAL, rewrite_conditional
from engines.formula.errors import FormulaError, FormulaErrors
from engines.formula.messages import arguments_problem, operator_problem, problem, unknown_function, unknown_path
from engines.formula.operator_types import FREE, operator_type
from engines.formula.patterns import is_pattern
from engines.formula.registry import FUNCTIONS, Function
from engines.formula.scope import Scope
from engines.formula.syntax import Node, parse
from engines.formula.types import (
    ANY,
    BOOLEAN,
    DATE,
    NULL,
    NUMBER,
    TEXT,
    Type,
    as_type,
    comparable,
    list_of,
    type_name,
)
from engines.formula.values import NUMBERS, number_text

_RECORD_PREFIXES = frozenset({"old", "user", "row", "parent"})


@dataclass(frozen=True, slots=True)
class Typed:
    """A checked node and what the checker still has to know about it."""

    node: ast.Node
    type: Type
    pos: int
    end: int
    container: tuple[str, ...] | None = None
    options: tuple[str, ...] | None = None
    broken: bool = False

    @property
    def runs_over_rows(self) -> bool:
        """A list over the rows of a subform or a link; not a field that holds several values itself."""
        return self.type.is_list and self.container != tuple(self.node.get("path", ()))


def check_tree(text: str, scope: Scope, expect: "Type | str | dict[str, Any] | None" = None) -> ast.Node:
    """The envelope of the typed tree. Raises FormulaErrors."""
    try:
        tree = parse(text)
    except FormulaError as error:
        raise FormulaErrors([error]) from None
    checker = Checker(scope)
    root = checker.visit(tree)
    if expect is not None and not root.broken:
        root = checker.expect(root, as_type(expect))
    if checker.problems:
        raise FormulaErrors(checker.problems)
    return ast.envelope(root.node)


class Checker:
    """One pass over one syntax tree. Depth is bounded by parse, so recursion is safe."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.problems: list[FormulaError] = []

    # Results -----------------------------------------------------------------------------------------------

    def fail(self, error: FormulaError, node: "Node | Typed") -> Typed:
        """Remember a problem; the node counts as `any` from here on, so that it causes no second problem."""
        self.problems.append(error)
        return Typed(ast.literal(None, NULL), ANY, node.pos, node.end, broken=True)

    def expect(self, root: Typed, wanted: Type) -> Typed:
        """The whole formula must give `wanted`."""
        node = coerce(root.node, root.type, wanted)
        if node is None:
            return self.fail(
                problem(
                    "wrong_result",
                    root,
                    f"结果应为{type_name(wanted, 'zh-CN')},而公式得到{type_name(root.type, 'zh-CN')}",
                    f"The result must be a {type_name(wanted, 'en')},"
                    f" but the formula gives a {type_name(root.type, 'en')}",
                ),
                root,
            )
        return replace(root, node=node, type=wanted if root.type.kind not in FREE else root.type)

    def retyped(self, place: Typed, node: ast.Node) -> Typed:
        """Another typed node at the same place."""
        return Typed(node, as_type(node["t"]), place.pos, place.end)

    # Leaves ------------------------------------------------------------------------------------------------

    def visit(self, node: Node) -> Typed:
        """The typed form of any syntax node."""
        match node.kind:
            case "number":
                return self._number(node)
            case "text":
                # There is one blank: '' is NULL.
                type_ = TEXT if node.value else NULL
                return Typed(ast.literal(node.value or None, type_), type_, node.pos, node.end)
            case "const":
                type_ = NULL if node.value is None else BOOLEAN
                return Typed(ast.literal(node.value, type_), type_, node.pos, node.end)
            case "path":
                return self._path(node)
            case "call":
                return self._call(node)
            case "list":
                return self.fail(
                    problem(
                        "list_outside_in",
                        node,
                        "逗号列表只能写在 in 的右边",
                        "A list in brackets may only stand after “in”",
                    ),
                    node,
                )
            case _:
                return self._operator(node)

    def _number(self, node: Node) -> Typed:
        try:
            value = Decimal(node.value)
            exact = NUMBERS.create_decimal(value) == value
        except (InvalidOperation, Overflow):
            exact = False
        if not exact:
            return self.fail(
                problem("number_range", node, "数字最多 15 位有效数字", "A number has at most 15 significant digits"),
                node,
            )
        return Typed(ast.literal(number_text(value), NUMBER), NUMBER, node.pos, node.end)

    def _path(self, node: Node) -> Typed:
        path: tuple[str, ...] = node.value
        found = self.scope.resolve(path)
        if found is None:
            return self.fail(unknown_path(node, path, self.scope), node)
        container = found.container
        if container is None and found.type.is_list:
            own_field = len(path) == 1 or (len(path) == 2 and path[0] in _RECORD_PREFIXES)
            container = path if own_field else path[:-1]
        return Typed(ast.ref(path, found.type), found.type, node.pos, node.end, container, found.options)

    # Operators ---------------------------------------------------------------------------------------------

    def _operator(self, node: Node) -> Typed:
        name: str = node.value
        if name in ("in", "not_in"):
            return self._membership(node)
        operands = [self.visit(child) for child in node.children]
        if name == "plus":
            return self.operator("add", [self._zero(node), *operands], node)
        if name == "percent":
            return self._percent(node, operands[0])
        if name == "neg" and operands[0].node["k"] == "lit" and operands[0].type == NUMBER:
            value = number_text(-Decimal(operands[0].node["v"]))
            return Typed(ast.literal(value, NUMBER), NUMBER, node.pos, node.end)
        return self.operator(name, operands, node)

    def _zero(self, node: Node) -> Typed:
        return Typed(ast.literal("0", NUMBER), NUMBER, node.pos, node.pos)

    def _null(self, place: "Node | Typed") -> Typed:
        return Typed(ast.literal(None, NULL), NULL, place.pos, place.end)

    def _percent(self, node: Node, operand: Typed) -> Typed:
        if operand.node["k"] == "lit" and operand.type == NUMBER:
            value = NUMBERS.divide(Decimal(operand.node["v"]), Decimal(100))
            return Typed(ast.literal(number_text(value), NUMBER), NUMBER, node.pos, node.end)
        hundred = Typed(ast.literal("100", NUMBER), NUMBER, node.end, node.end)
        return self.operator("div", [operand, hundred], node)

    def operator(self, name: str, operands: list[Typed], place: "Node | Typed") -> Typed:
        """A typed operator call; lists are combined row by row."""
        if any(operand.broken for operand in operands):
            return Typed(ast.literal(None, NULL), ANY, place.pos, place.end, broken=True)
        elements = [operand.type.element for operand in operands]
        # `tags = NULL` asks about the whole field, `lines.kind = NULL` about each row.
        blank_test = name in ("eq", "ne") and "null" in [element.kind for element in elements]
        mapped = any(operand.runs_over_rows if blank_test else operand.type.is_list for operand in operands)
        typed = operator_type(name, elements)
        whole = name in ("eq", "ne") and not blank_test
        if whole and any(operand.type.is_list and not operand.runs_over_rows for operand in operands):
            typed = None  # a field with several values equals no single one: that is what `in` asks
        if typed is None:
            return self.fail(operator_problem(name, place, [operand.type for operand in operands]), place)
        result, wanted = typed
        if name in ("eq", "ne"):
            self.check_options(operands[0], operands[1])
            self.check_options(operands[1], operands[0])
        nodes = []
        for operand, want in zip(operands, wanted, strict=True):
            target = list_of(want) if operand.type.is_list else want
            nodes.append(coerce(operand.node, operand.type, target) or operand.node)
        container = self.common_container(operands, place) if mapped else None
        result = list_of(result) if mapped else result
        return Typed(ast.call(name, nodes, result, mapped=mapped), result, place.pos, place.end, container)

    def _membership(self, node: Node) -> Typed:
        left = self.visit(node.children[0])
        right = node.children[1]
        if right.kind == "list":
            elements = [self.visit(child) for child in right.children]
        else:
            single = self.visit(right)
            if single.type.is_list and not single.broken:
                return self._negated(node, self._in_list_value(node, left, single))
            elements = [single]
        if left.broken or any(element.broken for element in elements):
            return Typed(ast.literal(None, NULL), ANY, node.pos, node.end, broken=True)
        if any(element.type.is_list for element in elements):
            return self.fail(operator_problem("in", node, [left.type, *(e.type for e in elements)]), node)
        return self._negated(node, self._in_elements(node, left, elements))

    def _in_elements(self, node: Node, left: Typed, elements: list[Typed]) -> Typed:
        subject, nodes = left.node, []
        if left.type.element.kind == "datetime" and all(e.type.kind in ("date", "null") for e in elements):
            subject = coerce(left.node, left.type, list_of(DATE) if left.type.is_list else DATE) or left.node
        element_type = DATE if subject is not left.node else left.type.element
        for element in elements:
            if not comparable(left.type.element, element.type):
                return self.fail(operator_problem("in", element, [left.type, element.type]), element)
            self.check_options(left, element)
            nodes.append(coerce(element.node, element.type, element_type) or element.node)
        mapped = left.type.is_list
        result = list_of(BOOLEAN) if mapped else BOOLEAN
        choices: ast.Node = {"k": "list", "a": nodes, "t": list_of(element_type).to_json()}
        call = ast.call("in", [subject, choices], result, mapped=mapped)
        return Typed(call, result, node.pos, node.end, left.container if mapped else None)

    def _in_list_value(self, node: Node, left: Typed, right: Typed) -> Typed:
        if left.broken:
            return left
        if left.type.is_list or not comparable(left.type, right.type.element):
            return self.fail(operator_problem("in", node, [left.type, right.type]), node)
        self.check_options(right, left)
        subject = coerce(left.node, left.type, right.type.element) or left.node
        return Typed(ast.call("in", [subject, right.node], BOOLEAN), BOOLEAN, node.pos, node.end)

    def _negated(self, node: Node, inner: Typed) -> Typed:
        return inner if node.value == "in" or inner.broken else self.operator("not", [inner], node)

    # Calls -------------------------------------------------------------------------------------------------

    def _call(self, node: Node) -> Typed:
        declared = FUNCTIONS.get(node.value)
        arguments = [self.visit(child) for child in node.children]
        if declared is None:
            return self.fail(unknown_function(node), node)
        if any(argument.broken for argument in arguments):
            return Typed(ast.literal(None, NULL), ANY, node.pos, node.end, broken=True)
        if declared.name == "NOT" and len(arguments) == 1:
            return self.operator("not", arguments, node)
        if declared.name in CONDITIONAL:
            return rewrite_conditional(self, declared, node, arguments)
        return self.call(declared, arguments, node)

    def call(self, declared: Function, arguments: list[Typed], place: "Node | Typed") -> Typed:
        """A typed function call."""
        if declared.name == "ISBLANK" and len(arguments) == 1 and arguments[0].runs_over_rows:
            return self.operator("eq", [*arguments, self._null(place)], place)
        bound = bind(declared, [(argument.node, argument.type) for argument in arguments])
        if not isinstance(bound, Bound):
            return self.fail(arguments_problem(declared, place, arguments, bound), place)
        self._check_pattern(declared.name, arguments)
        if declared.name == "SWITCH":
            for case in arguments[1:-1:2]:
                self.check_options(arguments[0], case)
        container = None
        lists = [argument for argument in arguments if argument.type.is_list]
        if bound.mapped:
            container = self.common_container(lists, place)
        elif bound.result.is_list and lists:
            container = ("#", declared.name, str(place.pos))  # a list of its own: combines with nothing else
        elif declared.name in ("SUMPRODUCT", "XLOOKUP") or declared.name in CONDITIONAL:
            self.common_container(lists, place)
        return Typed(
            ast.call(declared.name, bound.arguments, bound.result, mapped=bound.mapped),
            bound.result,
            place.pos,
            place.end,
            container,
        )

    # Rules that need more than types -----------------------------------------------------------------------

    def common_container(self, operands: list[Typed], place: "Node | Typed") -> tuple[str, ...] | None:
        """Lists may be combined row by row only when they run over the same rows."""
        containers = dict.fromkeys(operand.container for operand in operands if operand.type.is_list)
        if len(containers) > 1:
            names = ["、".join(".".join(c or ()) for c in containers), ", ".join(".".join(c or ()) for c in containers)]
            self.fail(
                problem(
                    "different_rows",
                    place,
                    f"这些列表来自不同的明细,不能逐行计算:{names[0]}",
                    f"These lists run over different rows and cannot be combined row by row: {names[1]}",
                ),
                place,
            )
        return next(iter(containers), None)

    def _check_pattern(self, name: str, arguments: list[Typed]) -> None:
        """A regular expression that is written out is checked at once."""
        pattern = arguments[1].node if name.startswith("REGEX") else {"k": ""}
        if pattern["k"] == "lit" and isinstance(pattern["v"], str) and not is_pattern(pattern["v"]):
            self.fail(
                problem(
                    "bad_pattern",
                    arguments[1],
                    "正则表达式无效(语法为 RE2:不支持环视与反向引用)",
                    "Not a regular expression of RE2 (it has no look-around and no back-references)",
                ),
                arguments[1],
            )

    def check_options(self, field: Typed, other: Typed) -> None:
        """A select field is compared with a text that is none of its options: surely a slip."""
        if field.options is None or other.node["k"] != "lit" or other.node["v"] is None:
            return
        if other.node["v"] not in field.options:
            name = ".".join(field.node.get("path", ()))
            shown = [repr(option) for option in field.options[:20]]
            self.fail(
                problem(
                    "unknown_option",
                    other,
                    f"「{name}」没有选项 {other.node['v']!r};可用:{'、'.join(shown)}",
                    f"“{name}” has no option {other.node['v']!r}; it has {', '.join(shown)}",
                ),
                other,
            )
