"""Jobs about what is kept of somebody."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import select

from dougong.accounts import personal
from dougong.audit import service as audit
from dougong.files import service as files
from dougong.files.store import FileStore
from dougong.identity.authentication import actor_of
from dougong.identity.models import person
from dougong.kit.db import Transaction
from dougong.kit.errors import NotAllowed, say
from dougong.kit.jobs import JobContext, job
from dougong.kit.types import dump_json
from dougong.kit.web import Actor

EXPORT, ERASE = "accounts.export_person", "accounts.erase_person"
_LIMIT = 1024**3


@job("accounts.export_person", attempts=2)
def export_person(context: JobContext) -> dict[str, Any]:
    """args `{person}` → `{file}`: a zip of one file per sort of data, a JSON object in each line."""
    person_id = context.args["person"]
    store = context.resource(FileStore)
    with tempfile.TemporaryDirectory(prefix="dougong-person-") as folder:
        path = Path(folder) / "data.zip"
        with context.database.snapshot(consistent=True) as tx:
            _asker(tx, context, person_id)
            _write(tx, person_id, path)
        with path.open("rb") as content:
            name = f"personal-data-{context.database.clock():%Y-%m-%d}.zip"
            made = files.upload(context.database, store, content, name, limit=_LIMIT, created_by=context.owner_id)
    with context.database.transaction() as tx:
        actor = _asker(tx, context, person_id)
        audit.record(tx, actor, "person.export", f"person:{person_id}")
        result = {"file": made.document()}
        context.finish(tx, result)
    return result


@job("accounts.erase_person", attempts=2)
def erase_person(context: JobContext) -> dict[str, Any]:
    """args `{person}` → `{erased, kept}`."""
    with context.database.transaction() as tx:
        told = personal.erase(tx, _asker(tx, context, ""), context.args["person"])
        context.finish(tx, told)
    return told


def _asker(tx: Transaction, context: JobContext, about: str) -> Actor:
    """Whose job it is: an administrator still, or the person themselves."""
    row = tx.execute(select(person).where(person.c.id == context.owner_id, person.c.active)).first()
    if row is None or not (row.is_admin or row.id == about):
        raise NotAllowed(say("只有平台管理员可以进行此操作。", "Only platform administrators may do this."))
    return actor_of(row)


def _write(tx: Transaction, person_id: str, path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", orjson.dumps(personal.profile(tx, person_id), option=orjson.OPT_INDENT_2))
        for name, rows in personal.sections(tx, person_id):
            first = next(rows, None)
            if first is None:
                continue
            with archive.open(f"{name}.jsonl", "w") as out:
                out.write(dump_json(first).encode() + b"\n")
                for row in rows:
                    out.write(dump_json(row).encode() + b"\n")
