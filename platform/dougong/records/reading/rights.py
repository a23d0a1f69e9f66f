"""What a caller may do to one record: for buttons and read-only fields, before anything is tried."""

from __future__ import annotations

from typing import Any

from dougong.access.grants import Grant, Op
from dougong.access.writes import write_guard
from dougong.records.reading.callers import Caller
from dougong.records.reading.executor import Executor


async def rights_on(executor: Executor, caller: Caller, form_key: str, record_id: str) -> dict[str, Any]:
    """`{"update", "delete", "write": [field keys]}` for this very record, which the caller sees."""
    updating = await _holding(executor, caller, form_key, "update", record_id)
    deleting = await _holding(executor, caller, form_key, "delete", record_id)
    writable = caller.access.writable_fields(form_key, updating)
    return {"update": bool(updating), "delete": bool(deleting), "write": sorted(writable)}


async def _holding(executor: Executor, caller: Caller, form_key: str, op: Op, record_id: str) -> tuple[Grant, ...]:
    access = caller.access
    grants = access.granted(form_key, op)
    if all(grant.rows == "all" for grant in grants):
        return grants  # they cover every row: nothing to ask
    rows = await executor.fetch(
        (access.shape, "can", op, form_key),
        lambda: write_guard(access, form_key, op, [record_id], after=False).statement,
        {**access.params, "ids": [record_id]},
    )
    if not rows.rows:
        return ()
    return tuple(grant for grant, holds in zip(grants, rows.rows[0][1:], strict=True) if holds)
