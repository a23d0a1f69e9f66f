"""Groups and measures over a form's records, under grants that allow summing."""

from __future__ import annotations

from typing import Any

from dougong.access.compiler import Group, Measure
from dougong.records.reading.callers import Caller
from dougong.records.reading.executor import Executor
from dougong.records.reading.filters import typed_filter
from dougong.records.schemas import Aggregate


async def aggregate(executor: Executor, caller: Caller, form_key: str, body: Aggregate) -> dict[str, Any]:
    """`{"rows": [{<group field>, …, <measure key>, …}], "truncated"}`; nothing is cut without saying so."""
    groups = [Group(group.field, group.grain) for group in body.groups]
    measures = [Measure(measure.key, measure.fn, measure.field) for measure in body.measures]
    key = (caller.access.shape, "aggregate", form_key, body.model_dump_json())
    found = await executor.fetch(
        key,
        lambda: caller.access.aggregate(
            form_key,
            groups,
            measures,
            filter_ast=typed_filter(caller.access, form_key, [body.filter]),
            search=body.search,
            limit=body.limit + 1,
        ),
        caller.access.params,
        bounded=False,
    )
    names = [group.field for group in body.groups] + [measure.key for measure in body.measures]
    rows = [dict(zip(names, row, strict=True)) for row in found.rows[: body.limit]]
    return {"rows": rows, "truncated": len(found.rows) > body.limit}
