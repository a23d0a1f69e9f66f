"""What can be done with records, for every door. Each function is one step of the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dougong.kit.errors import NotFound, say
from dougong.kit.ids import is_id
from dougong.records import cells, guard, pipeline
from dougong.records.evaluation import evaluate_item
from dougong.records.linked import Linked
from dougong.records.problems import operation_not_granted, record_not_found
from dougong.records.work import Item, Work
from engines.form.outcome import Outcome


@dataclass(frozen=True)
class Operation:
    """One entry of a bulk request."""

    op: Literal["create", "update", "delete", "restore"]
    record_id: str | None = None
    version: int | None = None
    values: Mapping[str, Any] | None = None


def form_exists(work: Work, form_key: str) -> None:
    """404 unless the app has this form published."""
    if form_key not in work.app.forms:
        raise NotFound(say("表单不存在。", "There is no such form."), "form_not_found")


def create(work: Work, form_key: str, values: Mapping[str, Any]) -> Item:
    """One new record. Raises the problem of the first step that refuses it."""
    item = Item(0, "create", values)
    pipeline.run(work, form_key, [item])
    return item


def update(
    work: Work,
    form_key: str,
    record_id: str,
    values: Mapping[str, Any],
    version: int | None,
    taken: Mapping[str, Any] | None = None,
) -> Item:
    """Changes the given fields. `version` is the one the caller saw; None skips the comparison (bulk edits). `taken`:
    canonical values of snapshots that come back."""
    item = Item(0, "update", values, _known_id(record_id), version, taken=taken or {})
    pipeline.run(work, form_key, [item])
    return item


def delete(work: Work, form_key: str, record_id: str, version: int | None = None) -> Item:
    """Into the recycle bin."""
    item = Item(0, "delete", {}, _known_id(record_id), version)
    pipeline.run(work, form_key, [item])
    return item


def restore(work: Work, form_key: str, record_id: str) -> Item:
    """Out of the recycle bin; unique values must still be free."""
    item = Item(0, "restore", {}, _known_id(record_id))
    pipeline.run(work, form_key, [item])
    return item


def bulk(
    work: Work,
    form_key: str,
    operations: Sequence[Operation],
    *,
    atomic: bool,
    parse: bool = False,
    rehearse: bool = False,
) -> list[Item]:
    """Many operations in one go; with `atomic` all of them or none.

    `parse`: values are cells as people write them, read as an import reads them. `rehearse`: nothing is written.
    """
    items = [
        Item(index, each.op, each.values or {}, each.record_id, each.version) for index, each in enumerate(operations)
    ]
    _refuse_repeats(items)
    if parse:
        cells.read_cells(work, form_key, items)
    if rehearse:
        pipeline.rehearse(work, form_key, items, {})
    else:
        pipeline.run(work, form_key, items, atomic=atomic)
    return items


def prepare(work: Work, form_key: str, record_id: str | None, values: Mapping[str, Any]) -> Outcome:
    """The pipeline's middle without saving: what the form would look like to the server."""
    op: Literal["create", "update"] = "update" if record_id else "create"
    if not work.access.may(form_key, op):
        raise operation_not_granted(op)
    item = Item(0, op, values, record_id)
    if record_id:
        item.old = work.repository(form_key).get(_known_id(record_id))
        if item.old is None or item.old.deleted:
            raise record_not_found()
        guard.check_old(work, form_key, [item])
    guard.check_fields(work, form_key, [item])
    if item.problem:
        raise item.problem
    compiled = work.app.compiled[form_key]
    linked = Linked(work)
    linked.load_for(compiled, [item])
    return evaluate_item(work, compiled, item, linked)


def _known_id(record_id: str) -> str:
    if not is_id(record_id):
        raise record_not_found()
    return record_id


def _refuse_repeats(items: Sequence[Item]) -> None:
    """The same record twice in one batch has no order people could rely on."""
    seen: set[str] = set()
    for item in items:
        if item.record_id is None:
            continue
        if item.record_id in seen or not is_id(item.record_id):
            item.problem = record_not_found()
        seen.add(item.record_id)
