"""What a person has ever done with flows, for those who ask about their first steps."""

from __future__ import annotations

from sqlalchemy import select

from dougong.flows.models import flow, flow_instance
from dougong.kit.db import Transaction


def has_started(tx: Transaction, person: str, app_key: str, flow_key: str | None) -> bool:
    """Whether an instance was begun by the person, by a press of a button or a change of theirs; `flow_key` None: of
    any flow of the app."""
    i = flow_instance.c
    wanted = select(i.id).where(i.initiator == person, i.app == app_key)
    if flow_key is not None:
        wanted = wanted.join(flow, flow.c.id == i.flow_id).where(flow.c.key == flow_key)
    return tx.execute(wanted.limit(1)).first() is not None
