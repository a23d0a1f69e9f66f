"""Links that point to merged records, and how they are turned to another one: through the write pipeline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from dougong.kit.errors import Conflict, NotAllowed, Problem, say
from dougong.records import pipeline
from dougong.records.deletion import linking_columns, linking_fields
from dougong.records.repository import Stored
from dougong.records.work import Item, Work
from engines.form.definition import Form
from engines.form.fields import type_of
from engines.form.fields._rows import RowsField
from engines.form.fields.link import LinkField

MOST = 5_000
"""Linking records that one merge turns: all of them stand in one transaction."""
Turned = Mapping[str, str]
"""Id of a record that goes → id of the one that stays."""


@dataclass
class Turning:
    """Linking records by form, and by record the fields (or subforms) that hold the links."""

    ids: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))

    def __len__(self) -> int:
        return sum(len(records) for records in self.ids.values())


def linking(work: Work, form_key: str, targets: Collection[str], but: Collection[str]) -> Turning:
    """Live records that link to `targets`; `but`: the merged ones themselves."""
    found = Turning()
    for source, key, record_id in _linking(work, form_key, targets):
        if record_id not in but:
            found.ids[source][record_id].add(key)
    if len(found) > MOST:
        raise Conflict(
            say(f"有超过 {MOST} 条数据关联到它们，无法一次合并。", f"More than {MOST} records link to them: too many."),
            "too_many_links",
        )
    return found


def _linking(work: Work, form_key: str, targets: Collection[str]) -> Iterator[tuple[str, str, str]]:
    tables = work.app.tables
    for source, own in linking_fields(work, form_key):
        table = tables.table(source)
        live = table.c.deleted_at.is_(None)
        if own.many:
            pairs = tables.links(source, own.key)
            joined = table.join(pairs, pairs.c.record_id == table.c.id)
            statement = select(table.c.id).select_from(joined).where(pairs.c.target_id.in_(targets), live)
        else:
            statement = select(table.c.id).where(table.c[own.key].in_(targets), live)
        for record_id in work.tx.execute(statement.limit(MOST + 1)).scalars():
            yield source, own.key, record_id
    for source, subform, column in linking_columns(work, form_key):
        table, lines = tables.table(source), tables.child(source, subform)
        joined = table.join(lines, lines.c.record_id == table.c.id)
        chosen = select(table.c.id).select_from(joined).where(lines.c[column.key].in_(targets))
        for record_id in work.tx.execute(chosen.where(table.c.deleted_at.is_(None)).limit(MOST + 1)).scalars():
            yield source, subform.partition(".")[0], record_id


def turn(work: Work, form_key: str, found: Turning, turned: Turned) -> None:
    """Each link points to the record that stays. Whoever merges must be able to change every one of them."""
    for source, records in found.ids.items():
        stored = work.repository(source).get_many(list(records), lock=True)
        form = work.app.forms[source]
        items = [
            Item(at, "update", values_of(form, stored[record_id], keys, form_key, turned), record_id)
            for at, (record_id, keys) in enumerate(sorted(records.items()))
        ]
        pipeline.run(work, source, items, atomic=False)
        refuse(work, source, items)


def refuse(work: Work, form_key: str, items: list[Item]) -> None:
    """A record that can't be written stops the merge: nothing of it is done."""
    form = work.app.forms[form_key]
    bad = [item.problem for item in items if item.problem is not None]
    if bad:
        raise _refused(form, bad)
    if any(item.held is not None and item.held["state"] != "released" for item in items):
        raise Conflict(
            say(
                f"对“{form.name('zh-CN')}”的修改须经流程审批，因此不能合并。",
                f"Changes of “{form.name('en')}” wait for a flow, so this can't be done in one go.",
            ),
            "held_by_flow",
        )


def _refused(form: Form, bad: list[Problem]) -> Problem:
    first = bad[0]
    zh, en = form.name("zh-CN"), form.name("en")
    if first.status in (403, 404):
        return NotAllowed(
            say(
                f"“{zh}”中有 {len(bad)} 条相关数据你无权修改，因此不能合并。",
                f"You may not change {len(bad)} records of “{en}” that belong to it, so nothing was merged.",
            ),
            "records_not_yours",
        )
    return Conflict(
        say(
            f"“{zh}”中有 {len(bad)} 条数据不能保存：{first.detail['zh-CN']}",
            f"{len(bad)} records of “{en}” can't be saved: {first.detail['en']}",
        ),
        first.code or "records_refused",
        errors=first.errors,
    )


def values_of(form: Form, stored: Stored, keys: Collection[str], target: str, turned: Turned) -> dict[str, Any]:
    """What is sent for one linking record. What a link has filled in is sent as it is: it was taken when the link was
    made, and is not taken again because the same thing has another id."""
    values: dict[str, Any] = {}
    for key in keys:
        own, now = form.by_key[key], stored.values.get(key)
        if isinstance(own, RowsField):
            values[key] = [_row(own, row, target, turned) for row in now or ()]
        elif isinstance(now, list):
            values[key] = list(dict.fromkeys(turned.get(each, each) for each in now))
        else:
            values[key] = turned.get(now or "", now)
        if isinstance(own, LinkField):
            values |= pinned(form.by_key, own, stored.values)
    return values


def _row(own: RowsField, row: Mapping[str, Any], target: str, turned: Turned) -> dict[str, Any]:
    sent: dict[str, Any] = {"id": row["id"]}
    for column in own.fields:
        now = row.get(column.key)
        if isinstance(column, RowsField):
            sent[column.key] = [_row(column, inner, target, turned) for inner in now or ()]
        elif isinstance(column, LinkField) and column.form == target and now is not None and now in turned:
            sent[column.key] = turned[now]
            sent |= pinned(own.by_key, column, row)
    return sent


def pinned(fields: Mapping[str, Any], link: LinkField, values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that `link` fills, and when it did, in JSON form, as they are."""
    return {
        key: None if values.get(key) is None else type_of(fields[key]).to_json(fields[key], values[key])
        for key in (*link.fill, link.stamp)
        if key is not None and key in fields and not type_of(fields[key]).computed and fields[key].type != "encrypted"
    }
