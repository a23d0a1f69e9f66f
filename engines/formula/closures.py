"""Typed tree → Python closures over Decimal. The reference back end: the others must answer as it does.

A closure takes an Env and gives a canonical value; errors travel as the exception Fail and come out as an
ErrorValue. Row-by-row subtrees ("map") run once per row under a `RowEnv`.

The budget: a tree has at most a few hundred nodes, so only lists can make an evaluation long. The work is the
number of nodes that run over lists times the rows; a list that is too long for the budget gives #LIMIT!.
"""

from collections.abc import Callable
from datetime import date, datetime, tzinfo
from decimal import Decimal, Overflow
from typing import Any

from engines.calendar import WorkCalendar
from engines.formula import ast
from engines.formula.calling import function_closure
from engines.formula.errors import NUM, VALUE, BudgetExceeded, ErrorValue, Fail, FormulaError
from engines.formula.limits import MAX_STEPS
from engines.formula.operators import OPERATOR_COMPILERS
from engines.formula.registry import FUNCTIONS
from engines.formula.values import Env, Value

Closure = Callable[[Any], Any]


class RowEnv:
    """The environment of one row of a list: list columns answer the row's cell, everything else the record's.

    What does not depend on the row (say the SUM in `lines.amount / SUM(lines.amount)`) is evaluated once.
    """

    __slots__ = ("base", "calendar", "columns", "constants", "get", "index", "now", "tz")

    def __init__(self, base: Env, columns: dict[int, list[Any]]) -> None:
        self.base = base
        self.columns = columns
        self.constants: dict[int, Any] = {}
        self.index = 0
        self.get = base.get
        self.now = base.now
        self.tz: tzinfo = base.tz
        self.calendar: WorkCalendar | None = base.calendar

    @property
    def today(self) -> date:
        return self.base.today


class CalendarEnv:
    """An environment with a default working calendar."""

    __slots__ = ("base", "calendar", "get", "now", "tz")

    def __init__(self, base: Env, calendar: WorkCalendar) -> None:
        self.base = base
        self.calendar = base.calendar or calendar
        self.get = base.get
        self.now = base.now
        self.tz: tzinfo = base.tz

    @property
    def today(self) -> date:
        return self.base.today


