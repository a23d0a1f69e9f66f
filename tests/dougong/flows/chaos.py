"""Real processes that are killed while flows run, and what must be true afterwards.

Doors (create deals, decide to-dos, each command sent again until it is answered, some sent twice at once) and workers
(the product's own) run as processes of their own; they die at named fail points and by SIGKILL at random, their clocks
differ and jump, several workers sweep at once, and no broker carries any wake-up from one process to another. What is
checked: every acknowledged command has had its effect exactly once, each call to the outside went out with one key, at
every look no instance stands without something that will move it, and all is done within 30 s once the killing ends.

Run the long form with `scripts/chaos sqlite|postgresql`.
"""

from __future__ import annotations

import json
import os
import random
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from dougong.app import open_database
from dougong.apps.catalog import app_catalog
from dougong.flows import instances
from dougong.flows.models import flow, flow_fact, flow_instance, flow_outbox, flow_task, flow_timer
from dougong.identity.models import person
from dougong.identity.people import NewPerson, create_person
from dougong.kit.config import Settings
from dougong.kit.ids import new_id
from dougong.records.repository import Repository
from engines.flow.facts import Fact, fold
from engines.flow.state import State
from tests import processes
from tests.databases import Databases
from tests.dougong.flows.chaos_processes import documents, door, outside, worker
from tests.dougong.flows.run_office import APP, prepare_office, publish
from tests.services import postgres

POINTS = (
    "flows.after_advance",
    "flows.before_write",
    "flows.before_commit",
    "flows.after_commit",
    "flows.relay_inside",
    "flows.relay_claimed",
    "flows.relay_sent",
    "flows.timers_fired",
)
RECOVERY_SECONDS = 30.0
WINDOW = 40
BATCH = 10
GROWN = 3.0
CALMER = 4


@dataclass(frozen=True)
class Plan:
    """How much of it: deals to make, faults to reach, doors and workers to run."""

    deals: int
    faults: int
    doors: int = 2
    workers: int = 2
    seed: int = 1
    most_seconds: float = 3600.0


@dataclass
class Report:
    """What happened."""

    commands: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    recovery: float = 0.0
    seconds: float = 0.0
    looks: int = 0
    instances: int = 0
    calls: int = 0
    repeated_calls: int = 0


# the controller ---------------------------------------------------------------------------------------------------


