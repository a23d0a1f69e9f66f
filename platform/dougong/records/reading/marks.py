"""Marks in a long list: cursors at regular places, so that a leap into its middle counts off a stretch, not all of it.

Each mark is found from the one before by keyset, which costs what its stretch costs in the index. Where no index gives
the order, the first stretch already takes long, and there are no marks: a leap is then counted off as before.
"""

from __future__ import annotations

import time
from typing import Any

from dougong.access.compiler import Access
from dougong.records.problems import operation_not_granted
from dougong.records.reading.executor import Executor
from dougong.records.reading.filters import typed_filter
from dougong.records.reading.query import MarksQuery

MOST = 200
PATIENCE = 0.1
"""Seconds that one stretch may take before the list counts as one without marks."""


async def marks(executor: Executor, access: Access, form: str, query: MarksQuery) -> list[str]:
    """The cursor before row `every`, `2 × every` …, at most 200, as far as they are found quickly. None in those that
    have no value to sort by: they stand last, and are counted off from the last mark."""
    if not access.may(form, "read"):
        raise operation_not_granted("read")
    ast = typed_filter(access, form, (query.filter,))
    found: list[str] = []
    while len(found) < MOST:
        cursor = found[-1] if found else None
        begun = time.perf_counter()
        row = await _last_of_stretch(executor, access, form, query, ast, cursor)
        if row is None:
            break
        found.append(access.next_cursor(form, query.sort, row))
        if time.perf_counter() - begun > PATIENCE:
            break
    return found


async def _last_of_stretch(
    executor: Executor, access: Access, form: str, query: MarksQuery, ast: Any, cursor: str | None
) -> dict[str, Any] | None:
    rows = await executor.fetch(
        (access.shape, "mark", form, query.filter, query.search, query.sort, query.every, cursor),
        lambda: access.select(
            form,
            fields=(),
            filter_ast=ast,
            sort=query.sort,
            search=query.search,
            cursor=cursor,
            blanks=False,
            offset=query.every - 1,
            limit=1,
        ),
        access.params,
        bounded=False,
    )
    return dict(zip(rows.names, rows.rows[0], strict=True)) if rows.rows else None
