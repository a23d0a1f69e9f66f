"""Taking back a whole import: what it added goes to the recycle bin, what it changed becomes what it was.

What somebody has changed since stays, and is named: a record that was added and edited afterwards stays whole, of a
record that was changed only the fields that were edited afterwards stay. Everything goes through the write pipeline,
under the rights of who takes it back; the change log knows which changes the import made (its batch).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from dougong.access.grants import Op
from dougong.apps.catalog import app_catalog
from dougong.apps.rights import access_of
from dougong.apps.tasks import job_actor
from dougong.kit.db import Transaction
from dougong.kit.errors import Text, in_language, say
from dougong.kit.jobs import JobContext
from dougong.records import pipeline
from dougong.records.models import change_log
from dougong.records.repository import Stored
from dougong.records.reverting import NOT_WRITABLE, lines_to_send
from dougong.records.work import Item, Listeners, Work
from engines.form.definition import Form
from engines.form.fields import type_of
from engines.form.fields.encrypted import EncryptedField
from engines.form.fields.subform import SubformField

_BATCH = 200
_NAMED = 200
_CHANGED = say("之后有人修改过。", "Somebody has changed it since.")
_GONE = say("已被删除。", "It has been deleted.")
_SEALED = say("加密字段不能恢复。", "An encrypted field can't be restored.")
_c = change_log.c


@dataclass
class Undone:
    """`kept`: `{form, record, title, fields, reason}` of the first records that stay, wholly or in part."""

    deleted: int = 0
    restored: int = 0
    kept_records: int = 0
    held: int = 0
    kept: list[dict[str, Any]] = field(default_factory=list)


def preview(tx: Transaction, work: Work, act: str) -> dict[str, Any]:
    """How much there is to take back, and of how many records somebody has changed something since."""
    first = _first_changes(act).subquery()
    later, others = change_log.alias().c, select(1)
    others = others.where(later.record_id == first.c.record_id, later.seq > first.c.seq, _of_others(later, act))
    counts = select(first.c.form, first.c.op, func.count().label("records")).group_by(first.c.form, first.c.op)
    records = {"created": 0, "updated": 0}
    ops: set[tuple[str, Op]] = set()
    for row in tx.execute(counts):
        records["created" if row.op == "create" else "updated"] += row.records
        ops.add((row.form, "delete" if row.op == "create" else "update"))
    changed = tx.execute(select(func.count()).select_from(first).where(others.exists())).scalar_one()
    allowed = all(form in work.app.forms and work.access.may(form, op) for form, op in ops)
    return {**records, "changed_since": int(changed), "allowed": allowed}


def _first_changes(act: str) -> Select[Any]:
    """Each record of the import with its first change by it. «create» comes before «update» in the alphabet too."""
    columns = (_c.form, _c.record_id, func.min(_c.seq).label("seq"), func.min(_c.op).label("op"))
    return select(*columns).where(*_done_by(act)).group_by(_c.form, _c.record_id)


def _done_by(act: str) -> tuple[ColumnElement[bool], ...]:
    """Changes that the import itself made: what followed from them (totals, texts of links) follows back by itself."""
    return _c.batch == act, _c.op != "recompute"


def _of_others(c: Any, act: str) -> Any:
    return and_(c.batch.is_distinct_from(act), c.op != "recompute")


class Undoing:
    """Page after page of the import's changes, the newest first, so that who links goes before who is linked to; a
    restart goes on where it ended."""

    def __init__(self, context: JobContext, app_key: str, act: str, language: str) -> None:
        self._context, self._app_key, self._act, self._language = context, app_key, act, language
        saved = dict(context.checkpoint or {})
        self._before: int | None = saved.pop("before", None)
        self._done: int = saved.pop("done", 0)
        self._counts = Undone(**saved)

    def run(self) -> Undone:
        with self._context.database.snapshot() as tx:
            total = tx.execute(select(func.count()).select_from(change_log).where(*_done_by(self._act))).scalar_one()
        while self._page():
            self._context.progress(self._done, total, say("正在撤销…", "Undoing…"))
        return self._counts

    def _page(self) -> bool:
        with self._context.database.transaction() as tx:
            mine = select(_c.seq, _c.form, _c.record_id).where(*_done_by(self._act)).order_by(_c.seq.desc())
            if self._before is not None:
                mine = mine.where(_c.seq < self._before)
            rows = tx.execute(mine.limit(_BATCH)).all()
            if not rows:
                return False
            by_form: dict[str, dict[str, None]] = defaultdict(dict)
            for row in rows:
                by_form[row.form][row.record_id] = None
            work = self._work(tx)
            for form_key, ids in by_form.items():
                if form_key in work.app.forms:
                    self._undo(work, form_key, list(ids), rows[-1].seq)
            self._before, self._done = rows[-1].seq, self._done + len(rows)
            place = {"before": self._before, "done": self._done}
            self._context.save(tx, {**place, **vars(self._counts)}, done=self._done)
        return True

    def _work(self, tx: Transaction) -> Work:
        actor = job_actor(tx, self._context.owner_id)
        catalog = app_catalog(tx, self._app_key, hold=True)
        listeners = self._context.resource(Listeners).all
        return Work(tx, catalog, actor, access_of(tx, actor, catalog), "bulk", listeners)

    def _undo(self, work: Work, form_key: str, named: Sequence[str], since: int) -> None:
        past = _Past(work.tx, self._act, named)
        ids = [each for each in named if past.begun[each] >= since]  # others are met again, further back
        stored = work.repository(form_key).get_many(ids, lock=True)
        titles = _Titles(work, form_key, ids)
        items: list[Item] = []
        for record_id in ids:
            record = stored.get(record_id)
            if record is None or record.deleted:
                if not past.created(record_id):
                    self._keep(form_key, titles.of(record), record_id, (), _GONE)
            elif past.created(record_id):
                if past.changed_since(record_id):
                    self._keep(form_key, titles.of(record), record_id, (), _CHANGED)
                else:
                    items.append(Item(len(items), "delete", {}, record_id))
            else:
                items += self._as_it_was(work, form_key, record, past, titles, len(items))
        pipeline.run(work, form_key, items, atomic=False)
        for item in items:
            if item.problem is not None:
                reason = item.problem.errors[0].message if item.problem.errors else item.problem.detail
                self._keep(form_key, titles.of(item.old), item.record_id or "", (), reason)
            elif item.held is not None:
                self._counts.held += 1
            elif item.op == "delete":
                self._counts.deleted += 1
            else:
                self._counts.restored += 1

    def _as_it_was(
        self, work: Work, form_key: str, record: Stored, past: _Past, titles: _Titles, index: int
    ) -> Iterator[Item]:
        form = work.app.forms[form_key]
        writable = work.access.writable_fields(form_key, work.access.granted(form_key, "update"))
        touched = past.touched_since(record.id)
        values: dict[str, Any] = {}
        reasons: list[tuple[str, Text]] = []
        for key, before in past.values(record.id).items():
            own = form.field(key)
            if own is None or type_of(own).computed:
                continue
            now = record.values.get(key)
            if before == (None if now is None else type_of(own).to_json(own, now)):
                continue
            if isinstance(own, EncryptedField):
                reasons.append((key, _SEALED))  # the log holds its masked text only
            elif key in touched:
                reasons.append((key, _CHANGED))
            elif key not in writable:
                reasons.append((key, NOT_WRITABLE))
            else:
                values[key] = lines_to_send(own, before, now, writable) if isinstance(own, SubformField) else before
        if reasons:
            self._keep(form_key, titles.of(record), record.id, [key for key, _ in reasons], reasons[0][1])
        if values:
            yield Item(index, "update", values, record.id)

    def _keep(self, form_key: str, title: str | None, record_id: str, fields: Sequence[str], reason: Text) -> None:
        self._counts.kept_records += 1
        if len(self._counts.kept) < _NAMED:
            told = in_language(reason, self._language)
            entry = {"form": form_key, "record": record_id, "title": title, "fields": list(fields), "reason": told}
            self._counts.kept.append(entry)


class _Past:
    """What the import, and others after it, did to some records."""

    def __init__(self, tx: Transaction, act: str, ids: Sequence[str]) -> None:
        self._before: dict[str, dict[str, Any]] = defaultdict(dict)
        self._created: set[str] = set()
        self._touched: dict[str, set[str]] = defaultdict(set)
        columns = (_c.record_id, _c.seq, _c.op, _c.batch, _c.changes)
        rows = select(*columns).where(_c.record_id.in_(ids), _c.op != "recompute").order_by(_c.seq)
        self.begun: dict[str, int] = {}
        """The import's first change of each record."""
        for row in tx.execute(rows):
            changes: Mapping[str, Any] = row.changes or {}
            if row.batch == act:
                self.begun.setdefault(row.record_id, row.seq)
                if row.op == "create":
                    self._created.add(row.record_id)
                first = self._before[row.record_id]
                first |= {key: before for key, (before, _after) in changes.items() if key not in first}
            elif row.record_id in self.begun:
                self._touched[row.record_id] |= changes.keys() or {row.op}

    def created(self, record_id: str) -> bool:
        return record_id in self._created

    def changed_since(self, record_id: str) -> bool:
        return bool(self._touched.get(record_id))

    def touched_since(self, record_id: str) -> set[str]:
        return self._touched.get(record_id, set())

    def values(self, record_id: str) -> Mapping[str, Any]:
        """What each field held before the import changed it, in JSON form."""
        return self._before[record_id]


class _Titles:
    """What records are called, for those that the person may see."""

    def __init__(self, work: Work, form_key: str, ids: Sequence[str]) -> None:
        self._form: Form = work.app.forms[form_key]
        own = self._form.title_field()
        may = work.access.may(form_key, "read") and own is not None
        readable = may and own is not None and own.key in work.access.readable_fields(form_key)
        self._own = own if readable else None
        self._visible = work.access.visible_ids(work.tx, form_key, ids) if readable else set()

    def of(self, record: Stored | None) -> str | None:
        if record is None or self._own is None or record.id not in self._visible:
            return None
        value = record.values.get(self._own.key)
        return None if value is None else type_of(self._own).format(self._own, value)
