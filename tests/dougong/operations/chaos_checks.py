"""What must be true after `scripts/chaos product`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import func, select

from dougong.app import open_database
from dougong.apps.catalog import app_catalog
from dougong.audit.service import verify
from dougong.flows.models import flow_instance, flow_task
from dougong.kit.config import Settings
from dougong.records.models import change_log
from tests.dougong.flows.run_office import APP

ACCOUNTS, BALANCE = 12, 1_000


@dataclass
class Seen:
    """What the clients know: the accounts, keys they have sent, keys that were acknowledged."""

    accounts: list[str] = field(default_factory=list)
    sent: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)


def check(settings: Settings, seen: Seen, keys: Counter[str]) -> None:
    """I1 to I6 and I10; `keys`: those that the other system was called with."""
    database = open_database(settings)
    with database.snapshot() as tx:
        catalog = app_catalog(tx, APP)
        deal, log = catalog.tables.table("deal").c, catalog.tables.table("log").c
        rows = tx.execute(select(deal.id, deal.name, deal.moves, deal.amount)).all()
        deals = [row for row in rows if row.id not in seen.accounts]
        names = Counter(row.name for row in deals)
        acknowledged = set((settings.data.parent / "acknowledged.log").read_text().split())
        assert acknowledged == seen.done
        assert not acknowledged - set(names), "I1: an acknowledged record is lost"
        assert set(names.values()) <= {1}, "I1: a command has made two records"
        assert set(names) <= seen.sent, "I2: a record that nobody asked for"
        assert {row.moves for row in deals} == {1}, "I3: a flow wrote never or twice"
        assert Counter(tx.execute(select(log.deal)).scalars()) == dict.fromkeys((row.id for row in deals), 1), "I3"
        i = flow_instance.c
        instances = tx.execute(select(i.id, i.record_id, i.status, i.result)).all()
        assert Counter(row.record_id for row in instances) == dict.fromkeys((row.id for row in deals), 1), "I5"
        assert {(row.status, row.result) for row in instances} == {("ended", "done")}, "I5"
        assert len(keys) == len(deals), "I4: as many keys as calls"
        assert not tx.execute(select(flow_task.c.id).where(flow_task.c.status == "open")).all(), "I5"
        chain = verify(tx)
        assert chain.ok, f"I6: the chain is broken at {chain.broken_at}"
        c = change_log.c
        made = select(c.record_id, func.count()).where(c.form == "deal", c.op == "create").group_by(c.record_id)
        assert {tuple(row) for row in tx.execute(made)} == {(row.id, 1) for row in rows}, "I6"
        assert sum(int(row.amount) for row in rows if row.id in seen.accounts) == len(seen.accounts) * BALANCE, "I10"
    database.close()


def percentile(values: list[float], part: float) -> float:
    return round(sorted(values)[min(int(len(values) * part), len(values) - 1)], 2) if values else 0.0
