"""Files as rows: uploaded by somebody, then held by a record (or a job's result); what nobody holds is swept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from sqlalchemy import Row, and_, delete, func, insert, or_, select, update

from dougong.files.content import PREVIEW_TYPES, Measured, harmless_name, measure
from dougong.files.models import file
from dougong.files.store import FileStore
from dougong.files.thumbnails import path_of, thumbnail
from dougong.kit.db import Database, Transaction
from dougong.kit.errors import Conflict, NotFound, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.jobs import JobContext, enqueue, job
from dougong.kit.web import Actor

DRAW = "files.draw"
ORPHANS_LIVE = timedelta(hours=24)
_BATCH = 500


@dataclass(frozen=True)
class FileFacts:
    """A stored file: what it is, and which record holds it (`record_id` None: none does)."""

    id: str
    name: str
    path: str
    size: int
    type: str
    app: str | None
    form: str | None
    field: str | None
    record_id: str | None
    created_by: str | None

    def document(self) -> dict[str, Any]:
        """How a file stands in a record: `{id, name, size, type}`."""
        return {"id": self.id, "name": self.name, "size": self.size, "type": self.type}


MayRead = Callable[[Transaction, Actor, FileFacts], bool]
"""Whether the actor may read the field of the record that holds the file; the records room brings it."""


def nobody(_tx: Transaction, _actor: Actor, _facts: FileFacts) -> bool:
    """The answer before a room that knows records says otherwise."""
    return False


def upload(
    database: Database,
    store: FileStore,
    content: BinaryIO,
    name: str,
    *,
    limit: int,
    created_by: str | None,
    app: str | None = None,
    form: str | None = None,
    field: str | None = None,
    kept: bool = False,
) -> FileFacts:
    """Stores a content (≤ `limit` bytes) and its row. `kept`: not swept although no record holds it (job results).

    The bytes go first and outside any transaction; a crash in between leaves bytes nobody names, never a row without.
    """
    name = harmless_name(name)
    facts = measure(content, name, limit)
    file_id, now = new_id(), database.clock()
    path = f"{now:%Y/%m}/{file_id}"
    store.put(path, content)
    with database.transaction() as tx:
        _insert(tx, file_id, path, name, facts, now, created_by, (app, form, field), kept)
        if facts.type in PREVIEW_TYPES:
            enqueue(tx, DRAW, {"path": path})
        return get(tx, file_id)


def get(tx: Transaction, file_id: str) -> FileFacts:
    """The row of a file; 404 when there is none."""
    row = tx.execute(select(file).where(file.c.id == file_id)).first() if is_id(file_id) else None
    if row is None:
        raise not_found()
    return _facts(row)


def get_readable(tx: Transaction, actor: Actor, file_id: str, may_read: MayRead) -> FileFacts:
    """The file if the actor uploaded it or may read the record that holds it; else 404, as if it weren't there."""
    facts = get(tx, file_id)
    if not actor.token_allows("read", facts.app):
        raise not_found()
    if facts.created_by == actor.person_id or (facts.record_id is not None and may_read(tx, actor, facts)):
        return facts
    raise not_found()


def unclaimed_or_of(tx: Transaction, ids: Iterable[str], person_id: str, record_ids: Collection[str] = ()) -> set[str]:
    """Those ids that the person may put into one of `record_ids`: own uploads that no other record holds (these very
    records may already: by a change that a flow has held back)."""
    wanted = [each for each in ids if is_id(each)]
    c = file.c
    free = or_(c.record_id.is_(None), c.record_id.in_([each for each in record_ids if is_id(each)]))
    found = select(c.id).where(c.id.in_(wanted), c.created_by == person_id, free)
    return set(tx.execute(found).scalars())


def facts_of(tx: Transaction, ids: Iterable[str]) -> dict[str, FileFacts]:
    """Rows by id, so that a record stores the true name, size and type and not what a caller says."""
    wanted = [each for each in ids if is_id(each)]
    return {row.id: _facts(row) for row in tx.execute(select(file).where(file.c.id.in_(wanted)))}


def claim(tx: Transaction, ids: Iterable[str], app: str, form: str, record_id: str, field: str | None = None) -> None:
    """The record now holds these files. Holding them already is fine; held by another record is a 409."""
    wanted = sorted({each for each in ids if is_id(each)})
    if not wanted:
        return
    c = file.c
    mine = or_(c.record_id.is_(None), and_(c.app == app, c.form == form, c.record_id == record_id))
    values: dict[str, Any] = {"app": app, "form": form, "record_id": record_id, "claimed_at": tx.now}
    if field is not None:
        values["field"] = field
    if tx.execute(update(file).where(c.id.in_(wanted), mine).values(**values)).rowcount != len(wanted):
        raise Conflict(
            say("有的附件已不存在，或属于另一条数据。", "Some attachments are gone or belong to another record."),
            "file_not_available",
        )


def release(tx: Transaction, app: str, form: str, record_ids: Iterable[str]) -> None:
    """The records are gone for good: their files are swept a day later. A removed attachment is *not* released,
    because the record's history still names it."""
    c = file.c
    wanted = sorted({each for each in record_ids if is_id(each)})
    held = (c.app == app, c.form == form, c.record_id.in_(wanted))
    tx.execute(update(file).where(*held).values(record_id=None, claimed_at=None, created_at=tx.now, created_by=None))


