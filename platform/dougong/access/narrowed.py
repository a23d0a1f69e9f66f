"""A part of what somebody sees, for whoever they show it to: some fields of one form, in the records of one condition.

Nothing is added: every row and every field still needs the grants that its owner has at that moment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, Self

from sqlalchemy import ColumnElement, FromClause, and_

from dougong.access.compiler import Access
from dougong.access.grants import ALL, Grant, GrantSet
from dougong.access.paths import SightPaths
from dougong.access.sql.conditions import condition
from engines.form.fields import FieldModel
from engines.form.fields._rows import RowsField
from engines.form.fields.link import LinkField


class NarrowedAccess(Access):
    """Reads of `whole`, of the given fields of `form` where `filter` holds. Of linked forms: titles.

    The condition is read with `whole`'s eyes, so it may use fields that are not among those shown. Raises
    FormulaErrors when it names what `whole` does not know (any more).
    """

    def __init__(self, whole: Access, form: str, fields: Collection[str], filter_text: str | None) -> None:
        grants = GrantSet(_grants(whole, form, frozenset(fields)))
        super().__init__(whole.catalog, grants, whole.principal, whole.context.now)
        self._whole = whole
        self._form = form
        self._tree: Mapping[str, Any] | None = whole.filter(form, filter_text) if filter_text else None
        self._shape = (*self._shape, whole.shape, form, filter_text)

    def at(self, now: datetime) -> Self:
        """The same eyes at another instant."""
        moved = super().at(now)
        moved._whole = self._whole.at(now)
        return moved

    def scope_of(self, grant: Grant, form: str, table: FromClause) -> ColumnElement[bool]:
        """The rows of one grant, where the condition holds."""
        rows = self._whole.scope_of(_as_given(grant), form, table)
        if form != self._form or self._tree is None:
            return rows
        seen = SightPaths(self._whole, self._whole.sight(form, table=table))
        return and_(rows, condition(self._tree, seen, self._whole.context))


_EVERY = "TRUE"
"""Stands for `rows: all`: a scope of its own, so that the condition is not skipped where every row is given."""


def _grants(whole: Access, form: str, fields: frozenset[str]) -> Iterator[Grant]:
    wanted: dict[str, set[str]] = {form: set(fields)}
    for field in whole.catalog.form(form).fields:
        parts = _inside(field)
        for link in parts:
            if field.key in fields and isinstance(link, LinkField) and link.form in whole.catalog.forms:
                title = whole.catalog.form(link.form).title_field()
                wanted.setdefault(link.form, set()).update([title.key] if title and link.form != form else [])
    for key, names in wanted.items():
        known = {*names, *_columns(whole, key, names)}
        for grant in whole.granted(key, "read"):
            read = frozenset(name for name in known if grant.reads(*name.split(".")) and _whole_name(grant, name))
            scope = {"rows": "formula", "formula": _EVERY} if grant.rows == "all" else {}
            yield Grant.model_validate(
                {
                    "id": grant.id,
                    "to": grant.to,
                    "form": key,
                    "ops": {"read"},
                    "rows": grant.rows,
                    "formula": grant.formula,
                    "read": read,
                    "aggregate": grant.aggregate,
                    **scope,
                }
            )


def _inside(field: FieldModel) -> Iterator[FieldModel]:
    """The field, or what stands in its rows and the rows inside them."""
    if isinstance(field, RowsField):
        for column in field.fields:
            yield from _inside(column)
    else:
        yield field


def _columns(whole: Access, form: str, names: Collection[str]) -> Iterator[str]:
    """Every column of these subforms that holds a value of its own."""
    for path, subform in whole.catalog.form(form).subforms.items():
        if path.partition(".")[0] in names:
            yield from (f"{path}.{each.key}" for each in subform.fields if not isinstance(each, RowsField))


def _whole_name(grant: Grant, name: str) -> bool:
    """A subform counts as given only with all of its columns; else each column speaks for itself."""
    return "." in name or ALL in grant.read or name in grant.read


def _as_given(grant: Grant) -> Grant:
    return grant.model_copy(update={"rows": "all", "formula": None}) if grant.formula == _EVERY else grant


__all__ = ["NarrowedAccess"]
