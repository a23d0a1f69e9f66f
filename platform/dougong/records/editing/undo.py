"""Taking a batch back: the inverse of each of its changes, from the change log, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, func, select

from dougong.kit.errors import NotFound, say
from dougong.records.forgetting import require_whole
from dougong.records.guard import taken_by_links
from dougong.records.models import change_log
from dougong.records.work import Item, Op, Work
from engines.form.fields import type_of

_INVERSE: dict[str, Op] = {"create": "delete", "update": "update", "delete": "restore", "restore": "delete"}


def size_of(work: Work, form_key: str, batch: str) -> int:
    """How many changes the caller's own batch has; 404 for somebody else's and for none."""
    require_whole(work.tx, batch)
    c = change_log.c
    mine = (c.batch == batch, c.app == work.app.key, c.form == form_key, c.by == work.actor.person_id)
    found: int = work.tx.execute(select(func.count()).select_from(change_log).where(*mine)).scalar_one()
    if not found:
        raise NotFound(say("找不到这次批量修改。", "There is no such bulk edit."), "batch_not_found")
    return found


def inverse(work: Work, form_key: str, batch: str, before: int | None, limit: int) -> tuple[list[Item], int | None]:
    """Items that undo the newest changes of the batch below the sequence number `before`, and where to go on.

    Each expects the version that its change made: a record that was changed again since is refused, not overwritten.
    """
    c = change_log.c
    statement = (
        select(change_log)
        .where(c.batch == batch, c.app == work.app.key, c.form == form_key, c.by == work.actor.person_id)
        .order_by(c.seq.desc())
        .limit(limit + 1)
    )
    if before is not None:
        statement = statement.where(c.seq < before)
    rows = work.tx.execute(statement).all()
    more, rows = len(rows) > limit, rows[:limit]
    items = [_item(work, form_key, at, row) for at, row in enumerate(rows) if row.op in _INVERSE]
    return items, rows[-1].seq if more else None


def _item(work: Work, form_key: str, at: int, row: Row[Any]) -> Item:
    op = _INVERSE[row.op]
    values = _before(work, form_key, row.changes or {}) if op == "update" else {}
    taken, values = split_taken(work, form_key, values)
    return Item(at, op, values, row.record_id, row.version, taken=taken)


def split_taken(work: Work, form_key: str, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(canonical values of read-only snapshots, what is sent like anything else)"""
    form, fixed = work.app.forms[form_key], _fixed(work, form_key)
    taken = {key: type_of(form.by_key[key]).from_json(form.by_key[key], values[key]) for key in values if key in fixed}
    return taken, {key: value for key, value in values.items() if key not in taken}


def _fixed(work: Work, form_key: str) -> set[str]:
    return taken_by_links(
        work, form_key, work.access.writable_fields(form_key, work.access.granted(form_key, "update"))
    )


def _before(work: Work, form_key: str, changes: dict[str, Any]) -> dict[str, Any]:
    """What stood there, for the fields a person may write: what formulas and rules made of it, they make again."""
    form, rights = work.app.forms[form_key], work.access.field_rights(form_key)
    fixed = _fixed(work, form_key)
    mine = (key for key in changes if rights.get(key) == "write" or key in fixed)
    kept = {key: changes[key][0] for key in mine if form.field(key) is not None}
    return {key: value for key, value in kept.items() if not type_of(form.by_key[key]).computed}
