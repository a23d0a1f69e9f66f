"""Imports as rows: the uploaded file, what was found in it, the plan; one owner each."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Row, func, insert, select, update

from dougong.apps.catalog import app_catalog
from dougong.apps.rights import access_of
from dougong.files import service as files
from dougong.files.store import FileStore
from dougong.kit.childproc import run_limited
from dougong.kit.db import Database, Transaction
from dougong.kit.errors import Conflict, Invalid, NotFound, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.jobs_model import job
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor
from dougong.records.importing.bringing import Packed, names_in
from dougong.records.importing.continuing import continued
from dougong.records.importing.models import data_import
from dougong.records.importing.packed import TABLES, is_packed
from dougong.records.importing.schemas import ImportPlan
from dougong.records.importing.sheets import MAX_UNPACKED
from engines.form.fields import FIELD_TYPES
from engines.form.fields._files import FileType

_INSPECT = "dougong.records.importing.inspecting:inspect"
_XLSFORM = "dougong.records.importing.xlsform:read"
_EXTRACT = "dougong.records.importing.sheets:extract"
_TABLE = "dougong.records.importing.packed:take_table"
_OUT_MB = 2048
RECENT = 20
_TOLD = ("form", "created", "updated", "bad", "errors_file")
_KEPT = (*_TOLD, "columns", "rows", "held", "skipped", "linked")


def receive(
    database: Database, store: FileStore, actor: Actor, app_key: str, content: BinaryIO, name: str, limit: int
) -> dict[str, Any]:
    """Stores an uploaded sheet and says what is in it. A file that can't be read is a 422 and leaves nothing to run."""
    if not (name.lower().endswith(TABLES) or is_packed(name)):
        raise Invalid(
            say(
                "请选择 xlsx、csv、json 文件，或含表格和附件的 zip 文件。",
                "Choose an xlsx, csv or json file, or a zip of a table and its files.",
            ),
            "file_type",
        )
    facts = files.upload(database, store, content, name, limit=limit, created_by=actor.person_id, app=app_key)
    with local_copy(store, facts.path) as path:
        with path.open("rb") as source:
            file_hash = hashlib.file_digest(source, "sha256").hexdigest()
        table = _table_in(path, facts.name)
        found = run_limited(_INSPECT, [str(table.path), table.name], cpu_s=180, memory_mb=2048, wall_s=600)
    if table.packed is not None:
        found |= {"table": table.name, "files": len(table.packed.sizes)}
    _files_by_column(found, table.packed)
    if not found["sheets"]:
        raise Invalid(say("文件中没有数据。", "The file has no data."), "file_empty")
    import_id = new_id()
    with database.transaction() as tx:
        _known_links(tx, actor, app_key, found)
        going_on = continued(tx, actor, app_key, found)
        found["continues"] = None if going_on is None else going_on.document
        if going_on is not None and going_on.files:
            found.setdefault("files", going_on.files)
        found["same_as"] = _ran_before(tx, actor, app_key, file_hash)
        tx.execute(
            insert(data_import).values(
                id=import_id,
                act=import_id if going_on is None else going_on.document["import"],
                file_hash=file_hash,
                app=app_key,
                owner_id=actor.person_id,
                file_id=facts.id,
                name=facts.name,
                found=found,
                plan=None if going_on is None else going_on.plan.model_dump(),
                created_at=tx.now,
            )
        )
    return {"id": import_id, "name": facts.name, **found}


def _known_links(tx: Transaction, actor: Actor, app_key: str, found: dict[str, Any]) -> None:
    """An export of another app may link to forms that are not here: those columns come as texts."""
    catalog = app_catalog(tx, app_key)
    access = access_of(tx, actor, catalog)
    for sheet in found["sheets"]:
        for column in sheet["columns"]:
            target = column["type"].get("form")
            if target is not None and not (target in catalog.forms and access.may(target, "read")):
                column["type"] = {"type": "text", "label": column["type"].get("label", "")}


def _ran_before(tx: Transaction, actor: Actor, app_key: str, file_hash: str) -> dict[str, Any] | None:
    """The last import of the very same file, so that nobody brings it in twice without knowing."""
    c = data_import.c
    same = (c.owner_id == actor.person_id, c.app == app_key, c.file_hash == file_hash)
    ran = select(c.id, c.ran_at).where(*same, c.ran_at.is_not(None), c.undone_at.is_(None)).order_by(c.ran_at.desc())
    row = tx.execute(ran.limit(1)).first()
    return None if row is None else {"import": row.id, "at": iso_instant(row.ran_at)}


def recent(tx: Transaction, actor_id: str, app_key: str) -> list[dict[str, Any]]:
    """The person's last imports that ran, newest first."""
    c = data_import.c
    ran = select(data_import).where(c.owner_id == actor_id, c.app == app_key, c.ran_at.is_not(None))
    return [
        {
            "id": row.id,
            "name": row.name,
            "at": iso_instant(row.ran_at),
            "continues": row.act if row.act != row.id else None,
            "undone_at": None if row.undone_at is None else iso_instant(row.undone_at),
            **{key: row.result.get(key) for key in _TOLD},
        }
        for row in tx.execute(ran.order_by(c.ran_at.desc()).limit(RECENT))
    ]


