"""Which linked records an evaluation will ask for, so that a caller can load them in one go.

`evaluate` asks `linked` for one record at a time; a caller with a database loads what `needs` names
before, by form, and calls it again until nothing is missing (a second link can only be followed when the
first record is there). What a rule sets a link to can't be known before; `linked` has to be able to load
such a rare one itself.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from engines.form.compiled import CompiledForm
from engines.form.scope import Hop, Trace

Value = Any
Loaded = Mapping[str, Mapping[str, Mapping[str, Value] | None]]
"""form → id → record; None for one that doesn't exist or was looked for in vain."""


def needs(
    compiled: CompiledForm,
    old: Mapping[str, Value] | None,
    changes: Mapping[str, Any],
    loaded: Loaded | None = None,
    *,
    recompute: bool = False,
) -> dict[str, set[str]]:
    """{form: ids} that are not in `loaded` yet; {} when `evaluate` has all it needs."""
    known: Loaded = loaded or {}
    missing: dict[str, set[str]] = {}
    record = _merged(compiled, old, changes)
    _fills(compiled, record, changes, known, missing)
    for trace in _traces(compiled, old, changes, recompute):
        _follow(_start(trace, record, old), trace.hops, trace.last, known, missing)
    return missing


def _merged(compiled: CompiledForm, old: Mapping[str, Value] | None, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The record as it will be, roughly: sent values over old ones, rows merged by id."""
    defaults = {key: step.literal for key, step in compiled.form_steps.items()}
    record = {**(defaults if old is None else old), **changes}
    for key in compiled.row_steps:
        if key in changes:
            before = {row["id"]: row for row in (old or {}).get(key) or ()}
            record[key] = [{**before.get(str(row.get("id")), {}), **row} for row in _rows(changes, key)]
    return record


def _rows(changes: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    rows = changes.get(key)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _fills(
    compiled: CompiledForm,
    record: dict[str, Any],
    changes: Mapping[str, Any],
    known: Loaded,
    missing: dict[str, set[str]],
) -> None:
    """Linked records that fill fields; what they give is put into `record`, for it may be a link itself."""
    for step in compiled.steps:
        if not step.fills:
            continue
        places: list[tuple[dict[str, Any], Mapping[str, Any]]] = [(record, changes)]
        if step.subform is not None:
            rows = record.get(step.subform) if step.subform in changes else None
            places = list(zip(rows or (), _rows(changes, step.subform), strict=True))
        for values, sent in places:
            if step.key not in sent and step.literal is None:
                continue
            for found in _records([values.get(step.key)], getattr(step.field, "form", ""), known, missing):
                values.update({own: found.get(other) for own, other in step.fills if own not in sent})


def _traces(
    compiled: CompiledForm, old: Mapping[str, Value] | None, changes: Mapping[str, Any], recompute: bool
) -> Iterator[Trace]:
    """The linked paths of the programs that will run."""
    creating = old is None
    affected = (
        compiled.all_nodes if creating or recompute or (old or {}).get("errors") else _affected(compiled, changes)
    )
    for step in compiled.steps:
        for program, runs in ((step.formula, step.node in affected), (step.default, creating or step.subform)):
            if program is not None and runs:
                yield from (trace for trace in program.traces if trace.hops)
    for rule in compiled.rules:
        for program in (rule.when, *rule.sets.values()):
            yield from (trace for trace in program.traces if trace.hops)
    for check in compiled.checks:
        yield from (trace for trace in check.program.traces if trace.hops)


def _affected(compiled: CompiledForm, changes: Mapping[str, Any]) -> frozenset[str]:
    starts = set(changes) | set(compiled.volatile) | {"updated_at", "updated_by", "version"}
    for key in changes:
        starts |= {step.node for step in compiled.row_steps.get(key, {}).values()}
    return frozenset(starts).union(*(compiled.dependents.get(node, frozenset()) for node in starts))


def _start(trace: Trace, record: Mapping[str, Any], old: Mapping[str, Value] | None) -> list[Any]:
    if trace.base in ("row", "rows"):
        return [row.get(trace.key) for row in record.get(trace.subform or "") or ()]
    if trace.base in ("old", "old_row"):
        return [(old or {}).get(trace.key)]
    return [record.get(trace.key)]


def _follow(
    values: list[Any], hops: tuple[Hop, ...], last: str | None, known: Loaded, missing: dict[str, set[str]]
) -> None:
    for index, hop in enumerate(hops):
        name = hops[index + 1].via if index + 1 < len(hops) else last
        if name == "id":
            return
        values = [found.get(name or "") for found in _records(values, hop.form, known, missing)]


def _records(
    values: list[Any], form: str, known: Loaded, missing: dict[str, set[str]]
) -> Iterator[Mapping[str, Value]]:
    """The loaded records of some link values; ids that aren't loaded are noted."""
    there = known.get(form, {})
    for value in values:
        for record_id in value if isinstance(value, list) else [value]:
            if not isinstance(record_id, str) or not record_id:
                continue
            if record_id not in there:
                missing.setdefault(form, set()).add(record_id)
            elif (found := there[record_id]) is not None:
                yield found
