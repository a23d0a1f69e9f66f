"""Reports: questions over a large form, cold, warm and after changes, ten viewers at once; beside them plain SQL on the
same database and DuckDB on the same data in the same run (design §11). `scripts/bench report [sqlite|postgresql]`;
`DOUGONG_ROWS` says how many records (1,000,000).

Each question goes through what a tile goes through: rights, compiling, the snapshot's look into the change log, polars.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import polars as pl
from sqlalchemy import func, insert, select, update

from dougong.access.compiler import Access
from dougong.access.grants import Grant, GrantSet, Principal
from dougong.access.sql.pg_functions import PG_FUNCTIONS
from dougong.access.tables import Catalog, build_tables
from dougong.app import open_database
from dougong.apps.catalog import AppCatalog
from dougong.identity.models import department, person
from dougong.kit.config import Settings
from dougong.kit.db import Database, metadata
from dougong.records import changes
from dougong.records.models import change_log
from dougong.reports.roads import Viewer
from dougong.reports.snapshots import Snapshots
from engines.form.definition import load_form
from engines.report.parts import Calendar
from engines.report.query import Query
from scripts.benches.figures import Figure, tell
from tests.databases import Databases
from tests.services import postgres

ROWS = int(os.environ.get("DOUGONG_ROWS", "1000000"))
BUDGET_MS = 45
VIEWERS = 10
NOW = datetime(2026, 11, 22, tzinfo=UTC)
STAGES, REGIONS = ("new", "contact", "quote", "won", "lost"), ("east", "south", "north", "west")
_BATCH = 20_000
_SELECTS = {"stage": STAGES, "region": REGIONS}
FORM = load_form(
    {
        "key": "opportunity",
        "title": "name",
        "fields": [
            {"key": "name", "type": "text"},
            *(
                {"key": key, "type": "select", "options": [{"value": v} for v in them]}
                for key, them in _SELECTS.items()
            ),
            {"key": "amount", "type": "money", "currency": "CNY"},
            {"key": "closed_on", "type": "date"},
            {"key": "rate", "type": "percent"},
            *({"key": f"t{place}", "type": "text"} for place in range(14)),
        ],
    }
)
COUNT, SUM = {"key": "n", "fn": "count"}, {"key": "a", "fn": "sum", "field": "amount"}
_DUCK_SCHEMA = {
    "stage": pl.Categorical, "region": pl.Categorical, "amount": pl.Decimal(18, 2), "owner": pl.Categorical,
    "created_at": pl.Datetime("us", "UTC"), "closed_on": pl.Date,
}  # fmt: skip
QUESTIONS: dict[str, dict[str, Any]] = {
    "sum and count by stage": {"rows": [{"key": "s", "field": "stage"}], "measures": [COUNT, SUM]},
    "month × region": {
        "rows": [{"key": "m", "field": "created_at", "grain": "month"}],
        "cols": [{"key": "r", "field": "region"}],
        "measures": [SUM],
    },
    "top 10 of 200 owners": {"rows": [{"key": "o", "field": "owner", "top": {"by": "a", "n": 10}}], "measures": [SUM]},
    "this year and last": {
        "where": "stage = 'won'",
        "period": {"field": "closed_on", "last": 12, "unit": "month"},
        "measures": [SUM],
        "compare": [{"key": "ly", "shift": "-1 year"}],
    },
    "weekday × hour": {"rows": [{"key": "w", "field": "created_at", "grain": "weekday_hour"}], "measures": [COUNT]},
    "distinct owners": {"measures": [{"key": "d", "fn": "distinct", "field": "owner"}]},
}


class World:
    """A database with one large form, and somebody who may see all of it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.tables: Catalog = build_tables("big", {"opportunity": FORM})
        self.table = self.tables.table("opportunity")
        self.app = AppCatalog(
            "big", "big", 1, "Big", self.tables.forms, {"opportunity": 1}, {}, self.tables, GrantSet([])
        )
        random = Random(1)
        self.people = [str(UUID(int=random.getrandbits(128))) for _ in range(200)]
        self.viewers = [self._access(person) for person in self.people[:VIEWERS]]
        self.last: list[str] = []
        self._fill(random)

    def _access(self, person_id: str) -> Access:
        grant = Grant(id="g", to=("everyone",), form="*", ops=frozenset({"read"}), rows="all", read=frozenset({"*"}),
                      aggregate=True)  # fmt: skip
        return Access(self.tables, [grant], Principal(person_id=person_id), NOW)

    def _fill(self, random: Random) -> None:
        with self.database.transaction() as tx:
            if tx.dialect == "postgresql":
                for statement in PG_FUNCTIONS:
                    tx.connection.exec_driver_sql(statement)
            metadata.create_all(tx.connection, tables=[department, person, change_log])
            self.tables.metadata.create_all(tx.connection)
            tx.execute(insert(person), [_person(identity, place) for place, identity in enumerate(self.people)])
            for start in range(0, ROWS, _BATCH):
                rows = [self._row(random, start + place) for place in range(min(_BATCH, ROWS - start))]
                tx.execute(insert(self.table), rows)
                self.last = [row["id"] for row in rows[:1_000]]

    def _row(self, random: Random, number: int) -> dict[str, Any]:
        return {
            "id": str(UUID(int=(number << 64) + random.getrandbits(60))), "owner": random.choice(self.people),
            "created_at": NOW - timedelta(minutes=random.randrange(1_000_000)), "created_by": None, "updated_at": NOW,
            "updated_by": None, "version": 1, "deleted_at": None, "errors": None, "name": f"n{number}",
            "stage": random.choice(STAGES), "region": random.choice(REGIONS),
            "amount": Decimal(random.randrange(10_000_000)) / 100, "rate": Decimal(random.randrange(100)) / 100,
            "closed_on": date(2025, 1, 1) + timedelta(days=random.randrange(690)),
            **{f"t{place}": "some text" for place in range(14)},
        }  # fmt: skip

    def ask(self, question: dict[str, Any], snapshots: Snapshots | None, viewer_number: int = 0) -> Any:
        """One question as a tile asks it."""
        with self.database.snapshot(consistent=True) as tx:
            tx.now = NOW
            viewer = Viewer(tx, self.viewers[viewer_number], "zh-CN", self.app, snapshots)
            return viewer.answer(Query.model_validate({"from": "opportunity", **question}), Calendar()).answer

    def board(self, snapshots: Snapshots, viewer_number: int = 0) -> float:
        """Twelve tiles for one viewer. → milliseconds"""
        began = time.perf_counter()
        for question in list(QUESTIONS.values()) * 2:
            self.ask(question, snapshots, viewer_number)
        return (time.perf_counter() - began) * 1_000

    def change(self) -> None:
        """A thousand records get another amount."""
        with self.database.transaction() as tx:
            tx.execute(update(self.table).where(self.table.c["id"].in_(self.last)).values(amount=Decimal(1)))
            told = [changes.Change("big", "opportunity", each, "update", 2) for each in self.last]
            changes.log(tx, told, by=None, door="ui")

    def plain_sql(self) -> None:
        """The yardstick: the first question as anybody would write it."""
        columns = (self.table.c["stage"], func.count(), func.sum(self.table.c["amount"]))
        with self.database.snapshot() as tx:
            tx.execute(select(*columns).group_by(self.table.c["stage"])).all()

    def columns(self, file: Path) -> None:
        """The columns that are asked about as a Parquet file for DuckDB, times as the clocks of Shanghai show them."""
        names = ("stage", "region", "amount", "owner", "created_at", "closed_on")
        with self.database.snapshot() as tx:
            rows = tx.execute(select(*(self.table.c[name] for name in names))).all()
        frame = pl.DataFrame([tuple(row) for row in rows], schema=_DUCK_SCHEMA, orient="row")
        local = pl.col("created_at").dt.convert_time_zone("Asia/Shanghai").dt.replace_time_zone(None)
        frame.with_columns(local).write_parquet(file)