def note_run(tx: Transaction, import_id: str, result: dict[str, Any]) -> None:
    """The import has run to its end."""
    kept = {key: result[key] for key in _KEPT if key in result}
    tx.execute(update(data_import).where(data_import.c.id == import_id).values(ran_at=tx.now, result=kept))


def note_undone(tx: Transaction, act: str) -> None:
    """The import, and those that brought its mended rows, are taken back."""
    tx.execute(update(data_import).where(data_import.c.act == act).values(undone_at=tx.now))


def get(tx: Transaction, actor_id: str, app_key: str, import_id: str) -> Row[Any]:
    """The import of its owner; 404 for everybody else."""
    c = data_import.c
    owned = select(data_import).where(c.id == import_id, c.owner_id == actor_id, c.app == app_key)
    row = tx.execute(owned).first() if is_id(import_id) else None
    if row is None:
        raise NotFound(say("找不到这次导入。", "There is no such import."), "import_not_found")
    return row


def xlsform_of(store: FileStore, path: str, name: str) -> dict[str, Any]:
    """The form that the uploaded XLSForm describes: `{"definition", "left"}`; nothing is made."""
    with local_copy(store, path) as source:
        found: dict[str, Any] = run_limited(
            _XLSFORM, [str(source), Path(name).stem], cpu_s=60, memory_mb=1024, wall_s=180
        )
    return found


def save_plan(tx: Transaction, import_id: str, plan: ImportPlan) -> None:
    """Keeps the plan that check and run will follow."""
    tx.execute(update(data_import).where(data_import.c.id == import_id).values(plan=plan.model_dump()))


def plan_of(row: Row[Any]) -> ImportPlan:
    """The saved plan; 409 before there is one."""
    if row.plan is None:
        raise Conflict(say("请先设置字段对应关系。", "Map the columns first."), "import_not_planned")
    return ImportPlan.model_validate(row.plan)


def row_key_of(row: Row[Any]) -> int | None:
    """The column by which a mended file names its rows."""
    continues = row.found.get("continues")
    return None if continues is None else int(continues["row_key"])


def _files_by_column(found: dict[str, Any], packed: Packed | None) -> None:
    """Columns that name nothing but files of the zip hold attachments; without a zip their names are texts."""
    for column in (column for sheet in found["sheets"] for column in sheet["columns"]):
        kind = column["type"]["type"]
        named = [name for sample in column["samples"] for name in names_in(sample)]
        if packed is None and isinstance(FIELD_TYPES.get(kind), FileType):
            column["type"] = {"type": "text", "label": column["type"].get("label", "")}
        elif packed is not None and named and kind in ("text", "long_text") and all(map(packed.find, named)):
            column["type"] = {"type": "attachment"}
            column["evidence"] = {"zh-CN": "单元格是压缩包中的文件名", "en": "its cells name files of the zip"}


@dataclass(frozen=True)
class Table:
    """The table of an upload: the upload itself, or what a zip holds."""

    path: Path
    name: str
    packed: Packed | None


def _table_in(path: Path, name: str) -> Table:
    if not is_packed(name):
        return Table(path, name, None)
    out = path.with_suffix(".table")
    limits = {"cpu_s": 120, "memory_mb": 1024, "wall_s": 300, "file_mb": MAX_UNPACKED >> 20}
    told = run_limited(_TABLE, [str(path), str(out)], **limits)
    return Table(out, told["table"], Packed(path, told["files"]))


@dataclass(frozen=True)
class Extracted:
    """The rows of a sheet as JSON lines, how many there are, and the zip with the files that they name."""

    rows: Path
    count: int
    packed: Packed | None


@contextmanager
def extracted(
    store: FileStore, path: str, name: str, plan: ImportPlan, bundle: str | None = None
) -> Iterator[Extracted]:
    """The rows of the planned sheet; gone afterwards. `bundle`: the zip with the files, if another upload is it."""
    with ExitStack() as stack:
        table = _table_in(stack.enter_context(local_copy(store, path)), name)
        if table.packed is None and bundle is not None:
            first = _table_in(stack.enter_context(local_copy(store, bundle)), ".zip")
            table = replace(table, packed=first.packed)
        out = table.path.with_suffix(".rows")
        arguments = [str(table.path), table.name, plan.sheet, plan.header_row, str(out)]
        count = run_limited(_EXTRACT, arguments, cpu_s=180, memory_mb=2048, wall_s=600, file_mb=_OUT_MB)
        yield Extracted(out, count, table.packed)


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


def is_running(tx: Transaction, kind: str, act: str) -> bool:
    """Whether an import of those that belong together waits or runs."""
    keys = [f"{kind}:{each}" for each in tx.execute(select(data_import.c.id).where(data_import.c.act == act)).scalars()]
    busy = (job.c.once_key.in_(keys), job.c.state.in_(("queued", "running")))
    return tx.execute(select(job.c.id).where(*busy).limit(1)).first() is not None


def ended_without_effect(tx: Transaction, once_keys: str) -> int:
    """How many jobs whose keys begin so were cancelled or failed: one more may be tried."""
    ended = (job.c.once_key.startswith(once_keys, autoescape=True), job.c.state.in_(("failed", "cancelled")))
    return int(tx.execute(select(func.count()).where(*ended)).scalar_one())
