"""To-dos and automatic steps as sources of reports (docs/reports.md): how people keep up, and what flows do for them.

An automatic step is one of those types (`STEP_KINDS`) that do what somebody would otherwise do by hand; each time one
is done counts once and is worth the app's minutes for its type (`savings`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Boolean, ColumnElement, String, and_, case, cast, literal, null, select

from dougong.access.sources import STEP_KINDS, Measured
from dougong.flows import savings
from dougong.flows.models import flow, flow_fact, flow_instance, flow_task, flow_version
from dougong.identity.models import person
from dougong.kit.db import Transaction
from dougong.kit.types import Number

_WORK = ("approval", "fill", "todo", "resubmit")
"""Kinds of to-dos that ask for something; a copy for information doesn't."""
_MARK = "/"


def todos(tx: Transaction, app: str) -> Measured:
    """Every to-do that somebody was given and whose turn has come."""
    t = flow_task.c
    status = case((t.closed_at.is_(None), "open"), (t.status == "cancelled", "cancelled"), else_="done")
    due = case((t.paused.is_(True), null()), else_=t.due_at)
    done = and_(t.closed_at.is_not(None), t.status != "cancelled", t.due_at.is_not(None))
    in_time: ColumnElement[Any] = case(
        (done, case((t.closed_at <= t.due_at, literal(True, Boolean())), else_=literal(False, Boolean()))),
        else_=cast(null(), Boolean()),
    )
    rows = (
        select(
            cast(t.id, String(36)).label("id"), t.person.label("owner"), t.opened_at.label("created_at"),
            t.person.label("person"), person.c.department_id.label("department"), t.form.label("form"),
            flow.c.key.label("flow"), t.kind.label("kind"), status.label("status"), due.label("due_at"),
            t.closed_at.label("closed_at"), in_time.label("in_time"),
        )
        .select_from(flow_task.join(flow, flow.c.id == t.flow_id).join(person, person.c.id == t.person, isouter=True))
        .where(t.app == app, t.kind.in_(_WORK), t.waiting.is_(False))
    )  # fmt: skip
    return Measured(rows, {"flow": _labels(tx, app)})


def steps(tx: Transaction, app: str) -> Measured:
    """Every automatic step that was done; the person is the one who started the flow, if anybody did."""
    f, i = flow_fact.c, flow_instance.c
    nodes = _nodes(tx, app)
    at = cast(i.flow_id, String(36)).concat(_MARK).concat(f.node)
    kinds = [(at.in_(nodes[kind]), kind) for kind in STEP_KINDS if nodes[kind]]
    minutes = savings.minutes_of(tx, app)
    worth = [(at.in_(nodes[kind]), minutes[kind]) for kind in STEP_KINDS if nodes[kind]]
    known = [place for kind in STEP_KINDS for place in nodes[kind]]
    number = Number(12, 2)
    rows = (
        select(
            cast(f.instance_id, String(36)).concat(_MARK).concat(cast(f.seq, String(12))).label("id"),
            i.initiator.label("owner"), f.at.label("created_at"), i.initiator.label("person"),
            person.c.department_id.label("department"), i.form.label("form"), flow.c.key.label("flow"),
            (case(*kinds, else_=null()) if kinds else cast(null(), String())).label("kind"),
            (case(*[(c, literal(m, number)) for c, m in worth], else_=null()) if worth else cast(null(), number)).label(
                "minutes"
            ),
        )
        .select_from(
            flow_fact.join(flow_instance, i.id == f.instance_id)
            .join(flow, flow.c.id == i.flow_id)
            .join(person, person.c.id == i.initiator, isouter=True)
        )
        .where(i.app == app, f.kind == "left", at.in_(known))
    )  # fmt: skip
    return Measured(rows, {"flow": _labels(tx, app)})


def _nodes(tx: Transaction, app: str) -> Mapping[str, list[str]]:
    """Type → `<flow>/<node>` of every automatic step of the app's published versions, the newest said last."""
    v = flow_version.c
    found: dict[str, str] = {}
    statement = (
        select(v.flow_id, v.definition).join(flow, flow.c.id == v.flow_id).where(flow.c.app == app).order_by(v.n)
    )
    for row in tx.execute(statement):
        for node in row.definition.get("nodes", ()):
            found[f"{row.flow_id}{_MARK}{node.get('id')}"] = str(node.get("type"))
    nodes: dict[str, list[str]] = defaultdict(list)
    for place, kind in found.items():
        if kind in STEP_KINDS:
            nodes[kind].append(place)
    return nodes


def _labels(tx: Transaction, app: str) -> dict[str, Any]:
    v = flow_version.c
    newest = and_(v.flow_id == flow.c.id, v.n == flow.c.published_version)
    statement = select(flow.c.key, v.definition).join(flow_version, newest).where(flow.c.app == app)
    return {row.key: row.definition.get("label") or row.key for row in tx.execute(statement)}
