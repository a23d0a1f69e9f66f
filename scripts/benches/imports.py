"""The import of a workbook, against `executemany` of the same rows on the bare driver (design §11).

100,000 rows of 15 columns, xlsx, into a form with 3 rules, 2 formulas, a unique field and a link given by title. The
job runs in a process of its own, whose time, CPU and peak of memory are measured, the children that parse the file
included. `ROWS=20000` makes it shorter; `STOP=1` also rehearses all rows first, as a plan with `on_error: stop` does;
`FORMAT=csv` brings the same rows as text; `PARSE=1` only reads the text, against Python's own reader of csv.
"""

from __future__ import annotations

import contextlib
import csv
import gc
import io
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import xlsxwriter
from sqlalchemy import func, insert, select

from dougong import reactions
from dougong.apps import drafts, publish
from dougong.apps import service as apps
from dougong.apps.catalog import app_catalog
from dougong.apps.rights import design_app
from dougong.apps.schemas import AppCreate, FormCreate
from dougong.files.store import FileStore
from dougong.identity.authentication import actor_of
from dougong.identity.models import person
from dougong.kit import jobs
from dougong.kit.childproc import run_limited
from dougong.kit.db import Database, Transaction
from dougong.kit.ids import new_id
from dougong.kit.jobs_model import job
from dougong.kit.runner import Runner
from dougong.kit.web import Actor
from dougong.records.importing import service
from dougong.records.importing.schemas import ImportPlan
from dougong.records.importing.tasks import RUN
from dougong.worker import resources
from scripts.benches.figures import Figure, tell
from scripts.benches.records import bench_database, founder, open_bench

