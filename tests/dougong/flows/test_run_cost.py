"""What a command asks of the database: each statement is a round trip, and the server works it out anew."""

from sqlalchemy import select

from dougong.flows.models import flow_instance
from dougong.flows.store import Begin, execute, start
from dougong.kit.db import Database
from dougong.kit.ids import new_id
from engines.flow.events import Decide
from tests.dougong.flows.run_office import APP, Office, office, settings
from tests.dougong.statements import sent

__all__ = ["office", "settings"]

NODES = [
    {"id": "start", "type": "start"},
    {"id": "one", "type": "approval", "assignees": [{"field": "initiator"}]},
    {"id": "two", "type": "approval", "assignees": [{"field": "initiator"}]},
    {"id": "end", "type": "end"},
]
EDGES = [{"from": "start", "to": "one"}, {"from": "one", "to": "two"}, {"from": "two", "to": "end"}]
FLOW = {"key": "tiny", "label": "tiny", "trigger": {"on": "call"}, "nodes": NODES, "edges": EDGES}
MOST = {"start": 11, "decide": 11, "end": 9}
"""Locks, dedupe key, people, messages, live signs, then what the step writes: instance, history, to-dos."""


def test_a_command_takes_few_statements_and_history_is_one(office: Office, database: Database) -> None:
    flow_id = office.publish(FLOW)
    person = office.admin.id
    for _ in range(2):  # the first time things are compiled and kept
        taken = {}
        with sent(database) as statements:
            with database.transaction() as tx:
                instance = start(tx, Begin(APP, flow_id, 1, "call", f"test:{new_id()}", initiator=person))
            taken["start"] = list(statements)
        assert instance is not None
        for name, task in (("decide", "k3"), ("end", "k6")):
            with sent(database) as statements:
                with database.transaction() as tx:
                    execute(tx, instance, Decide(task, person, "approve"), f"decide:{task}")
                taken[name] = list(statements)
    counted = {name: len(found) for name, found in taken.items()}
    assert all(counted[name] <= most for name, most in MOST.items()), (counted, taken)
    for found in taken.values():
        assert sum("INTO flow_fact" in statement for statement in found) == 1
    with database.snapshot() as tx:
        result = tx.execute(select(flow_instance.c.result).where(flow_instance.c.id == instance)).scalar_one()
    assert result == "approved"