class Chaos:
    """Starts, kills and restarts processes, and feeds the doors."""

    def __init__(self, url: str, folder: Path, plan: Plan) -> None:
        self.url, self.folder, self.plan = url, str(folder), plan
        self.random = random.Random(plan.seed)
        self.report = Report()
        self.killing = True
        self.over = threading.Event()
        self.database = open_database(Settings(database_url=url, data=folder))
        self._lock = threading.Lock()
        self._pending: list[tuple[Any, ...]] = []
        self.deals: list[str] = []
        self._working = 0
        self._processes: dict[str, Any] = {}
        self._born: dict[Any, float] = {}

    def run(self) -> Report:
        """Everything, to the checks at the end."""
        began = time.monotonic()
        with outside() as (port, keys):
            self._publish(port)
            threads = [threading.Thread(target=self._door, args=(n,)) for n in range(self.plan.doors)]
            threads += [threading.Thread(target=self._worker, args=(n,)) for n in range(self.plan.workers)]
            threads.append(threading.Thread(target=self._killer))
            for thread in threads:
                thread.start()
            try:
                self._feed(began)
                self.killing = False
                calm = time.monotonic()
                self._wait(calm)
                self.report.recovery = time.monotonic() - calm
            finally:
                self.killing = False
                self.over.set()
                for process in list(self._processes.values()):
                    process.kill()
                for thread in threads:
                    thread.join()
            self.report.seconds = time.monotonic() - began
            self._check(keys)
        self.database.close()
        return self.report

    def _publish(self, port: int) -> None:
        with self.database.transaction() as tx:
            everybody = tx.execute(select(person.c.id, person.c.is_admin).order_by(person.c.id)).all()
            self.admin = next(row.id for row in everybody if row.is_admin)
            self.pool = [row.id for row in everybody if not row.is_admin]
            for document in documents(port, self.admin, self.pool):
                publish(tx, document)

    def _top_up(self, running: int) -> None:
        """New deals while there are not enough, or not enough has been broken; a few dozen at a time."""
        with self._lock:
            if self._enough() or running + len(self._pending) >= WINDOW:
                return
            fresh = [new_id() for _ in range(min(BATCH, max(self.plan.deals - len(self.deals), 3)))]
            self.deals += fresh
            commands = [("create", self.admin, record_id, f"deal {record_id}") for record_id in fresh]
            self._pending += [*commands, *(command for command in commands if self.random.random() < 0.3)]
            self.random.shuffle(self._pending)

    def _enough(self) -> bool:
        return len(self.deals) >= self.plan.deals and sum(self.report.faults.values()) >= self.plan.faults

    # doors

    def _points(self) -> str:
        if not self.killing:
            return ""
        point = self.random.choice(POINTS)
        return f"{point}=kill@{self.random.uniform(0.01, 0.1):.3f}"

    def _skew(self) -> float:
        if self.database.dialect == "sqlite":  # one machine has one clock
            return 0.0
        return self.random.choice((0.0, 0.0, 1.5, -1.5, 30.0, -20.0)) if self.killing else 0.0

    def _start(self, name: str, target: Any, *more: Any) -> Any:
        process = processes.start(target, self.url, self.folder, self._skew(), self._points(), *more)
        self._born[process.pid] = time.monotonic()
        self._processes[name] = process
        return process

    def _door(self, number: int) -> None:
        name, process, pipe = f"door-{number}", None, None
        while not self.over.is_set():
            if process is None or not process.is_alive():
                ours, theirs = processes.TEMPLATE.Pipe()
                process, pipe = self._start(name, door, theirs), ours
                theirs.close()
            command = self._next()
            if command is None:
                time.sleep(0.02)
                continue
            try:
                assert pipe is not None
                pipe.send(command)
                answer = pipe.recv()
            except (EOFError, OSError):
                answer = "error: killed"
                process.join()
                self._count(f"door:{'signal' if process.exitcode == -signal.SIGKILL else process.exitcode}")
                process = None
            with self._lock:
                self._working -= 1
                self.report.commands += 1
                if answer.startswith("error"):
                    self._pending.insert(self.random.randrange(len(self._pending) + 1), command)

    def _next(self) -> tuple[Any, ...] | None:
        with self._lock:
            if not self._pending:
                return None
            self._working += 1
            return self._pending.pop()

    def _worker(self, number: int) -> None:
        name = f"worker-{number}"
        while not self.over.is_set():
            process = self._start(name, worker)
            while process.is_alive() and not self.over.is_set():
                process.join(0.1)
            if not self.over.is_set():
                self._count("worker")

    def _killer(self) -> None:
        """At random, but nobody who has not had the time to do anything yet, and less often once enough is broken:
        on a slow machine nothing would ever end."""
        while self.killing and not self.over.is_set():
            self.over.wait(self.random.uniform(0.3, 1.8) * (CALMER if self._enough() else 1))
            grown = [each for each in self._processes.values() if time.monotonic() - self._born[each.pid] > GROWN]
            if self.killing and grown:
                with suppress(ProcessLookupError):
                    os.kill(self.random.choice(grown).pid, signal.SIGKILL)

    def _count(self, what: str) -> None:
        with self._lock:
            self.report.faults[what] += 1

    # feeding and looking

    def _feed(self, began: float) -> None:
        """Makes deals and sends decisions for open tasks until enough has been broken; then everything is decided."""
        asked: set[str] = set()
        i = flow_instance.c
        while True:
            if time.monotonic() - began > self.plan.most_seconds:
                raise AssertionError(f"not done within {self.plan.most_seconds} s: {self.report} {self._left()}")
            self._look()
            with self.database.snapshot() as tx:
                running = tx.execute(select(func.count()).select_from(flow_instance).where(i.status == "running"))
                count = int(running.scalar_one())
            self._top_up(count)
            self._decide(asked)
            with self._lock:
                quiet = not self._pending and not self._working
                enough = self._enough()
            # the last ones are hit as well, but what is left when the killing ends is recovery, not a backlog
            if quiet and enough and len(asked) >= len(self.deals) and count <= 10:
                return
            time.sleep(0.2)

    def _decide(self, asked: set[str]) -> None:
        c = flow_task.c
        with self.database.snapshot() as tx:
            rows = tx.execute(select(c.id, c.instance_id, c.task, c.person).where(c.status == "open")).all()
        commands = []
        for row in rows:
            if row.id in asked:
                continue
            asked.add(row.id)
            same = ("decide", row.instance_id, row.task, row.person, f"decide:{row.id}")
            others = [("decide", row.instance_id, row.task, row.person, f"other:{n}:{row.id}") for n in range(3)]
            commands += [same, same, same, *others]
        self.random.shuffle(commands)
        with self._lock:
            self._pending += commands

    def _look(self) -> None:
        """At every moment: nothing stands without something that will move it."""
        with self.database.snapshot() as tx:
            stuck = tx.execute(select(flow_instance.c.id).where(instances.is_stuck())).scalars().all()
        assert not stuck, f"stuck: {stuck}"
        self.report.looks += 1

    def _wait(self, calm: float) -> None:
        """All is over soon after the last fault."""
        i, o = flow_instance.c, flow_outbox.c
        while True:
            with self._lock:
                quiet = not self._pending and not self._working
            with self.database.snapshot() as tx:
                running = tx.execute(select(i.id).where(i.status == "running").limit(1)).first()
                waiting = tx.execute(select(o.id).where(o.state == "pending").limit(1)).first()
            if quiet and running is None and waiting is None:
                return
            if time.monotonic() - calm > RECOVERY_SECONDS:
                raise AssertionError(f"not over {RECOVERY_SECONDS} s after the last fault: {self._left()}")
            self._look()
            time.sleep(0.1)

    def _left(self) -> str:
        i, o, m = flow_instance.c, flow_outbox.c, flow_timer.c
        with self.database.snapshot() as tx:
            running = tx.execute(select(i.id, i.state).where(i.status == "running").limit(5)).all()
            waiting = tx.execute(select(o.kind, o.attempts, o.next_at, o.last_error).where(o.state == "pending")).all()
            timers = tx.execute(select(m.timer, m.due_at)).all()
        return f"{len(self._pending)} commands; {running}; {waiting[:5]}; {timers[:5]}"

    # what must be true

    def _check(self, keys: Counter[str]) -> None:
        self.report.calls = len(keys)
        self.report.repeated_calls = sum(keys.values()) - len(keys)
        i = flow_instance.c
        with self.database.snapshot() as tx:
            catalog = app_catalog(tx, APP)
            deals = Repository(tx, catalog.tables, "deal").get_many(self.deals)
            logs = tx.execute(select(catalog.tables.table("log").c.deal)).scalars().all()
            rows = tx.execute(select(*i, flow.c.key).join(flow, flow.c.id == i.flow_id)).all()
            self.report.instances = len(rows)
            assert len(deals) == len(self.deals), "a created record is lost"
            mains = {row.record_id: row for row in rows if row.key == "main"}
            assert len([row for row in rows if row.key == "main"]) == len(self.deals) == len(mains)
            assert len([row for row in rows if row.key == "kid"]) == len(self.deals), "children lost or doubled"
            assert {row.result for row in mains.values()} == {"approved"}, Counter(r.result for r in mains.values())
            for record_id, deal in deals.items():
                assert (deal.values["moves"], deal.values["kids"]) == (1, 1), (record_id, deal.values)
            assert Counter(logs) == Counter(self.deals), "a record was written twice or never"
            assert set(keys) == {f"{row.id}:{self._call_key(tx, row.id)}" for row in mains.values()}
            turns = Counter(deal.values["sales"] for deal in deals.values())
            assert max(turns.values()) - min(turns[each] for each in self.pool) <= 1, turns
            for row in rows:
                self._check_history(tx, row)
            left = tx.execute(select(flow_timer.c.timer)).all()
            assert not left, left
            assert not tx.execute(select(flow_task.c.id).where(flow_task.c.status == "open")).all()

    @staticmethod
    def _call_key(tx: Any, instance_id: str) -> str:
        o = flow_outbox.c
        found: str = tx.execute(select(o.key).where(o.instance_id == instance_id, o.kind == "http")).scalar_one()
        return found

    @staticmethod
    def _check_history(tx: Any, row: Any) -> None:
        c = flow_fact.c
        facts = tx.execute(select(c.seq, c.kind, c.data).where(c.instance_id == row.id).order_by(c.seq)).all()
        assert [fact.seq for fact in facts] == list(range(1, row.seq + 1)), "holes in the history"
        folded = fold(Fact(fact.kind, fact.data) for fact in facts)
        assert folded.to_json() == State.from_json(row.state).to_json(), "the state is not the fold of its history"


# the long form ------------------------------------------------------------------------------------------------


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    with ExitStack() as ending:
        server = ending.enter_context(postgres()) if kind == "postgresql" else ""
        made = Databases(folder, lambda: server)
        ending.callback(made.close)
        url = made.fresh("postgresql" if kind == "postgresql" else "sqlite", prepare_office)
        yield Settings(database_url=url).sqlalchemy_url


def main(kind: str, deals: int = 1_200, faults: int = 500, seed: int = 1) -> None:
    """Prints the report; an AssertionError says what was lost or doubled."""
    with tempfile.TemporaryDirectory() as folder, _database(kind, Path(folder)) as url:
        database = open_database(Settings(database_url=url))
        with database.transaction() as tx:
            for name in ("甲", "乙", "丙"):
                email = f"{new_id()}@example.com"
                create_person(tx, None, NewPerson(email, name, "!", "zh-CN", "Asia/Shanghai"))
        database.close()
        report = Chaos(url, Path(folder), Plan(deals, faults, seed=seed)).run()
    told = {"database": kind, "seed": seed, **vars(report), "faults": dict(report.faults)}
    print(json.dumps(told | {"faults_in_all": sum(report.faults.values()), "lost": 0, "doubled": 0}))
