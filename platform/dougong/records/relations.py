"""Links read backwards: which records link to these, for rollups and for what depends on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, select

from dougong.kit.among import among
from dougong.records.repository import chunks
from dougong.records.work import RecordEvent, Work
from engines.form.fields.link import LinkField
from engines.form.scope import back


def records_linking(work: Work, form_key: str, link: str, ids: Sequence[str]) -> dict[str, list[str]]:
    """target id → the live records of `form_key` whose field `link` names it, oldest first."""
    source, record_id, target_id, live = _pairs(work, form_key, link)
    found: dict[str, list[str]] = defaultdict(list)
    for chunk in chunks(list(ids)):
        wanted = among(work.tx, [target_id], [(one,) for one in chunk])
        pairs = select(target_id.label("target"), record_id.label("linking")).select_from(source)
        for row in work.tx.execute(pairs.where(live, wanted).order_by(target_id, record_id)):
            found[row.target].append(row.linking)
    return found


def linked_from(work: Work, form_key: str, link: str, ids: Sequence[str]) -> set[str]:
    """The records that those of `form_key` with these ids link to."""
    source, record_id, target_id, live = _pairs(work, form_key, link)
    named = among(work.tx, [record_id], [(one,) for one in ids])
    statement = select(target_id).select_from(source).where(live, named, target_id.is_not(None))
    return set(work.tx.execute(statement).scalars())


def _pairs(
    work: Work, form_key: str, link: str
) -> tuple[FromClause, ColumnElement[str], ColumnElement[str], ColumnElement[bool]]:
    """(rows, the linking record, the linked one, that the linking one isn't in the bin)."""
    table = work.app.tables.table(form_key)
    field = work.app.forms[form_key].field(link)
    if isinstance(field, LinkField) and field.many:
        pairs = work.app.tables.links(form_key, link)
        joined = pairs.join(table, table.c.id == pairs.c.record_id)
        return joined, pairs.c.record_id, pairs.c.target_id, table.c.deleted_at.is_(None)
    return table, table.c.id, table.c[link], table.c.deleted_at.is_(None)


def relations_changed(event: RecordEvent, links: Iterable[str]) -> dict[str, set[str]]:
    """relation → the records whose list of linking records changed: the old targets and the new ones."""
    whole = event.op in ("create", "delete", "restore")
    found: dict[str, set[str]] = {}
    for link in links:
        if whole or link in event.changed:
            targets = _targets(event.old, link) ^ _targets(event.new, link)
            if targets:
                found[back(event.form, link)] = targets
    return found


def _targets(values: Mapping[str, Any] | None, link: str) -> set[str]:
    value = values.get(link) if values else None
    return set(value) if isinstance(value, list) else {value} if isinstance(value, str) else set()