ROWS = int(os.environ.get("ROWS", "100000"))
FORMAT = os.environ.get("FORMAT", "xlsx")
BATCH = 500
REGIONS = 200
PARSERS = {
    "inspect": "dougong.records.importing.inspecting:inspect",
    "extract": "dougong.records.importing.sheets:extract",
}
EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet."""
SECONDS, MEGABYTES = 60, 500
STAGES = ("new", "contact", "quote", "won", "lost")
COLUMNS = (
    ("no", "No"),
    ("name", "Name"),
    ("region", "Region"),
    ("stage", "Stage"),
    ("amount", "Amount"),
    ("probability", "Probability"),
    ("visits", "Visits"),
    ("opened", "Opened"),
    ("due", "Due"),
    ("vip", "VIP"),
    ("phone", "Phone"),
    ("email", "E-mail"),
    ("city", "City"),
    ("reason", "Reason"),
    ("note", "Note"),
)
REGION: dict[str, Any] = {
    "schema_version": 1,
    "key": "region",
    "label": "Region",
    "title": "name",
    "fields": [{"key": "name", "type": "text", "label": "Name"}],
}
DEAL: dict[str, Any] = {
    "schema_version": 1,
    "key": "deal",
    "label": "Deal",
    "title": "name",
    "fields": [
        {"key": "no", "type": "text", "label": "No", "required": True, "unique": True},
        {"key": "name", "type": "text", "label": "Name", "required": True},
        {"key": "region", "type": "link", "form": "region", "label": "Region"},
        {"key": "stage", "type": "select", "label": "Stage", "options": [{"value": s} for s in STAGES]},
        {"key": "amount", "type": "money", "label": "Amount"},
        {"key": "probability", "type": "percent", "label": "Probability"},
        {"key": "visits", "type": "number", "label": "Visits", "decimals": 0},
        {"key": "opened", "type": "date", "label": "Opened"},
        {"key": "due", "type": "date", "label": "Due"},
        {"key": "vip", "type": "boolean", "label": "VIP"},
        {"key": "phone", "type": "text", "label": "Phone"},
        {"key": "email", "type": "text", "label": "E-mail"},
        {"key": "city", "type": "text", "label": "City"},
        {"key": "reason", "type": "text", "label": "Reason"},
        {"key": "note", "type": "long_text", "label": "Note"},
        {"key": "weighted", "type": "formula", "label": "Weighted", "formula": "amount * probability", "as": "money"},
        {"key": "score", "type": "formula", "label": "Score", "formula": "IF(visits > 10, 2, 1) * visits"},
    ],
    "rules": [
        {"when": "stage = 'lost'", "show": ["reason"], "require": ["reason"]},
        {"when": "amount > 100000", "require": ["note"]},
        {"when": "vip", "require": ["phone"]},
    ],
}


def main() -> None:
    """For each kind of database: fill, import in a child, insert the same rows by the bare driver, compare."""
    if os.environ.get("PARSE"):
        _parse()
        return
    for kind in sys.argv[1:] or ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory(prefix="dougong-bench-") as folder, bench_database(kind, Path(folder)) as url:
            job_id = prepare(url, Path(folder))
            command = [sys.executable, "-m", "scripts.benches.imports", "--job", url, folder, job_id]
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
            ours = json.loads(done.stdout.splitlines()[-1])
            bare = _bare_sqlite(url) if kind == "sqlite" else _bare_postgresql(url)
            _tell(kind, ours, bare)


def _parse() -> None:
    """The text looked at and taken apart in the limited child, against `csv.reader` here."""
    with tempfile.TemporaryDirectory(prefix="dougong-bench-") as folder:
        path, out = Path(folder) / "deals.csv", Path(folder) / "rows"
        path.write_bytes(_text(map(row_cells, range(ROWS))))
        peak, steps = _Peak(), {}
        calls: dict[str, list[Any]] = {
            "inspect": [str(path), "deals.csv"],
            "extract": [str(path), "deals.csv", "csv", 0, str(out)],
        }
        for name, arguments in calls.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            run_limited(PARSERS[name], arguments, cpu_s=300, memory_mb=2048, wall_s=600, file_mb=4096)
            steps[name] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        peak.stop()
        before = time.process_time()
        with path.open(encoding="utf-8", newline="") as text:
            read = sum(1 for _row in csv.reader(text))
        bare = time.process_time() - before
    print(f"\ncsv of {read - 1:,} rows × {len(COLUMNS)} columns: peak of the child {peak.children:.0f} MB")
    for name, cpu in steps.items():
        print(f"  {name} {cpu:.1f} s CPU, {ROWS / cpu:,.0f} rows/s, {cpu / bare:.1f} × csv.reader ({bare:.1f} s)")


def _tell(kind: str, ours: dict[str, float], bare: float) -> None:
    cpu = ours["cpu"] + ours["children_cpu"]
    tell(
        Figure(f"import, {kind}", cpu, "s CPU", bare),
        Figure(f"import, {kind}, by the clock", ours["wall"], "s", budget=SECONDS * ROWS / 100_000),
        Figure(f"import, {kind}, memory", max(ours["rss"], ours["children_rss"]), "MB", budget=MEGABYTES),
    )
    print(f"\n{kind}: import of {ROWS:,} rows × {len(COLUMNS)} columns")
    print(f"  wall {ours['wall']:.1f} s, {ROWS / ours['wall']:,.0f} rows/s (budget {SECONDS} s for 100,000 rows)")
    print(f"  CPU {cpu:.1f} s, {cpu / ROWS * 1e6:.0f} µs a row; of it parsing the file {ours['children_cpu']:.1f} s")
    print(f"  bare executemany of the same rows {bare:.1f} s CPU, ratio {cpu / bare:.1f}")
    peak = max(ours["rss"], ours["children_rss"])
    print(f"  peak memory {ours['rss']:.0f} MB, child {ours['children_rss']:.0f} MB", end="")
    print(f"   {'ok' if peak <= MEGABYTES else f'over {MEGABYTES} MB'}")


def prepare(url: str, folder: Path, content: bytes | None = None) -> str:
    """An app, its regions, an uploaded workbook and a planned import. → the job that runs it"""
    settings, database = open_bench(url, folder)
    with database.transaction() as tx:
        actor = founder(tx)
        apps.create_app(tx, actor, AppCreate(label="Bench", key="bench"))
    for definition in (REGION, DEAL):
        _publish(database, actor, definition)
    with database.transaction() as tx:
        now = {"created_at": tx.now, "updated_at": tx.now, "version": 1, "owner": actor.person_id}
        table = app_catalog(tx, "bench").tables.table("region")
        tx.execute(insert(table), [{"id": new_id(), "name": f"Region {n}", **now} for n in range(REGIONS)])
    store = FileStore(settings)
    found = service.receive(database, store, actor, "bench", io.BytesIO(content or _file()), f"deals.{FORMAT}", 1 << 30)
    sheet = found["sheets"][0]
    plan = ImportPlan.model_validate(
        {
            "sheet": sheet["name"],
            "header_row": sheet["header_row"],
            "target": {"form": "deal"},
            "columns": [{"index": index, "field": key} for index, (key, _label) in enumerate(COLUMNS)],
            "on_error": "stop" if os.environ.get("STOP") else "skip",
        }
    )
    with database.transaction() as tx:
        service.save_plan(tx, found["id"], plan)
        args = {"app": "bench", "import": found["id"], "language": "en"}
        job_id = jobs.enqueue(tx, RUN, args, owner_id=actor.person_id) or ""
    database.close()
    return job_id


def builder(tx: Transaction) -> Actor:
    """Who has built the app and imports."""
    return actor_of(tx.execute(select(person)).one())


def _publish(database: Database, actor: Actor, definition: dict[str, Any]) -> None:
    with database.transaction() as tx:
        app = design_app(tx, actor, "bench")
        form = drafts.create_form(tx, actor, app, FormCreate(label=definition["label"], key=definition["key"]))
        revision = drafts.draft_document(tx, app, form, "en")["revision"]
        revision = drafts.save_draft(tx, actor, app, form, revision, definition, "en")["revision"]
        publish.publish(tx, actor, app, form.key, revision, accept_losses=False, note=None, language="en")


def row_cells(number: int) -> list[Any]:
    """A row of the file: text, number, date or nothing for each of `COLUMNS`."""
    stage = STAGES[number % 5]
    texts = [f"D{number:07}", f"Deal {number}", f"Region {number % REGIONS}", stage]
    days = [EPOCH + timedelta(days=45_000 + number % 900), EPOCH + timedelta(days=46_000 + number % 300)]
    rest = ["yes" if number % 7 == 0 else "no", "13800138000", f"p{number}@example.com", "Shanghai"]
    reason = "too dear" if stage == "lost" else None
    return [*texts, number % 90_000 + 0.5, 0.25, number % 20, *days, *rest, reason, "n" * 40]


def _file() -> bytes:
    rows = map(row_cells, range(ROWS))
    return workbook(rows) if FORMAT == "xlsx" else _text(rows)


def _text(rows: Iterable[list[Any]]) -> bytes:
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(label for _key, label in COLUMNS)
    lines.writerows(rows)
    return out.getvalue().encode()


def workbook(rows: Iterable[list[Any]]) -> bytes:
    """An xlsx file of these rows."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "constant_memory": True})
    dates = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Deals")
    sheet.write_row(0, 0, [label for _key, label in COLUMNS])
    for line, cells in enumerate(rows, start=1):
        for place, cell in enumerate(cells):
            match cell:
                case date():
                    sheet.write_datetime(line, place, cell, dates)
                case str():
                    sheet.write_string(line, place, cell)
                case int() | float():
                    sheet.write_number(line, place, cell)
    book.close()
    return out.getvalue()


