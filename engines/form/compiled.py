"""What `compile_form` makes: the shapes, and what follows from them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from engines.calendar import WorkCalendar
from engines.form.buttons import CompiledButton
from engines.form.choosing import Choosing
from engines.form.definition import Form
from engines.form.environment import Readers
from engines.form.fields import FieldModel, FieldType
from engines.form.outcome import STATES, State
from engines.form.problems import Problem
from engines.form.programs import Program
from engines.form.rules import Check, Rule
from engines.form.scope import FormScope, Hop, relation_of, scope_for


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule and its condition. `index` is its place among all rules of the form, subforms' after the
    form's own."""

    index: int
    rule: Rule
    subform: str | None
    when: Program
    sets: Mapping[str, Program]


@dataclass(frozen=True, slots=True)
class CompiledCheck:
    check: Check
    subform: str | None
    program: Program


@dataclass(frozen=True, slots=True)
class Setter:
    """One `set` of a rule, as its target field sees it. `local`: what it reads of its own row; `above`: of the row
    around that; `outer`: the fields and columns it reads elsewhere."""

    rule: CompiledRule
    program: Program
    local: frozenset[str]
    above: frozenset[str]
    outer: frozenset[str]


@dataclass(frozen=True, slots=True)
class Step:
    """All that decides one field's value, in the order of computation."""

    node: str
    key: str
    subform: str | None
    field: FieldModel
    kind: FieldType[Any]
    formula: Program | None = None
    default: Program | None = None
    literal: Any = None
    setters: tuple[Setter, ...] = ()  # the last rule of the list that holds wins
    shows: tuple[CompiledRule, ...] = ()
    hides: tuple[CompiledRule, ...] = ()
    requires: tuple[CompiledRule, ...] = ()
    locks: tuple[CompiledRule, ...] = ()
    choices: tuple[CompiledRule, ...] = ()  # that leave only some of its options
    fills: tuple[tuple[str, str], ...] = ()  # of a link: (own key, key of the linked record)
    stamp: str | None = None  # of a link: the own field that says when it filled the others
    choosing: Choosing | None = None  # of a link: which records it may lead to
    # What follows from the above, found once because the pipeline asks for every field of every save:
    rows: bool = False  # a subform
    passive: bool = False  # holds just what was sent, filled or its default
    watched: bool = False  # has to be judged even when it doesn't change
    plain_equal: bool = False  # == is the type's equality
    static: State = STATES[(True, False, False)]  # without rules


@dataclass(frozen=True, slots=True)
class ForeignRef:
    """A stored computed field that reads `field` of the records of `form` over `hops`: when that field of
    such a record changes, `node` of the records that link to it has to be computed again."""

    node: str
    hops: tuple[Hop, ...]
    form: str
    field: str


