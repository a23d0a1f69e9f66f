"""A merge taken back: the losers come out of the bin, links, comments and the rest return to them, and the winner's
values are as before, except what somebody has changed since; that is named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Row, select, update

from dougong.audit.service import record as record_audit
from dougong.identity.directory import names_of_people
from dougong.kit.errors import Conflict, NotFound, Text, in_language, say
from dougong.kit.ids import is_id
from dougong.kit.types import iso_instant
from dougong.records import pipeline, reverting, writing
from dougong.records.duplicates import belongings, links
from dougong.records.duplicates.models import record_merge
from dougong.records.forgetting import require_whole
from dougong.records.models import change_log
from dougong.records.repository import Stored
from dougong.records.work import Item, Work
from engines.form.fields import type_of
from engines.form.fields.link import LinkField
from engines.form.labels import label_text

SHOWN = 50
CHANGED_SINCE = say("此后已被修改，保持现在的值。", "It was changed since and stays as it is.")
GONE = say("数据已不存在。", "The record is gone.")
_m = record_merge.c


def listing(work: Work, form_key: str) -> list[dict[str, Any]]:
    """`{"id", "winner": {id, title}, "records", "at", "by", "undone_at"}`, the last one first."""
    here = (_m.app == work.app.key, _m.form == form_key)
    rows = work.tx.execute(select(record_merge).where(*here).order_by(_m.at.desc(), _m.id.desc()).limit(SHOWN)).all()
    ids = sorted({row.winner_id for row in rows})
    titles = {row.id: row.title for row in work.tx.execute(work.access.titles(form_key, ids))} if ids else {}
    names = names_of_people(work.tx, {row.by for row in rows})
    return [
        {
            "id": row.id,
            "winner": {"id": row.winner_id, "title": titles[row.winner_id]},
            "records": len(row.losers) + 1,
            "at": iso_instant(row.at),
            "by": {"id": row.by, "name": names.get(row.by)},
            "undone_at": iso_instant(row.undone_at) if row.undone_at else None,
        }
        for row in rows
        if row.winner_id in titles
    ]


def unmerge(work: Work, form_key: str, merge_id: str, language: str) -> dict[str, Any]:
    """→ `{"record", "restored": how many records are back, "kept": [{form, record, field, label, reason}]}`."""
    work = replace(work, door="undo", batch=None)
    row = _held(work, form_key, merge_id)
    undo = _Undo(work, form_key, row, language)
    undo.winner()
    undo.losers()
    undo.others()
    undo.around()
    done = {"undone_at": work.tx.now, "undone_by": work.actor.person_id}
    work.tx.execute(update(record_merge).where(_m.id == merge_id).values(**done))
    target = f"{work.app.key}/{form_key}/{row.winner_id}"
    record_audit(work.tx, work.actor, "record.unmerge", target, {"merge": merge_id}, app=work.app.key)
    return {"record": writing.seen(work, form_key, row.winner_id), "restored": len(undo.back), "kept": undo.kept}


def _held(work: Work, form_key: str, merge_id: str) -> Row[Any]:
    """The merge, locked: two people undo it once."""
    mine = (_m.id == merge_id, _m.app == work.app.key, _m.form == form_key)
    row = work.tx.execute(select(record_merge).where(*mine).with_for_update()).first() if is_id(merge_id) else None
    everything = work.access.visible_ids(work.tx, form_key, [row.winner_id]) if row is not None else set()
    stored = work.repository(form_key).get(row.winner_id) if row is not None else None
    if row is None or stored is None or (not stored.deleted and row.winner_id not in everything):
        raise NotFound(say("找不到这次合并。", "There is no such merge."), "merge_not_found")
    if row.undone_at is not None:
        raise Conflict(say("这次合并已经撤销。", "This merge was undone already."), "already_undone")
    require_whole(work.tx, row.id)
    return row


class _Undo:
    """One undo under way. `kept` names what stays as it is."""

    def __init__(self, work: Work, form_key: str, row: Row[Any], language: str) -> None:
        self.work, self.form_key, self.row, self.language = work, form_key, row, language
        self.kept: list[dict[str, Any]] = []
        self.back: list[str] = []
        c = change_log.c
        mine = (c.batch == row.id, c.app == work.app.key, c.op == "update")
        found = work.tx.execute(select(c.form, c.record_id, c.changes).where(*mine).order_by(c.seq)).all()
        self._changes: dict[tuple[str, str], dict[str, tuple[Any, Any]]] = {}
        for each in found:
            known = self._changes.setdefault((each.form, each.record_id), {})
            for key, (before, after) in (each.changes or {}).items():
                known[key] = (known[key][0] if key in known else before, after)

    def winner(self) -> None:
        """First, so that unique values are free for the others."""
        self._record(self.form_key, self.row.winner_id)

    def losers(self) -> None:
        """Out of the bin; who is gone for good, or came back by another hand, is named."""
        repository = self.work.repository(self.form_key)
        stored = repository.get_many(self.row.losers, lock=True)
        gone = [each for each in self.row.losers if each not in stored]
        for each in gone:
            self._name(self.form_key, each, None, GONE)
        waiting = [each for each in self.row.losers if each in stored and stored[each].deleted]
        items = [Item(at, "restore", {}, each) for at, each in enumerate(waiting)]
        pipeline.run(self.work, self.form_key, items, atomic=False)
        links.refuse(self.work, self.form_key, items)
        self.back = [each for each in self.row.losers if each in stored]

    def others(self) -> None:
        """Records whose links were turned."""
        for form_key, record_id in self._changes:
            if (form_key, record_id) != (self.form_key, self.row.winner_id):
                self._record(form_key, record_id)

    def around(self) -> None:
        """Comments, reminders, files, followers and flows."""
        stored = self.work.repository(self.form_key).get(self.row.winner_id)
        holds = _files_of(stored) if stored is not None else set()
        belongings.bring_back(self.work, self.form_key, self.row.winner_id, self.row.moved, self.back, holds)

    def _record(self, form_key: str, record_id: str) -> None:
        changed = self._changes.get((form_key, record_id))
        form = self.work.app.forms.get(form_key)
        if not changed or form is None:
            return
        stored = self.work.repository(form_key).get(record_id, lock=True)
        if stored is None or stored.deleted:
            self._name(form_key, record_id, None, GONE)
            return
        wanted: dict[str, Any] = {}
        for key, (before, after) in changed.items():
            own = form.by_key.get(key)
            if own is None or type_of(own).computed:
                continue
            if _json(own, stored.values.get(key)) != after:
                self._name(form_key, record_id, key, CHANGED_SINCE)
                continue
            wanted[key] = before
            if isinstance(own, LinkField):
                wanted = links.pinned(form.by_key, own, stored.values) | wanted
        kept: dict[str, Text] = {}
        item = reverting.bring_back(self.work, form_key, record_id, wanted, stored.version, kept)
        links.refuse(self.work, form_key, [item] if item is not None else [])
        now = self.work.repository(form_key).get(record_id)
        for key, reason in kept.items():
            own = form.by_key[key]
            if now is None or (key in changed and _json(own, now.values.get(key)) != changed[key][0]):
                self._name(form_key, record_id, key, reason)

    def _name(self, form_key: str, record_id: str, key: str | None, reason: Text) -> None:
        form = self.work.app.forms[form_key]
        readable = self.work.access.readable_fields(form_key)
        if key is not None and key not in readable:
            return
        named = label_text(form.by_key[key].label, self.language) or key if key else None
        told = {"form": form_key, "record": record_id, "field": key, "label": named}
        self.kept.append(told | {"reason": in_language(reason, self.language)})


def _json(own: Any, value: Any) -> Any:
    return None if value is None else type_of(own).to_json(own, value)


def _files_of(stored: Stored) -> set[str]:
    """Ids of files that stand in the record's values."""
    found: set[str] = set()
    for value in stored.values.values():
        found |= belongings.files_in(value)
    return found
