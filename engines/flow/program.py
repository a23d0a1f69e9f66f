"""A flow made ready to run: adjacency, closures, what each node does. Compiled once per version, shared by all its
instances.

`compile_flow` raises `FlowProblems` when there are errors; `lint` gives every problem, warnings too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engines.flow.assignees import Assignee, Chosen, LeastLoaded, RoundRobin, RuleTable, TableRow
from engines.flow.behaviour import Behaviour, FormulaSpec
from engines.flow.definition import Edge, Flow
from engines.flow.graph import feeders, forward
from engines.flow.lint import check_structure
from engines.flow.nodes import BEHAVIOURS, AnyNode
from engines.flow.nodes.base import Each
from engines.flow.problems import FlowProblems, Problem, problem
from engines.flow.scope import OWN_NAMES, FlowScope
from engines.formula import NUMBER, DictScope, Env, Formula, FormulaErrors, Ref, Scope, Type, check, compile_closure

Closure = Callable[[Env], Any]
Lists = Callable[[str | None, str], Scope | None]
"""(app, form) → the names of another form's records, None when it is not known."""


@dataclass(slots=True)
class CompiledEdge:
    """An edge: `came` is how a join tells it from its others, `good_only` that it is not for what went wrong."""

    index: int
    source: str
    target: str
    when: Closure | None
    formula: Formula | None
    default: bool
    came: str = ""
    good_only: bool = False


@dataclass(slots=True)
class CompiledNode:
    """A node and everything `advance` wants to know about it at once.

    `joins`: tokens wait here for each other. `ins`: the edges that come in. `each`: it is repeated as a whole."""

    id: str
    model: AnyNode
    behaviour: Behaviour
    parent: str
    out: tuple[CompiledEdge, ...] = ()
    ins: frozenset[str] = frozenset()
    joins: bool = False
    boundaries: tuple[str, ...] = ()
    each: Each | None = None
    formulas: dict[str, Closure] = field(default_factory=dict)
    targets: dict[str, Formula] = field(default_factory=dict)
    """Conditions on other records, which the platform makes SQL of."""
    outcomes: tuple[str, ...] = ()
    domains: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    """Names in the conditions of its edges whose values can be counted: yes/no and select fields."""


@dataclass(slots=True)
class Program:
    """A compiled flow. `starts`: scope ("" the flow itself, else a sub-process) → its start node. `needs`: the dotted
    paths of the triggering record that formulas read. `keeps`: steps whose records later steps act on. `messages`:
    what instances may wait for."""

    flow: Flow
    nodes: dict[str, CompiledNode]
    starts: dict[str, str]
    needs: tuple[str, ...] = ()
    keeps: frozenset[str] = frozenset()
    messages: frozenset[str] = frozenset()
    gate: bool = False
    reaches: dict[str, frozenset[str]] = field(default_factory=dict)
    """Inclusive join → the nodes whose tokens it waits for."""

    def label(self, node: str) -> Any:
        """The label of a node, its id when it has none."""
        return self.nodes[node].model.label or node


def compile_flow(flow: Flow, scope: Scope | None = None, *, lists: Lists | None = None) -> Program:
    """The program of a flow over the names of its record (`scope`; None: it runs without one). `lists` knows the names
    of other forms, for conditions on their records. Raises FlowProblems when it can't run."""
    program, problems = build(flow, scope, lists)
    if any(found.level == "error" for found in problems):
        raise FlowProblems(problems)
    return program


def lint(flow: Flow, scope: Scope | None = None, *, lists: Lists | None = None) -> tuple[Problem, ...]:
    """Every problem of a flow, errors and warnings."""
    return build(flow, scope, lists)[1]


def build(flow: Flow, scope: Scope | None, lists: Lists | None) -> tuple[Program, tuple[Problem, ...]]:
    """The program as far as there is one, and what is wrong with it."""
    compiler = _Compiler(flow, scope or DictScope({}), lists)
    program = compiler.program()
    return program, (*compiler.problems, *check_structure(program))


