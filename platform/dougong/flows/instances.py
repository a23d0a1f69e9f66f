"""Instances as people see them: rows of lists, the flows of a record, one with its drawn graph and its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, Text, and_, cast, exists, literal, select, tuple_

from dougong.apps import repository
from dougong.apps.catalog import AppCatalog
from dougong.apps.rights import access_of, can_design
from dougong.flows.drawn import graph
from dougong.flows.hooks import hooks
from dougong.flows.inbox import Shown, searched, within_token
from dougong.flows.models import flow, flow_fact, flow_instance, flow_outbox, flow_task, flow_timer
from dougong.flows.running import Running
from dougong.flows.store import look_at
from dougong.flows.task_detail import possible
from dougong.flows.timeline import Document, Names, comments, node_document, timeline
from dougong.kit.db import Transaction
from dougong.kit.errors import NotFound, Problem, in_language, say
from dougong.kit.ids import is_id
from dougong.kit.pages import decode_cursor, encode_cursor
from dougong.kit.types import Id, UtcDateTime, iso_instant
from dougong.kit.web import Actor
from engines.flow import events
from engines.form.labels import label_text

Status = Literal["running", "ended", "stuck", "failed"]
MOST_OF_RECORD = 50
MOST_CHILDREN = 200
_i, _t, _m, _o, _f = flow_instance.c, flow_task.c, flow_timer.c, flow_outbox.c, flow.c
_child = flow_instance.alias("child")


def is_stuck() -> ColumnElement[bool]:
    """Runs without anything that could ever move it: no open task that it waits for, no timer, nothing on its way, no
    child, no failed step that an operator knows of, no record or message it listens to. Must never be true."""
    return and_(
        _i.status == "running",
        _i.failed == 0,
        ~_i.watches,
        ~exists().where(_t.instance_id == _i.id, _t.status == "open", _t.kind != "cc"),
        ~exists().where(_m.instance_id == _i.id),
        ~exists().where(_o.instance_id == _i.id, _o.state == "pending"),
        ~exists().where(_child.c.parent_id == _i.id, _child.c.status == "running"),
        # the end of a child is on its way as a row of the child's
        ~exists().where(_o.instance_id == _child.c.id, _o.state == "pending", _child.c.parent_id == _i.id),
    )


@dataclass(frozen=True)
class Asked:
    """What a list of instances is asked for."""

    status: Status | None = None
    flow: str | None = None
    version: int | None = None
    record: str | None = None
    q: str | None = None
    cursor: str | None = None
    limit: int = 50


def rows_of(*where: ColumnElement[bool]) -> Select[Any]:
    """Instances with the key of their flow, without their states."""
    columns = [column for column in _i if column.name not in ("state", "before")]
    joined = flow_instance.join(flow, _f.id == _i.flow_id)
    return select(*columns, _f.key.label("flow_key")).select_from(joined).where(*where)


def started_by(tx: Transaction, actor: Actor, asked: Asked, language: str) -> Document:
    """`{items: [InstanceRow], next}` of flows that the caller started, the newest first."""
    where = [_i.initiator == actor.person_id, *within_token(actor, _i.app)]
    return _page(tx, actor, rows_of(*where), asked, language)


def of_app(tx: Transaction, actor: Actor, app: str, asked: Asked, language: str) -> Document:
    """The operators' list."""
    return _page(tx, actor, rows_of(_i.app == app), asked, language)


def _page(tx: Transaction, actor: Actor, statement: Select[Any], asked: Asked, language: str) -> Document:
    statement = statement.where(*_filters(asked)).order_by(_i.started_at.desc(), _i.id.desc())
    if asked.cursor:
        started, last = decode_cursor(asked.cursor, 2)
        given = tuple_(literal(_at(started), UtcDateTime()), literal(last if is_id(last) else _NO_ID, Id()))
        statement = statement.where(tuple_(_i.started_at, _i.id) < given)
    rows = tx.execute(statement.limit(asked.limit + 1)).all()
    page = rows[: asked.limit]
    following = encode_cursor([iso_instant(page[-1].started_at), page[-1].id]) if len(rows) > asked.limit else None
    return {"items": documents(tx, actor, page, language), "next": following}


_NO_ID = "00000000-0000-0000-0000-000000000000"


def _at(text: Any) -> datetime:
    return datetime.fromisoformat(str(text))


