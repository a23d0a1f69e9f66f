"""Jobs of the flows room."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from dougong.flows.models import flow_command, flow_start
from dougong.kit.jobs import JobContext, job

COMMANDS_KEPT = timedelta(days=30)
STARTS_KEPT = timedelta(days=400)
"""Longer than a year: a birthday's flow must not start twice for the same birthday."""


@job("flows.forget_old", every=timedelta(hours=24))
def forget_old(context: JobContext) -> dict[str, Any]:
    """Drops dedupe keys that nobody can send again."""
    with context.database.transaction() as tx:
        commands = tx.execute(delete(flow_command).where(flow_command.c.at < tx.now - COMMANDS_KEPT)).rowcount
        starts = tx.execute(delete(flow_start).where(flow_start.c.at < tx.now - STARTS_KEPT)).rowcount
    return {"commands": commands, "starts": starts}
