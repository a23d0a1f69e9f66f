"""query + scope → Program, or every reason why it can't be answered exactly, as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal

from engines.formula import NUMBER, DictScope, Formula, FormulaError, FormulaErrors, Ref, Type, check, deps, parse
from engines.report.errors import Message, Problem, ReportError, formula_problems, sentence
from engines.report.periods import CYCLIC, NEED_TIME, Shift, fits_grain
from engines.report.program import (
    GROUPABLE,
    TEMPORAL,
    Aggregate,
    Condition,
    Derived,
    Group,
    Program,
    compared_along,
    measure_refs,
    measure_scope,
)
from engines.report.query import Dimension, Measure, Query
from engines.report.scope import Crossings, Path, Route, Scope, reaches

_TAKES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("sum", "avg", "median", "percentile", "stddev"), frozenset({"number"})),
    **dict.fromkeys(("min", "max"), frozenset({"number", "date", "datetime", "text"})),
    **dict.fromkeys(("distinct", "first", "last"), GROUPABLE),
    "count": GROUPABLE | {"attachment", "any"},
}
_KEEPS_TYPE = frozenset({"min", "max", "first", "last"})


def compile_query(query: Query, scope: Scope) -> Program:
    """Resolve and type a query. Raises ReportError with every reason why it can't be answered exactly."""
    return _Compiler(query, scope).program()


def compile_list(query: Query, scope: Scope, asked: Mapping[str, str]) -> Program:
    """A list of records with conditions asked of each (`aggregates` of the program carry them). Raises ReportError."""
    compiler = _Compiler(query, scope)
    found = [(key, compiler._condition(f"columns.{key}", text, ())) for key, text in asked.items()]
    conditions = tuple(Aggregate(key, "count", (), None, where, NUMBER) for key, where in found if where is not None)
    program = replace(compiler.program(), aggregates=conditions)
    needs, links = _needs(program)
    return replace(program, needs=needs, links=links)


class _RowScope:
    """The scope of one row of `entity`: what lies on or above it is a value, everything else as it was."""

    def __init__(self, scope: Scope, entity: Crossings) -> None:
        self._scope, self._entity = scope, entity

    def resolve(self, path: Path) -> Ref | None:
        route = self._scope.route(path)
        if route is None:
            return self._scope.resolve(path)
        if route.entity and reaches(self._entity, route.entity):
            return Ref(route.type, route.ref.label, route.ref.options, route.ref.nullable)
        return route.ref

    def names(self) -> Iterable[str]:
        return self._scope.names()