def duck(world: World) -> dict[str, float] | str:
    """DuckDB (MIT) on the same data, fetched into a folder that is thrown away: it is no part of the product."""
    with tempfile.TemporaryDirectory() as folder:
        uv = Path(sys.executable).with_name("uv")
        fetched = subprocess.run(
            [uv, "pip", "install", "-q", "--python", sys.executable, "--target", folder, "duckdb"],
            capture_output=True, check=False,
        )  # fmt: skip
        if fetched.returncode:
            return fetched.stderr.decode()[-200:]
        file = Path(folder) / "rows.parquet"
        world.columns(file)
        program = [sys.executable, Path(__file__).with_name("report_duck.py"), file]
        done = subprocess.run(program, capture_output=True, check=True, env={**os.environ, "PYTHONPATH": folder})
        found: dict[str, float] = json.loads(done.stdout)
        return found


def _person(identity: str, place: int) -> dict[str, Any]:
    return {
        "id": identity, "email": f"p{place}@example.com", "name": f"P{place}", "name_key": "p", "locale": "zh-CN",
        "timezone": "Asia/Shanghai", "department_id": None, "is_admin": False, "active": True, "password_hash": "-",
        "must_change_password": False, "created_at": NOW, "updated_at": NOW, "version": 1,
    }  # fmt: skip


