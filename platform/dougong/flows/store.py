"""One command, one transaction: lock the instance, dedupe, advance, answer what the engine asks, write it all.

`start` begins an instance inside the transaction of whatever caused it (a record's own save, a button, a job);
`execute` carries out one event on it. Neither commits: that is the door's business, so either everything of a step is
there afterwards or nothing is. What leaves the product stands in the outbox by then and leaves after the commit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import bindparam, func, select

from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.flows import perform, rows, titles, whole
from dougong.flows.models import flow_instance
from dougong.flows.programs import Loaded, broken, load
from dougong.flows.running import Cause, Running, cause_of, causing
from dougong.kit import jobs
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, NotFound, say
from dougong.kit.failpoint import failpoint
from dougong.kit.fixed import Fixed
from dougong.kit.ids import new_id
from dougong.kit.many import together
from dougong.kit.spans import span
from dougong.messaging import live
from engines.flow.advance import advance, listens
from engines.flow.events import Event, Refused, Start
from engines.flow.problems import FlowProblems
from engines.flow.state import State, pack

MAX_DEPTH = 16
"""Starts in one chain of causes: a flow writes a record, which starts a flow, which writes a record …"""
MAX_CHAIN = 2_000
"""Instances that one cause may lead to in all, children of call steps not counted."""
MAX_ROUNDS = 10_000
"""Questions and answers within one step."""
_AFTERWARDS = frozenset({"create", "update", "delete"})
"""Triggers that only follow what somebody has done."""
RELAY = "flows.relay"
_RELAY_ASKED = "flows.relay_asked"
_log = structlog.get_logger(__name__)

_c = flow_instance.c
_CHAIN = Fixed(select(func.count()).select_from(flow_instance).where(_c.root_id == bindparam("root_id")))
_SAME = Fixed(
    select(_c.id)
    .where(
        _c.root_id == bindparam("root_id"),
        _c.flow_id == bindparam("flow_id"),
        _c.record_id == bindparam("record_id"),
    )
    .limit(1)
)


@dataclass(frozen=True)
class Stand:
    """How an instance stands after a step. `repeated`: this command had been carried out before, nothing was done."""

    instance_id: str
    status: str
    result: str | None
    repeated: bool = False


@dataclass(frozen=True)
class Parent:
    """The call step whose child an instance is: `key` is what `ChildDone` names it by."""

    instance_id: str
    token: str
    key: str
    waits: bool


@dataclass(frozen=True)
class Begin:
    """What begins: `flow_id` at `version` in `app` (key), on a record or without one.

    `dedupe_key`: whatever asks twice with the same key gets one instance. `before`: canonical values of the record
    before the change (`old.…`). `gate`: the instance holds a change. `prepare` is called with the instance's id once
    its row stands and before it takes its first step (to write the held change)."""

    app: str
    flow_id: str
    version: int
    trigger: str
    dedupe_key: str
    form: str | None = None
    record_id: str | None = None
    initiator: str | None = None
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] | None = None
    gate: bool = False
    parent: Parent | None = None
    whole: bool = False
    """Its first step is made as a whole or not at all: what fails or is rejected in it is refused (whole.py)."""
    prepare: Callable[[str], None] | None = None


def start(tx: Transaction, begin: Begin) -> str | None:
    """Begins an instance and takes its first steps. → its id; None when it was begun before, is part of a circle of
    flows that start each other (told in the log and by `flow_start`), or follows a change but no longer fits the app's
    forms (told in the log)."""
    cause = cause_of(tx) if begin.parent is None else _as_cause(tx, begin.parent)
    if cause is not None and _is_circle(tx, begin, cause):
        _log.warning("flow_circle", app=begin.app, flow_id=begin.flow_id, root=cause.root_id, depth=cause.depth)
        if begin.parent is not None:
            raise Conflict(say("流程互相调用，没有尽头。", "These flows call each other without end."), "flow_circle")
        rows.first_start(tx, begin.dedupe_key, None)
        return None
    catalog = app_catalog(tx, begin.app, hold=True)
    try:
        loaded = _load(tx, catalog, begin.flow_id, begin.version)
    except Conflict as problem:
        if begin.trigger not in _AFTERWARDS or begin.gate:
            raise
        _log.error("flow_broken", app=begin.app, flow_id=begin.flow_id, problem=str(problem))
        return None  # a flow that no longer fits its form must not keep people from saving records
    instance_id = new_id()
    if not rows.first_start(tx, begin.dedupe_key, instance_id):
        return None
    row = _new_row(tx, begin, loaded, instance_id, cause)
    run = Running(tx, row, loaded, State(), stored=False)
    if begin.prepare is not None:
        run.stand()
        begin.prepare(instance_id)
    row["title"] = titles.written(run)
    carry_out(run, Start(begin.initiator, dict(begin.chosen), dict(begin.variables)))
    if begin.whole:
        whole.must_be_well(run)
    return instance_id


def execute(tx: Transaction, instance_id: str, event: Event, dedupe_key: str | None = None) -> Stand:
    """Carries out one event. Raises the engine's `Refused` when it does not apply; the caller's transaction then ends
    without a trace. `dedupe_key`: the same command again does nothing."""
    run = open_instance(tx, instance_id)
    if dedupe_key is not None and not rows.first_time(tx, instance_id, dedupe_key):
        return Stand(instance_id, run.row["status"], run.row["result"], repeated=True)
    return carry_out(run, event)


def open_instance(tx: Transaction, instance_id: str, *, version: int | None = None) -> Running:
    """The instance under its lock, ready for a step. `version`: under another version than its own (migration)."""
    row = rows.lock_instance(tx, instance_id)
    if row is None:
        raise NotFound(say("找不到这个流程实例。", "There is no such flow instance."))
    catalog = app_catalog(tx, row["app"])  # its tables are held by the lock
    published_at = row.pop("published_at")
    if version is None or version == row["version"]:
        loaded = _load(tx, catalog, row["flow_id"], row["version"], published_at)
    else:
        loaded = _load(tx, catalog, row["flow_id"], version)
    return Running(tx, row, loaded, State.from_json(row["state"]))


def look_at(tx: Transaction, instance_id: str) -> Running:
    """The instance as it is, without its lock: for showing and for trying. Nothing of it may be written."""
    row = tx.execute(select(flow_instance).where(_c.id == instance_id)).first()
    if row is None:
        raise NotFound(say("找不到这个流程实例。", "There is no such flow instance."))
    catalog = app_catalog(tx, row.app)
    return Running(tx, dict(row._mapping), _load(tx, catalog, row.flow_id, row.version), State.from_json(row.state))


def migrate(tx: Transaction, instance_id: str, event: Event, version: int) -> Stand:
    """Carries out a `Migrate` under the version it leads to. Refused as a whole when a token has no place there."""
    run = open_instance(tx, instance_id, version=version)
    return carry_out(run, event)


def _load(
    tx: Transaction, catalog: AppCatalog, flow_id: str, version: int, published_at: datetime | None = None
) -> Loaded:
    try:
        return load(tx, catalog, flow_id, version, published_at)
    except FlowProblems as found:
        raise broken(found) from found


def _as_cause(tx: Transaction, parent: Parent) -> Cause:
    found = tx.execute(select(_c.root_id, _c.depth).where(_c.id == parent.instance_id)).one()
    return Cause(parent.instance_id, found.root_id, found.depth)


def _is_circle(tx: Transaction, begin: Begin, cause: Cause) -> bool:
    """A flow that its own consequences start again on the same record, a chain too long or too wide."""
    if cause.depth + 1 > MAX_DEPTH:
        return True
    if begin.parent is not None:
        return False  # children, however many, are what the call step asked for
    same = {"root_id": cause.root_id, "flow_id": begin.flow_id, "record_id": begin.record_id}
    if begin.record_id is not None and _SAME.first(tx, same) is not None:
        return True
    found = _CHAIN.first(tx, {"root_id": cause.root_id})
    return found is not None and found[0] >= MAX_CHAIN


def _new_row(tx: Transaction, begin: Begin, loaded: Loaded, instance_id: str, cause: Cause | None) -> dict[str, Any]:
    parent = begin.parent
    return {
        "id": instance_id,
        "app": begin.app,
        "flow_id": begin.flow_id,
        "version": begin.version,
        "form": begin.form,
        "record_id": begin.record_id,
        "title": None,
        "status": "running",
        "result": None,
        "failed": 0,
        "state": {},
        "seq": 0,
        "trigger": begin.trigger,
        "before": _needed_before(loaded, begin.before),
        "gate": begin.gate,
        "watches": False,
        "initiator": begin.initiator,
        "parent_id": parent.instance_id if parent else None,
        "parent_token": parent.token if parent and parent.waits else None,
        "parent_key": parent.key if parent and parent.waits else None,
        "root_id": cause.root_id if cause else instance_id,
        "depth": cause.depth + 1 if cause else 0,
        "started_at": tx.now,
        "ended_at": None,
    }


def _needed_before(loaded: Loaded, before: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Of the record before the change, what the flow's formulas read."""
    if before is None:
        return None
    keys = {need.removeprefix("old.") for need in loaded.program.needs if need.startswith("old.")}
    return {key: pack(before[key]) for key in sorted(keys) if _is_plain(before.get(key))} or None


