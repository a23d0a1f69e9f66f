"""Rows of a subform in the pipeline: who is new, who stays, who goes."""

from collections.abc import Mapping
from typing import Any

from engines.form.compiled import Step
from engines.form.fields import SubformField
from engines.form.fields.subform import MAX_ROWS
from engines.form.intake import read_values
from engines.form.outcome import RowsDiff, field_problem
from engines.form.place import Place
from engines.form.problems import ValueProblem
from engines.form.run import Run

Value = Any


def take_rows(run: Run, step: Step) -> None:
    """Decide which rows there are; their columns are decided afterwards, each in its turn."""
    key, record, subform = step.key, run.record, step.field
    if not isinstance(subform, SubformField):
        return
    old_rows: list[dict[str, Value]] = list(record.old.get(key) or ())
    hidden = bool(step.shows or step.hides) and run.hides(step, record)
    if hidden:
        record.hidden.add(key)
    sent = key in record.sent
    touched = sent or run.creating or hidden or bool(run.affected & _inputs(run, key))
    if not touched:
        record.values[key] = old_rows or None
        return
    given: list[Any]
    if hidden:
        given = []
    elif sent and not subform.readonly:
        given = record.sent[key] or []
    elif run.creating:
        given = step.literal or []
    else:
        given = [{"id": row["id"]} for row in old_rows]
    if subform.readonly and sent:
        record.unsent[key] = step.literal if run.creating else old_rows
    places = _places(run, subform, given, {row["id"]: row for row in old_rows})
    run.rows[key] = places
    record.values[key] = [place.values for place in places]
    kept = {place.values["id"] for place in places}
    if any(place.creating for place in places) or any(row["id"] not in kept for row in old_rows):
        run.changed.add(key)
        run.changed |= {column.node for column in run.compiled.row_steps[key].values()}


def _inputs(run: Run, key: str) -> frozenset[str]:
    compiled = run.compiled
    return compiled.row_inputs[key] | {column.node for column in compiled.row_steps[key].values()}


def _places(run: Run, subform: SubformField, given: list[Any], old_rows: Mapping[str, dict[str, Value]]) -> list[Place]:
    places: list[Place] = []
    seen: set[str] = set()
    if len(given) > MAX_ROWS:
        given = given[:MAX_ROWS]  # `read` has refused more; a default could have them
    for index, raw in enumerate(given):
        row_id = raw.get("id")
        old = None if row_id is None else old_rows.get(row_id)
        if row_id in seen or (row_id is not None and old is None and not run.creating):
            run.problems.append(_stray(subform, index, repeated=row_id in seen))
            continue
        if row_id is not None:
            seen.add(row_id)
        places.append(_place(run, subform, index, raw, old))
    return places


def _place(run: Run, subform: SubformField, index: int, raw: Mapping[str, Any], old: dict[str, Value] | None) -> Place:
    steps = run.compiled.row_steps[subform.key]
    path = (subform.key, index)
    columns = {key: value for key, value in raw.items() if key != "id"}
    sent, claimed, failed = read_values(columns, steps, run.source, run.reading, run.problems, path, subform)
    before = old or {}
    values: dict[str, Value] = {"id": before.get("id"), **{key: before.get(key) for key in steps}}
    env = run.record.env.in_row(run.compiled.row_readers[subform.key], values, before)
    return Place(values, before, old is None, sent, claimed, failed, env, path)


def _stray(subform: SubformField, index: int, repeated: bool) -> Any:
    wrong = (
        ValueProblem("row_repeated", "同一行出现了两次", "the same row stands here twice")
        if repeated
        else ValueProblem("row_unknown", "这一行已不存在", "this row no longer exists")
    )
    return field_problem(subform, (subform.key, index), wrong)


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