class _Compiler:
    def __init__(self, flow: Flow, base: Scope, lists: Lists | None) -> None:
        self.flow = flow
        self.base = base
        self.lists = lists
        self.problems: list[Problem] = []
        self.needs: dict[str, None] = {}
        self.whole: set[str] = set()
        self.items: dict[str, Type | None] = {}
        self.nodes: dict[str, CompiledNode] = {}
        self.steps: dict[str, tuple[str, ...]] = {}

    def program(self) -> Program:
        starts: dict[str, str] = {}
        for model in self.flow.nodes:
            if model.id in self.nodes:
                self.problems.append(problem("double_id", model.id, id=model.id))
                continue
            behaviour = BEHAVIOURS[model.type]
            self.nodes[model.id] = CompiledNode(
                model.id, model, behaviour, model.parent or "", each=_repeated(model, behaviour),
                outcomes=behaviour.outcomes(model),
            )  # fmt: skip
            if model.type == "start":
                starts.setdefault(model.parent or "", model.id)
        self.steps = {node.id: node.outcomes for node in self.nodes.values()}
        self._wire()
        for node in self.nodes.values():
            self._formulas(node)
        self._trigger()
        return Program(
            self.flow, self.nodes, starts, tuple(self.needs), self._keeps(), frozenset(_messages(self.flow)),
            getattr(self.flow.trigger, "mode", None) == "gate", self._reaches(starts),
        )  # fmt: skip

    # edges -------------------------------------------------------------------------------------------

    def _wire(self) -> None:
        known = [
            (index, edge) for index, edge in enumerate(self.flow.edges)
            if edge.source in self.nodes and edge.target in self.nodes
        ]  # fmt: skip
        names = _came_names(known)
        for model in self.flow.nodes:
            if model.type == "boundary" and model.on in self.nodes:
                host = self.nodes[model.on]
                host.boundaries = (*host.boundaries, model.id)
        for node in self.nodes.values():
            node.ins = frozenset(names[index] for index, edge in known if edge.target == node.id)
            mode = getattr(node.model, "mode", "")
            node.joins = node.model.type == "branch" and mode in ("parallel", "inclusive") and len(node.ins) > 1
        for index, edge in known:
            source, target = self.nodes[edge.source], self.nodes[edge.target]
            compiled = self._edge(index, edge, source)
            compiled.came = names[index] if target.joins else ""
            source.out = (*source.out, compiled)
        for node in self.nodes.values():
            for compiled in node.out:
                plain = compiled.when is None and not compiled.default
                plain = plain and not node.behaviour.passing and node.model.type != "subprocess"
                compiled.good_only = plain and not _asks_outcome(self.nodes[compiled.target], node.id)

    def _edge(self, index: int, edge: Edge, source: CompiledNode) -> CompiledEdge:
        formula = None
        if edge.when is not None:
            outcomes = source.outcomes or None
            scope = FlowScope(self.flow, self.base, self.steps, outcomes=outcomes, item=self._item(source.parent))
            formula = self._check(edge.when, scope, "boolean", source.id, f"edges.{index}")
            for name in formula.refs if formula is not None else ():
                values = _domain(scope.resolve(tuple(name.split("."))))
                if values:
                    source.domains[name] = values
        when = compile_closure(formula) if formula is not None else None
        return CompiledEdge(index, edge.source, edge.target, when, formula, edge.default)

    def _reaches(self, starts: Mapping[str, str]) -> dict[str, frozenset[str]]:
        joins = [node for node in self.nodes.values() if node.joins and getattr(node.model, "mode", "") == "inclusive"]
        after = forward(self.nodes, starts.values()) if joins else {}
        return {join.id: feeders(join.id, self.nodes, after) for join in joins}

    # formulas ----------------------------------------------------------------------------------------

    def _check(self, text: str, scope: Scope, expect: str | None, node: str, place: str) -> Formula | None:
        try:
            formula = check(text, scope, expect=expect)
        except FormulaErrors as found:
            self.problems += [
                Problem(node, "formula", error.message, "error", place, error.pos, error.length)
                for error in found.problems
            ]
            return None
        for ref in formula.refs:
            head, _, rest = ref.partition(".")
            if head not in OWN_NAMES:
                self.needs[ref] = None
            elif ref.startswith("flow.record."):
                self.needs[ref.removeprefix("flow.record.")] = None
            elif head == "steps" and rest.endswith(".ids"):
                self.whole.add(rest.removesuffix(".ids"))
        return formula

    def _item(self, node: str) -> Type | None:
        """The type of `each.item` in formulas of a step that is, or stands in, a repeated one."""
        if not node or node not in self.nodes:
            return None
        if node not in self.items:
            self.items[node] = None  # a circle of parents is told elsewhere
            compiled = self.nodes[node]
            each = getattr(compiled.model, "each", None)
            if each is None:
                self.items[node] = self._item(compiled.parent)
            else:
                scope = FlowScope(self.flow, self.base, self.steps, item=self._item(compiled.parent))
                over = self._check(each.over, scope, None, node, "each.over")
                self.items[node] = self._element(node, over)
                if over is not None:
                    compiled.formulas["each.over"] = compile_closure(over)
        return self.items[node]

    def _element(self, node: str, over: Formula | None) -> Type:
        if over is not None and not over.type.is_list and over.type.kind not in ("number", "any"):
            self.problems.append(problem("not_a_list", node))
        return over.type.element if over is not None and over.type.is_list else NUMBER

    def _formulas(self, node: CompiledNode) -> None:
        item = self._item(node.id)
        scope = FlowScope(self.flow, self.base, self.steps, item=item)
        each = getattr(node.model, "each", None)
        specs = [*node.behaviour.formulas(node.model), *_tables(node.model)]
        if each is not None and each.until is not None:
            specs.append(FormulaSpec("each.until", each.until, "boolean"))
        for spec in specs:
            if spec.place == "target":
                self._target(node, spec, item)
                continue
            formula = self._check(spec.text, scope, spec.expect, node.id, spec.key)
            if formula is not None:
                node.formulas[spec.key] = compile_closure(formula)

    def _target(self, node: CompiledNode, spec: FormulaSpec, item: Type | None) -> None:
        names = self.lists(spec.app, spec.form) if self.lists is not None else None
        if names is not None:
            scope = FlowScope(self.flow, names, self.steps, item=item, record=self.base)
            seen = dict(self.needs)
            formula = self._check(spec.text, scope, spec.expect, node.id, spec.key)
            if formula is not None:
                node.targets[spec.key] = formula
            refs = formula.refs if formula is not None else ()
            self.needs = seen | {ref[12:]: None for ref in refs if ref.startswith("flow.record.")}

    def _trigger(self) -> None:
        when = getattr(self.flow.trigger, "when", None)
        if when is not None:
            needs = dict(self.needs)
            self._check(when, self.base, "boolean", "", "trigger.when")
            self.needs = needs  # the platform evaluates triggers itself

    # what later steps ask for ------------------------------------------------------------------------

    def _keeps(self) -> frozenset[str]:
        named = {getattr(node.model, key, None) for node in self.nodes.values() for key in ("step", "record")}
        for node in self.nodes.values():
            sources = [(each.over or "").split(".") for each in getattr(node.model, "rows", ())]
            named |= {parts[1] for parts in sources if parts[0] == "steps" and len(parts) > 1}
        return frozenset(name for name in named | self.whole if isinstance(name, str))