def _is_plain(value: Any) -> bool:
    """Rows of subforms and files are nothing that `old.<field>` could be compared with."""
    if isinstance(value, list):
        return bool(value) and not isinstance(value[0], dict)
    return value is not None


def carry_out(run: Running, event: Event) -> Stand:
    """The heart: the event and all answers to what it asks, until nothing is open; then everything is written."""
    told = {"dougong.flow_instance": run.id, "dougong.event": type(event).__name__}
    with span("flow step", told):
        return _carry_out(run, event)


def _carry_out(run: Running, event: Event) -> Stand:
    tx, before = run.tx, run.state
    waiting: deque[Event] = deque([event])
    for _ in range(MAX_ROUNDS):
        if not waiting:
            break
        found = advance(run.loaded.program, run.state, waiting.popleft(), now=tx.now, world=run.world)
        run.state = found.state
        run.facts.extend(found.facts)
        failpoint("flows.after_advance")
        with causing(tx, run.caused()):
            waiting.extend(perform.all_of(run, found.effects))
    else:
        raise Conflict(say("流程步骤没有尽头。", "This step of the flow never comes to an end."), "flow_endless")
    failpoint("flows.before_write")
    _write(run, before)
    tx.before_commit(lambda: failpoint("flows.before_commit"))
    tx.after_commit(lambda: failpoint("flows.after_commit"))
    return Stand(run.id, "ended" if run.state.result else "running", run.state.result)


