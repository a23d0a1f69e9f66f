"""The caller's grants around a write: the row as it was, the fields that were sent, the row as it has become.

An update must be covered by one and the same grant before and after, for every field the caller changed; what rules,
fills and formulas change by themselves needs no grant. Refusals undo the whole transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dougong.access.given import condition_of, looked_up
from dougong.access.grants import Grant, Op
from dougong.access.writes import uncovered, write_guard
from dougong.kit.errors import FieldError, Problem, say
from dougong.kit.fixed import Fixed, Kept
from dougong.kit.ids import is_id
from dougong.records.problems import invalid_record, not_writable, operation_not_granted, record_not_found
from dougong.records.work import Item, Work
from dougong.records.work import Op as Step
from engines.form.definition import Form
from engines.form.fields import FIELD_TYPES
from engines.form.fields._rows import RowsField
from engines.form.problems import Path

_GUARDS: Kept[Fixed] = Kept(512)

OWNER = "owner"
"""The one system column that a grant may give, by name (`write: ["owner"]`); `*` does not include it."""


def op_of(op: Step) -> Op:
    """The granted operation behind a step of the pipeline; who may delete may also bring back."""
    return "delete" if op == "restore" else op


def check_old(work: Work, form_key: str, items: Sequence[Item]) -> None:
    """Finds the grants that cover each row as it is. Hidden rows answer 404, visible ones 403."""
    by_op: dict[Op, list[Item]] = defaultdict(list)
    for item in items:
        by_op[op_of(item.op)].append(item)
    for op, group in by_op.items():
        held = _holding(work, form_key, op, [_id(item) for item in group], after=False)
        refused = [item for item in group if not held.get(_id(item))]
        visible = _visible(work, form_key, [_id(item) for item in refused])
        for item in group:
            item.grants = held.get(_id(item), ())
            if not item.grants:
                item.problem = operation_not_granted(item.op) if _id(item) in visible else record_not_found()


def covers(work: Work, form_key: str, op: Op, record_id: str) -> bool:
    """Whether some grant gives `op` on this very row."""
    if not is_id(record_id) or not work.access.may(form_key, op):
        return False
    return bool(_holding(work, form_key, op, [record_id], after=False).get(record_id))


def refusal(work: Work, form_key: str, op: Op, record_id: str) -> Problem:
    """403 for a row that the caller sees, 404 for any other."""
    known = is_id(record_id) and record_id in _visible(work, form_key, [record_id])
    return operation_not_granted(op) if known else record_not_found()


def check_fields(work: Work, form_key: str, items: Sequence[Item]) -> None:
    """The sent fields must be the caller's to write; a field that may not be read answers like one that isn't there."""
    readable = set(work.access.readable_fields(form_key)) if work.access.may(form_key, "read") else set()
    form = work.app.forms[form_key]
    given: dict[str, Any] | None = None
    for item in items:
        if item.op == "create":
            item.grants = work.access.granted(form_key, "create")
            given = looked_up(work.tx, work.access, form_key, item.grants) if given is None else given
        presets = _plain(work.access.presets(item.grants))
        writable = work.access.writable_fields(form_key, item.grants)
        kept = dict(item.values)
        errors: list[FieldError] = []
        owned = OWNER in kept and not any(OWNER in grant.write for grant in item.grants)
        if owned and kept.pop(OWNER) != _present_owner(work, item):
            errors.append(not_writable(OWNER, "负责人 / owner"))
        for key in list(kept):
            if key in writable:
                continue
            field = form.field(key)
            if field is None:
                continue  # an unknown key is refused by the engine, with a suggestion
            if key not in readable:
                errors.append(_as_unknown(key))
            elif item.old is None or not _same(field, kept[key], item.old.values.get(key)):
                errors.append(not_writable(key, field.name()))
            else:
                del kept[key]
        errors += _column_errors(form, writable, item, kept)
        errors += _refill_errors(work, form_key, writable, item)
        left_empty = {key: value for key, value in (given or {}).items() if kept.get(key) is None}
        item.values = kept | (left_empty if item.op == "create" else {}) | presets
        item.sent = frozenset(kept) - frozenset(presets)
        if errors:
            item.problem = invalid_record(errors)


def _plain(presets: Mapping[str, Any]) -> dict[str, Any]:
    """Without links that are looked up: those belong to new records, where they were left empty."""
    return {key: value for key, value in presets.items() if condition_of(value) is None}


def _refill_errors(work: Work, form_key: str, writable: frozenset[str], item: Item) -> Iterator[FieldError]:
    """Taking a snapshot again, or bringing one back, is what linking again would do: it needs the right to change the
    link."""
    steps = work.app.compiled[form_key].snapshots
    for node in sorted(item.refill):
        if node not in writable:
            yield not_writable(node.partition(".")[0], steps[node].field.name())
    for key in sorted(item.taken.keys() - taken_by_links(work, form_key, writable)):
        yield not_writable(key, work.app.forms[form_key].by_key[key].name())


def taken_by_links(work: Work, form_key: str, writable: frozenset[str]) -> set[str]:
    """Read-only fields of snapshots: no person writes them, but who may link again may bring back what was taken."""
    fields, found = work.app.forms[form_key].by_key, set[str]()
    for node, step in work.app.compiled[form_key].snapshots.items():
        if step.subform is None and node in writable and step.stamp is not None:
            found |= {key for key in (*dict(step.fills), step.stamp) if fields[key].readonly}
    return found


def check_new(work: Work, form_key: str, items: Sequence[Item], *, atomic: bool) -> None:
    """The rows as they have become. A refusal can't be undone for one row of a batch, so it is raised."""
    written = [item for item in items if item.alive and item.op in ("create", "update") and item.new is not item.old]
    by_op: dict[Op, list[Item]] = defaultdict(list)
    for item in written:
        by_op[op_of(item.op)].append(item)
    for op, group in by_op.items():
        held = _holding(work, form_key, op, [_id(item) for item in group], after=True)
        for item in group:
            problem = _after(work, form_key, item, held.get(_id(item), ()))
            if problem is not None:
                raise problem


