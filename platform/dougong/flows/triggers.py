"""Changes of records start flows, inside the transaction of the change: nothing is lost after its commit.

`update`: with `fields`, one of them differs and the condition holds; without, the condition has become true by this
change (it did not hold before), or there is none. Computed values that follow another record's change count as changes
(a contract whose payments were added up); a `gate` holds only what people and flows write themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dougong.flows import stays
from dougong.flows.live import Live, env_of, live_flows
from dougong.flows.store import Begin, start
from dougong.kit.ids import new_id
from dougong.records.work import RecordEvent, Work
from engines.flow.triggers import OnUpdate
from engines.form.environment import Linked

OWNER = "owner"
_ON: Mapping[str, str] = {"create": "create", "update": "update", "recompute": "update", "delete": "delete"}
Values = Mapping[str, Any]


def on_records(work: Work, events: Sequence[RecordEvent]) -> None:
    """Listener of records: starts what these changes start, and notes how long fields stay as they are."""
    live = live_flows(work.tx, work.app)
    if not live.by_id:
        return
    for event in events:
        for each in live.of(event.form, _ON.get(event.op, "")):
            if not each.gate and fires(work, each, event):
                begin(work, each, event)
    for form in dict.fromkeys(event.form for event in events):
        for each in live.of(form, "unchanged"):
            stays.note(work, each, [event for event in events if event.form == form])


def fires(work: Work, live: Live, event: RecordEvent) -> bool:
    """True when this change is what the flow waits for."""
    old = {**(event.old or {}), **(event.old_system or {})}
    new = {**(event.new or event.old or {}), **(event.system or {}), "id": event.record_id}
    return is_wanted(work, live, event.form, old, new, changed_keys(event))


def is_wanted(
    work: Work,
    live: Live,
    form: str,
    old: Values,
    new: Values,
    changed: frozenset[str],
    linked: Linked | None = None,
) -> bool:
    """The same for values: what the record was, what it is (or would be), which fields differ. `linked`: see
    `env_of`."""
    trigger = live.flow.trigger
    if not isinstance(trigger, OnUpdate):
        return live.is_met(env_of(work, live.flow, form, new, old, linked))
    if not changed or (trigger.fields and changed.isdisjoint(trigger.fields)):
        return False
    env = env_of(work, live.flow, form, new, old, linked)
    if not live.is_met(env):
        return False
    return bool(trigger.fields) or live.holds is None or live.holds(env.before()) is not True


def changed_keys(event: RecordEvent) -> frozenset[str]:
    """The fields that differ, the owner among them."""
    before, after = event.old_system or {}, event.system or {}
    return event.changed | {OWNER} if before.get(OWNER) != after.get(OWNER) else event.changed


def begin(work: Work, live: Live, event: RecordEvent) -> str | None:
    """Starts the flow on the record that has changed."""
    # a computed value changes without a new version: there the transaction itself is what happens once
    once = new_id() if event.op == "recompute" else str(event.version)
    return start(
        work.tx,
        Begin(
            app=work.app.key,
            flow_id=live.id,
            version=live.version,
            trigger=live.on,
            dedupe_key=f"{live.on}:{live.id}:{event.record_id}:{once}",
            form=event.form,
            record_id=event.record_id,
            initiator=work.actor.person_id or None,
            before={**event.old, **(event.old_system or {})} if event.old is not None else None,
        ),
    )
