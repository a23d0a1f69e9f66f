"""Jobs: an app goes for good and leaves its archive; it comes back from there; the sweep of the platform's bin."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Row

from dougong.apps.purge import due_app, require_confirmed
from dougong.apps.rights import design_app
from dougong.apps.tasks import job_actor
from dougong.audit.service import record
from dougong.files import service as files
from dougong.files.store import FileStore
from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.errors import NotAllowed, NotFound, Problem, say
from dougong.kit.jobs import JobContext, job
from dougong.kit.web import Actor
from dougong.operations.archive import Reader, reading
from dougong.operations.uninstalling import service
from dougong.operations.uninstalling.archiving import Written, write
from dougong.operations.uninstalling.returning import bring_back, laid_down

PURGE = "apps.purge"
BRING_BACK = "apps.bring_back"
_log = structlog.get_logger(__name__)


@job(PURGE, attempts=3)
def run_purge(context: JobContext) -> dict[str, Any]:
    """args `{app}` → `{app, archive}`. The archive first, beside everybody's work; then the app goes at once."""
    key = context.args["app"]
    with context.database.snapshot() as tx:
        app = design_app(tx, _administrator(tx, context), key, deleted=True)
    context.progress(0, None, say("正在写入完整存档…", "Writing the full archive…"))
    written = _written(context, app.id)
    with context.database.transaction() as tx:
        actor = _administrator(tx, context)
        design_app(tx, actor, key, deleted=True)
        result = {"app": key, "archive": service.uninstall(tx, actor, written)}
        context.finish(tx, result)
    return result


@job(BRING_BACK, attempts=3)
def run_bring_back(context: JobContext) -> dict[str, Any]:
    """args `{archive}` → `{app}`."""
    store = context.resource(FileStore)
    with context.database.snapshot() as tx:
        _administrator(tx, context)
        row = service.found(tx, context.args["archive"])
        held = files.get(tx, row.file_id)
    context.progress(0, None, say("正在恢复应用…", "Bringing the app back…"))
    with (
        _opened(store, held.path, context.resource(Settings)) as reader,
        laid_down(context.database, store, reader) as paths,
        context.database.transaction() as tx,
    ):
        actor = _administrator(tx, context)
        key = bring_back(tx, reader, paths)
        _tell(tx, actor, row)
        context.finish(tx, {"app": key})
    return {"app": key}


@job("apps.purge_due", attempts=1, every=timedelta(hours=6))
def run_purge_due(context: JobContext) -> dict[str, Any]:
    """Apps whose days in the bin are over; one that can't be kept whole stays there until the next time."""
    gone, tried = 0, set[str]()
    while True:
        with context.database.snapshot() as tx:
            due = due_app(tx, tried)
        if due is None:
            return {"gone": gone, "failed": len(tried) - gone}
        tried.add(due.id)
        try:
            written = _written(context, due.id)
            with context.database.transaction() as tx:
                service.uninstall(tx, None, written)
        except Problem as problem:
            _log.error("app_not_archived", app=due.key, code=problem.code)
        else:
            gone += 1
        context.progress(gone)


def start_purge(tx: Transaction, actor: Actor, key: str, confirm: str) -> dict[str, Any]:
    """Refuses what can be refused at once. → the args of the job"""
    require_confirmed(design_app(tx, actor, key, deleted=True), confirm)
    return {"app": key}


def _written(context: JobContext, app_id: str) -> Written:
    return write(context.database, context.resource(Settings), context.resource(FileStore), app_id)


def _administrator(tx: Transaction, context: JobContext) -> Actor:
    actor = job_actor(tx, context.owner_id)
    if not actor.is_admin:
        raise NotAllowed(say("只有管理员可以这样做。", "Only administrators may do this."))
    return actor


@contextmanager
def _opened(store: FileStore, path: str, settings: Settings) -> Iterator[Reader]:
    with tempfile.TemporaryDirectory(prefix=".archive-", dir=settings.data) as folder:
        copy = Path(folder) / "app.backup"
        try:
            with copy.open("wb") as out:
                out.writelines(store.read(path))
        except FileNotFoundError as error:
            raise NotFound(say("存档文件已丢失。", "The archive's file is lost."), "archive_lost") from error
        with reading(copy) as reader:
            yield reader


def _tell(tx: Transaction, actor: Actor, row: Row[Any]) -> None:
    detail = {"archive": row.id, "records": row.records, "files": row.files}
    record(tx, actor, "app.bring_back", f"app:{row.app_key}", detail, app=row.app_key)