def _run_job(url: str, folder: str, job_id: str) -> None:
    """In the measured process: the job, and what it cost."""
    reactions.bind()
    settings, database = open_bench(url, Path(folder))
    runner = Runner(database, resources(settings))
    gc.collect()
    gc.freeze()  # as the product's commands do once all is loaded
    peak = _Peak()
    before = time.process_time()
    started = time.monotonic()
    runner.run(job_id)
    wall, cpu = time.monotonic() - started, time.process_time() - before
    runner.close()
    peak.stop()
    with database.snapshot() as tx:
        row = tx.execute(select(job.c.state, job.c.result, job.c.error).where(job.c.id == job_id)).one()
        table = app_catalog(tx, "bench").tables.table("deal")
        stored = tx.execute(select(func.count()).select_from(table)).scalar_one()
    if row.state != "done" or stored != ROWS:
        raise SystemExit(f"the import ended {row.state} with {stored} rows: {row.result or row.error}")
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures = {
        "wall": wall,
        "cpu": cpu,
        "children_cpu": children.ru_utime + children.ru_stime,
        "rss": _high_water("self"),
        "children_rss": peak.children,
    }
    print(json.dumps(figures))


class _Peak:
    """The peak of memory of the children of this process, in MB. (`ru_maxrss` counts the parent's before the exec.)"""

    def __init__(self) -> None:
        self.children = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.05):
            for listed in Path("/proc/self/task").glob("*/children"):
                for child in listed.read_text(encoding="ascii").split():
                    with contextlib.suppress(OSError, ValueError, IndexError):  # it has just ended
                        self.children = max(self.children, _high_water(child))


def _high_water(process: str) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _bare_sqlite(url: str) -> float:
    """CPU seconds of `executemany` of the imported rows into an equal table, batch by batch."""
    connection = sqlite3.connect(url.partition("///")[2], isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    rows = connection.execute("SELECT * FROM bench__deal").fetchall()
    [(made,)] = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'bench__deal'").fetchall()
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'bench__deal' AND type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    connection.execute(made.replace("bench__deal", "bare_deal"))
    for name, text in indexes:
        connection.execute(text.replace(name, f"bare_{name}").replace("bench__deal", "bare_deal"))
    places = ", ".join("?" * len(rows[0]))
    before = time.process_time()
    for start in range(0, len(rows), BATCH):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(f"INSERT INTO bare_deal VALUES ({places})", rows[start : start + BATCH])  # noqa: S608 - placeholders only
        connection.execute("COMMIT")
    return time.process_time() - before


def _bare_postgresql(url: str) -> float:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        rows = connection.execute("SELECT * FROM bench__deal").fetchall()
        connection.execute("CREATE TABLE bare_deal (LIKE bench__deal INCLUDING ALL)")
        places = ", ".join(["%s"] * len(rows[0]))
        before = time.process_time()
        for start in range(0, len(rows), BATCH):
            with connection.cursor() as cursor:
                cursor.executemany(f"INSERT INTO bare_deal VALUES ({places})", rows[start : start + BATCH])  # noqa: S608 - placeholders only
            connection.commit()
        return time.process_time() - before


if __name__ == "__main__":
    if sys.argv[1:2] == ["--job"]:
        _run_job(*sys.argv[2:])
    else:
        main()
