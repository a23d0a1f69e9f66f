"""What timers missed while the product was down: each trigger has its own policy, also dates and long stays."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from dougong.flows.models import flow as flow_table
from dougong.flows.store import Begin, start
from dougong.kit.db import Transaction
from tests.dougong.flows.crm import Crm, crm, settings, straight

__all__ = ["crm", "settings"]

MONDAY = datetime(2026, 11, 16, 0, 0, tzinfo=UTC)


def flow(**trigger: Any) -> dict[str, Any]:
    return {"form": "opportunity", "trigger": trigger, **straight()}


@pytest.mark.parametrize(("missed", "made_up"), [("once", 1), ("all", 1), ("skip", 0)])
def test_R057_a_date_missed_while_down_is_made_up_as_the_trigger_says(crm: Crm, missed: str, made_up: int) -> None:
    crm.database.clock = lambda: MONDAY
    crm.publish("signed", flow(on="date", field="signed", at="09:00", missed=missed))
    passed = crm.add("opportunity", name="周二", signed="2026-11-17")
    today = crm.add("opportunity", name="周四", signed="2026-11-19")
    crm.database.clock = lambda: MONDAY + timedelta(days=3, hours=1, minutes=5)  # Thursday, 09:05 in Shanghai
    crm.work_off()
    crm.work_off()
    assert [len(crm.instances(passed)), len(crm.instances(today))] == [made_up, 1]


@pytest.mark.parametrize(("missed", "made_up"), [("once", 1), ("all", 1), ("skip", 0)])
def test_R057_a_stay_that_ended_while_down_is_told_as_the_trigger_says(crm: Crm, missed: str, made_up: int) -> None:
    crm.database.clock = lambda: MONDAY
    crm.publish("stuck", flow(on="unchanged", field="stage", **{"for": "2 days"}, missed=missed))
    passed = crm.add("opportunity", name="周一", stage="contact")
    crm.database.clock = lambda: MONDAY + timedelta(days=2)
    fresh = crm.add("opportunity", name="周三", stage="contact")
    crm.database.clock = lambda: MONDAY + timedelta(days=4, minutes=5)
    crm.work_off()
    crm.work_off()
    assert [len(crm.instances(passed)), len(crm.instances(fresh))] == [made_up, 1]


def test_one_flow_that_breaks_keeps_no_other_from_starting_and_stays_due(
    crm: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    crm.database.clock = lambda: MONDAY
    crm.publish("broken_daily", flow(on="schedule", cron="30 8 * * *", each="stage = 'contact'"))
    crm.publish("daily", flow(on="schedule", cron="30 9 * * *", each="stage = 'contact'"))
    crm.publish("broken_stuck", flow(on="unchanged", field="stage", **{"for": "1 hour"}))
    crm.publish("stuck", flow(on="unchanged", field="stage", **{"for": "2 hours"}))
    crm.add("opportunity", name="商机", stage="contact")

    with crm.database.snapshot() as tx:
        broken = set(tx.execute(select(flow_table.c.id).where(flow_table.c.key.startswith("broken"))).scalars())

    def breaking(tx: Transaction, begin: Begin) -> Any:
        if begin.flow_id in broken:
            raise RuntimeError("broken")
        return start(tx, begin)

    for module in ("clock", "stays"):
        monkeypatch.setattr(f"dougong.flows.{module}.start", breaking)
    crm.database.clock = lambda: MONDAY + timedelta(hours=3)
    crm.work_off()
    assert {each.flow for each in crm.instances()} == {"daily", "stuck"}
    monkeypatch.undo()
    crm.work_off()
    assert {each.flow for each in crm.instances()} == {"daily", "stuck", "broken_daily", "broken_stuck"}
