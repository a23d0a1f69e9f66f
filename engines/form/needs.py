"""Which linked records an evaluation will ask for, so that a caller can load them in one go.

`evaluate` asks `linked` for one record at a time; a caller with a database loads what `needs` names
before, by form, and calls it again until nothing is missing (a second link can only be followed when the
first record is there). What a rule sets a link to can't be known before; `linked` has to be able to load
such a rare one itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engines.form.compiled import CompiledForm
from engines.form.inner import rows_at
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
    _chosen(compiled, record, old, changes, known, missing)
    for trace in _traces(compiled, old, changes, recompute):
        _follow(_start(trace, record, old), trace.hops, trace.last, known, missing)
    return missing


def _merged(compiled: CompiledForm, old: Mapping[str, Value] | None, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The record as it will be, roughly: sent values over old ones, rows merged by id."""
    defaults = {key: step.literal for key, step in compiled.form_steps.items()}
    record = {**(defaults if old is None else old), **changes}
    for key in compiled.form_steps:
        if key in changes and key in compiled.row_steps:
            record[key] = _merged_rows(compiled, key, (old or {}).get(key), changes)
    return record


def _merged_rows(compiled: CompiledForm, node: str, old: Any, changes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows sent under `node`'s key over those they change."""
    before = {row["id"]: row for row in old or ()}
    lists = [key for key, step in compiled.row_steps[node].items() if step.rows]
    merged = []
    for row in _rows(changes, node.rpartition(".")[2]):
        was = before.get(str(row.get("id")), {})
        inner = {k: _merged_rows(compiled, f"{node}.{k}", was.get(k), row) for k in lists if k in row}
        merged.append({**was, **row, **inner})
    return merged


def _pairs(
    record: dict[str, Any], changes: Mapping[str, Any], names: Sequence[str]
) -> list[tuple[dict[str, Any], Mapping[str, Any]]]:
    """The places of a subform (no names: the record) that something was sent for: values and what was sent."""
    if not names:
        return [(record, changes)]
    if names[0] not in changes:
        return []
    rows = zip(record.get(names[0]) or (), _rows(changes, names[0]), strict=True)
    return [pair for row, sent in rows for pair in _pairs(row, sent, names[1:])]


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
        for values, sent in _pairs(record, changes, step.subform.split(".") if step.subform else ()):
            if step.key not in sent and step.literal is None:
                continue
            for found in _records([values.get(step.key)], getattr(step.field, "form", ""), known, missing):
                values.update({own: found.get(other) for own, other in step.fills if own not in sent})


def _chosen(
    compiled: CompiledForm,
    record: dict[str, Any],
    old: Mapping[str, Value] | None,
    changes: Mapping[str, Any],
    known: Loaded,
    missing: dict[str, set[str]],
) -> None:
    """What the conditions of links read: the records that are chosen, what those link to, what this one links to."""
    for node, choosing in compiled.choosing.items():
        *around, key = node.split(".")
        if old is not None and not changes.keys() & {each.partition(".")[0] for each in (node, *choosing.nodes)}:
            continue
        own = compiled.row_steps[".".join(around)][key] if around else compiled.form_steps[key]
        form = getattr(own.field, "form", "")
        ids = [row.get(key) for row in rows_at(record, around)] if around else [record.get(key)]
        for found in list(_records(ids, form, known, missing)):
            for trace in choosing.seeks:
                _follow([found.get(trace.key)], trace.hops, trace.last, known, missing)
        for _names, trace in choosing.asks:
            _follow(_start(trace, record, old), trace.hops, trace.last, known, missing)


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
        starts |= compiled.inside.get(key, frozenset())
    return frozenset(starts).union(*(compiled.dependents.get(node, frozenset()) for node in starts))


def _start(trace: Trace, record: Mapping[str, Any], old: Mapping[str, Value] | None) -> list[Any]:
    if trace.subform is not None and trace.base != "old_row":
        return [row.get(trace.key) for row in rows_at(record, trace.subform.split("."))]
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