def release_form(tx: Transaction, app: str, form: str) -> None:
    """The same for all records of a form that is gone for good."""
    held = (file.c.app == app, file.c.form == form, file.c.record_id.is_not(None))
    tx.execute(update(file).where(*held).values(record_id=None, claimed_at=None, created_at=tx.now, created_by=None))


def held_by_app(tx: Transaction, app: str) -> tuple[int, int]:
    """(how many files the app's records hold, their bytes)"""
    c = file.c
    counted = func.count().label("files"), func.coalesce(func.sum(c.size), 0).label("bytes")
    found = tx.execute(select(*counted).where(c.app == app, c.record_id.is_not(None))).mappings().one()
    return int(found["files"]), int(found["bytes"])


def hand_over(
    tx: Transaction,
    app: str,
    form: str,
    holder: str,
    to: str,
    field: str | None = None,
    among: Collection[str] | None = None,
) -> list[str]:
    """Files of one record become another's; they are read under its rights from now on. Only those of `field`, or
    `among` these. → their ids"""
    c = file.c
    mine = [c.app == app, c.form == form, c.record_id == holder]
    if field is not None:
        mine.append(c.field == field)
    if among is not None:
        mine.append(c.id.in_(sorted(among)))
    ids = sorted(tx.execute(select(c.id).where(*mine)).scalars())
    tx.execute(update(file).where(c.id.in_(ids)).values(record_id=to))
    return ids


def keep(tx: Transaction, file_id: str) -> None:
    """Somebody's rows name the file, though no record holds it: it is not swept before `let_go`."""
    tx.execute(update(file).where(file.c.id == file_id).values(claimed_at=tx.now))


def let_go(tx: Transaction, ids: Collection[str]) -> None:
    """Nothing names these files any more: they are swept a day later."""
    wanted = sorted({each for each in ids if is_id(each)})
    if wanted:
        values = {"record_id": None, "claimed_at": None, "created_at": tx.now, "created_by": None}
        tx.execute(update(file).where(file.c.id.in_(wanted)).values(**values))


def expect(tx: Transaction, count: int) -> list[str]:
    """Rows for bytes that are about to be put: nobody's yet, so whatever becomes of them, the sweep knows their paths
    and takes them a day later. → the paths"""
    made = [new_id() for _ in range(count)]
    paths = [f"{tx.now:%Y/%m}/{each}" for each in made]
    unknown = {"name": "", "size": 0, "type": "application/octet-stream", "sha256": "", "created_at": tx.now}
    tx.execute(insert(file), [{"id": each, "path": path, **unknown} for each, path in zip(made, paths, strict=True)])
    return paths


def arrived(tx: Transaction, paths: Collection[str]) -> None:
    """Bytes that were expected are there: rows that say what they are take the places of those that waited."""
    tx.execute(delete(file).where(file.c.path.in_(sorted(paths)), file.c.claimed_at.is_(None)))


def sweep(database: Database, store: FileStore) -> int:
    """Deletes files that nobody has held for a day: rows first, then bytes. → how many"""
    c = file.c
    count = 0
    while True:
        with database.transaction() as tx:
            orphan = and_(c.claimed_at.is_(None), c.created_at < tx.now - ORPHANS_LIVE)
            rows = tx.execute(select(c.id, c.path).where(orphan).order_by(c.id).limit(_BATCH)).all()
            gone = set(
                tx.execute(delete(file).where(c.id.in_([row.id for row in rows]), orphan).returning(c.id)).scalars()
            )
        paths = [row.path for row in rows if row.id in gone]
        store.delete([*paths, *map(path_of, paths)])
        count += len(gone)
        if len(rows) < _BATCH:
            return count


@job("files.sweep", every=timedelta(hours=1))
def sweep_orphans(context: JobContext) -> dict[str, Any]:
    """Once an hour."""
    return {"deleted": sweep(context.database, context.resource(FileStore))}


@job(DRAW, attempts=2, kept=timedelta(days=1))
def draw_small(context: JobContext) -> dict[str, Any]:
    """args `{path}`: drawn before somebody looks; where this has failed, the first look draws it."""
    try:
        thumbnail(context.resource(FileStore), context.args["path"])
    except (NotFound, FileNotFoundError):  # no picture after all, or swept meanwhile
        return {"drawn": False}
    return {"drawn": True}


def _insert(
    tx: Transaction,
    file_id: str,
    path: str,
    name: str,
    facts: Measured,
    now: datetime,
    created_by: str | None,
    place: tuple[str | None, str | None, str | None],
    kept: bool,
) -> None:
    tx.execute(
        insert(file).values(
            id=file_id,
            name=name,
            path=path,
            size=facts.size,
            type=facts.type,
            sha256=facts.sha256,
            app=place[0],
            form=place[1],
            field=place[2],
            created_by=created_by,
            created_at=now,
            claimed_at=now if kept else None,
        )
    )


def _facts(row: Row[Any]) -> FileFacts:
    return FileFacts(**{name: row._mapping[name] for name in FileFacts.__dataclass_fields__})


def not_found() -> NotFound:
    """The one answer for every file that the caller may not have."""
    return NotFound(say("找不到这个文件。", "There is no such file."))
