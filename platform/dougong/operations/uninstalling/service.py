"""Archives of apps that were deleted for good: kept, shown, let go of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select

from dougong.apps import purge, repository
from dougong.audit.service import record
from dougong.files import service as files
from dougong.identity.models import person
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, NotFound, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.retention import Forgotten, kept
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor
from dougong.operations.uninstalling import belongings
from dougong.operations.uninstalling.archiving import Written
from dougong.operations.uninstalling.models import app_archive


def uninstall(tx: Transaction, actor: Actor | None, written: Written) -> str:
    """The app goes for good, now that its archive is safe. → the archive's id

    Raises `Conflict` when the app isn't what it was when the archive was made."""
    owner = written.owner
    app = repository.find_app(tx, owner.key)
    if app is None or belongings.position(tx, owner) != written.moment:
        raise Conflict(
            say(
                "写存档时应用有变化，没有删除，请再试一次。",
                "The app changed while its archive was written; it was not deleted. Try again.",
            ),
            "changed_meanwhile",
        )
    archive = new_id()
    purge.purge_app(tx, actor, app, {"archive": archive, "records": written.records, "files": written.files})
    belongings.forget(tx, owner)
    files.keep(tx, written.file.id)
    tx.execute(
        insert(app_archive).values(
            id=archive,
            app_key=owner.key,
            label=written.label,
            icon=written.icon,
            color=written.color,
            file_id=written.file.id,
            size=written.file.size,
            forms=written.forms,
            records=written.records,
            files=written.files,
            made_at=tx.now,
            made_by=actor.person_id if actor else None,
        )
    )
    return archive


def shown(tx: Transaction) -> list[dict[str, Any]]:
    """All archives, the newest first; `taken`: an app has its key."""
    taken = repository.all_app_keys(tx)
    a = app_archive.c
    statement = (
        select(app_archive, person.c.name.label("by"))
        .outerjoin(person, person.c.id == a.made_by)
        .order_by(a.made_at.desc(), a.id.desc())
    )
    return [
        {
            "id": row.id,
            "app": row.app_key,
            "label": row.label,
            "icon": row.icon,
            "color": row.color,
            "size": row.size,
            "forms": row.forms,
            "records": row.records,
            "files": row.files,
            "made_at": iso_instant(row.made_at),
            "made_by": row.by,
            "taken": row.app_key in taken,
        }
        for row in tx.execute(statement)
    ]


def found(tx: Transaction, archive: str) -> Row[Any]:
    """404 when there is none."""
    row = tx.execute(select(app_archive).where(app_archive.c.id == archive)).first() if is_id(archive) else None
    if row is None:
        raise NotFound(say("没有这份存档。", "There is no such archive."))
    return row


def remove(tx: Transaction, actor: Actor, archive: str) -> None:
    """Gone for good; its bytes are swept a day later."""
    row = found(tx, archive)
    _let_go(tx, [row])
    record(tx, actor, "archive.remove", f"app:{row.app_key}", {"archive": row.id}, app=row.app_key)


def _let_go(tx: Transaction, rows: list[Row[Any]]) -> None:
    files.let_go(tx, [row.file_id for row in rows])
    tx.execute(delete(app_archive).where(app_archive.c.id.in_([row.id for row in rows])))


@kept(
    "app_archives",
    days=None,
    least=30,
    batch=10,
    label=say("已卸载应用的存档", "Archives of uninstalled apps"),
    text=say("从这里可以把彻底删除的应用恢复回来", "from which apps that were deleted for good come back"),
)
def forget_archives(tx: Transaction, before: datetime, most: int) -> Forgotten:
    """The oldest first."""
    a = app_archive.c
    rows = list(tx.execute(select(app_archive).where(a.made_at < before).order_by(a.made_at).limit(most)))
    _let_go(tx, rows)
    return Forgotten(len(rows), len(rows) >= most)
