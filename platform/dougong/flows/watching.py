"""A record has changed: instances that wait for something about it look again, after the commit.

Told through the outbox, because a change of a record must not wait for the locks of instances (a step holds its
instance and then writes records; the other way round would be a deadlock).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from dougong.apps import repository
from dougong.flows.models import flow, flow_instance
from dougong.flows.rows import insert_outbox
from dougong.flows.running import outbox_row
from dougong.flows.store import ask_relay
from dougong.kit.fixed import Fixed, Kept
from dougong.kit.ids import new_id
from dougong.kit.types import Id
from dougong.records.work import RecordEvent, Work

_i = flow_instance.c
_WATCHERS = Fixed(
    select(_i.id).where(_i.record_id == bindparam("record", type_=Id()), _i.watches, _i.status == "running")
)
_FLOWS = Fixed(
    select(flow.c.id).where(flow.c.app_id == bindparam("app_id", type_=Id()), flow.c.published_version > 0).limit(1)
)
HAS_FLOWS: Kept[bool] = Kept(500)


def on_records(work: Work, events: Sequence[RecordEvent]) -> None:
    """Listener of records."""
    if not events or not _has_flows(work):
        return
    tx = work.tx
    ids = dict.fromkeys(event.record_id for event in events)
    waiting = [row[0] for each in ids for row in _WATCHERS.rows(tx, {"record": each})]
    if not waiting:
        return
    insert_outbox(tx, [outbox_row(each, "changed", f"changed:{new_id()}", {}, tx.now) for each in waiting])
    ask_relay(tx)


def _has_flows(work: Work) -> bool:
    """Known per stamp of the app, which every publish raises: most changes of records cost no query here."""

    def ask() -> bool:
        return _FLOWS.first(work.tx, {"app_id": work.app.app_id}) is not None

    if repository.is_changed(work.tx, work.app.app_id):
        return ask()
    return HAS_FLOWS.get((work.app.app_id, work.app.stamp), ask)
