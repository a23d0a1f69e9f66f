"""Several records become one, in one transaction and through the write pipeline: links that point to the losers are
turned, what stands around them moves, the losers go to the recycle bin, the winner takes the chosen values.

The order matters: links first (a restricted one would forbid the deletion), the winner last (a unique value is free
only when its loser is gone). Each change carries the merge's id as its batch, which is what a later undo follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import insert

from dougong.audit.service import record as record_audit
from dougong.kit.errors import Conflict, say
from dougong.kit.ids import new_id
from dougong.records import changes, pipeline
from dougong.records.duplicates import belongings, links
from dougong.records.duplicates.finding import require_visible
from dougong.records.duplicates.models import record_merge
from dougong.records.duplicates.schemas import Merge
from dougong.records.problems import operation_not_granted, record_not_found, version_conflict
from dougong.records.reading.query import ListQuery
from dougong.records.reading.reader import Reader
from dougong.records.reading.within import Within, at_once
from dougong.records.work import Item, Work
from engines.form.fields import type_of
from engines.form.fields._rows import RowsField
from engines.form.fields.base import FieldModel
from engines.form.fields.link import LinkField
from engines.form.labels import label_text

ALL = "all"
_LISTS = ("multi_select", "tags", "attachment", "image")
Shown = Mapping[str, Any]


@dataclass(frozen=True)
class Done:
    id: str
    moved: dict[str, Any]


def merge(work: Work, form_key: str, body: Merge) -> Done:
    """Merges; every record is under the caller's rights, and any refusal undoes all of it."""
    merge_id = new_id()
    work = replace(work, batch=merge_id)
    winner, losers = body.winner.id, [loser.id for loser in body.losers]
    _check_rights(work, form_key, body)
    turned = dict.fromkeys(losers, winner)
    shown = _shown(work, form_key, [winner, *losers])
    values = _values(work, form_key, body, shown)
    found = links.linking(work, form_key, losers, {winner, *losers})
    links.turn(work, form_key, found, turned)
    moved = belongings.move(work, form_key, winner, losers, belongings.files_in(values))
    _let_go(work, form_key, winner, losers, shown[winner])
    _delete(work, form_key, losers, shown)
    _update(work, form_key, body, values)
    moved["links"] = {source: len(records) for source, records in found.ids.items()}
    row: dict[str, Any] = {"id": merge_id, "app": work.app.key, "form": form_key, "winner_id": winner, "losers": losers}
    row |= {"moved": moved, "by": work.actor.person_id, "at": work.tx.now}
    work.tx.execute(insert(record_merge).values(**row))
    detail = {"merge": merge_id, "losers": losers, "links": len(found)}
    record_audit(work.tx, work.actor, "record.merge", f"{work.app.key}/{form_key}/{winner}", detail, app=work.app.key)
    return Done(merge_id, moved)


def told(work: Work, moved: Mapping[str, Any], language: str) -> dict[str, Any]:
    """`{"links": [{form, label, records}], "comments": n, …}`."""
    named = [
        {"form": source, "label": label_text(work.app.forms[source].label, language) or source, "records": number}
        for source, number in moved["links"].items()
        if source in work.app.forms
    ]
    return {"links": named, **belongings.counts(dict(moved))}


def _check_rights(work: Work, form_key: str, body: Merge) -> None:
    """All are seen, none is in the bin, and each is as its caller saw it, before anything moves."""
    asked = {each.id: each.version for each in (body.winner, *body.losers)}
    require_visible(work, form_key, list(asked))
    stored = work.repository(form_key).get_many(list(asked), lock=True)
    for record_id, version in asked.items():
        record = stored.get(record_id)
        if record is None or record.deleted:
            raise record_not_found()
        if record.version != version:
            raise version_conflict(None)
    if not work.access.may(form_key, "delete"):
        raise operation_not_granted("delete")


def _shown(work: Work, form_key: str, ids: Sequence[str]) -> dict[str, Shown]:
    """The records as their reader sees them: a hidden value is no value."""
    query = ListQuery(limit=len(ids))
    found = at_once(Reader(Within(work.tx), work.app, work.access).page(form_key, query, ids=ids))
    return {row["id"]: row for row in found["items"]}


