"""Rows of a subform in the pipeline: who is new, who stays, who goes."""

from collections.abc import Mapping
from typing import Any

from engines.form.compiled import Step
from engines.form.fields import RowsField
from engines.form.fields._rows import MAX_ROWS
from engines.form.intake import read_values
from engines.form.outcome import RowsDiff, field_problem
from engines.form.place import Place
from engines.form.problems import FieldProblem, Path, ValueProblem
from engines.form.run import Run

Value = Any


def take_rows(run: Run, step: Step, holder: Place) -> None:
    """Decide which rows there are in `holder`, the record or a row of it; their columns are decided afterwards,
    each in its turn."""
    key, node, subform = step.key, step.node, step.field
    if not isinstance(subform, RowsField):
        return
    old_rows: list[dict[str, Value]] = list(holder.old.get(key) or ())
    hidden = bool(step.shows or step.hides) and run.hides(step, holder)
    if hidden:
        holder.hidden.add(key)
    sent = key in holder.sent
    touched = sent or holder.creating or hidden or bool(run.affected & _inputs(run, node))
    if not touched:
        holder.values[key] = old_rows or None
        return
    given: list[Any]
    if hidden:
        given = []
    elif sent and not subform.readonly:
        given = holder.sent[key] or []
    elif holder.creating:
        given = step.literal or []
    else:
        given = [{"id": row["id"]} for row in old_rows]
    if subform.readonly and sent:
        holder.unsent[key] = step.literal if holder.creating else old_rows
    places = _places(run, step, subform, holder, given, {row["id"]: row for row in old_rows})
    run.rows.setdefault(node, []).extend(places)
    holder.values[key] = [place.values for place in places]
    kept = {place.values["id"] for place in places}
    if any(place.creating for place in places) or any(row["id"] not in kept for row in old_rows):
        run.changed |= {node, *run.compiled.inside[node]}
        if step.subform is not None:
            holder.changed.add(key)
    elif step.subform is not None and [row["id"] for row in old_rows] != [place.values["id"] for place in places]:
        holder.changed.add(key)  # the same rows in another order


def _inputs(run: Run, node: str) -> frozenset[str]:
    return run.compiled.row_inputs[node] | run.compiled.inside[node]


def _places(
    run: Run,
    step: Step,
    subform: RowsField,
    holder: Place,
    given: list[Any],
    old_rows: Mapping[str, dict[str, Value]],
) -> list[Place]:
    places: list[Place] = []
    seen: set[str] = set()
    if len(given) > MAX_ROWS:
        given = given[:MAX_ROWS]  # `read` has refused more; a default could have them
    for index, raw in enumerate(given):
        row_id = raw.get("id")
        old = None if row_id is None else old_rows.get(row_id)
        if row_id in seen or (row_id is not None and old is None and not holder.creating):
            path = (*holder.path, step.key, index)
            run.problems.append(_stray(run, subform, step.node, path, repeated=row_id in seen))
            continue
        if row_id is not None:
            seen.add(row_id)
        places.append(_place(run, step, holder, (*holder.path, step.key, index), raw, old))
    return places


def _place(
    run: Run, step: Step, holder: Place, path: Path, raw: Mapping[str, Any], old: dict[str, Value] | None
) -> Place:
    steps = run.compiled.row_steps[step.node]
    columns = {key: value for key, value in raw.items() if key != "id"}
    within = run.compiled.form.within(step.node)
    sent, claimed, failed = read_values(columns, steps, run.source, run.reading, run.problems, path, within)
    before = old or {}
    values: dict[str, Value] = {"id": before.get("id"), **{key: before.get(key) for key in steps}}
    env = holder.env.in_row(run.compiled.row_readers[step.node], values, before)
    around = holder if step.subform is not None else None
    return Place(values, before, old is None, sent, claimed, failed, env, path, around)


def _stray(run: Run, subform: RowsField, node: str, path: Path, repeated: bool) -> FieldProblem:
    wrong = (
        ValueProblem("row_repeated", "同一行出现了两次", "the same row stands here twice")
        if repeated
        else ValueProblem("row_unknown", "这一行已不存在", "this row no longer exists")
    )
    return field_problem(subform, path, wrong, run.compiled.form.within(node))


def rows_diff(run: Run, key: str) -> RowsDiff | None:
    """What has to be written, None when nothing changes."""
    places = run.rows[key]
    before = [row["id"] for row in run.record.old.get(key) or ()]
    after = [place.values["id"] for place in places]
    created = [place.values for place in places if place.creating]
    changes = {place.values["id"]: frozenset(place.changed) for place in places if place.changed and not place.creating}
    gone = [row_id for row_id in before if row_id not in set(after)]
    if not created and not changes and before == after:
        return None
    updated = [place.values for place in places if place.values["id"] in changes]
    return RowsDiff(created, updated, gone, after, changes)