@dataclass(frozen=True)
class CompiledForm:
    """The result of `compile_form`. `order`: nodes (`amount`, `lines.amount`) in computation order.
    `depends[node]`: what decides its value. `dependents[node]`: what it decides, directly or not (system
    columns are sources too). `foreign_depends[node]`: what stored computed fields read through links."""

    form: Form
    forms: Mapping[str, Form]
    problems: tuple[Problem, ...]
    order: tuple[str, ...]
    depends: Mapping[str, frozenset[str]]
    dependents: Mapping[str, frozenset[str]]
    foreign_depends: Mapping[str, tuple[ForeignRef, ...]]
    steps: tuple[Step, ...]
    rules: tuple[CompiledRule, ...]
    checks: tuple[CompiledCheck, ...]
    calendar: WorkCalendar | None
    readers: Readers
    row_readers: Mapping[str, Readers]
    volatile: frozenset[str] = field(default_factory=frozenset)
    lock: Program | None = None
    buttons: Mapping[str, CompiledButton] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether it may be published."""
        return not any(problem.level == "error" for problem in self.problems)

    def scope(self, kind: str = "form") -> FormScope:
        """The scope for a formula that isn't part of the definition (see `scope_for`)."""
        return scope_for(self.form, self.forms, kind)

    @cached_property
    def form_steps(self) -> Mapping[str, Step]:
        """Steps of own fields by key."""
        found = {step.key: step for step in self.steps if step.subform is None}
        return {own.key: found[own.key] for own in self.form.fields}

    @cached_property
    def static_states(self) -> Mapping[str | None, Mapping[str, State]]:
        """The states without rules, by subform (None: the record) and key."""
        found: dict[str | None, dict[str, State]] = {None: {k: s.static for k, s in self.form_steps.items()}}
        for key, steps in self.row_steps.items():
            found[key] = {column: step.static for column, step in steps.items()}
        return found

    @cached_property
    def row_steps(self) -> Mapping[str, Mapping[str, Step]]:
        """Steps of columns by subform and key, outer subforms first."""
        by_node = {step.node: step for step in self.steps}
        return {
            path: {column.key: by_node[f"{path}.{column.key}"] for column in own.fields}
            for path, own in self.form.subforms.items()
        }

    @cached_property
    def inside(self) -> Mapping[str, frozenset[str]]:
        """Per subform: the nodes in its rows, those of rows inside them too."""
        return {path: frozenset(n for n in self.order if n.startswith(f"{path}.")) for path in self.row_steps}

    @cached_property
    def all_nodes(self) -> frozenset[str]:
        """Every field and column."""
        return frozenset(self.order)

    @cached_property
    def row_inputs(self) -> Mapping[str, frozenset[str]]:
        """Per subform: the fields outside that anything in its rows reads (rules, checks and conditions of
        links included)."""
        reads: list[tuple[str | None, frozenset[str]]] = [
            (step.subform, self.depends[step.node]) for step in self.steps
        ]
        reads += [(step.subform, step.choosing.nodes) for step in self.steps if step.choosing is not None]
        reads += [(rule.subform, rule.when.nodes) for rule in self.rules]
        reads += [(check.subform, check.program.nodes) for check in self.checks]
        return {
            path: frozenset[str]().union(*(nodes for at, nodes in reads if at == path or at in nodes_in))
            - nodes_in
            - {path}
            for path, nodes_in in self.inside.items()
        }

    @cached_property
    def snapshots(self) -> Mapping[str, Step]:
        """Links whose filled values are a snapshot, by node."""
        return {step.node: step for step in self.steps if step.fills and step.stamp}

    @cached_property
    def choosing(self) -> Mapping[str, Choosing]:
        """Conditions of links that say which records may be chosen, by node."""
        return {step.node: step.choosing for step in self.steps if step.choosing is not None}

    @cached_property
    def relations(self) -> frozenset[tuple[str, str]]:
        """(form, link field) that computed fields read backwards: a change of such a link changes them."""
        forms = {ref.form for refs in self.foreign_depends.values() for ref in refs}
        return frozenset(relation for form in forms if (relation := relation_of(form)) is not None)

    @cached_property
    def series(self) -> tuple[str, ...]:
        """Keys of the serial number fields."""
        return tuple(key for key, step in self.form_steps.items() if step.field.type == "series")

    @cached_property
    def reads_series(self) -> bool:
        """Whether anything is computed from a serial number: then it must be known before `evaluate`."""
        return any(self.dependents.get(key) for key in self.series)

    @cached_property
    def programs(self) -> dict[str, Any]:
        """`FormRuntime.programs`: everything the page runs, as AST envelopes."""
        return browser_programs(self)

    def all_programs(self) -> Iterator[tuple[str, Program]]:
        """Every program with the node it serves ("" for rules and checks)."""
        for step in self.steps:
            for program in (step.formula, step.default):
                if program is not None:
                    yield step.node, program
        for rule in self.rules:
            yield "", rule.when
            yield from (("", program) for program in rule.sets.values())
        for check in self.checks:
            yield "", check.program
        for key, button in self.buttons.items():
            yield from ((key, program) for program in button.programs())


def _backwards(program: Program) -> bool:
    """Whether it reads records that link here: the page doesn't have them, the stored value stands."""
    return any(relation_of(hop.form) for trace in program.traces for hop in trace.hops)


def browser_programs(compiled: CompiledForm) -> dict[str, Any]:
    """{formulas: {node: AST}, defaults: {node: AST}, rules: […], checks: […], order: [node]}. Rules and
    checks of a subform carry `subform`; names in their ASTs are those of a row."""
    formulas = {step.node: step.formula.ast for step in compiled.steps if step.formula and not _backwards(step.formula)}
    defaults = {step.node: step.default.ast for step in compiled.steps if step.default}
    rules = []
    for rule in compiled.rules:
        entry: dict[str, Any] = {"id": rule.rule.id, "when": rule.when.ast}
        if rule.subform:
            entry["subform"] = rule.subform
        entry |= {
            action: list(getattr(rule.rule, action))
            for action in ("show", "hide", "require", "readonly")
            if getattr(rule.rule, action)
        }
        if rule.rule.options:
            entry["options"] = {key: list(values) for key, values in rule.rule.options.items()}
        if rule.rule.style:
            entry["style"] = {key: look.model_dump(exclude_defaults=True) for key, look in rule.rule.style.items()}
        if rule.sets:
            entry["set"] = {key: program.ast for key, program in rule.sets.items()}
        rules.append(entry)
    checks = []
    for check in compiled.checks:
        entry = {
            "id": check.check.id,
            "assert": check.program.ast,
            "level": check.check.level,
            "message": check.check.message,
            "fields": list(check.check.fields),
        }
        if check.subform:
            entry["subform"] = check.subform
        checks.append(entry)
    return {
        "formulas": formulas,
        "defaults": defaults,
        "rules": rules,
        "checks": checks,
        "order": list(compiled.order),
    }