def _values(work: Work, form_key: str, body: Merge, shown: Mapping[str, Shown]) -> dict[str, Any]:
    """What the winner is sent: chosen values, and values for its gaps."""
    form = work.app.forms[form_key]
    order = [body.winner.id, *(loser.id for loser in body.losers)]
    merged = set(order)
    writable = work.access.writable_fields(form_key, work.access.granted(form_key, "update"))
    for key in body.choose:
        if key not in form.by_key:
            raise Conflict(say(f"没有字段“{key}”。", f"There is no field “{key}”."), "unknown_field")
    values: dict[str, Any] = {}
    for own in form.fields:
        chosen = body.choose.get(own.key)
        if type_of(own).computed or (chosen is None and own.key not in writable):
            continue
        if own.type == "encrypted":  # all that can be read of it is a mask: the winner keeps its own
            _require_own(own, chosen, body.winner.id)
            continue
        taken = _taken(own, chosen, order, shown)
        if isinstance(own, LinkField) and own.form == form_key:
            taken = _elsewhere(taken, merged)
        if taken != shown[body.winner.id].get(own.key):
            values[own.key] = taken
    return values


def _require_own(own: FieldModel, chosen: str | None, winner: str) -> None:
    if chosen not in (None, winner):
        raise Conflict(
            say(
                f"“{own.name('zh-CN')}”是加密的，合并时保留原值。",
                f"“{own.name('en')}” is encrypted: the record that stays keeps its own.",
            ),
            "encrypted_stays",
        )


def _taken(own: FieldModel, chosen: str | None, order: Sequence[str], shown: Mapping[str, Shown]) -> Any:
    winner = order[0]
    if chosen == ALL:
        return _together(own, order, shown)
    if chosen is None:
        filled = (each for each in order if shown[each].get(own.key) not in (None, [], ""))
        chosen = next(filled, winner)
    value = shown[chosen].get(own.key)
    if isinstance(own, RowsField) and chosen != winner:
        return lines_of(own, value or ())
    return value


def _together(own: FieldModel, order: Sequence[str], shown: Mapping[str, Shown]) -> Any:
    """Lines of all, one after the other; of lists each entry once; other fields have room for one value only."""
    lists = [shown[each].get(own.key) or [] for each in order]
    if isinstance(own, RowsField):
        mine = [{"id": row["id"]} for row in lists[0]]
        return mine + [row for rows in lists[1:] for row in lines_of(own, rows)]
    if not (getattr(own, "many", False) or own.type in _LISTS):
        raise Conflict(
            say(f"“{own.name('zh-CN')}”只能保留一个值。", f"“{own.name('en')}” can keep one value only."), "one_value"
        )
    found: list[Any] = []
    for entry in (entry for each in lists for entry in each):
        if entry not in found:
            found.append(entry)
    return found or None


def lines_of(own: RowsField, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of another record as new ones, and those inside them: their ids stay with the record they come from."""
    columns = {column.key: column for column in own.fields if not type_of(column).computed}
    return [{key: _line_value(columns[key], value) for key, value in row.items() if key in columns} for row in rows]


def _line_value(column: FieldModel, value: Any) -> Any:
    return lines_of(column, value) if isinstance(column, RowsField) and value else value


def _elsewhere(value: Any, merged: set[str]) -> Any:
    """A record does not link to itself because it was merged with what it linked to."""
    if isinstance(value, list):
        return [each for each in value if each not in merged] or None
    return None if value in merged else value


def _inner_first(losers: Sequence[str], shown: Mapping[str, Shown]) -> list[str]:
    """Losers that link to other losers go before those, because a restricted link forbids it the other way round."""
    return sorted(losers, key=lambda each: -sum(other in str(shown[each]) for other in losers if other != each))


def _let_go(work: Work, form_key: str, winner: str, losers: Sequence[str], shown: Shown) -> None:
    """The winner no longer links to records that it takes the place of."""
    merged = {winner, *losers}
    own = [each for each in work.app.forms[form_key].fields if isinstance(each, LinkField) and each.form == form_key]
    values = {each.key: _elsewhere(shown.get(each.key), merged) for each in own}
    values = {key: value for key, value in values.items() if value != shown.get(key)}
    if values:
        item = Item(0, "update", values, winner)
        pipeline.run(work, form_key, [item])
        links.refuse(work, form_key, [item])


def _delete(work: Work, form_key: str, losers: Sequence[str], shown: Mapping[str, Shown]) -> None:
    items = [Item(at, "delete", {}, loser) for at, loser in enumerate(_inner_first(losers, shown))]
    pipeline.run(work, form_key, items, atomic=False)
    links.refuse(work, form_key, items)


def _update(work: Work, form_key: str, body: Merge, values: Mapping[str, Any]) -> None:
    item = Item(0, "update", values, body.winner.id)
    pipeline.run(work, form_key, [item])
    links.refuse(work, form_key, [item])
    if item.new is item.old:  # the history of the winner tells of the merge although none of its values is another
        log = changes.Change(work.app.key, form_key, body.winner.id, "update", body.winner.version)
        changes.log(work.tx, [log], by=work.actor.person_id or None, door=work.door, batch=work.batch)
