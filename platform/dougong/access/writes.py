"""Changes: the row as it was and the row as it becomes must both be covered by a grant.

A field may be changed only under a grant that gives it, that covered the row before, that covers it after, and whose
`check` holds after. `create` with `rows: none` is a grant to add without seeing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, select, true

from dougong.access.errors import operation_refused
from dougong.access.grants import ALL, Grant, Op
from dougong.access.lists import AnyOf, IdList
from dougong.access.paths import row_formula
from dougong.kit.ids import is_id
from dougong.kit.types import Id

if TYPE_CHECKING:
    from dougong.access.compiler import Access


@dataclass(frozen=True)
class WriteGuard:
    """`statement` gives one row with a boolean per grant (`g0 …`); no row: the record isn't there."""

    grants: tuple[Grant, ...]
    statement: Select[Any]

    def holding(self, row: Sequence[Any] | None) -> tuple[Grant, ...]:
        """The grants that cover the row. Empty: answer as if the record weren't there."""
        if row is None:
            return ()
        return tuple(grant for grant, holds in zip(self.grants, row, strict=True) if holds)


def write_guard(access: Access, form: str, op: Op, record_id: str | Sequence[str], *, after: bool) -> WriteGuard:
    """See `Access.write_guard` and `Access.check_new`.

    For many ids (locked by the caller) each row begins with its id.
    """
    grants = access.granted(form, op)
    if not grants:
        raise operation_refused(op)
    table = access.catalog.table(form)

    def covers(grant: Grant) -> ColumnElement[bool]:
        blind = op in ("create", "import") and grant.rows == "none"
        rows = true() if blind else access.scope_of(grant, form, table)
        if not after or grant.check is None:
            return rows
        return and_(rows, row_formula(access, form, table, grant.check))

    columns: list[Any] = [
        func.coalesce(covers(grant), false()).label(f"g{index}") for index, grant in enumerate(grants)
    ]
    if isinstance(record_id, Sequence) and not isinstance(record_id, str):
        ids = bindparam("ids", [i for i in record_id if is_id(i)], type_=IdList())
        many: Select[Any] = select(table.c["id"], *columns).where(AnyOf(table.c["id"], ids))
        return WriteGuard(grants, many)
    ident = table.c["id"] == bindparam("id", record_id, type_=Id()) if is_id(record_id) else false()
    statement: Select[Any] = select(*columns).select_from(table).where(ident)
    return WriteGuard(grants, statement if after else statement.with_for_update(of=table))


def uncovered(changed: Iterable[str], before: Iterable[Grant], after: Iterable[Grant]) -> list[str]:
    """Changed fields (`amount`, `lines`, `lines.amount`) that no grant covers both before and after the change."""
    kept = {grant.id for grant in after}
    both = [grant for grant in before if grant.id in kept]
    if any(ALL in grant.write for grant in both):
        return []
    return [name for name in changed if not any(grant.writes(*name.split(".")) for grant in both)]
