"""How long people wait while a form with very many records changes: `scripts/bench schema [postgresql|sqlite] [rows]`.

Text becomes a number, with an index on it, in 1,000,000 records. Beside it one writer changes records of the form in
transactions like those of the product (shared lock on the app's tables, change log) and one reader fetches them by id;
every wait is measured from outside. Budget: nobody waits longer than 1 s on PostgreSQL.
"""

from __future__ import annotations

import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, cast, func, insert, literal, literal_column, select, update

from dougong.apps import drafts, repository
from dougong.apps.catalog import app_catalog
from dougong.apps.models import form_version
from dougong.apps.plan import plan
from dougong.apps.publish import is_big, publish
from dougong.apps.rights import design_app
from dougong.apps.schemas import AppCreate, FormCreate
from dougong.apps.service import create_app
from dougong.apps.tasks import PUBLISH
from dougong.kit import jobs
from dougong.kit.db import Database, Transaction
from dougong.kit.jobs_model import job
from dougong.kit.runner import Runner
from dougong.kit.web import Actor
from dougong.records import changes
from scripts.benches.figures import Figure, tell
from scripts.benches.records import bench_database, founder, open_bench

ROWS = 1_000_000
BUDGET = 1.0
NAME = {"key": "name", "type": "text", "label": "Name"}
AMOUNT = {"key": "amount", "type": "text", "label": "Amount", "index": True}


def main() -> None:
    kinds = [each for each in sys.argv[1:] if not each.isdigit()] or ["postgresql", "sqlite"]
    rows = next((int(each) for each in sys.argv[1:] if each.isdigit()), ROWS)
    for kind in kinds:
        with tempfile.TemporaryDirectory(prefix="dougong-bench-") as folder, bench_database(kind, Path(folder)) as url:
            _measure(kind, open_bench(url, Path(folder))[1], rows)


def _measure(kind: str, database: Database, rows: int) -> None:
    actor = _prepare(database)
    ids = _fill(database, rows)
    print(f"\n{kind}: text becomes a number in {rows:,} records, with an index")
    print(f"  {'beside it':12} {'at rest, worst':>15} {'during, worst':>15} {'median':>10} {'how many':>9}")
    stop = threading.Event()
    waits: dict[str, list[float]] = {"a write": [], "a read": []}
    doing = {"a write": lambda: _write(database, ids), "a read": lambda: _read(database, ids)}
    threads = [threading.Thread(target=_repeat, args=(stop, waits[name], work)) for name, work in doing.items()]
    for thread in threads:
        thread.start()
    time.sleep(5)
    rest = {name: max(found) for name, found in waits.items()}
    for found in waits.values():
        found.clear()
    seconds = _publish(database, actor)
    stop.set()
    for thread in threads:
        thread.join()
    for name, found in waits.items():
        worst, median = max(found), sorted(found)[len(found) // 2]
        print(
            f"  {name:12} {rest[name] * 1000:12.0f} ms {worst * 1000:12.0f} ms {median * 1000:7.1f} ms {len(found):9,}"
        )
    longest = max(max(found) for found in waits.values())
    verdict = "ok" if longest <= BUDGET else f"{longest / BUDGET:.1f} × budget"
    tell(Figure(f"type change of {rows:,}, {kind}: longest wait", longest, "s", budget=BUDGET))
    print(f"  took {seconds:.0f} s in all, longest wait {longest:.2f} s (budget {BUDGET:.0f} s): {verdict}")


def _prepare(database: Database) -> Actor:
    with database.transaction() as tx:
        actor = founder(tx)
        app = create_app(tx, actor, AppCreate(label="Bench", key="bench"))
        drafts.create_form(tx, actor, app, FormCreate(label="Deal", key="deal", fields=[NAME, AMOUNT]))
        publish(tx, actor, app, "deal", 1, accept_losses=False, note=None, language="en")
    return actor


def _fill(database: Database, rows: int) -> list[str]:
    """Made by the database itself. → ids of some of them"""
    with database.transaction() as tx:
        table = app_catalog(tx, "bench").tables.table("deal")
        n: ColumnElement[Any]
        new_id: ColumnElement[Any]
        if tx.dialect == "postgresql":
            n = select(func.generate_series(1, rows).label("n")).subquery().c.n
            new_id = func.gen_random_uuid()
        else:
            start = select(literal(1).label("n")).cte("numbers", recursive=True)
            n = start.union_all(select(start.c.n + 1).where(start.c.n < rows)).c.n
            new_id = func.printf("%08x-0000-7000-8000-000000000000", n)
        columns = {
            "id": new_id,
            "name": literal("Deal ").concat(cast(n, String)),
            "amount": cast(n % 10_000, String),
            "created_at": literal(tx.now, table.c.created_at.type),
            "updated_at": literal(tx.now, table.c.updated_at.type),
            "version": literal_column("1", Integer),
        }
        tx.execute(insert(table).from_select(list(columns), select(*columns.values())))
    with database.snapshot() as tx:
        return list(tx.execute(select(table.c.id).limit(5_000)).scalars())


def _repeat(stop: threading.Event, waits: list[float], work: Callable[[], None]) -> None:
    while not stop.is_set():
        begun = time.perf_counter()
        work()
        waits.append(time.perf_counter() - begun)
        if waits[-1] > BUDGET:
            print(f"  waited {waits[-1]:.2f} s at {time.strftime('%X')}", file=sys.stderr)
        time.sleep(0.005)


def _write(database: Database, ids: list[str]) -> None:
    with database.transaction() as tx:
        app = app_catalog(tx, "bench", hold=True)
        table = app.tables.table("deal")
        row = random.choice(ids)
        text = app.forms["deal"].fields[1].type == "text"
        value = str(random.randrange(9_999)) if text else random.randrange(9_999)
        tx.execute(update(table).where(table.c.id == row).values(amount=value, version=table.c.version + 1))
        changes.log(
            tx, [changes.Change("bench", "deal", row, "update", 2, {"amount": (None, value)})], by=None, door="api"
        )


def _read(database: Database, ids: list[str]) -> None:
    with database.snapshot() as tx:
        table = app_catalog(tx, "bench").tables.table("deal")
        tx.execute(select(table.c.id, table.c.name).where(table.c.id == random.choice(ids))).all()


def _publish(database: Database, actor: Actor) -> float:
    """The change, as the job of a publish does it. → seconds"""
    number = {**AMOUNT, "type": "number"}
    with database.transaction() as tx:
        app = design_app(tx, actor, "bench")
        form = drafts.find_form(tx, app, "deal")
        repository.forms.save_draft(tx, form.id, form.revision, {**form.draft, "fields": [NAME, number]}, None)
    with database.transaction() as tx:
        form = drafts.find_form(tx, app, "deal")
        if not is_big(tx, [plan(tx, app, form, "en")]):
            raise SystemExit("not large enough to be a job")
        args = {"app": "bench", "form": "deal", "revision": form.revision, "accept_losses": False, "note": None}
        job_id = str(jobs.enqueue(tx, PUBLISH, args, owner_id=actor.person_id))
    begun = time.perf_counter()
    runner = Runner(database, {})
    runner.run(job_id)
    runner.close()
    seconds = time.perf_counter() - begun
    with database.snapshot() as tx:
        state = tx.execute(select(job.c.state, job.c.message).where(job.c.id == job_id)).one()
        if state.state != "done" or _version(tx) != 2:
            raise SystemExit(f"the publish has not ended well: {state}")
    return seconds


def _version(tx: Transaction) -> int:
    return int(tx.execute(select(func.max(form_version.c.n))).scalar_one())


if __name__ == "__main__":
    main()