def _filters(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    match asked.status:
        case "running" | "ended":
            found.append(_i.status == asked.status)
        case "failed":
            found += [_i.status == "running", _i.failed > 0]
        case "stuck":
            found.append(is_stuck())
    if asked.flow is not None:
        found.append(_f.key == asked.flow)
    if asked.version is not None:
        found.append(_i.version == asked.version)
    if asked.record is not None:
        found.append(_i.record_id == (asked.record if is_id(asked.record) else _NO_ID))
    if asked.q:
        found.append(searched(asked.q, cast(_i.title, Text), _f.key))
    return found


def documents(tx: Transaction, actor: Actor, rows: Sequence[Row[Any]], language: str) -> list[Document]:
    """`InstanceRow`s."""
    shown = Shown(tx, actor, language)
    shown.load_titles([(row.app, row.form, row.record_id) for row in rows])
    running = [row.id for row in rows if row.status == "running"]
    tasks: dict[str, list[Row[Any]]] = {}
    for each in _open_tasks(tx, running):
        tasks.setdefault(each.instance_id, []).append(each)
    stuck = set(tx.execute(select(_i.id).where(_i.id.in_(running), is_stuck())).scalars()) if running else set()
    people = [row.initiator for row in rows] + [each.person for found in tasks.values() for each in found]
    names = Names(tx, people)
    return [_row(row, shown, names, tasks.get(row.id, []), stuck=row.id in stuck) for row in rows]


def _open_tasks(tx: Transaction, ids: Sequence[str]) -> Sequence[Row[Any]]:
    if not ids:
        return ()
    where = (_t.instance_id.in_(ids), _t.status == "open", _t.kind != "cc")
    return tx.execute(select(flow_task).where(*where).order_by(_t.opened_at, _t.id)).all()


def _row(row: Row[Any], shown: Shown, names: Names, tasks: Sequence[Row[Any]], *, stuck: bool) -> Document:
    language = shown.language
    flow_ = shown.flow(row.flow_id, row.version)
    return {
        "id": row.id,
        "app": shown.app_document(row.app),
        "form": shown.form_document(row.app, row.form),
        "flow": {"key": row.flow_key, "label": label_text(flow_.label, language) or row.flow_key},
        "version": row.version,
        "record": shown.record(row.app, row.form, row.record_id),
        "title": shown.called(row),
        "status": row.status,
        "result": row.result,
        "failed": row.failed,
        "stuck": stuck,
        "initiator": names.who(row.initiator),
        "started_at": iso_instant(row.started_at),
        "ended_at": iso_instant(row.ended_at) if row.ended_at else None,
        "now": [
            {
                "task": each.id,
                "person": names.who(each.person),
                "node": node_document(flow_, each.node, language),
                "since": iso_instant(each.opened_at),
                "due_at": iso_instant(each.due_at) if each.due_at and not each.paused else None,
                "paused": each.paused,
                "waiting": each.waiting,
            }
            for each in tasks
        ],
    }


# one instance -----------------------------------------------------------------------------------------------


def of_record(tx: Transaction, actor: Actor, app: AppCatalog, form: str, record_id: str, language: str) -> Document:
    """The flows of a record, the newest first, for who may read it."""
    _require_readable(tx, actor, app, form, record_id)
    statement = rows_of(_i.app == app.key, _i.form == form, _i.record_id == record_id)
    rows = tx.execute(statement.order_by(_i.started_at.desc(), _i.id.desc()).limit(MOST_OF_RECORD)).all()
    return {"items": [_instance(tx, actor, row, language) for row in rows]}


def steps_of_record(
    tx: Transaction, actor: Actor, app: AppCatalog, form: str, record_id: str, language: str
) -> list[Document]:
    """Hook of records: what flows did with a record, for who may read it."""
    _require_readable(tx, actor, app, form, record_id)
    statement = rows_of(_i.app == app.key, _i.form == form, _i.record_id == record_id)
    rows = tx.execute(statement.order_by(_i.started_at.desc(), _i.id.desc()).limit(MOST_OF_RECORD)).all()
    shown = Shown(tx, actor, language)
    found: list[Document] = []
    for row in rows:
        flow_ = shown.flow(row.flow_id, row.version)
        label = label_text(flow_.label, language) or row.flow_key
        for line in timeline(tx, row.id, flow_, language):
            told = {key: line[key] for key in ("at", "by", "text", "comment")}
            found.append({**told, "flow": label, "instance": row.id})
    return found


def _require_readable(tx: Transaction, actor: Actor, app: AppCatalog, form: str, record_id: str) -> None:
    if not _reads(tx, actor, app, form, record_id):
        raise NotFound(say("找不到这条数据，或你无权查看。", "There is no such record, or you may not see it."))


def _reads(tx: Transaction, actor: Actor, app: AppCatalog, form: str, record_id: str) -> bool:
    access = access_of(tx, actor, app)
    if form not in app.forms or not access.may(form, "read"):
        return False
    return record_id in access.visible_ids(tx, form, [record_id])


def visible(tx: Transaction, actor: Actor, instance_id: str) -> Row[Any]:
    """The instance for who started it, had a task in it, may read its record, or designs the app; else 404."""
    row = tx.execute(rows_of(_i.id == instance_id)).first() if is_id(instance_id) else None
    if row is None or not actor.token_allows("read", row.app):
        raise not_found()
    if row.initiator == actor.person_id or _had_task(tx, actor, instance_id) or operates(tx, actor, row.app):
        return row
    if not reads_record(tx, actor, row):
        raise not_found()
    return row


def reads_record(tx: Transaction, actor: Actor, row: Row[Any]) -> bool:
    """Whether the actor's own grants show the record that an instance or a to-do is about."""
    catalog = Shown(tx, actor, "zh-CN").app(row.app)
    if catalog is None or row.record_id is None:
        return False
    return _reads(tx, actor, catalog, row.form, row.record_id)


def not_found() -> NotFound:
    return NotFound(say("找不到这个流程实例。", "There is no such flow instance."), "instance_not_found")


def _had_task(tx: Transaction, actor: Actor, instance_id: str) -> bool:
    where = (_t.instance_id == instance_id, _t.person == actor.person_id)
    return tx.execute(select(_t.id).where(*where).limit(1)).first() is not None


def operates(tx: Transaction, actor: Actor, app_key: str) -> bool:
    """True for who may design the app: they see to its flows."""
    app = repository.find_app(tx, app_key)
    return app is not None and can_design(tx, actor, app)


def document(tx: Transaction, actor: Actor, instance_id: str, language: str) -> Document:
    """`Instance` with its graph, failures and tokens."""
    row = visible(tx, actor, instance_id)
    found = _instance(tx, actor, row, language)
    try:
        run = look_at(tx, instance_id)
    except Problem as problem:
        return {**found, "graph": None, "failures": [], "tokens": [], "broken": in_language(problem.detail, language)}
    return {
        **found,
        "graph": graph(tx, actor, run, language),
        "failures": [_failure(run, token, language) for token in run.state.failed],
        "tokens": [
            {"token": key, "node": token.node, "state": "failed" if token.phase == "failed" else "waiting"}
            for key, token in run.state.tokens.items()
        ],
        "operator": operates(tx, actor, row.app),
        "broken": None,
    }


def _instance(tx: Transaction, actor: Actor, row: Row[Any], language: str) -> Document:
    (shown,) = documents(tx, actor, [row], language)
    flow_ = Shown(tx, actor, language).flow(row.flow_id, row.version)
    lines = timeline(tx, row.id, flow_, language)
    timers = tx.execute(select(flow_timer).where(_m.instance_id == row.id).order_by(_m.due_at)).all()
    children = tx.execute(rows_of(_i.parent_id == row.id).order_by(_i.started_at).limit(MOST_CHILDREN)).all()
    try:
        run: Running | None = look_at(tx, row.id)
    except Problem:
        run = None
    tokens = run.state.tokens if run is not None else {}
    return {
        **shown,
        "timeline": lines,
        "comments": comments(lines),
        "timers": [
            {
                "due_at": iso_instant(each.due_at),
                "deadline": each.deadline,
                "node": node_document(flow_, tokens[each.token].node, language) if each.token in tokens else None,
            }
            for each in timers
        ],
        "parent": _parent(tx, row),
        "children": documents(tx, actor, children, language),
        "held": hooks.held(tx, row.id, actor, language),
        "can": _can(run, actor) if run is not None else [],
    }


def _parent(tx: Transaction, row: Row[Any]) -> Document | None:
    if row.parent_id is None:
        return None
    found = tx.execute(rows_of(_i.id == row.parent_id)).first()
    return {"instance": row.parent_id, "flow": found.flow_key if found else None}


def _can(run: Running, actor: Actor) -> list[str]:
    tries: dict[str, events.Event] = {
        "withdraw": events.Withdraw(actor.person_id, "…"),
        "urge": events.Urge(actor.person_id, None, "…"),
    }
    may = run.row["initiator"] == actor.person_id
    found = [name for name, event in tries.items() if may and possible(run, event)]
    return [*found, "comment", "cc"] if run.row["status"] == "running" else found


def _failure(run: Running, token: str, language: str) -> Document:
    data = run.state.tokens[token].data or {}
    return {
        "token": token,
        "node": node_document(run.loaded.flow, run.state.tokens[token].node, language),
        "code": data.get("code"),
        "detail": in_language(data.get("detail") or "", language),
        "unknown": bool(data.get("unknown")),
    }


def failures(tx: Transaction, actor: Actor, app: str, language: str) -> list[Document]:
    """The inbox of failed steps: instances whose steps have failed, and messages that could not be sent."""
    rows = tx.execute(rows_of(_i.app == app, _i.status == "running", _i.failed > 0).limit(MOST_CHILDREN)).all()
    shown = {each["id"]: each for each in documents(tx, actor, rows, language)}
    found: list[Document] = []
    for row in rows:
        try:
            run = look_at(tx, row.id)
        except Problem:
            continue
        at = _failed_at(tx, row.id)
        found += [
            {"instance": shown[row.id], **_failure(run, token, language), "at": at.get(token)}
            for token in run.state.failed
        ]
    return found


def _failed_at(tx: Transaction, instance_id: str) -> dict[str, str]:
    c = flow_fact.c
    rows = tx.execute(select(c.at, c.data).where(c.instance_id == instance_id, c.kind == "failed").order_by(c.seq))
    return {row.data["token"]: iso_instant(row.at) for row in rows}