def _asks_outcome(node: CompiledNode, of: str) -> bool:
    """The edges of a branch ask how the step before has ended."""
    names = {"outcome", f"steps.{of}.outcome"}
    return node.model.type == "branch" and any(
        edge.formula is not None and not names.isdisjoint(edge.formula.refs) for edge in node.out
    )


def _domain(ref: Ref | None) -> tuple[Any, ...]:
    """The values a name can have, when they can be counted."""
    if ref is None or ref.type.is_list:
        return ()
    if ref.type.kind == "boolean":
        return (True, False, None)
    return (*ref.options, None) if ref.options is not None else ()


def _repeated(model: AnyNode, behaviour: Behaviour) -> Each | None:
    return getattr(model, "each", None) if behaviour.scoped else None


def _came_names(edges: Iterable[tuple[int, Edge]]) -> dict[int, str]:
    """What a join calls each edge: its source, numbered when there are several from there."""
    names: dict[int, str] = {}
    seen: dict[tuple[str, str], int] = {}
    for index, edge in edges:
        number = seen.get((edge.source, edge.target), 0)
        seen[edge.source, edge.target] = number + 1
        names[index] = f"{edge.source}#{number}" if number else edge.source
    return names


def _messages(flow: Flow) -> Iterator[str]:
    for node in flow.nodes:
        if node.type in ("wait", "boundary") and node.message is not None:
            yield node.message


def tables_in(assignees: Iterable[Assignee]) -> Iterator[TableRow]:
    """The rows of the rule tables among assignees, nested ones too."""
    for assignee in assignees:
        match assignee:
            case RuleTable(table=rows, otherwise=otherwise):
                for row in rows:
                    yield row
                    yield from tables_in(row.assignees)
                yield from tables_in(otherwise)
            case RoundRobin(round_robin=pool) | LeastLoaded(least_loaded=pool):
                yield from tables_in(pool)
            case Chosen(among=among):
                yield from tables_in(among)
            case _:
                pass


def _tables(model: AnyNode) -> Iterator[FormulaSpec]:
    places = [getattr(model, key, ()) for key in ("assignees", "fallback", "to")]
    places += [rung.to for rung in getattr(model, "sla", ())]
    for assignees in places:
        for row in tables_in(assignees):
            yield FormulaSpec(f"table:{row.when}", row.when, "boolean")
