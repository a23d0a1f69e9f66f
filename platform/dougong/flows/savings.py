"""What an automatic step is worth: the minutes that somebody would have spent on it by hand, as an app sets it.

Reports count with them (`$steps`, docs/reports.md). What is not set is worth what `USUAL` says.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import delete, insert, select

from dougong.access.sources import STEP_KINDS
from dougong.apps import repository as apps
from dougong.apps.problems import invalid
from dougong.apps.repository import AppRow
from dougong.audit.service import record
from dougong.flows.design_models import flow_saving
from dougong.flows.design_schemas import Body
from dougong.kit.db import Transaction
from dougong.kit.web import Actor

USUAL: Mapping[str, Decimal] = {
    "create": Decimal(3), "update": Decimal(2), "find": Decimal(1), "assign": Decimal(2), "notify": Decimal(2),
    "send": Decimal(4), "http": Decimal(3), "script": Decimal(2), "analyse": Decimal(30), "address": Decimal(1),
}  # fmt: skip


class SavingsBody(Body):
    """`PUT …/step-savings`: minutes of those types that differ from the usual."""

    minutes: Annotated[dict[str, Annotated[float, Field(ge=0, le=1_440)]], Field(max_length=len(STEP_KINDS))]


def minutes_of(tx: Transaction, app: str) -> dict[str, Decimal]:
    """Type of step → minutes."""
    return {**USUAL, **_set(tx, app)}


def listing(tx: Transaction, app: AppRow) -> dict[str, Any]:
    """`GET …/step-savings`."""
    own = _set(tx, app.key)
    return {
        "items": [
            {"kind": kind, "minutes": float(own.get(kind, usual)), "usual": float(usual)}
            for kind, usual in USUAL.items()
        ]
    }


def change(tx: Transaction, actor: Actor, app: AppRow, body: SavingsBody) -> dict[str, Any]:
    """Replaces what the app has set. Raises Invalid for a type that isn't there."""
    for kind in body.minutes:
        if kind not in USUAL:
            raise invalid(f"minutes.{kind}", "unknown_kind", f"没有步骤类型“{kind}”。", f"There is no step “{kind}”.")
    rows = [
        {"app": app.key, "kind": kind, "minutes": Decimal(str(round(minutes, 2)))}
        for kind, minutes in body.minutes.items()
        if Decimal(str(round(minutes, 2))) != USUAL[kind]
    ]
    tx.execute(delete(flow_saving).where(flow_saving.c.app == app.key))
    if rows:
        tx.execute(insert(flow_saving), rows)
    apps.touch(tx, app.id)  # what reports count with changes
    record(tx, actor, "app.step_savings", f"app:{app.key}", {"minutes": body.minutes}, app=app.key)
    return listing(tx, app)


def _set(tx: Transaction, app: str) -> dict[str, Decimal]:
    c = flow_saving.c
    return {row.kind: row.minutes for row in tx.execute(select(c.kind, c.minutes).where(c.app == app))}
