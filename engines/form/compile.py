"""A definition made ready to run: every formula resolved and typed, the order of computation known.

`compile_form` never raises on a definition that `load_form` accepted: what is wrong is listed in
`CompiledForm.problems` with its path (a form with problems of level `error` can't be published). Compile
once per published version and keep it: nothing in it changes.

What a value depends on, and so the order of computation: a field comes after everything that its formula
or computed default reads, after the conditions of the rules that show, hide or set it and what they set it
to, and after the link that fills it. `require` and `readonly` don't change values and make no edges. A
`set` may read the very field it sets (its value before).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from engines.calendar import WorkCalendar
from engines.form.definition import Form
from engines.form.environment import Readers
from engines.form.fields import FieldModel, FieldType, SubformField, type_of
from engines.form.fields.formula import FormulaField
from engines.form.fields.link import LinkField
from engines.form.graph import dependents, ordered
from engines.form.labels import sentence
from engines.form.lint import lint_form
from engines.form.outcome import STATES, State
from engines.form.problems import Path, Problem, ValueProblem
from engines.form.programs import Program, compile_program
from engines.form.rules import Check, Rule
from engines.form.scope import FormScope, Hop, scope_for
from engines.formula.types import BOOLEAN


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
    """One `set` of a rule, as its target field sees it. `local`: what it reads of its own row; `outer`: the
    fields and columns it reads elsewhere."""

    rule: CompiledRule
    program: Program
    local: frozenset[str]
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
    fills: tuple[tuple[str, str], ...] = ()  # of a link: (own key, key of the linked record)
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
        """Steps of columns by subform and key."""
        by_node = {step.node: step for step in self.steps}
        return {
            own.key: {column.key: by_node[f"{own.key}.{column.key}"] for column in own.fields}
            for own in self.form.fields
            if isinstance(own, SubformField)
        }

    @cached_property
    def all_nodes(self) -> frozenset[str]:
        """Every field and column."""
        return frozenset(self.order)

    @cached_property
    def row_inputs(self) -> Mapping[str, frozenset[str]]:
        """Per subform: the fields outside that anything in its rows reads (rules and checks included)."""
        found: dict[str, set[str]] = {key: set() for key in self.row_steps}
        for step in self.steps:
            if step.subform is not None:
                found[step.subform] |= self.depends[step.node]
        for rule in self.rules:
            if rule.subform is not None:
                found[rule.subform] |= rule.when.nodes
        for check in self.checks:
            if check.subform is not None:
                found[check.subform] |= check.program.nodes
        return {
            key: frozenset(node for node in nodes if node != key and not node.startswith(f"{key}."))
            for key, nodes in found.items()
        }

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


def compile_form(form: Form, forms: Mapping[str, Form], *, calendar: WorkCalendar | None = None) -> CompiledForm:
    """Compile `form` against the forms of its app (by key; links look there for their targets)."""
    return _Compiler(form, forms, calendar).compile()


class _Compiler:
    def __init__(self, form: Form, forms: Mapping[str, Form], calendar: WorkCalendar | None) -> None:
        self.form = form
        self.forms = {**forms, form.key: form}
        self.calendar = calendar
        self.problems = lint_form(form, self.forms)
        self.scopes: dict[str | None, FormScope] = {None: scope_for(form, self.forms)}
        for own in form.fields:
            if isinstance(own, SubformField):
                self.scopes[own.key] = scope_for(form, self.forms, f"row:{own.key}")
        self.rules: list[CompiledRule] = []
        self.checks: list[CompiledCheck] = []

    def compile(self) -> CompiledForm:
        self._clauses(None, (), self.form.rules, self.form.checks)
        for index, own in enumerate(self.form.fields):
            if isinstance(own, SubformField):
                self._clauses(own.key, ("fields", index), own.rules, own.checks)
        steps = {step.node: step for step in self._steps()}
        depends = {node: self._reads(step, steps) for node, step in steps.items()}
        order, cycles = ordered(steps, depends)
        for cycle in cycles:
            self.problems.append(self._cycle(cycle, steps))
        return CompiledForm(
            form=self.form,
            forms=self.forms,
            problems=tuple(self.problems),
            order=order,
            depends=depends,
            dependents=dependents(order, depends),
            foreign_depends=_foreign(steps),
            steps=tuple(steps[node] for node in order),
            rules=tuple(self.rules),
            checks=tuple(self.checks),
            calendar=self.calendar,
            readers=Readers(self.scopes[None]),
            row_readers={key: Readers(scope) for key, scope in self.scopes.items() if key is not None},
            volatile=frozenset(n for n, step in steps.items() if step.formula and step.formula.volatile),
        )

    def _program(self, text: str, subform: str | None, path: Path, expect: Any) -> Program | None:
        return compile_program(text, self.scopes[subform], path, self.problems, expect=expect, calendar=self.calendar)

    def _clauses(self, subform: str | None, at: Path, rules: tuple[Rule, ...], checks: tuple[Check, ...]) -> None:
        fields = self._fields(subform)
        for index, rule in enumerate(rules):
            path = (*at, "rules", index)
            sets = {}
            for key, text in rule.set.items():
                if key in fields:
                    program = self._program(text, subform, (*path, "set", key), _wanted(fields[key]))
                    if program is not None:
                        sets[key] = program
            when = self._program(rule.when, subform, (*path, "when"), BOOLEAN)
            if when is not None:
                self.rules.append(CompiledRule(len(self.rules), rule, subform, when, sets))
        for index, check in enumerate(checks):
            program = self._program(check.assertion, subform, (*at, "checks", index, "assert"), BOOLEAN)
            if program is not None:
                self.checks.append(CompiledCheck(check, subform, program))

    def _fields(self, subform: str | None) -> Mapping[str, FieldModel]:
        own = self.form if subform is None else self.form.subform(subform)
        return {} if own is None else own.by_key

    def _steps(self) -> Iterator[Step]:
        for index, own in enumerate(self.form.fields):
            yield self._step(own, None, ("fields", index))
            if isinstance(own, SubformField):
                for number, column in enumerate(own.fields):
                    yield self._step(column, own.key, ("fields", index, "fields", number))

    def _step(self, own: FieldModel, subform: str | None, path: Path) -> Step:
        key, kind = own.key, type_of(own)
        mine = [rule for rule in self.rules if rule.subform == subform]
        setters = tuple(_setter(rule, rule.sets[key]) for rule in mine if key in rule.sets)
        default_text, literal = own.default_formula, None
        if default_text is None and own.default is not None:
            try:
                literal = kind.from_json(own, own.default)
            except ValueProblem as wrong:
                self.problems.append(Problem((*path, "default"), wrong.code, wrong.message))
        formula = default = None
        if isinstance(own, FormulaField):
            formula = self._program(own.formula, subform, (*path, "formula"), kind.formula_type(own))
        elif default_text is not None:
            default = self._program(default_text, subform, (*path, "default", "formula"), _wanted(own))
        step = Step(
            node=f"{subform}.{key}" if subform else key,
            key=key,
            subform=subform,
            field=own,
            kind=kind,
            formula=formula,
            default=default,
            literal=literal,
            setters=setters,
            shows=tuple(rule for rule in mine if key in rule.rule.show),
            hides=tuple(rule for rule in mine if key in rule.rule.hide),
            requires=tuple(rule for rule in mine if key in rule.rule.require),
            locks=tuple(rule for rule in mine if key in rule.rule.readonly),
            fills=tuple(own.fill.items()) if isinstance(own, LinkField) and not own.many else (),
        )
        rows, locked = isinstance(own, SubformField), own.readonly or bool(step.locks)
        seen = bool(step.shows or step.hides)
        return replace(
            step,
            rows=rows,
            passive=not (kind.computed or rows or setters or seen or locked),
            watched=rows or seen or locked or own.required or bool(step.requires),
            plain_equal=type(kind).equal is FieldType.equal,
            static=STATES[
                (not own.hidden, own.required and not (own.hidden or kind.computed), own.readonly or kind.computed)
            ],
        )

    def _reads(self, step: Step, steps: Mapping[str, Step]) -> frozenset[str]:
        found: set[str] = set()
        for program in (step.formula, step.default):
            if program is not None:
                found |= program.nodes
        for rule in (*step.shows, *step.hides):
            found |= rule.when.nodes
        itself: set[str] = set()
        for setter in step.setters:
            itself |= setter.program.nodes | setter.rule.when.nodes
        found |= itself - {step.node}
        if step.subform is not None:
            found.add(step.subform)  # a column comes after the rows are there
        prefix = f"{step.subform}." if step.subform else ""
        for other in steps.values():
            if other.subform == step.subform and step.key in dict(other.fills):
                found.add(f"{prefix}{other.key}")
        return frozenset(found)

    def _cycle(self, cycle: tuple[str, ...], steps: Mapping[str, Step]) -> Problem:
        zh = " → ".join(steps[node].field.name("zh-CN") for node in cycle)
        en = " → ".join(steps[node].field.name("en") for node in cycle)
        step = next((steps[node] for node in cycle if steps[node].formula), steps[cycle[0]])
        path = self._path(step)
        message = sentence(f"循环引用：{zh}。", f"These fields depend on each other: {en}.")
        return Problem((*path, "formula") if step.formula else path, "cycle", message)

    def _path(self, step: Step) -> Path:
        outer = step.subform or step.key
        index = next(i for i, own in enumerate(self.form.fields) if own.key == outer)
        if step.subform is None:
            return ("fields", index)
        columns = list(self._fields(step.subform))
        return ("fields", index, "fields", columns.index(step.key))


def _setter(rule: CompiledRule, program: Program) -> Setter:
    traces = (*rule.when.traces, *program.traces)
    local = frozenset(trace.key for trace in traces if trace.base == "row")
    outer = frozenset(trace.node for trace in traces if trace.base != "row" and trace.node is not None)
    return Setter(rule, program, local, outer)


def _wanted(own: FieldModel) -> Any:
    """The type a computed value of the field must have. A list may also be given by one element."""
    kind = type_of(own).formula_type(own)
    return None if kind.is_list else kind


def _foreign(steps: Mapping[str, Step]) -> dict[str, tuple[ForeignRef, ...]]:
    found: dict[str, tuple[ForeignRef, ...]] = {}
    for node, step in steps.items():
        if step.formula is None:
            continue
        refs = []
        for trace in step.formula.traces:
            for index, hop in enumerate(trace.hops):
                name = trace.hops[index + 1].via if index + 1 < len(trace.hops) else trace.last
                if name is not None and name != "id":
                    refs.append(ForeignRef(node, trace.hops[: index + 1], hop.form, name))
        if refs:
            found[node] = tuple(dict.fromkeys(refs))
    return found


def browser_programs(compiled: CompiledForm) -> dict[str, Any]:
    """{formulas: {node: AST}, defaults: {node: AST}, rules: […], checks: […], order: [node]}. Rules and
    checks of a subform carry `subform`; names in their ASTs are those of a row."""
    formulas = {step.node: step.formula.ast for step in compiled.steps if step.formula}
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
