"""Rights on frames: what one viewer may see of a snapshot, by the grants of the same compiler that writes SQL.

Each grant's rows become a column of true and false: `own` by the owner, departments by the people in them (asked of the
database now), a condition by the formula language's polars form where it has one. Whatever has none is asked of the
database: the ids that the grant covers. Rows that no grant covers are dropped, fields that no covering grant gives are
blank: what `Sight.column` says in SQL.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from sqlalchemy import select

from dougong.access.compiler import Access
from dougong.access.directory import person
from dougong.access.visibility import ScopeKey, Sight
from dougong.kit.db import Transaction
from dougong.reports.columnar import Snapshot
from dougong.reports.scope import ROW_ID

_FREE = frozenset({"id", "record_id", "target_id", ROW_ID})
_EVERY_ROW: ScopeKey = ("all", None)


class FrameSight:
    """One form's snapshot as a `Sight` shows it."""

    def __init__(self, tx: Transaction, access: Access, sight: Sight, records: Snapshot) -> None:
        self._tx, self._access, self._sight = tx, access, sight
        self._keys = list(dict.fromkeys((grant.rows, grant.formula) for grant in sight.grants))
        masks = [self._mask(key).fill_null(False).alias(f"#s{place}") for place, key in enumerate(self._keys)]
        self._rows = records.lazy().with_columns(masks)

    def records(self, columns: Sequence[str]) -> pl.LazyFrame:
        """The visible records with these columns as the viewer sees them."""
        shown = [self._seen(column, self._sight.giving(column)) for column in columns]
        return self._rows.filter(self._any(None)).select(shown)

    def part(self, place: Sequence[str], rows: Snapshot, columns: Sequence[str]) -> pl.LazyFrame:
        """Rows of a subform or pairs of a link, of the records in which the list is visible."""
        visible = self._rows.filter(self._any(None) & self._any(self._sight.giving(*place)))
        flags = [f"#s{place}" for place in range(len(self._keys))]
        parents = visible.select(pl.col("id").alias("#parent"), *flags)
        joined = rows.lazy().join(parents, left_on="record_id", right_on="#parent", how="inner")
        return joined.select(
            pl.col(column) if column in _FREE else self._seen(column, self._sight.giving(*place, column))
            for column in columns
        )

    def _seen(self, column: str, giving: frozenset[ScopeKey] | None) -> pl.Expr:
        value = pl.col(column)
        return value if giving is None else pl.when(self._any(giving)).then(value).alias(column)

    def _any(self, giving: frozenset[ScopeKey] | None) -> pl.Expr:
        """Where one of these row scopes (None: any) covers the record."""
        places = [place for place, key in enumerate(self._keys) if giving is None or key in giving]
        return pl.any_horizontal([pl.col(f"#s{place}") for place in places]) if places else pl.lit(False)

    def _mask(self, key: ScopeKey) -> pl.Expr:
        rows, context = key[0], self._access.context
        if key == _EVERY_ROW:
            return pl.lit(True)
        if rows == "own":
            return _among("owner", [str(context.params["ctx_user"])] if context.has("ctx_user") else [])
        if rows == "department":
            return self._colleagues([context.params["ctx_department"]] if context.has("ctx_department") else [])
        if rows == "department_tree":
            return self._colleagues(context.params["ctx_department_tree"])
        if rows == "none":
            return pl.lit(False)
        table = self._sight.table
        covered = select(table.c["id"]).where(table.c["deleted_at"].is_(None), self._sight.condition(key))
        return _among("id", list(self._tx.execute(covered).scalars()))

    def _colleagues(self, departments: Sequence[str]) -> pl.Expr:
        if not departments:
            return pl.lit(False)
        people = select(person.c["id"]).where(person.c["department_id"].in_(departments))
        return _among("owner", list(self._tx.execute(people).scalars()))


def _among(column: str, values: Sequence[str]) -> pl.Expr:
    if not values:
        return pl.lit(False)
    return pl.col(column).cast(pl.String).is_in(pl.Series(values, dtype=pl.String).implode())
