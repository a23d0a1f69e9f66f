"""Flows: steps in memory, durable instances, timers; SpiffWorkflow on the same tiny process in the same run
(design §11). `scripts/bench flow [sqlite|postgresql]`.

The tiny process: start → approval → (approved?) → approval → end, two decisions. *In memory*: the pure `advance`, with
and without the state going through JSON at each step, as storing it would. *Durable*: each of the three commands is a
transaction of the product (lock, dedupe key, state, history, to-dos, live signs), PostgreSQL with fsync on.
SpiffWorkflow (LGPL) is fetched into a temporary folder for the comparison and is no part of the product.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import bindparam, insert, select

from dougong import reactions
from dougong.app import open_database
from dougong.flows import timers
from dougong.flows.models import flow, flow_instance, flow_task, flow_timer
from dougong.flows.store import Begin, execute, start
from dougong.identity.people import NewPerson, create_person
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.fixed import Fixed
from dougong.kit.ids import new_id
from dougong.kit.types import Id
from engines.flow.advance import advance
from engines.flow.definition import Flow
from engines.flow.effects import Resolve
from engines.flow.env import World
from engines.flow.events import Decide, Event, Resolved, Start
from engines.flow.program import Program, compile_flow
from engines.flow.state import State
from scripts.benches.figures import Figure, tell
from scripts.provision import postgres as postgres_server
from tests.databases import Databases
from tests.dougong.flows.run_office import APP, prepare_office, publish
from tests.services import postgres

BUDGET = {"in_memory_steps": 10_000, "durable_8": 250, "due_1000_seconds": 5.0}
SECONDS = 3.0
NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
PERSON = "00000000-0000-7000-8000-000000000001"
WORLD = World()
PROCESSES = 4
PEOPLE = 50
_OPEN = Fixed(
    select(flow_task.c.task).where(
        flow_task.c.instance_id == bindparam("instance", type_=Id()), flow_task.c.status == "open"
    )
)


def tiny(approvals: int = 2) -> dict[str, Any]:
    """The process of the comparison; with more approvals it grows longer."""
    ids = [f"a{n}" for n in range(approvals)]
    nodes = [{"id": each, "type": "approval", "assignees": [{"field": "initiator"}]} for each in ids]
    edges: list[dict[str, Any]] = [{"from": "start", "to": ids[0]}]
    for source, target in zip(ids, [*ids[1:], "end"], strict=True):
        edges += [{"from": source, "to": target, "when": "outcome = 'approved'"}]
        edges += [{"from": source, "to": "end", "default": True}] if target != "end" else []
    return {
        "key": f"tiny{approvals}",
        "label": "tiny",
        "trigger": {"on": "call"},
        "nodes": [{"id": "start", "type": "start"}, *nodes, {"id": "end", "type": "end"}],
        "edges": edges if edges[-1].get("default") else [*edges, {"from": ids[-1], "to": "end", "default": True}],
    }


# in memory ------------------------------------------------------------------------------------------------------


def _step(program: Program, state: State, event: Event) -> State:
    """One command, its questions answered."""
    found = advance(program, state, event, now=NOW, world=WORLD)
    waiting = [effect for effect in found.effects if isinstance(effect, Resolve)]
    while waiting:
        ask = waiting.pop()
        found = advance(program, found.state, Resolved(ask.token, (PERSON,), ask.request), now=NOW, world=WORLD)
        waiting += [effect for effect in found.effects if isinstance(effect, Resolve)]
    return found.state


def _instance(program: Program, *, through_json: bool) -> int:
    """A whole instance. → how many commands it took"""
    state, commands = State(), 0
    event: Event = Start(None)
    while state.result is None:
        state = _step(program, state, event)
        commands += 1
        if through_json:
            state = State.from_json(orjson.loads(orjson.dumps(state.to_json())))
        if state.tasks:
            event = Decide(next(iter(state.tasks)), PERSON, "approve")
    return commands


def _rate(work: Callable[[], int]) -> float:
    """How much of it a second of CPU time: others use this machine too."""
    work()
    done, began = 0, time.process_time()
    while time.process_time() - began < SECONDS:
        done += work()
    return done / (time.process_time() - began)


def in_memory() -> dict[str, float]:
    """Commands and instances a second, and the last command's cost after 2, 10 and 100 finished to-dos."""
    program = compile_flow(Flow.model_validate(tiny()))
    found = {
        "steps_per_s": _rate(lambda: _instance(program, through_json=False)),
        "steps_per_s_through_json": _rate(lambda: _instance(program, through_json=True)),
    }
    found["instances_per_s"] = found["steps_per_s"] / 3
    for approvals in (3, 11, 101):
        found |= _cost_after(approvals - 1)
    return found