def _took(work: Callable[[], Any], times: int = 1) -> tuple[float, float]:
    """Milliseconds of the quickest run, and of this process's CPU in the mean."""
    walls, cpu = [], time.process_time()
    for _ in range(times):
        began = time.perf_counter()
        work()
        walls.append((time.perf_counter() - began) * 1_000)
    return min(walls), (time.process_time() - cpu) * 1_000 / times


@contextmanager
def _database(kind: str) -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as ending:
        server = ending.enter_context(postgres()) if kind == "postgresql" else ""
        made = Databases(Path(folder), lambda: server)
        ending.callback(made.close)
        url = made.fresh("postgresql" if kind == "postgresql" else "sqlite", None)
        database = open_database(Settings(database_url=url))
        ending.callback(database.close)
        yield database


def measure(kind: str, database: Database, folder: Path) -> None:
    """All questions on one kind of database."""
    world, first_question = World(database), QUESTIONS["sum and count by stage"]
    store, peer = Snapshots(database, folder), duck(world)
    ducks = peer if isinstance(peer, dict) else {}
    print(f"{kind}, {ROWS:,} records; wall ms of the best run / CPU ms in the mean; budget {BUDGET_MS} ms warm")
    if isinstance(peer, str):
        print(f"  DuckDB was not measured: {peer}")
    sql, _cpu = _took(world.plain_sql, 3)
    print(f"  {'plain SQL, sum and count by stage':40} {sql:8.0f}")
    before = _resident()
    for name, question in QUESTIONS.items():
        ask = partial(world.ask, question, store)
        first, _cpu = _took(ask)
        warm, cpu = _took(ask, 5)
        told = f"first {first:.0f}   ratio to budget {warm / BUDGET_MS:.2f}   DuckDB {ducks.get(name, 0):.0f}"
        tell(Figure(f"report: {name}, {kind}", warm, "ms", sql, BUDGET_MS))
        print(f"  {name:40} {warm:8.0f} / {cpu:.0f}   {told}")
    warm, cpu = _took(partial(world.board, store), 3)
    print(f"  {'twelve tiles':40} {warm:8.0f} / {cpu:.0f}   DuckDB {ducks.get('twelve tiles', 0):.0f}")
    with ThreadPoolExecutor(VIEWERS) as pool:
        began = time.perf_counter()
        each = sorted(pool.map(partial(world.board, store), range(VIEWERS)))
        total = (time.perf_counter() - began) * 1_000
    print(f"  {f'twelve tiles, {VIEWERS} viewers at once':40} {total:8.0f}   first {each[0]:.0f}   last {each[-1]:.0f}")
    world.change()
    changed, _cpu = _took(partial(world.ask, first_question, store))
    print(f"  {'after 1,000 changes':40} {changed:8.0f}")
    size = sum(snapshot.size for snapshot in store._kept.values())
    store.save()
    restart, _cpu = _took(partial(world.ask, first_question, Snapshots(database, folder)))
    grown = _resident() - before
    print(f"  {'first question after a restart':40} {restart:8.0f}")
    print(f"  memory: snapshot {size / 1e6:.0f} MB, process grown by {grown / 1e6:.0f} MB")


def _resident() -> int:
    """Bytes of memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def main() -> None:
    for kind in sys.argv[1:] or ["sqlite", "postgresql"]:
        with _database(kind) as database, tempfile.TemporaryDirectory() as folder:
            measure(kind, database, Path(folder) / "snapshots")


if __name__ == "__main__":
    main()
