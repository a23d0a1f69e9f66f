"""Why a field is what it is in one record: the rules, settings, formulas and values behind it.

Nothing is evaluated a second way: the record runs through `pipeline` and the finished `Run` is asked. What a
condition read is told with its value, so that a person can follow the chain from field to field.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engines.form.compiled import CompiledRule, Step
from engines.form.judge import offered
from engines.form.labels import Label, Sentence, label_text
from engines.form.outcome import Outcome
from engines.form.place import Place
from engines.form.programs import Program
from engines.form.run import Run
from engines.formula.jsonvalues import to_json

Value = Any
_ACTIONS = {"show": "shows", "hide": "hides", "require": "requires", "readonly": "locks"}


@dataclass(frozen=True, slots=True)
class Read:
    """A value that a condition or formula read. `node`: the own field or column to ask on about."""

    path: tuple[str, ...]
    label: Sentence
    value: Value
    node: str | None


@dataclass(frozen=True, slots=True)
class Because:
    """One reason. `kind`: a rule with its action, a fixed setting, a check. `holds`: what its condition says;
    `number`: its place among the rules (checks) of the form or subform, from 1."""

    kind: str
    action: str
    holds: bool
    id: str = ""
    number: int | None = None
    label: Label = ""
    text: str = ""
    detail: Value = None
    reads: tuple[Read, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """All that is to be said of one place. `origin` of the value: formula, number, rule, sent, fill, default,
    kept, cleared; `behind` is the formula, default or rule it came from."""

    path: str
    node: str
    value: Value
    error: str | None
    visible: bool
    required: bool
    readonly: bool
    options: tuple[str, ...] | None
    origin: str
    behind: Because | None
    because: tuple[Because, ...]
    checks: tuple[Because, ...]


def explain(run: Run, outcome: Outcome, path: str) -> Answer | None:
    """The answer for `amount` or `lines.0.amount` of a finished run; None for a place that isn't there."""
    found = _place(run, path)
    if found is None:
        return None
    step, place = found
    state = outcome.states.get(path)
    shown = state is None or state.visible
    origin, behind = _origin(run, step, place)
    left = offered(step, place) if step.choices else None
    in_rows: Any = outcome.values
    for part in path.split("."):
        in_rows = in_rows[int(part)] if isinstance(in_rows, list) else (in_rows or {}).get(part)
    return Answer(
        path=path,
        node=step.node,
        value=None if step.rows or in_rows is None else step.kind.to_json(step.field, in_rows),
        error=outcome.errors.get(path),
        visible=shown,
        required=state is not None and state.required,
        readonly=state is not None and state.readonly,
        options=None if left is None else tuple(sorted(left)),
        origin=origin,
        behind=behind,
        because=tuple(_because(run, step, place)),
        checks=tuple(_checks(run, step, place)),
    )


def _place(run: Run, path: str) -> tuple[Step, Place] | None:
    parts = path.split(".")
    if len(parts) == 1:
        step = run.compiled.form_steps.get(path)
        return None if step is None else (step, run.record)
    subform, at = ".".join(parts[:-1:2]), ".".join(parts[:-1])
    step = run.compiled.row_steps.get(subform, {}).get(parts[-1])
    place = next((each for each in run.rows.get(subform, ()) if ".".join(map(str, each.path)) == at), None)
    return None if step is None or place is None else (step, place)


def _reads(place: Place, program: Program) -> tuple[Read, ...]:
    found = []
    for path, trace in zip(program.paths, program.traces, strict=True):
        label = trace.ref.label
        names = {lang: label_text(label, lang) or ".".join(path) for lang in ("zh-CN", "en")}
        found.append(Read(path, names, to_json(place.env.get(path)), None if trace.hops else trace.node))
    return tuple(found)


def _rule(rule: CompiledRule, place: Place, action: str, number: int, detail: Value = None) -> Because:
    own = rule.rule
    holds = place.holds(rule)
    return Because("rule", action, holds, own.id, number, own.label, own.when, detail, _reads(place, rule.when))


def _numbers(run: Run, subform: str | None) -> Mapping[int, int]:
    """Rule index → its number in its own list."""
    mine = [rule for rule in run.compiled.rules if rule.subform == subform]
    return {rule.index: number for number, rule in enumerate(mine, start=1)}


def _because(run: Run, step: Step, place: Place) -> Iterator[Because]:
    numbers = _numbers(run, step.subform)
    for setting in ("hidden", "required", "readonly"):
        if getattr(step.field, setting):
            yield Because("setting", setting, True)
    if step.kind.computed:
        yield Because("setting", "computed", True)
    for action, name in _ACTIONS.items():
        for rule in getattr(step, name):
            yield _rule(rule, place, action, numbers[rule.index])
    for rule in step.choices:
        yield _rule(rule, place, "options", numbers[rule.index], list(rule.rule.options[step.key]))
    for setter in step.setters:
        yield _rule(setter.rule, place, "set", numbers[setter.rule.index], setter.program.text)
    for rule in run.compiled.rules:
        look = rule.rule.style.get(step.key) or (rule.rule.style.get("*") if step.subform else None)
        if rule.subform == step.subform and look is not None:
            yield _rule(rule, place, "style", numbers[rule.index], look.model_dump(exclude_defaults=True))


def _checks(run: Run, step: Step, place: Place) -> Iterator[Because]:
    """The checks that name the field or read it."""
    mine = [check for check in run.compiled.checks if check.subform == step.subform]
    for number, check in enumerate(mine, start=1):
        if step.key in check.check.fields or step.node in check.program.nodes:
            verdict = check.program.run(place.env)
            passed = verdict is None or verdict is True
            own = check.check
            reads = _reads(place, check.program)
            yield Because("check", own.level, passed, own.id, number, own.message, own.assertion, None, reads)


def _origin(run: Run, step: Step, place: Place) -> tuple[str, Because | None]:
    key = step.key
    if step.formula is not None:
        text = Because("setting", "formula", True, text=step.formula.text, reads=_reads(place, step.formula))
        return "formula", text
    if step.kind.computed:
        return "number", None
    numbers = _numbers(run, step.subform)
    if key in place.hidden:
        return "cleared", None
    for setter in reversed(step.setters):
        if place.holds(setter.rule):
            if run.acts(setter, place):
                return "rule", _rule(setter.rule, place, "set", numbers[setter.rule.index], setter.program.text)
            break
    if key in place.sent and not step.field.readonly:
        return "sent", None
    if key in place.fills:
        return "fill", None
    if place.creating and step.default is not None:
        reads = _reads(place, step.default)
        return "default", Because("setting", "default", True, text=step.default.text, reads=reads)
    return ("default" if place.creating and step.literal is not None else "kept"), None