class _Compiler:
    """One compilation; gathers problems until the end."""

    def __init__(self, query: Query, scope: Scope) -> None:
        self.query, self.scope = query, scope
        self.problems: list[Problem] = []
        self.notes: list[Message] = []

    def program(self) -> Program:
        query = self.query
        listed = tuple(route for path in query.list if (route := self._route(f"list.{path}", path)))
        groups = tuple(group for group in self._groups() if group)
        aggregates = tuple(item for measure in query.measures if measure.fn and (item := self._aggregate(measure)))
        where = self._condition("where", query.where, ()) if query.where else None
        period = self._period()
        types: dict[str, Type] = {item.key: item.type for item in aggregates}
        derived = self._derived(types)
        program = Program(query, self.scope.table, groups, aggregates, derived, where, None, period, listed)
        if not self.problems:
            having = self._having(program)
            self._check_compare(program)
            self._check_keys(program)
            needs, links = _needs(program)
            program = Program(
                query, self.scope.table, groups, aggregates, derived, where, having, period, listed, needs, links,
                tuple(self.notes),
            )  # fmt: skip
        if self.problems:
            raise ReportError(self.problems)
        return program

    def _bad(self, place: str, chinese: str, english: str) -> None:
        self.problems.append(Problem(place, sentence(chinese, english)))

    def _route(self, place: str, name: str) -> Route | None:
        route = self.scope.route(tuple(name.split(".")))
        if route is None:
            self._bad(place, f"没有字段“{name}”", f"There is no field “{name}”")
        return route

    # dimensions

    def _groups(self) -> Iterable[Group | None]:
        for side, dimensions in (("row", self.query.rows), ("col", self.query.cols)):
            for dimension in dimensions:
                yield self._group(dimension, "row" if side == "row" else "col")

    def _group(self, dimension: Dimension, side: Literal["row", "col"]) -> Group | None:
        place = f"{side}s.{dimension.key}"
        route = self._route(place, dimension.field)
        if route is None:
            return None
        kind, type_ = route.type.kind, route.type
        if kind not in GROUPABLE:
            self._bad(place, f"“{dimension.field}”不能用来分组", f"“{dimension.field}” can't be grouped by")
        if dimension.grain is not None:
            if kind not in TEMPORAL:
                self._bad(place, "只有日期才有时间粒度", "Only dates have a time grain")
            if dimension.grain in NEED_TIME and kind == "date":
                self._bad(place, "日期字段没有小时", "A date field has no hours")
            type_ = NUMBER if dimension.grain in CYCLIC else Type("datetime" if dimension.grain == "hour" else "date")
        if dimension.bins is not None and kind != "number":
            self._bad(place, "只有数字可以分段", "Only numbers have bins")
        self._check_fill(place, dimension, route)
        return Group(
            dimension.key, dimension.label, side, route, type_, dimension.grain, dimension.bins, dimension.fill,
            dimension.top,
        )  # fmt: skip

    def _check_fill(self, place: str, dimension: Dimension, route: Route) -> None:
        fillable = dimension.grain or dimension.bins or route.ref.options or route.type.kind == "boolean"
        if dimension.fill and not fillable:
            self._bad(
                place, "只有时间、分段、选项和是/否可以补全", "Only periods, bins, options and yes/no can be filled in"
            )
        if dimension.fill and dimension.top:
            self._bad(place, "取前几名时不能补全", "A top list can't be filled in")

    def _period(self) -> Route | None:
        if self.query.period is None:
            return None
        route = self._route("period", self.query.period.field)
        if route is not None and (route.entity or route.type.kind not in TEMPORAL):
            self._bad(
                "period",
                "时间范围需要一个日期字段,且不经过一对多关系",
                "A period needs a date field that is not behind a to-many link",
            )
            return None
        return route

    # measures

    def _aggregate(self, measure: Measure) -> Aggregate | None:
        place, fn = f"measures.{measure.key}", measure.fn or "count"
        route = self._route(f"{place}.field", measure.field) if measure.field else None
        if measure.field and route is None:
            return None
        entity = route.entity if route else ()
        if route is not None:
            self._check_function(place, fn, route)
        where = self._condition(f"{place}.where", measure.where, entity) if measure.where else None
        by = self._route(f"{place}.by", measure.by) if measure.by else None
        if by is not None and not reaches(entity, by.entity):
            self._bad(
                f"{place}.by",
                "排序字段与取值字段不在同一行上",
                "What first and last are ordered by must stand on the same row",
            )
        if measure.running and (fn not in ("count", "sum") or measure.share):
            self._bad(
                place,
                "只有计数和求和可以累计;占比不能累计",
                "Only count and sum can run up; a share can't",
            )
        if measure.running and not self.query.rows:
            self._bad(place, "累计需要一个行维度", "A running measure needs a row dimension")
        type_ = route.type if route is not None and fn in _KEEPS_TYPE else NUMBER
        if measure.share and type_ != NUMBER:
            self._bad(place, "只有数字有占比", "Only numbers have a share")
        return Aggregate(measure.key, fn, entity, route, where, type_, measure.p, by)

    def _check_function(self, place: str, fn: str, route: Route) -> None:
        if route.type.kind not in _TAKES[fn]:
            self._bad(
                f"{place}.field", f"“{route.name}”不能用 {fn} 计算", f"{fn} can't be computed over “{route.name}”"
            )
        if fn in ("first", "last") and route.entity and route.entity[-1].how == "values":
            self._bad(f"{place}.field", "多值字段没有先后", "The values of a multi-value field have no order")
        if fn in ("sum", "avg") and route.rest:
            self.notes.append(
                sentence(
                    f"“{route.name}”按每条数据各计一次:同一关联数据会重复计入",
                    f"“{route.name}” counts once for each record, so a linked record counts as often as it is linked",
                )
            )

    def _derived(self, types: dict[str, Type]) -> tuple[Derived, ...]:
        """In order of what they read. `types` grows with them."""
        waiting = {measure.key: measure for measure in self.query.measures if measure.formula}
        done: list[Derived] = []
        while waiting:
            ready: list[str] = []
            for key, measure in waiting.items():
                refs = measure_refs(self.query, (), types)
                pending = {f"{other}{suffix}" for other in waiting for suffix in ("", *self._suffixes())}
                if pending & _names_in(measure.formula or ""):
                    continue
                ready.append(key)
                formula = self._check_formula(f"measures.{key}.formula", measure.formula or "", DictScope(refs))
                if formula is not None:
                    self._take_derived(measure, formula, types, done)
            if not ready:
                for key in waiting:
                    self._bad(
                        f"measures.{key}.formula", "度量之间循环引用", "Measures refer to one another in a circle"
                    )
                break
            for key in ready:
                del waiting[key]
        return tuple(done)

    def _take_derived(self, measure: Measure, formula: Formula, types: dict[str, Type], done: list[Derived]) -> None:
        place = f"measures.{measure.key}"
        if formula.type.is_list or formula.type.kind not in GROUPABLE | {"null"}:
            self._bad(f"{place}.formula", "度量须是单个值", "A measure must be a single value")
        if measure.running:
            self._bad(place, "公式度量不能累计", "A measure with a formula can't run up")
        if measure.share and formula.type != NUMBER:
            self._bad(place, "只有数字有占比", "Only numbers have a share")
        types[measure.key] = formula.type
        done.append(Derived(measure.key, formula, formula.refs))

    def _suffixes(self) -> tuple[str, ...]:
        return tuple(f"__{compare.key}" for compare in self.query.compare)

    # formulas

    def _check_formula(self, place: str, text: str, scope: Any, expect: str | None = None) -> Formula | None:
        try:
            return check(text, scope, expect=expect)
        except (FormulaError, FormulaErrors) as error:
            self.problems.extend(formula_problems(place, error))
            return None

    def _condition(self, place: str, text: str, entity: Crossings) -> Condition | None:
        formula = self._check_formula(place, text, _RowScope(self.scope, entity), "boolean")
        if formula is None:
            return None
        routes, constants = [], []
        for path in deps(formula):
            route = self.scope.route(path)
            if route is None:
                constants.append(path)
            else:
                routes.append(route)
        return Condition(formula, entity, tuple(routes), tuple(constants))

    def _having(self, program: Program) -> Formula | None:
        if not self.query.having:
            return None
        return self._check_formula("having", self.query.having, measure_scope(program), "boolean")

    # what refers to keys

    def _check_compare(self, program: Program) -> None:
        keys = [compare.key for compare in self.query.compare]
        if len(keys) != len(set(keys)):
            self._bad("compare", "每个对比需要自己的键", "Every comparison needs a key of its own")
        along = compared_along(program)
        for compare in self.query.compare:
            place = f"compare.{compare.key}"
            if program.period is None and along is None:
                self._bad(
                    place,
                    "对比需要时间范围或按时间分组",
                    "A comparison needs a period or a dimension of time",
                )
            elif compare.shift != "previous" and along is not None and along.grain is not None:
                fits = fits_grain(along.grain, Shift.parse(compare.shift))
                if not fits:
                    self._bad(
                        place,
                        f"“{along.key}”的每一段不能平移 {compare.shift}",
                        f"The periods of “{along.key}” can't be moved by {compare.shift}",
                    )

    def _check_keys(self, program: Program) -> None:
        numbers = {key for key, type_ in program.measure_types.items() if type_ == NUMBER}
        for group in program.groups:
            if group.top is not None and group.top.by not in numbers:
                self._bad(
                    f"{group.side}s.{group.key}.top",
                    f"没有可以排名的数字度量“{group.top.by}”",
                    f"There is no number measure “{group.top.by}” to rank by",
                )
        columns = [*program.measure_types, *(group.key for group in program.groups)]
        columns += [f"{key}__{compare.key}" for key in program.measure_types for compare in self.query.compare]
        if len(columns) != len(set(columns)):
            self._bad("compare", "对比列与度量重名", "A comparison has the name of a measure")
        known = set(measure_refs(self.query, program.groups, program.measure_types))
        known |= {"id", *self.query.list} if self.query.list else set()
        for order in self.query.order:
            by = order if isinstance(order, str) else order.by
            if by not in known:
                self._bad("order", f"没有“{by}”可以排序", f"There is no “{by}” to order by")


def _names_in(text: str) -> set[str]:
    """The names that a formula reads; empty when it does not parse (check says why)."""
    try:
        stack = [parse(text)]
    except FormulaError:
        return set()
    names: set[str] = set()
    while stack:
        node = stack.pop()
        stack.extend(node.children)
        if node.kind == "path":
            names.add(".".join(node.value))
    return names


def _needs(program: Program) -> tuple[dict[str, frozenset[str]], tuple[Crossings, ...]]:
    """Columns by table, and every way that is taken."""
    needs: dict[str, set[str]] = {program.table: {"id"}}
    ways: dict[Crossings, None] = {}
    for route in program.routes():
        table = program.table
        for index, crossing in enumerate(route.crossings):
            ways.setdefault(route.crossings[: index + 1])
            if crossing.how == "children":
                needs.setdefault(crossing.target, set()).update(("id", crossing.column))
            else:
                needs.setdefault(table, set()).add(crossing.column)
                if crossing.how == "one":
                    needs.setdefault(crossing.target, set()).add("id")
            table = crossing.target
        if table:
            needs.setdefault(table, set()).add(route.column)
    return {table: frozenset(columns) for table, columns in needs.items()}, tuple(ways)
