"""To-dos as lists: mine, shown to me, done by me, started by me; and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from dougong.access.compiler import Access
from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.apps.rights import access_of
from dougong.flows import programs
from dougong.flows.models import flow, flow_instance, flow_task
from dougong.flows.timeline import Document, Names, node_document
from dougong.kit.db import Transaction
from dougong.kit.errors import NotFound, in_language
from dougong.kit.ids import is_id
from dougong.kit.pages import decode_cursor, encode_cursor
from dougong.kit.types import Id, UtcDateTime, iso_instant
from dougong.kit.web import Actor
from engines.flow.definition import Flow
from engines.flow.nodes import AnyNode
from engines.form.labels import label_text

Box = Literal["todo", "cc", "done"]
Due = Literal["late", "today", "week"]
FAR = datetime(9999, 12, 31, tzinfo=UTC)
_t, _i, _f = flow_task.c, flow_instance.c, flow.c
_source = flow_task.alias("source")
_OPEN = _t.status == "open"
_due = case((~_t.paused, _t.due_at))
"""What is counted down to: nothing while the clock stands still."""
_DUE_OR_FAR = func.coalesce(_due, literal(FAR, UtcDateTime()))
_WAITS = case((_t.waiting, 1), else_=0)
_IS_READ = case((_OPEN, 0), else_=1)
VERBS: dict[str, tuple[str, ...]] = {
    "fill": ("submit", "transfer", "comment"),
    "todo": ("done", "transfer", "comment"),
    "cc": ("read", "comment"),
    "resubmit": ("resubmit", "withdraw", "comment"),
}


@dataclass(frozen=True)
class Asked:
    """What a list is asked for."""

    box: Box
    app: str | None = None
    flow: str | None = None
    q: str | None = None
    due: Due | None = None
    cursor: str | None = None
    limit: int = 50


def counts(tx: Transaction, actor: Actor) -> Document:
    """`{todo, late, cc, started, waiting}`: what the page shows beside its boxes."""
    mine = and_(_t.person == actor.person_id, _OPEN, *within_token(actor, _t.app))
    turn, cc = and_(_t.kind != "cc", ~_t.waiting), _t.kind == "cc"
    row = tx.execute(
        select(
            _count(turn).label("todo"),
            _count(and_(turn, _due < tx.now)).label("late"),
            _count(cc).label("cc"),
            _count(and_(_t.kind != "cc", _t.waiting)).label("waiting"),
        ).where(mine)
    ).one()
    running = and_(_i.initiator == actor.person_id, _i.status == "running", *within_token(actor, _i.app))
    started = tx.execute(select(func.count()).select_from(flow_instance).where(running)).scalar_one()
    return {**row._mapping, "started": started}


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def within_token(actor: Actor, app: Any) -> Sequence[ColumnElement[bool]]:
    """What a token lets its owner see."""
    if actor.token is None:
        return ()
    if "read" not in actor.token.ops:
        return (false(),)
    return () if actor.token.apps is None else (app.in_(sorted(actor.token.apps)),)


def listing(tx: Transaction, actor: Actor, asked: Asked, language: str) -> Document:
    """`{items: [TaskRow], next}`."""
    statement = _tasks().where(_t.person == actor.person_id, *within_token(actor, _t.app), *_filters(tx, asked))
    statement, key_of = _BOXES[asked.box](statement, asked.cursor)
    rows = tx.execute(statement.limit(asked.limit + 1)).all()
    page = rows[: asked.limit]
    following = encode_cursor(key_of(page[-1])) if len(rows) > asked.limit else None
    return {"items": documents(tx, actor, page, language), "next": following}


def _tasks() -> Select[Any]:
    """A task with its instance, its flow's key, and whose task it came from."""
    joined = flow_task.join(flow_instance, _i.id == _t.instance_id).join(flow, _f.id == _t.flow_id)
    joined = joined.outerjoin(
        _source, and_(_source.c.instance_id == _t.instance_id, _source.c.task == _t.of, _t.of.is_not(None))
    )
    columns = [_i.version, _i.initiator, _i.status.label("instance_status"), _f.key.label("flow_key")]
    return select(*flow_task.c, *columns, _source.c.person.label("source")).select_from(joined)


