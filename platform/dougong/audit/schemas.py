"""What the audit routes answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel


class AuditActor(BaseModel):
    id: str
    name: str


class AuditEntry(BaseModel):
    seq: int
    at: datetime
    actor: AuditActor | None
    action: str
    target: str
    app: str | None
    ip: str
    user_agent: str
    detail: dict[str, Any]


class AuditPage(BaseModel):
    items: list[AuditEntry]
    next: str | None


class AuditVerdict(BaseModel):
    """`since`: entries up to this number were let go of as the period says; 0: none."""

    ok: bool
    checked: int
    broken_at: int | None
    head: str
    since: int
