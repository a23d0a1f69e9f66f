"""Where flows are kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from dougong.apps import repository as apps
from dougong.apps.versioned import Document as Document
from dougong.apps.versioned import Drawn, DrawnRow
from dougong.flows.models import flow, flow_draft, flow_instance, flow_version
from dougong.kit.db import Transaction


@dataclass(frozen=True)
class FlowRow(DrawnRow):
    """A flow with its draft; `app`: the key of its app, `enabled`: the operator's switch."""

    app: str
    enabled: bool


flows = Drawn(flow, flow_draft, flow_version, FlowRow)


def update_flow(tx: Transaction, row: FlowRow, **values: Any) -> None:
    """Changes the flow. The app's stamp rises with it: every process looks its triggers up anew."""
    flows.update(tx, row.id, **values)
    apps.touch(tx, row.app_id)


def running_by_version(tx: Transaction, flow_ids: Collection[str]) -> dict[str, dict[int, int]]:
    """How many instances run, by flow and version."""
    i = flow_instance.c
    counted = select(i.flow_id, i.version, func.count().label("number"))
    statement = counted.where(i.flow_id.in_(flow_ids), i.status == "running")
    found: dict[str, dict[int, int]] = {flow_id: {} for flow_id in flow_ids}
    for row in tx.execute(statement.group_by(i.flow_id, i.version)):
        found[row.flow_id][row.version] = row.number
    return found
