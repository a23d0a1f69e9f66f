"""Imports as rows: the uploaded file, what was found in it, the plan; one owner each."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Row, insert, select, update

from dougong.files import service as files
from dougong.files.store import FileStore
from dougong.kit.childproc import run_limited
from dougong.kit.db import Database, Transaction
from dougong.kit.errors import Conflict, Invalid, NotFound, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.jobs_model import job
from dougong.kit.web import Actor
from dougong.records.importing.models import data_import
from dougong.records.importing.schemas import ImportPlan

_KINDS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt")
_SHEETS = "dougong.records.importing.sheets"
_OUT_MB = 2048


def receive(
    database: Database, store: FileStore, actor: Actor, app_key: str, content: BinaryIO, name: str, limit: int
) -> dict[str, Any]:
    """Stores an uploaded sheet and says what is in it. A file that can't be read is a 422 and leaves nothing to run."""
    if not name.lower().endswith(_KINDS):
        raise Invalid(say("请选择 xlsx 或 csv 文件。", "Choose an xlsx or csv file."), "file_type")
    facts = files.upload(database, store, content, name, limit=limit, created_by=actor.person_id, app=app_key)
    with local_copy(store, facts.path) as path:
        found = run_limited(f"{_SHEETS}:inspect", [str(path), facts.name], cpu_s=90, memory_mb=2048, wall_s=180)
    if not found["sheets"]:
        raise Invalid(say("文件中没有数据。", "The file has no data."), "file_empty")
    import_id = new_id()
    with database.transaction() as tx:
        tx.execute(
            insert(data_import).values(
                id=import_id,
                app=app_key,
                owner_id=actor.person_id,
                file_id=facts.id,
                name=facts.name,
                found=found,
                plan=None,
                created_at=tx.now,
            )
        )
    return {"id": import_id, "name": facts.name, **found}


def get(tx: Transaction, actor_id: str, app_key: str, import_id: str) -> Row[Any]:
    """The import of its owner; 404 for everybody else."""
    c = data_import.c
    owned = select(data_import).where(c.id == import_id, c.owner_id == actor_id, c.app == app_key)
    row = tx.execute(owned).first() if is_id(import_id) else None
    if row is None:
        raise NotFound(say("找不到这次导入。", "There is no such import."), "import_not_found")
    return row


def save_plan(tx: Transaction, import_id: str, plan: ImportPlan) -> None:
    """Keeps the plan that check and run will follow."""
    tx.execute(update(data_import).where(data_import.c.id == import_id).values(plan=plan.model_dump()))


def plan_of(row: Row[Any]) -> ImportPlan:
    """The saved plan; 409 before there is one."""
    if row.plan is None:
        raise Conflict(say("请先设置字段对应关系。", "Map the columns first."), "import_not_planned")
    return ImportPlan.model_validate(row.plan)


@contextmanager
def extracted(store: FileStore, path: str, name: str, plan: ImportPlan) -> Iterator[tuple[Path, int]]:
    """The rows of the planned sheet as JSON lines, and how many there are; gone afterwards."""
    with local_copy(store, path) as source:
        out = source.with_suffix(".rows")
        arguments = [str(source), name, plan.sheet, plan.header_row, str(out)]
        count = run_limited(f"{_SHEETS}:extract", arguments, cpu_s=90, memory_mb=2048, wall_s=180, file_mb=_OUT_MB)
        yield out, count


@contextmanager
def local_copy(store: FileStore, path: str) -> Iterator[Path]:
    """The stored bytes in a private temporary file."""
    with tempfile.TemporaryDirectory(prefix="dougong-import-") as folder:
        target = Path(folder) / "source"
        with target.open("wb") as out:
            for piece in store.read(path):
                out.write(piece)
        yield target


def job_of(tx: Transaction, once_key: str) -> str:
    """The job that was made under this key."""
    found: str = tx.execute(select(job.c.id).where(job.c.once_key == once_key)).scalar_one()
    return found