def _after(work: Work, form_key: str, item: Item, after: Sequence[Grant]) -> Problem | None:
    if not after:
        return _beyond(item)
    changed = set(item.sent) & set(item.outcome.changed if item.outcome else ())
    missing = uncovered(changed, item.grants, after)
    if not missing:
        return None
    form = work.app.forms[form_key]
    return invalid_record([not_writable(key, form.by_key[key].name()) for key in missing if key in form.by_key])


def _beyond(item: Item) -> Problem:
    if item.op == "create":
        sentence = say("你无权新增这样的数据。", "You may not add such a record.")
    else:
        sentence = say("修改后的数据超出你的权限范围。", "The changed record would be beyond your rights.")
    return invalid_record([FieldError("", "beyond_grants", sentence)])


def _holding(work: Work, form_key: str, op: Op, ids: Sequence[str], *, after: bool) -> Mapping[str, tuple[Grant, ...]]:
    if not ids:
        return {}
    grants = work.access.granted(form_key, op)
    if all(_covers_all(grant, op, after=after) for grant in grants):
        return dict.fromkeys(ids, grants)  # true of every row: nothing to ask
    statement = _GUARDS.get(
        (work.access.shape, form_key, op, after),
        lambda: Fixed(write_guard(work.access, form_key, op, list(ids), after=after).statement),
    )
    rows = statement.rows(work.tx, {**work.access.params, "ids": list(ids)})
    return {row[0]: tuple(grant for grant, holds in zip(grants, row[1:], strict=True) if holds) for row in rows}


def _covers_all(grant: Grant, op: Op, *, after: bool) -> bool:
    """True when the grant covers each row there is, whatever it holds; the rows themselves are known to be there."""
    blind = op in ("create", "import") and grant.rows == "none"
    return (grant.rows == "all" or blind) and not (after and grant.check is not None)


def _visible(work: Work, form_key: str, ids: Sequence[str]) -> set[str]:
    if not ids or not work.access.may(form_key, "read"):
        return set()
    return work.access.visible_ids(work.tx, form_key, list(ids))


def _column_errors(form: Form, writable: frozenset[str], item: Item, values: Mapping[str, Any]) -> Iterator[FieldError]:
    """Columns of subforms that the grants leave out, where a grant gives single columns only."""
    for key, field in form.subforms.items():
        rows = values.get(key)  # rows inside rows come with those around them
        if isinstance(rows, list):
            before = (item.old.values.get(key) if item.old else None) or []
            yield from _row_errors(field, (key,), rows, before, writable)


def _row_errors(
    field: RowsField, at: Path, rows: list[Any], before: Sequence[Mapping[str, Any]], writable: frozenset[str]
) -> Iterator[FieldError]:
    held = {row["id"]: row for row in before}
    for position, row in enumerate(rows):
        if not isinstance(row, Mapping):
            continue  # told when the value is read
        was = held.get(row.get("id"), {})
        for column in field.fields:
            path = (*at, position, column.key)
            name = ".".join(part for part in path if isinstance(part, str))
            value = row.get(column.key)
            if isinstance(column, RowsField) and isinstance(value, list):
                yield from _row_errors(column, path, value, was.get(column.key) or [], writable)
            elif column.key in row and name not in writable and not _same(column, value, was.get(column.key)):
                error = not_writable(str(at[0]), column.name())
                yield FieldError(str(at[0]), error.code, error.message, path)


def _same(field: Any, sent: Any, stored: Any) -> bool:
    kind = FIELD_TYPES[field.type]
    return kind.equal(sent, stored) or sent == (None if stored is None else kind.to_json(field, stored))


def _as_unknown(key: str) -> FieldError:
    return FieldError(key, "unknown_field", say(f"没有字段“{key}”。", f"There is no field “{key}”."))


def _present_owner(work: Work, item: Item) -> Any:
    """Who owns the record without being named: its owner, or who adds it."""
    return item.old.system.get(OWNER) if item.old else work.actor.person_id


def _id(item: Item) -> str:
    assert item.record_id is not None
    return item.record_id