def compile_tree(
    tree: ast.Node, *, calendar: WorkCalendar | None = None, steps: int = MAX_STEPS
) -> Callable[[Env], Value]:
    """The closure of a tree (envelope or node). It never raises on data: mistakes come back as ErrorValue.

    `calendar` is used when the environment has none. `steps` is the budget of one evaluation.
    """
    root = ast.root_of(tree)
    run = _Compiler(steps // max(_list_work(root), 1)).compile(root)
    loose = any(node["t"] == "any" for node in ast.walk(root))
    caught: tuple[type[Exception], ...] = (Fail, Overflow)
    if loose:  # values of unknown type may meet an operator that isn't made for them
        caught = (Fail, Overflow, TypeError, AttributeError, ArithmeticError, ValueError)

    def evaluate(env: Env) -> Value:
        try:
            return run(env)
        except caught as error:
            return error.error if isinstance(error, Fail) else NUM if isinstance(error, Overflow) else VALUE

    if calendar is None or not any(name in _CALENDAR_FUNCTIONS for name in ast.functions_of(root)):
        return evaluate
    return lambda env: evaluate(CalendarEnv(env, calendar))


_CALENDAR_FUNCTIONS = frozenset({"WORKDAY", "NETWORKDAYS", "ISWORKDAY", "WORKMINUTES", "ADDWORKMINUTES"})


class _Compiler:
    """Compiles one tree; `rows` is set while a row-by-row subtree is compiled."""

    def __init__(self, most_rows: int) -> None:
        self.most_rows = most_rows
        self.rows: _RowColumns | None = None

    def compile(self, node: ast.Node) -> Closure:
        """The closure of a node, inside or outside of a row."""
        if self.rows is not None:
            return self._compile_in_row(node)
        if node.get("map"):
            return self._map(node)
        return self._plain(node)

    def _plain(self, node: ast.Node) -> Closure:
        kind = node["k"]
        if kind == "lit":
            value = literal_value(node)
            return lambda env: value
        if kind == "ref":
            return self._list_ref(node) if isinstance(node["t"], dict) and "list" in node["t"] else _ref(node)
        if kind == "list":
            elements = [self.compile(child) for child in node["a"]]
            return lambda env: [element(env) for element in elements]
        return self._call(node)

    def _call(self, node: ast.Node) -> Closure:
        name, arguments = node["f"], node["a"]
        closures = [self.compile(argument) for argument in arguments]
        operator = OPERATOR_COMPILERS.get(name)
        if operator is not None:
            return operator(node, closures)
        function = FUNCTIONS.get(name)
        if function is None:
            raise FormulaError("bad_tree", {"zh-CN": f"没有函数 {name}", "en": f"There is no function {name}"})
        if function.lazy:
            result: Closure = function.implementation(*closures)
            return result
        return function_closure(function, node, closures)

    # Lists -------------------------------------------------------------------------------------------------

    def _list_ref(self, node: ast.Node) -> Closure:
        path, most = tuple(node["path"]), self.most_rows

        def read(env: Any) -> list[Any]:
            value = env.get(path)
            if value is None:
                return []
            if value.__class__ is ErrorValue:
                raise Fail(value)
            if len(value) > most:
                raise BudgetExceeded
            rows: list[Any] = value
            return rows

        return read

    def _map(self, node: ast.Node) -> Closure:
        """One closure for the whole row-by-row subtree, run for each row; errors stay in their row."""
        rows = self.rows = _RowColumns()
        row = self._compile_in_row(node)
        self.rows = None
        columns = [(key, self._plain(column)) for key, column in rows.columns.items()]

        def run(env: Any) -> list[Any]:
            read = {key: column(env) for key, column in columns}
            lengths = {len(values) for values in read.values()}
            if len(lengths) > 1:
                raise Fail(VALUE)
            row_env = RowEnv(env, read)
            results: list[Any] = []
            for index in range(lengths.pop() if lengths else 0):
                row_env.index = index
                try:
                    results.append(row(row_env))
                except BudgetExceeded:
                    raise
                except Fail as failure:
                    results.append(failure.error)
                except Overflow:
                    results.append(NUM)
            return results

        return run

    def _compile_in_row(self, node: ast.Node) -> Closure:
        rows = self.rows
        if rows is None:
            return self.compile(node)
        is_list = isinstance(node["t"], dict) and "list" in node["t"]
        if node.get("map"):
            return self._call(node)
        if is_list and node["k"] != "list":
            return rows.cell(node)
        if node["k"] == "call" and _touches_lists(node):
            return self._once(node)
        return self._plain(node)

    def _once(self, node: ast.Node) -> Closure:
        """An aggregate inside a row: the same for every row, so evaluated once per record."""
        outer, self.rows = self.rows, None
        run = self.compile(node)
        self.rows = outer
        key = id(node)

        def constant(env: Any) -> Any:
            if key not in env.constants:
                env.constants[key] = run(env.base)
            return env.constants[key]

        return constant


class _RowColumns:
    """The lists that a row-by-row subtree runs over."""

    def __init__(self) -> None:
        self.columns: dict[int, ast.Node] = {}
        self._keys: dict[tuple[str, ...], int] = {}

    def cell(self, node: ast.Node) -> Closure:
        """A closure that reads the row's cell of the list."""
        key = self._key(node)
        self.columns.setdefault(key, node)

        def read(env: Any) -> Any:
            value = env.columns[key][env.index]
            if value.__class__ is ErrorValue:
                raise Fail(value)
            return value

        return read

    def _key(self, node: ast.Node) -> int:
        if node["k"] != "ref":
            return id(node)
        return self._keys.setdefault(tuple(node["path"]), -1 - len(self._keys))


def _list_work(root: ast.Node) -> int:
    """Nodes that run once per row: every node of a row-by-row subtree, and every other list that is read."""
    work, stack = 0, [(root, False)]
    while stack:
        node, in_rows = stack.pop()
        in_rows = in_rows or bool(node.get("map"))
        is_list = isinstance(node["t"], dict) and "list" in node["t"]
        work += in_rows or is_list
        stack.extend((child, in_rows) for child in node.get("a", ()))
    return work


def _touches_lists(node: ast.Node) -> bool:
    return any(
        isinstance(child["t"], dict) and "list" in child["t"] and child["k"] != "list" for child in ast.walk(node)
    )


def literal_value(node: ast.Node) -> Value:
    """The canonical value of a literal node."""
    value, kind = node["v"], node["t"]
    if value is None or kind in ("text", "boolean"):
        return value
    if kind == "number":
        return Decimal(value)
    if kind == "date":
        return date.fromisoformat(value)
    if kind == "datetime":
        return datetime.fromisoformat(value)
    return value


def _ref(node: ast.Node) -> Closure:
    path = tuple(node["path"])

    def read(env: Any) -> Any:
        value = env.get(path)
        if value.__class__ is ErrorValue:
            raise Fail(value)
        return value

    read.path = path  # type: ignore[attr-defined]  # operators read it, to spare a call
    return read
