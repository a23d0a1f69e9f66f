"""Reading the audit log: administrators only, and nothing here can write."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import orjson
from fastapi import APIRouter, Query
from sqlalchemy import Row, select

from dougong.audit import service
from dougong.audit.models import audit_log
from dougong.audit.schemas import AuditActor, AuditEntry, AuditPage, AuditVerdict
from dougong.kit.db import Read
from dougong.kit.ids import is_id
from dougong.kit.pages import MAX_PAGE, decode_cursor, encode_cursor
from dougong.kit.web import requires

router = APIRouter(prefix="/audit", tags=["audit"], dependencies=[requires("admin")])


@router.get("")
def list_audit(
    tx: Read,
    actor: str | None = None,
    action: Annotated[str | None, Query(max_length=64)] = None,
    target: Annotated[str | None, Query(max_length=200)] = None,
    from_: Annotated[datetime | None, Query(alias="from")] = None,
    to: datetime | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
    cursor: str | None = None,
) -> AuditPage:
    """Newest first. `action` and `target` match from their beginning: `person.` finds all acts on people."""
    c = audit_log.c
    statement = select(audit_log).order_by(c.seq.desc()).limit(limit + 1)
    if actor is not None:
        statement = statement.where(c.actor_id == actor) if is_id(actor) else statement.where(c.seq < 0)
    if action:
        statement = statement.where(c.action.startswith(action, autoescape=True))
    if target:
        statement = statement.where(c.target.startswith(target, autoescape=True))
    if from_:
        statement = statement.where(c.at >= from_.astimezone())
    if to:
        statement = statement.where(c.at < to.astimezone())
    if cursor:
        statement = statement.where(c.seq < int(decode_cursor(cursor, 1)[0]))
    rows = tx.execute(statement).all()
    more = len(rows) > limit
    return AuditPage(
        items=[_entry(row) for row in rows[:limit]], next=encode_cursor([rows[limit - 1].seq]) if more else None
    )


@router.get("/verify")
def verify_audit(tx: Read) -> AuditVerdict:
    """Walks the whole hash chain."""
    verdict = service.verify(tx)
    return AuditVerdict.model_validate(vars(verdict))


def _entry(row: Row[tuple[object, ...]]) -> AuditEntry:
    actor = AuditActor(id=row.actor_id, name=row.actor_name or "") if row.actor_id else None
    return AuditEntry(
        seq=row.seq,
        at=row.at,
        actor=actor,
        action=row.action,
        target=row.target,
        app=row.app,
        ip=row.ip,
        user_agent=row.user_agent,
        detail=orjson.loads(row.detail),
    )
