"""An import at full size that goes wrong in every way: wrong cells, and a worker that is killed again and again.

100,000 rows × 15 columns, one of a hundred wrong in one of six ways; the worker gets SIGKILL in the middle, three
times. Afterwards: every good row is in once; the workbook of refused rows has exactly the wrong rows, their cells as
they came, the wrong ones marked; mended and sent twice it brings each of them in once. `ROWS=10000` makes it shorter.
Ends with an error when any of that does not hold.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from sqlalchemy import Table, func, select, update

from dougong import reactions
from dougong.apps.catalog import app_catalog
from dougong.files import service as files
from dougong.files.store import FileStore
from dougong.kit import jobs
from dougong.kit.db import Database
from dougong.kit.jobs_model import job
from dougong.kit.runner import LOST_AFTER, Runner, Sweeper
from dougong.records.importing import service
from dougong.records.importing.tasks import RUN
from dougong.worker import resources
from scripts.benches.imports import COLUMNS, ROWS, builder, prepare, row_cells, workbook
from scripts.benches.records import bench_database, open_bench

EVERY = 100
"""One row of so many is wrong."""
KILLS = 3
MARK = "FFFDE2E1"
PLACES = {key: place for place, (key, _label) in enumerate(COLUMNS)}
WRONG: tuple[tuple[str, dict[str, Any]], ...] = (
    ("stage", {"stage": "nowhere"}),
    ("amount", {"amount": "a lot"}),
    ("name", {"name": None}),
    ("region", {"region": "Atlantis"}),
    ("reason", {"stage": "lost", "reason": None}),
    ("phone", {"vip": "yes", "phone": None}),
)
"""The column that is to be marked, and the cells that make it wrong."""


def main() -> None:
    """On each kind of database."""
    for kind in sys.argv[1:] or ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory(prefix="dougong-bench-") as folder, bench_database(kind, Path(folder)) as url:
            print(f"\n{kind}: {ROWS:,} rows, one of {EVERY} wrong, {KILLS} kills")
            _prove(url, Path(folder))


def _prove(url: str, folder: Path) -> None:
    started = time.monotonic()
    job_id = prepare(url, folder, workbook(_cells(number) for number in range(ROWS)))
    killed_at = _killed_again_and_again(url, folder, job_id)
    reactions.bind()
    settings, database = open_bench(url, folder)
    runner = Runner(database, resources(settings))
    runner.run(job_id)
    result = _result(database, job_id)
    bad = len(_wrong_rows())
    _same("rows created", result["created"], ROWS - bad)
    _same("rows refused", result["bad"], bad)
    _same("stored", _stored(database), _expected(range(ROWS), without=_wrong_rows()))
    with database.snapshot() as tx:
        facts = files.get(tx, result["errors_file"]["id"])
    store = FileStore(settings)
    refused = b"".join(store.read(facts.path))
    book = openpyxl.load_workbook(io.BytesIO(refused))
    _same("rows and cells of the error workbook", _marked(book), _wrong())
    print(f"  killed at {killed_at} rows; {ROWS - bad:,} in, {bad:,} refused, the workbook exact")
    mended = _mended(book)
    for created in (bad, 0):
        again = _brought(database, store, runner, mended)
        _same("mended rows that came in", (again["created"], again["bad"]), (created, 0))
    _same("stored in the end", _stored(database), _expected(range(ROWS)))
    runner.close()
    database.close()
    print(f"  mended and sent twice: {ROWS:,} rows, none twice ({time.monotonic() - started:.0f} s in all)")


def _cells(number: int) -> list[Any]:
    """A row of the file: of a hundred the one in the middle is wrong."""
    cells = row_cells(number)
    if number % EVERY == EVERY // 2:
        for key, cell in WRONG[number // EVERY % len(WRONG)][1].items():
            cells[PLACES[key]] = cell
    return cells


def _wrong_rows() -> frozenset[int]:
    return frozenset(range(EVERY // 2, ROWS, EVERY))


def _wrong() -> dict[int, tuple[list[Any], tuple[str, ...]]]:
    """What the error workbook has to hold: by row of the file its cells and the columns that are marked."""
    return {number: (_cells(number), (WRONG[number // EVERY % len(WRONG)][0],)) for number in sorted(_wrong_rows())}


def _marked(book: openpyxl.Workbook) -> dict[int, tuple[list[Any], tuple[str, ...]]]:
    sheet = book.active
    assert sheet is not None
    found = {}
    for row in sheet.iter_rows(min_row=2, max_col=len(COLUMNS) + 2):
        cells = row[: len(COLUMNS)]
        number = int(str(row[-1].value).partition(":")[2]) - 2
        marks = tuple(key for (key, _), cell in zip(COLUMNS, cells, strict=True) if cell.fill.fgColor.rgb == MARK)
        found[number] = ([_plain(cell.value) for cell in cells], marks)
    return found


def _plain(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def _mended(book: openpyxl.Workbook) -> bytes:
    sheet = book.active
    assert sheet is not None
    for line in range(2, sheet.max_row + 1):
        number = int(str(sheet.cell(line, len(COLUMNS) + 2).value).partition(":")[2]) - 2
        for place, cell in enumerate(row_cells(number), start=1):
            sheet.cell(line, place, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _killed_again_and_again(url: str, folder: Path, job_id: str) -> list[int]:
    """Workers that die in the middle of a batch; → how many rows were noted as done each time."""
    _settings, database = open_bench(url, folder)
    seen = []
    for kill in range(1, KILLS + 1):
        command = [sys.executable, "-m", "scripts.benches.imports", "--job", url, str(folder), job_id]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as worker:
            while _done(database, job_id) < ROWS * kill // (KILLS + 1):
                if worker.poll() is not None:
                    raise SystemExit("the worker ended before it was killed")
                time.sleep(0.05)
            os.kill(worker.pid, signal.SIGKILL)
        seen.append(_done(database, job_id))
        _forgotten(database, job_id)
    database.close()
    return seen


def _done(database: Database, job_id: str) -> int:
    with database.snapshot() as tx:
        return int(tx.execute(select(job.c.done).where(job.c.id == job_id)).scalar_one())


def _forgotten(database: Database, job_id: str) -> None:
    """The sweeper takes the job back, as it does half a minute after its worker was heard of."""
    with database.transaction() as tx:
        tx.execute(update(job).where(job.c.id == job_id).values(heartbeat=tx.now - 2 * LOST_AFTER))
    Sweeper(database, wake=lambda _job: None).sweep()


def _result(database: Database, job_id: str) -> dict[str, Any]:
    with database.snapshot() as tx:
        row = tx.execute(select(job.c.state, job.c.result, job.c.error).where(job.c.id == job_id)).one()
    if row.state != "done":
        raise SystemExit(f"the import ended {row.state}: {row.error or row.result}")
    result: dict[str, Any] = row.result
    return result


def _brought(database: Database, store: FileStore, runner: Runner, content: bytes) -> dict[str, Any]:
    """The workbook of mended rows, uploaded and run."""
    with database.snapshot() as tx:
        actor = builder(tx)
    found = service.receive(database, store, actor, "bench", io.BytesIO(content), "mended.xlsx", 1 << 30)
    with database.transaction() as tx:
        args = {"app": "bench", "import": found["id"], "language": "en"}
        job_id = jobs.enqueue(tx, RUN, args, owner_id=actor.person_id) or ""
    runner.run(job_id)
    return _result(database, job_id)


def _stored(database: Database) -> dict[str, Any]:
    """Totals by which lost, doubled and mixed-up rows show."""
    with database.snapshot() as tx:
        table: Table = app_catalog(tx, "bench").tables.table("deal")
        c = table.c
        counted = select(func.count(), func.count(func.distinct(c.no)), func.sum(c.amount), func.sum(c.visits))
        rows, numbers, amount, visits = tuple(tx.execute(counted.select_from(table)).one())
        stages = tx.execute(select(c.stage, func.count()).group_by(c.stage))
        by_stage = {str(row[0]): int(row[1]) for row in map(tuple, stages)}
        days = tx.execute(select(func.min(c.opened), func.max(c.due)).select_from(table)).first()
    totals = {"rows": rows, "numbers": numbers, "amount": round(Decimal(amount), 1), "visits": int(visits)}
    return {**totals, "stages": by_stage, "days": tuple(days or ())}


def _expected(numbers: range, without: frozenset[int] = frozenset()) -> dict[str, Any]:
    stages: Counter[str] = Counter()
    amount, visits, opened, due = Decimal(0), 0, date.max, date.min
    count = 0
    for number in numbers:
        if number in without:
            continue
        cells = row_cells(number)
        count += 1
        stages[cells[PLACES["stage"]]] += 1
        amount += Decimal(repr(cells[PLACES["amount"]]))
        visits += cells[PLACES["visits"]]
        opened, due = min(opened, cells[PLACES["opened"]]), max(due, cells[PLACES["due"]])
    totals = {"rows": count, "numbers": count, "amount": round(amount, 1), "visits": visits}
    return {**totals, "stages": dict(stages), "days": (opened, due)}


def _same(what: str, found: Any, wanted: Any) -> None:
    if found == wanted:
        return
    if isinstance(found, dict) and isinstance(wanted, dict):
        keys = [key for key in found.keys() | wanted.keys() if found.get(key) != wanted.get(key)]
        found, wanted = ({key: each.get(key) for key in keys[:3]} for each in (found, wanted))
    raise SystemExit(f"{what}: {found!r}, expected {wanted!r}")


if __name__ == "__main__":
    main()
