"""A record, or one field of it, as it was: values of the past go through the write pipeline like any others.

Rules apply, so not everything can come back: what is computed, what the person may not write, what names something that
is gone. Each such field is named with its reason; the others are restored. Fields that the person may not read are
neither restored nor named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from dougong.kit.errors import Conflict, Invalid, NotFound, Text, say
from dougong.records import service
from dougong.records.editing.undo import split_taken
from dougong.records.guard import taken_by_links
from dougong.records.history import visible_fields
from dougong.records.models import change_log
from dougong.records.problems import record_not_found
from dougong.records.work import Item, Reverted, Work
from dougong.records.writing import seen
from engines.form.fields import FIELD_TYPES
from engines.form.fields._rows import RowsField

_TRIES = 4
"""Dropping a refused value can make another one refused; after so many rounds the refusal is told as it is."""
COMPUTED = say("由系统生成，不能恢复。", "Made by the system; it can't be restored.")
NOT_WRITABLE = say("你没有修改它的权限。", "You may not change it.")


def revert(
    work: Work,
    form_key: str,
    record_id: str,
    seq: int,
    version: int,
    fields: Sequence[str] | None,
    *,
    undoing: bool = False,
) -> Reverted:
    """Brings back the state after entry `seq` of the history (`undoing`: the one before it); `fields` None: whole. The
    history tells it from a change by hand."""
    work = replace(work, door="revert")
    if seen(work, form_key, record_id) is None:
        raise record_not_found()
    past = _differences(work, form_key, record_id, seq, undoing=undoing)
    visible = visible_fields(work, form_key, record_id)
    wanted = {key: value for key, value in past.items() if key in visible and (fields is None or key in fields)}
    result = Reverted()
    values = _sendable(work, form_key, record_id, wanted, result.kept)
    if not values:
        return result
    result.item = _save(work, form_key, record_id, values, version, result.kept, whole=fields is None)
    if result.item is not None:
        changed = result.item.outcome.changed if result.item.outcome else set()
        result.restored = tuple(key for key in values if key in changed)
    return result


def bring_back(
    work: Work, form_key: str, record_id: str, wanted: Mapping[str, Any], version: int, kept: dict[str, Text]
) -> Item | None:
    """Gives fields the values they had (JSON form), as far as the pipeline lets them through; `kept` names the rest."""
    values = _sendable(work, form_key, record_id, wanted, kept)
    return _save(work, form_key, record_id, values, version, kept, whole=True) if values else None


def _differences(work: Work, form_key: str, record_id: str, seq: int, *, undoing: bool) -> dict[str, Any]:
    """What each field held back then, of those that have changed since, in JSON form."""
    c = change_log.c
    here = (c.record_id == record_id, c.app == work.app.key, c.form == form_key)
    entry = work.tx.execute(select(c.op).where(*here, c.seq == seq)).first()
    if entry is None:
        raise NotFound(say("历史中没有这一条。", "There is no such entry in the history."), "entry_not_found")
    if undoing and entry.op == "create":
        raise Conflict(say("创建之前没有数据。", "There was nothing before it was created."), "nothing_before")
    since = c.seq >= seq if undoing else c.seq > seq
    past: dict[str, Any] = {}
    for row in work.tx.execute(select(c.op, c.changes).where(*here, since).order_by(c.seq.desc())):
        past |= {key: before for key, (before, _after) in (row.changes or {}).items()}
    return past


def _sendable(
    work: Work, form_key: str, record_id: str, wanted: Mapping[str, Any], kept: dict[str, Text]
) -> dict[str, Any]:
    form = work.app.forms[form_key]
    writable = work.access.writable_fields(form_key, work.access.granted(form_key, "update"))
    stored = work.repository(form_key).get(record_id, lock=True)
    now: Mapping[str, Any] = stored.values if stored is not None else {}
    values: dict[str, Any] = {}
    snapshots = taken_by_links(work, form_key, writable)
    for key, value in wanted.items():
        own = form.by_key[key]
        if FIELD_TYPES[own.type].computed:
            kept[key] = COMPUTED
        elif key not in writable and key not in snapshots:
            kept[key] = NOT_WRITABLE
        else:
            values[key] = lines_to_send(own, value, now.get(key), writable) if isinstance(own, RowsField) else value
    return values


def lines_to_send(own: RowsField, value: Any, now: Any, writable: frozenset[str], around: str = "") -> Any:
    """Lines as they may be sent: those still there keep their ids, the others are new; computed columns come anew."""
    there = {row["id"]: row for row in now or ()}
    path = f"{around}{own.key}."
    columns = {column.key: column for column in own.fields if not FIELD_TYPES[column.type].computed}
    rows = []
    for row in value or ():
        was = there.get(row.get("id"))
        sent = {"id": row["id"]} if was is not None else {}
        for key, each in row.items():
            column = columns.get(key)
            if isinstance(column, RowsField):
                sent[key] = lines_to_send(column, each, (was or {}).get(key), writable, path)
            elif column is not None and f"{path}{key}" in writable:
                sent[key] = each
        rows.append(sent)
    return rows


def _save(
    work: Work,
    form_key: str,
    record_id: str,
    values: Mapping[str, Any],
    version: int,
    kept: dict[str, Text],
    *,
    whole: bool,
) -> Item | None:
    """Saves what the pipeline lets through. A refused field is left as it is when others can still be restored."""
    left = dict(values)
    for _ in range(_TRIES):
        try:
            with work.tx.connection.begin_nested():
                taken, sent = split_taken(work, form_key, left)
                return service.update(work, form_key, record_id, sent, version, taken)
        except Invalid as refused:
            wrong = {error.field: error.message for error in refused.errors if error.field in left}
            if not whole or not wrong:
                raise
            kept |= wrong
            left = {key: value for key, value in left.items() if key not in wrong}
            if not left:
                return None
    raise Conflict(say("这些值已不能恢复。", "These values can't be restored any more."), "not_restorable")
