"""Records were merged: what flows did and do with the one that goes is with the one that stays."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from dougong.flows.held import HELD
from dougong.flows.models import flow_change, flow_instance, flow_task
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, say

_i, _t, _c = flow_instance.c, flow_task.c, flow_change.c


def move_instances(
    tx: Transaction, app: str, form: str, record_id: str, to: str, only: Sequence[str] | None
) -> list[str]:
    """Instances of one record, with their tasks, become another's. `only` these. → their ids

    A change that a gate holds was approved for the record it was made in: it has to end first.
    """
    waiting = select(_c.id).where(_c.app == app, _c.form == form, _c.record_id == record_id, _c.state == HELD)
    if tx.execute(waiting.limit(1)).first() is not None:
        raise Conflict(
            say(
                "有的数据正有修改等待审批，请先处理。",
                "A change of one of the records waits for approval; end it first.",
            ),
            "held_by_flow",
        )
    mine = [_i.app == app, _i.form == form, _i.record_id == record_id]
    if only is not None:
        mine.append(_i.id.in_(only))
    ids = sorted(tx.execute(select(_i.id).where(*mine).with_for_update()).scalars())
    tx.execute(update(flow_instance).where(_i.id.in_(ids)).values(record_id=to))
    tx.execute(update(flow_task).where(_t.instance_id.in_(ids), _t.record_id == record_id).values(record_id=to))
    return ids
