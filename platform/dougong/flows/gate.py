"""Gates: a change that fires a `gate` trigger waits for the flow, as a whole, and is made when the flow ends approved.

`hold` stands in the one write pipeline of records, after everything was checked and before anything is written; so
there is no door without it. The record keeps its old values. `release` makes the change later, through the same
pipeline and under the grants of the person who wanted it; what no longer fits then (somebody has changed the field,
the value is no longer valid, the right is gone) is a conflict that people are shown, and changes nothing.

While a change waits, another one of the same fields is refused, and so is a second one that a gate would hold: two
changes of one record never wait at the same time. Other fields go on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, insert, select, update

from dougong.apps import sealed
from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.apps.rights import access_of
from dougong.flows import held
from dougong.flows.acting import actor_of
from dougong.flows.held import CONFLICT, DROPPED, HELD, RELEASED
from dougong.flows.hooks import hooks
from dougong.flows.live import Live, LiveFlows, live_flows
from dougong.flows.models import flow_change
from dougong.flows.running import Running
from dougong.flows.store import Begin, start
from dougong.flows.triggers import OWNER, is_wanted
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, Problem, Text, say
from dougong.kit.ids import new_id
from dougong.records import attachments, service, writing
from dougong.records.system import SYSTEM
from dougong.records.work import Item, Work
from engines.form.fields import FIELD_TYPES
from engines.form.fields.encrypted import EncryptedField, Secret

_RELEASING = "flows.releasing"
"""Record id → flows that have let the change through which is being made now."""


def hold(work: Work, form_key: str, items: Sequence[Item]) -> None:
    """Hook of the record pipeline: sets `held` on items that must wait, `problem` on those that may not be made."""
    live = live_flows(work.tx, work.app)
    if form_key not in live.guarded:
        return
    changing = [item for item in items if item.op in ("update", "delete") and item.old is not None]
    waiting = held.of_records(work.tx, [item.old.id for item in changing if item.old])
    for item in changing:
        assert item.old is not None
        current = waiting.get(item.old.id)
        if current is not None and _overlaps(item, current):
            item.problem = _refused(work, form_key, current)
            continue
        gate = _first_gate(work, live, form_key, item)
        if gate is None:
            continue
        if current is not None:
            item.problem = _refused(work, form_key, current)
            continue
        _hold(work, form_key, item, gate)


def _overlaps(item: Item, current: Row[Any]) -> bool:
    """Deleting, or changing a field that waits (or anything at all of a record that waits to be deleted)."""
    if item.op == "delete" or current.op == "delete":
        return True
    return not _changed(item).isdisjoint(current.note["sent"])


def _changed(item: Item) -> frozenset[str]:
    if item.outcome is None or item.old is None:
        return frozenset()
    moved = item.outcome.owner != item.old.system.get(OWNER)
    return frozenset(item.outcome.changed) | {OWNER} if moved else frozenset(item.outcome.changed)


def _first_gate(work: Work, live: LiveFlows, form_key: str, item: Item) -> Live | None:
    assert item.old is not None
    passed = work.tx.scratch.get(_RELEASING, {}).get(item.old.id, frozenset())
    changed = _changed(item)
    if item.op == "update" and not changed:
        return None
    old = {**item.old.values, **item.old.system}
    new = dict(old)
    if item.outcome is not None:
        new |= {**item.outcome.values, OWNER: item.outcome.owner}
    for each in live.of(form_key, item.op):
        if each.gate and each.id not in passed and is_wanted(work, each, form_key, old, new, changed):
            return each
    return None


def _hold(work: Work, form_key: str, item: Item, gate: Live) -> None:
    """The item waits; its flow begins in this very transaction, and may even end in it."""
    assert item.old is not None
    tx, record_id, change_id = work.tx, item.old.id, new_id()
    row = _row(work, form_key, item, gate, change_id)

    if item.outcome is not None:  # new files must outlive the wait, and be seen by who decides
        attachments.claim(work, form_key, replace(item.old, values=item.outcome.values), item.outcome.changed)

    def prepare(instance_id: str) -> None:
        tx.execute(insert(flow_change).values(**row, instance_id=instance_id))

    instance = start(
        tx,
        Begin(
            app=work.app.key,
            flow_id=gate.id,
            version=gate.version,
            trigger=gate.on,
            dedupe_key=f"gate:{gate.id}:{record_id}:{change_id}",
            form=form_key,
            record_id=record_id,
            initiator=work.actor.person_id or None,
            before=item.before,
            gate=True,
            prepare=prepare,
        ),
    )
    if instance is None:  # the loop guard: a gate's own consequences fire it again
        item.problem = Conflict(
            say("此变更由流程循环触发，已被阻止。", "Flows cause this change in a circle; it was stopped."),
            "flow_circle",
        )
        return
    change = tx.execute(select(flow_change).where(flow_change.c.id == change_id)).one()
    item.held = held.document(tx, work.app, change, work.access, work.access.principal.locale)
    item.new = work.repository(form_key).get(record_id) if change.state == RELEASED else item.old


def _row(work: Work, form_key: str, item: Item, gate: Live, change_id: str) -> dict[str, Any]:
    assert item.old is not None
    form = work.app.forms[form_key]
    before: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for key in sorted(_changed(item)):
        field = form.field(key)
        assert item.outcome is not None
        if key == OWNER:
            before[key], values[key] = item.old.system.get(OWNER), item.outcome.owner
        elif field is not None:
            kind = FIELD_TYPES[field.type]
            before[key] = _json(kind, field, item.old.values.get(key))
            values[key] = _json(kind, field, item.outcome.values.get(key))
    passed = work.tx.scratch.get(_RELEASING, {}).get(item.old.id, frozenset())
    # what the caller sent; what rules, fills, presets and formulas made of it is found anew when the change is made
    sent = sorted(item.sent & set(values)) if item.op == "update" else []
    request = {key: _as_sent(work, form.field(key), item.values[key], f"{change_id}/{key}") for key in sent}
    return {
        "id": change_id,
        "app": work.app.key,
        "form": form_key,
        "record_id": item.old.id,
        "op": item.op,
        "version": item.old.version,
        "before": before,
        "values": values if item.op == "update" else None,
        "state": HELD,
        "by": work.actor.person_id or None,
        "door": work.door,
        "note": {"flow": gate.key, "sent": sent, "request": request, "passed": sorted({*passed, gate.id})},
        "created_at": work.tx.now,
        "ended_at": None,
    }


def _json(kind: Any, field: Any, value: Any) -> Any:
    return None if value is None else kind.to_json(field, value)


def _as_sent(work: Work, field: Any, value: Any, place: str) -> Any:
    """A value as a door would send it: JSON, and without what is computed inside lines."""
    if isinstance(field, EncryptedField) and value is not None:
        return sealed.wrap(work.tx, work.app.key, value.whole if isinstance(value, Secret) else str(value), place)
    if value is None or field is None or not (work.parsed or work.door == "import"):
        return value
    document = FIELD_TYPES[field.type].to_json(field, value)
    computed = {column.key for column in getattr(field, "fields", ()) if FIELD_TYPES[column.type].computed}
    if not computed:
        return document
    return [{key: cell for key, cell in row.items() if key not in computed} for row in document]


def _refused(work: Work, form_key: str, current: Row[Any]) -> Problem:
    """A change of what waits already: who wants what, as far as the caller may read it."""
    shown = held.document(work.tx, work.app, current, work.access, work.access.principal.locale)
    form = work.app.forms[form_key]
    names = {lang: "、".join(form.by_key[f["field"]].name(lang) for f in shown["fields"] if f["field"] in form.by_key)
             for lang in ("zh-CN", "en")}  # fmt: skip
    if current.op == "delete":
        text = say(
            "这条数据的删除正在等待审批，暂时不能修改。", "This record waits to be deleted; it can't be changed now."
        )
    else:
        text = say(
            f"有一项变更正在等待审批（{names['zh-CN'] or '…'}），完成前不能再次修改。",
            f"A change waits for approval ({names['en'] or '…'}); it can't be changed again before that has ended.",
        )
    return Conflict(text, "held", extra={"pending": shown})


# -- the flow has ended -------------------------------------------------------------------------------------------
def release(run: Running, passed: bool) -> None:
    """Hook of running flows: the change goes through, or is dropped."""
    tx = run.tx
    c = flow_change.c
    change = tx.execute(select(flow_change).where(c.instance_id == run.id, c.state == HELD)).first()
    if change is None:
        return
    _end(tx, change.id, RELEASED if passed else DROPPED, None)
    if not passed:
        return
    try:
        with tx.connection.begin_nested():
            _make(tx, change)
    except Problem as problem:
        _end(tx, change.id, CONFLICT, problem.detail)
        held.tell_conflict(tx, change, problem.detail)
    run.forget_record()


def _make(tx: Transaction, change: Row[Any]) -> None:
    """The change, as if it was saved now by the person who wanted it."""
    catalog = app_catalog(tx, change.app, hold=True)
    actor = (actor_of(tx, change.by) if change.by else None) or SYSTEM
    work = Work(tx, catalog, actor, access_of(tx, actor, catalog), "flow", hooks.listeners)
    service.form_exists(work, change.form)
    stored = work.repository(change.form).get(change.record_id, lock=True)
    if stored is None or stored.deleted:
        raise Conflict(say("数据已被删除。", "The record has been deleted meanwhile."), "gone")
    releasing: dict[str, frozenset[str]] = tx.scratch.setdefault(_RELEASING, {})
    releasing[change.record_id] = frozenset(change.note["passed"])
    try:
        if change.op == "delete":
            item = service.delete(work, change.form, change.record_id)
        else:
            _refuse_changed(catalog, change, {**stored.values, OWNER: stored.system.get(OWNER)})
            item = service.update(work, change.form, change.record_id, _request(work, change), None)
    finally:
        del releasing[change.record_id]
    writing.note(work, change.form, [item])


def _request(work: Work, change: Row[Any]) -> dict[str, Any]:
    """What was sent, as it was sent; what waited sealed is opened."""
    form, app = work.app.forms[change.form], work.app.key
    return {
        key: sealed.unwrap(work.tx, app, value, f"{change.id}/{key}")
        if isinstance(form.field(key), EncryptedField) and value is not None
        else value
        for key, value in change.note["request"].items()
    }


def _refuse_changed(catalog: AppCatalog, change: Row[Any], current: Mapping[str, Any]) -> None:
    form = catalog.forms[change.form]
    for key in change.note["sent"]:
        field = form.field(key)
        if field is None and key != OWNER:
            raise Conflict(say(f"字段“{key}”已不存在。", f"The field “{key}” is gone."), "field_gone")
        now = current.get(key) if field is None else _json(FIELD_TYPES[field.type], field, current.get(key))
        if now != change.before[key]:
            label = _names(field, key)
            text = say(
                f"“{label['zh-CN']}”在审批期间已被修改，变更未执行。",
                f"“{label['en']}” was changed meanwhile, so the approved change was not made.",
            )
            raise Conflict(text, "changed_meanwhile")


def _names(field: Any, key: str) -> Text:
    return say(field.name("zh-CN"), field.name("en")) if field is not None else say("负责人", "owner")


def _end(tx: Transaction, change_id: str, state: str, reason: Text | None) -> None:
    note = tx.execute(select(flow_change.c.note).where(flow_change.c.id == change_id)).scalar_one()
    values = {"state": state, "ended_at": tx.now, "note": {**note, "reason": dict(reason) if reason else None}}
    tx.execute(update(flow_change).where(flow_change.c.id == change_id).values(**values))
