"""A definition made ready to run: every formula resolved and typed, the order of computation known.

`compile_form` never raises on a definition that `load_form` accepted: what is wrong is listed in
`CompiledForm.problems` with its path (a form with problems of level `error` can't be published). Compile
once per published version and keep it: nothing in it changes.

What a value depends on, and so the order of computation: a field comes after everything that its formula
or computed default reads, after the conditions of the rules that show, hide or set it and what they set it
to, and after the link that fills it. `require` and `readonly` don't change values and make no edges. A
`set` may read the very field it sets (its value before).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from engines.calendar import WorkCalendar
from engines.form.buttons import compile_buttons
from engines.form.choosing import compile_choosing, sides
from engines.form.compiled import CompiledCheck, CompiledForm, CompiledRule, ForeignRef, Setter, Step
from engines.form.definition import Form
from engines.form.environment import Readers
from engines.form.fields import FieldModel, FieldType, RowsField, type_of
from engines.form.fields.formula import FormulaField
from engines.form.fields.link import LinkField
from engines.form.fields.lookup import LookupField
from engines.form.fields.rollup import RollupField
from engines.form.graph import dependents, ordered
from engines.form.labels import sentence
from engines.form.lint import lint_form
from engines.form.lock import compile_lock
from engines.form.outcome import STATES
from engines.form.prints.compile import print_problems
from engines.form.problems import Path, Problem, ValueProblem
from engines.form.profile.check import profile_problems
from engines.form.programs import Program, compile_program
from engines.form.rollup import compile_lookup, compile_rollup
from engines.form.rules import Check, Rule
from engines.form.scope import FormScope, scope_for
from engines.form.view_check import view_problems
from engines.formula.types import BOOLEAN


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
        for subform in form.subforms:
            self.scopes[subform] = scope_for(form, self.forms, f"row:{subform}")
        self.rules: list[CompiledRule] = []
        self.checks: list[CompiledCheck] = []

    def compile(self) -> CompiledForm:
        self._clauses(None, (), self.form.rules, self.form.checks)
        for number, view in enumerate(self.form.views):
            self.problems += view_problems(view, self.form, self.forms, ("views", number))
        self.problems += print_problems(self.form, self.forms)
        self.problems += profile_problems(self.form, self.forms)
        for subform, own in self.form.subforms.items():
            self._clauses(subform, self.form.place(subform), own.rules, own.checks)
        buttons = compile_buttons(self.form, self.forms, self.problems, self.calendar)
        lock = compile_lock(self.form.lock, scope_for(self.form, self.forms, "filter"), self.problems)
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
            lock=lock,
            buttons=buttons,
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
        yield from self._steps_of(self.form.fields, None, ())

    def _steps_of(self, fields: Iterable[FieldModel], subform: str | None, at: Path) -> Iterator[Step]:
        for index, own in enumerate(fields):
            path = (*at, "fields", index)
            yield self._step(own, subform, path)
            if isinstance(own, RowsField):
                yield from self._steps_of(own.fields, _node(subform, own.key), path)

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
        elif isinstance(own, LookupField):
            formula = compile_lookup(own, self.scopes[subform], path, self.problems)
        elif isinstance(own, RollupField):
            formula = compile_rollup(own, self.form, self.forms, path, self.problems, kind.formula_type(own))
        elif default_text is not None:
            default = self._program(default_text, subform, (*path, "default", "formula"), _wanted(own))
        around = self.scopes[subform]
        choosing = (
            compile_choosing(own, around, path, self.problems, self.calendar) if isinstance(own, LinkField) else None
        )
        step = Step(
            node=_node(subform, key),
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
            choices=tuple(rule for rule in mine if key in rule.rule.options),
            fills=tuple(own.fill.items()) if isinstance(own, LinkField) and not own.many else (),
            stamp=own.stamp if isinstance(own, LinkField) and own.fill and not own.many else None,
            choosing=choosing,
        )
        rows, locked = isinstance(own, RowsField), own.readonly or bool(step.locks)
        seen = bool(step.shows or step.hides)
        return replace(
            step,
            rows=rows,
            passive=not (kind.computed or rows or setters or seen or locked),
            watched=rows
            or seen
            or locked
            or own.required
            or bool(step.requires or step.choices or (choosing and choosing.nodes)),
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
            if other.subform == step.subform and step.key in (*dict(other.fills), other.stamp):
                found.add(f"{prefix}{other.key}")
        return frozenset(found)

    def _cycle(self, cycle: tuple[str, ...], steps: Mapping[str, Step]) -> Problem:
        zh = " → ".join(steps[node].field.name("zh-CN") for node in cycle)
        en = " → ".join(steps[node].field.name("en") for node in cycle)
        step = next((steps[node] for node in cycle if steps[node].formula), steps[cycle[0]])
        path = self._path(step)
        message = sentence(f"循环引用：{zh}。", f"These fields depend on each other: {en}.")
        return Problem((*path, "formula") if isinstance(step.field, FormulaField) else path, "cycle", message)

    def _path(self, step: Step) -> Path:
        columns = list(self._fields(step.subform))
        return (*self.form.place(step.subform), "fields", columns.index(step.key))


def _node(subform: str | None, key: str) -> str:
    return f"{subform}.{key}" if subform else key


def _setter(rule: CompiledRule, program: Program) -> Setter:
    traces = (*rule.when.traces, *program.traces)
    local, above, outer = sides(traces)
    return Setter(rule, program, local, above, outer)


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


__all__ = ["CompiledForm", "ForeignRef", "Step", "compile_form"]