def _cost_after(finished: int) -> dict[str, float]:
    program = compile_flow(Flow.model_validate(tiny(finished + 1)))
    state = _step(program, State(), Start(None))
    for _ in range(finished):
        state = _step(program, state, Decide(next(iter(state.tasks)), PERSON, "approve"))
    document = orjson.dumps(state.to_json())

    def once() -> int:
        read = State.from_json(orjson.loads(document))
        orjson.dumps(_step(program, read, Decide(next(iter(read.tasks)), PERSON, "approve")).to_json())
        return 1

    return {f"us_after_{finished}": 1e6 / _rate(once), f"state_bytes_after_{finished}": float(len(document))}


# durable --------------------------------------------------------------------------------------------------------


def _drive(url: str, flow_id: str, people: list[str], connections: int, began: Any, out: Any) -> None:
    """A process of its own: instances from start to end, as many as it can, on so many connections."""
    reactions.bind()
    database = open_database(Settings(database_url=url))
    _durable_instance(database, flow_id, people)  # everything that is compiled once is compiled now
    out.put(0)
    while not began.value:
        time.sleep(0.01)
    done = [0] * connections

    def run(index: int) -> None:
        while time.time() < began.value + SECONDS:
            _durable_instance(database, flow_id, people)
            done[index] += 1

    threads = [threading.Thread(target=run, args=(index,)) for index in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    out.put(sum(done))
    database.close()


def _durable_instance(database: Database, flow_id: str, people: list[str]) -> None:
    """Three commands, each a transaction, each told to somebody of an office."""
    person = random.choice(people)
    with database.transaction() as tx:
        begin = Begin(APP, flow_id, 1, "call", f"bench:{new_id()}", initiator=person)
        instance = start(tx, begin)
    assert instance is not None
    for task in ("k3", "k6"):
        with database.transaction() as tx:
            open_ = _open_task(tx, instance) or task
            execute(tx, instance, Decide(open_, person, "approve"), f"decide:{open_}")


def _open_task(tx: Any, instance: str) -> str | None:
    found = _OPEN.first(tx, {"instance": instance})
    return None if found is None else str(found[0])


def durable(url: str, flow_id: str, people: list[str], connections: int) -> float:
    """Instances a second."""
    context = multiprocessing.get_context("spawn")
    processes = min(PROCESSES, connections)
    out, began = context.Queue(), context.Value("d", 0.0)
    arguments = (url, flow_id, people, connections // processes, began, out)
    running = [context.Process(target=_drive, args=arguments) for _ in range(processes)]
    for process in running:
        process.start()
    for _ in running:
        out.get()
    began.value = time.time()
    total = sum(out.get() for _ in running)
    for process in running:
        process.join()
    return float(total / SECONDS)


def cpu_per_command(url: str, flow_id: str, people: list[str]) -> float:
    """Microseconds of this process per durable command."""
    database = open_database(Settings(database_url=url))
    _durable_instance(database, flow_id, people)
    began, count = time.process_time(), 60
    for _ in range(count):
        _durable_instance(database, flow_id, people)
    spent = time.process_time() - began
    database.close()
    return spent / count / 3 * 1e6


# timers ---------------------------------------------------------------------------------------------------------


def timer_burst(url: str, pending: int = 100_000, due: int = 1_000) -> dict[str, float]:
    """So many timers wait; a thousand of them come due at once."""
    database = open_database(Settings(database_url=url))
    with database.transaction() as tx:
        wait = {"id": "w", "type": "wait", "for": "30 days"}
        document = {
            "key": "waiting", "label": "waiting", "trigger": {"on": "call"},
            "nodes": [{"id": "start", "type": "start"}, wait, {"id": "end", "type": "end"}],
            "edges": [{"from": "start", "to": "w"}, {"from": "w", "to": "end"}],
        }  # fmt: skip
        flow_id = publish(tx, document)
        model = start(tx, Begin(APP, flow_id, 1, "call", f"bench:{new_id()}"))
        row = tx.execute(select(flow_instance).where(flow_instance.c.id == model)).one()._mapping
        timer = tx.execute(select(flow_timer).where(flow_timer.c.instance_id == model)).one()._mapping
    for begin in range(0, pending, 5_000):
        with database.transaction() as tx:
            ids = [new_id() for _ in range(min(5_000, pending - begin))]
            tx.execute(insert(flow_instance), [{**row, "id": each, "root_id": each} for each in ids])
            early = tx.now - timedelta(seconds=1)
            rows = [
                {**timer, "instance_id": each, "due_at": early if begin + n < due else timer["due_at"]}
                for n, each in enumerate(ids)
            ]
            tx.execute(insert(flow_timer), rows)
    timed = time.perf_counter()
    with database.snapshot() as tx:
        assert timers.is_due(tx)
    look = time.perf_counter() - timed
    timed = time.perf_counter()
    fired = timers.fire_due(database)
    seconds = time.perf_counter() - timed
    assert fired == due, fired
    with database.snapshot() as tx:
        c = flow_instance.c
        statement = select(c.id).join(flow, flow.c.id == c.flow_id).where(flow.c.key == "waiting", c.status == "ended")
        assert len(tx.execute(statement).all()) == due
    database.close()
    return {"pending": pending, "look_ms": look * 1e3, "due": due, "seconds": seconds, "per_s": due / seconds}


# the peer -------------------------------------------------------------------------------------------------------


def spiff() -> dict[str, Any]:
    """SpiffWorkflow on the same process, in a process of its own, with a library folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        uv = Path(sys.executable).with_name("uv")
        fetched = subprocess.run(
            [uv, "pip", "install", "-q", "--python", sys.executable, "--target", folder, "SpiffWorkflow"],
            capture_output=True, check=False,
        )  # fmt: skip
        if fetched.returncode:
            return {"not_measured": fetched.stderr.decode()[-200:]}
        program = Path(__file__).with_name("flow_spiff.py")
        environment = {**os.environ, "PYTHONPATH": folder}
        done = subprocess.run([sys.executable, program], capture_output=True, check=True, env=environment)
        found: dict[str, Any] = json.loads(done.stdout)
        return found


@contextmanager
def _database(kind: str) -> Iterator[str]:
    durability = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "autovacuum": "on"}
    postgres_server.SETTINGS.update(durability)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as ending:
        server = ending.enter_context(postgres()) if kind == "postgresql" else ""
        made = Databases(Path(folder), lambda: server)
        ending.callback(made.close)
        yield Settings(
            database_url=made.fresh("postgresql" if kind == "postgresql" else "sqlite", prepare_office)
        ).sqlalchemy_url


def main() -> None:
    kinds = sys.argv[1:] or ["sqlite", "postgresql"]
    ours, other = in_memory(), spiff()
    tell(
        Figure("flow commands in memory", ours["steps_per_s"], "/s", other["steps_per_s"], 10_000, more=True),
        Figure("one command after 100 finished steps", ours["us_after_100"], "µs", ours["us_after_2"]),
    )
    print("in memory", json.dumps({key: round(value, 1) for key, value in ours.items()}))
    print("SpiffWorkflow", json.dumps(other))
    for kind in kinds:
        with _database(kind) as url:
            database = open_database(Settings(database_url=url))
            with database.transaction() as tx:
                people = [_hire(tx, n) for n in range(PEOPLE)]
                flow_id = publish(tx, tiny())
            database.close()
            found: dict[str, Any] = {"cpu_us_per_command": cpu_per_command(url, flow_id, people)}
            for connections in (1, 8):
                found[f"instances_per_s_{connections}"] = durable(url, flow_id, people, connections)
            per_second = found["instances_per_s_8"]
            tell(
                Figure(f"durable command, {kind}", found["cpu_us_per_command"], "µs CPU"),
                Figure(f"instances a second at 8 connections, {kind}", per_second, "/s", None, 250, more=True),
            )
            print(kind, "durable", json.dumps({key: round(value, 1) for key, value in found.items()}))
            burst = timer_burst(url)
            print(kind, "timers", json.dumps({key: round(value, 2) for key, value in burst.items()}))
    print("budgets", json.dumps(BUDGET))


def _hire(tx: Any, number: int) -> str:
    new = NewPerson(f"bench{number}@example.com", f"bench {number}", "!", "zh-CN", "Asia/Shanghai")
    found: str = create_person(tx, None, new)["id"]
    return found


if __name__ == "__main__":
    main()
