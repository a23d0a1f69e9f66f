"""«Depends on» and «used by» of every field: what decides its value or state, and what reads it."""

from collections.abc import Iterator, Mapping
from typing import Any

from engines.form.compiled import CompiledForm, CompiledRule
from engines.form.fields.button import SetFields
from engines.form.programs import Program

Use = dict[str, Any]
"""`{kind: "field", node}` or `{kind: "rule"|"check", subform, number}` (from 1, in its own list)."""
Entry = tuple[str, str, Any]
_TOUCHES = ("show", "hide", "require", "readonly", "set", "options", "style")


def uses(compiled: CompiledForm) -> dict[str, dict[str, list[Any]]]:
    """node → `{depends_on: [paths], touched_by: [uses], used_by: [uses]}`; only nodes of which there is something
    to say. `depends_on` are the names that formula, default and rules read, those behind links too."""
    found: dict[str, dict[str, list[Any]]] = {}
    for node, part, entry in (*_of_fields(compiled), *_of_rules(compiled), *_of_checks(compiled)):
        entries = found.setdefault(node, {"depends_on": [], "touched_by": [], "used_by": []})[part]
        if entry not in entries:
            entries.append(entry)
    return found


def _of_fields(compiled: CompiledForm) -> Iterator[Entry]:
    for step in compiled.steps:
        use = {"kind": "field", "node": step.node}
        for path, node in (*_reads(step.formula), *_reads(step.default)):
            yield step.node, "depends_on", path
            if node is not None:
                yield node, "used_by", use
        for names, trace in step.choosing.asks if step.choosing else ():
            yield step.node, "depends_on", ".".join(names)
            if trace.node is not None:
                yield trace.node, "used_by", use
        for own, _other in step.fills:
            yield _beside(step.subform, own), "touched_by", use
    for key, button in compiled.buttons.items():
        read = {node for program in button.programs() for _path, node in _reads(program) if node is not None}
        yield from ((node, "used_by", {"kind": "field", "node": key}) for node in sorted(read))
        if isinstance(button.own.action, SetFields):
            yield from ((own, "touched_by", {"kind": "field", "node": key}) for own in button.values)


def _of_rules(compiled: CompiledForm) -> Iterator[Entry]:
    numbers = _numbers(compiled.rules)
    for rule in compiled.rules:
        use = {"kind": "rule", "subform": rule.subform, "number": numbers[rule.index]}
        read = [node for program in (rule.when, *rule.sets.values()) for _path, node in _reads(program)]
        touched = {key for action in _TOUCHES for key in getattr(rule.rule, action)} - {"*"}
        yield from ((node, "used_by", use) for node in read if node is not None)
        yield from ((_beside(rule.subform, key), "touched_by", use) for key in sorted(touched))


def _of_checks(compiled: CompiledForm) -> Iterator[Entry]:
    counted: dict[str | None, int] = {}
    for check in compiled.checks:
        counted[check.subform] = counted.get(check.subform, 0) + 1
        use = {"kind": "check", "subform": check.subform, "number": counted[check.subform]}
        yield from ((node, "used_by", use) for _path, node in _reads(check.program) if node is not None)


def _reads(program: Program | None) -> list[tuple[str, str | None]]:
    if program is None:
        return []
    return [(".".join(path), trace.node) for path, trace in zip(program.paths, program.traces, strict=True)]


def _beside(subform: str | None, key: str) -> str:
    return f"{subform}.{key}" if subform else key


def _numbers(rules: tuple[CompiledRule, ...]) -> Mapping[int, int]:
    counted: dict[str | None, int] = {}
    found = {}
    for rule in rules:
        counted[rule.subform] = counted.get(rule.subform, 0) + 1
        found[rule.index] = counted[rule.subform]
    return found