def _filters(tx: Transaction, asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.app is not None:
        found.append(_t.app == asked.app)
    if asked.flow is not None:
        found.append(_f.key == asked.flow)
    if asked.due == "late":
        found.append(_due < tx.now)
    elif asked.due is not None:
        found.append(_due < tx.now + timedelta(days=1 if asked.due == "today" else 7))
    if asked.q:
        found.append(searched(asked.q, cast(_t.title, Text), cast(_t.label, Text), _f.key))
    return found


def searched(text: str, *columns: ColumnElement[Any]) -> ColumnElement[bool]:
    """Some column holds the text, whatever the case of its letters."""
    wanted = text.strip().lower()
    return or_(*(func.lower(column).contains(wanted, autoescape=True) for column in columns))


def _todo(statement: Select[Any], cursor: str | None) -> tuple[Select[Any], Any]:
    keys = (_WAITS, _DUE_OR_FAR, _t.opened_at, _t.id)
    statement = statement.where(_OPEN, _t.kind != "cc").order_by(*keys)
    if cursor:
        waits, due, opened, last = decode_cursor(cursor, 4)
        given = (literal(int(waits)), _instant(due), _instant(opened), _id(last))
        statement = statement.where(tuple_(*keys) > tuple_(*given))
    return statement, lambda row: [
        int(row.waiting), iso_instant(FAR if row.paused or not row.due_at else row.due_at), iso_instant(row.opened_at),
        row.id,
    ]  # fmt: skip


def _cc(statement: Select[Any], cursor: str | None) -> tuple[Select[Any], Any]:
    statement = statement.where(_t.kind == "cc", _t.status.in_(("open", "read")))
    statement = statement.order_by(_IS_READ, _t.opened_at.desc(), _t.id.desc())
    if cursor:
        read, opened, last = decode_cursor(cursor, 3)
        later = tuple_(_t.opened_at, _t.id) < tuple_(_instant(opened), _id(last))
        before = literal(int(read))
        statement = statement.where(or_(before < _IS_READ, and_(before == _IS_READ, later)))
    return statement, lambda row: [int(row.status != "open"), iso_instant(row.opened_at), row.id]


def _done(statement: Select[Any], cursor: str | None) -> tuple[Select[Any], Any]:
    statement = statement.where(_t.closed_by == _t.person, _t.kind != "cc", ~_OPEN)
    statement = statement.order_by(_t.closed_at.desc(), _t.id.desc())
    if cursor:
        closed, last = decode_cursor(cursor, 2)
        statement = statement.where(tuple_(_t.closed_at, _t.id) < tuple_(_instant(closed), _id(last)))
    return statement, lambda row: [iso_instant(row.closed_at), row.id]


_BOXES = {"todo": _todo, "cc": _cc, "done": _done}


def _instant(text: Any) -> ColumnElement[Any]:
    return literal(datetime.fromisoformat(str(text)), UtcDateTime())


def _id(text: Any) -> ColumnElement[Any]:
    return literal(text if is_id(text) else "0" * 8 + "-0000-0000-0000-" + "0" * 12, Id())


def one(tx: Transaction, task_id: str) -> Row[Any] | None:
    """The task of this id with what belongs to it, whosever it is."""
    return tx.execute(_tasks().where(_t.id == task_id)).first() if is_id(task_id) else None


def open_of(tx: Transaction, instance_id: str) -> Sequence[Row[Any]]:
    """The open tasks of an instance that somebody has to do, oldest first."""
    where = (_t.instance_id == instance_id, _OPEN, _t.kind != "cc")
    return tx.execute(_tasks().where(*where).order_by(_t.opened_at, _t.id)).all()


class Shown:
    """Names, labels and titles of a page of rows; each looked up once."""

    def __init__(self, tx: Transaction, actor: Actor, language: str) -> None:
        self.tx = tx
        self.language = language
        self._actor = actor
        self._apps: dict[str, AppCatalog | None] = {}
        self._accesses: dict[str, Access] = {}
        self._titles: dict[tuple[str, str], dict[str, str | None]] = {}

    def app(self, key: str) -> AppCatalog | None:
        """The app, None when it is gone."""
        if key not in self._apps:
            try:
                self._apps[key] = app_catalog(self.tx, key)
            except NotFound:
                self._apps[key] = None
        return self._apps[key]

    def app_document(self, key: str) -> Document:
        found = self.app(key)
        return {"key": key, "label": label_text(found.label, self.language) if found else key}

    def form_document(self, app: str, form: str | None) -> Document | None:
        if form is None:
            return None
        found = self.app(app)
        known = found.forms.get(form) if found else None
        return {"key": form, "label": known.name(self.language) if known else form}

    def flow(self, flow_id: str, version: int) -> Flow:
        """The version's definition."""
        return programs.definition(self.tx, flow_id, version)

    def load_titles(self, wanted: Sequence[tuple[str, str | None, str | None]]) -> None:
        """Titles of records (app, form, id), as far as the reader may see them by their own grants."""
        grouped: dict[tuple[str, str], set[str]] = {}
        for app, form, record_id in wanted:
            if form is not None and record_id is not None:
                grouped.setdefault((app, form), set()).add(record_id)
        for (app, form), ids in grouped.items():
            catalog = self.app(app)
            if catalog is None or form not in catalog.forms:
                continue
            access = self._accesses.setdefault(app, access_of(self.tx, self._actor, catalog))
            if access.may(form, "read"):
                rows = self.tx.execute(access.titles(form, sorted(ids)))
                self._titles.setdefault((app, form), {}).update({row.id: row.title for row in rows})

    def called(self, row: Row[Any]) -> str | None:
        """What a to-do or an instance is called; without a title of its own, as its record is."""
        if row.title:
            return in_language(row.title, self.language)
        record = self.record(row.app, row.form, row.record_id)
        return record["title"] if record is not None else None

    def record(self, app: str, form: str | None, record_id: str | None) -> Document | None:
        """`{"id", "title"}`."""
        if record_id is None:
            return None
        return {"id": record_id, "title": self._titles.get((app, form or ""), {}).get(record_id)}


def documents(tx: Transaction, actor: Actor, rows: Sequence[Row[Any]], language: str) -> list[Document]:
    """`TaskRow`s."""
    shown = Shown(tx, actor, language)
    shown.load_titles([(row.app, row.form, row.record_id) for row in rows])
    names = Names(tx, (who for row in rows for who in _people_in(row)))
    return [_document(row, shown, names) for row in rows]


def _people_in(row: Row[Any]) -> tuple[str | None, ...]:
    return row.person, row.initiator, row.standing_in, row.source, row.closed_by


def _document(row: Row[Any], shown: Shown, names: Names) -> Document:
    language = shown.language
    flow_ = shown.flow(row.flow_id, row.version)
    node = flow_.by_id.get(row.node)
    verbs = verbs_of(row.kind, node) if row.status == "open" and not row.waiting else []
    paused = row.status == "open" and row.paused
    return {
        "id": row.id,
        "kind": row.kind,
        "status": row.status,
        "waiting": row.waiting,
        "app": shown.app_document(row.app),
        "form": shown.form_document(row.app, row.form),
        "flow": {"key": row.flow_key, "label": label_text(flow_.label, language) or row.flow_key},
        "node": node_document(flow_, row.node, language),
        "record": shown.record(row.app, row.form, row.record_id),
        "title": shown.called(row),
        "instance": row.instance_id,
        "person": names.who(row.person),
        "initiator": names.who(row.initiator),
        "standing_in": names.who(row.standing_in),
        "from": names.who(row.source),
        "opened_at": iso_instant(row.opened_at),
        "due_at": iso_instant(row.due_at) if row.due_at and not paused else None,
        "paused": paused,
        "late": row.status == "open" and row.due_at is not None and not paused and row.due_at < shown.tx.now,
        "urged_at": iso_instant(row.urged_at) if row.urged_at else None,
        "closed_at": iso_instant(row.closed_at) if row.closed_at else None,
        "outcome_by": names.who(row.closed_by),
        "comment": row.comment,
        "verbs": verbs,
        "batch": bool(verbs) and is_batch(row.kind, node),
    }


def verbs_of(kind: str, node: AnyNode | None) -> list[str]:
    """What the node allows for such a task; whether it can be done right now, the state knows."""
    if kind == "approval":
        return [verb for verb in getattr(node, "verbs", ()) if verb != "take_back"]
    return list(VERBS[kind])


def is_batch(kind: str, node: AnyNode | None) -> bool:
    """True when a yes needs nothing but a click."""
    required = any(right == "require" for right in getattr(node, "fields", {}).values())
    if kind == "approval":
        return getattr(node, "comment", "") != "always" and not required
    return kind in ("todo", "cc")