def _write(run: Running, before: State) -> None:
    tx, state = run.tx, run.state
    ended = state.result is not None
    seq = run.row["seq"]
    facts = [_fact_row(run, seq + n, fact) for n, fact in enumerate(run.facts, 1)]
    if not facts and not run.posted:
        return
    values = {
        "state": state.to_json(),
        "seq": seq + len(facts),
        "failed": len(state.failed),
        "watches": listens(run.loaded.program, state).record,
        "status": "ended" if ended else "running",
        "result": state.result,
        "ended_at": (run.row["ended_at"] or tx.now) if ended else None,
        "version": run.loaded.version,
        "title": run.row["title"],
    }
    perform.count_down(run, before)
    with together(tx):
        run.write_row(values)
        rows.insert_facts(tx, facts)
        run.write_closed()
        rows.insert_tasks(tx, list(run.opened.values()))
        perform.write_timers(run, before, ended=ended)
        for name, token in before.tokens.items():
            if token.phase == "called" and name not in state.tokens:
                rows.cancel_calls(tx, run.id, name)
        rows.insert_outbox(tx, run.posted)
    if run.posted:
        ask_relay(tx)
    if run.touched:
        live.touch(tx, run.touched, live.TASKS)


def _fact_row(run: Running, seq: int, fact: Any) -> dict[str, Any]:
    data = fact.data
    node = data.get("node")
    return {
        "instance_id": run.id,
        "seq": seq,
        "kind": fact.kind,
        "node": node if isinstance(node, str) else None,
        "person": data.get("by"),
        "at": run.tx.now,
        "data": data,
    }


def ask_relay(tx: Transaction) -> None:
    """Wakes the relay once this transaction is committed; once for all it has put into the outbox."""
    if not tx.scratch.get(_RELAY_ASKED):
        tx.scratch[_RELAY_ASKED] = True
        jobs.enqueue(tx, RELAY)


def refused(error: Refused) -> Conflict | NotFound:
    """What a caller is told of a command that the flow refuses."""
    if error.code in ("not_yours", "no_such_task"):
        return NotFound(say("找不到这个待办。", "There is no such to-do."))
    return Conflict(error.detail, error.code)
