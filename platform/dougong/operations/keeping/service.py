"""Backups as the audit log knows them, and settings of the environment without anything secret."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import select

from dougong.audit.models import audit_log
from dougong.audit.service import record as audit
from dougong.kit import jobs
from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, say
from dougong.kit.jobs_model import job
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor
from dougong.operations.backup import DRILLED, MADE

BACKUP_JOB = "operations.backup"
SHOWN = (
    "public_url", "language", "timezone", "session_idle_minutes", "session_days", "confirm_minutes", "upload_mb",
    "mail_from", "private", "outbound_allow", "trusted_proxies", "slow_ms", "drain_seconds", "backup_folder",
    "backup_recipients",
)  # fmt: skip
"""Settings that tell nothing with which somebody could sign in anywhere."""
_MOST = 30
_c = audit_log.c


def backups(tx: Transaction, settings: Settings) -> dict[str, Any]:
    """`{ready, running, items}`: the newest first; what a file holds is told in numbers only (ADR 0014)."""
    found = select(audit_log).where(_c.action.in_((MADE, DRILLED))).order_by(_c.seq.desc()).limit(_MOST)
    return {
        "ready": is_ready(settings),
        "running": _running(tx),
        "items": [
            {
                "kind": "drilled" if row.action == DRILLED else "made",
                "at": iso_instant(row.at),
                "name": row.target.removeprefix("backup:"),
                **{key: detail.get(key) for key in ("rows", "files", "encrypted", "seconds")},
            }
            for row in tx.execute(found)
            if (detail := orjson.loads(row.detail)) is not None
        ],
    }


def is_ready(settings: Settings) -> bool:
    """Whether the operator has said where backups go and for whom they are encrypted."""
    return bool(settings.backup_folder and settings.backup_keys)


def begin(tx: Transaction, actor: Actor, settings: Settings) -> None:
    """A worker makes a backup; one at a time."""
    if not is_ready(settings):
        sentence = say(
            "运维人员尚未设置备份的存放位置和公钥。", "The operator has not set where backups go, and for which key."
        )
        raise Conflict(sentence, "backups_not_set")
    tx.lock("backup")
    if _running(tx):
        raise Conflict(say("已有备份在进行。", "A backup is being made already."), "backup_running")
    jobs.enqueue(tx, BACKUP_JOB)
    audit(tx, actor, "backup.ask", "backup", {})


def shown(settings: Settings) -> list[dict[str, Any]]:
    """`{name, value, is_set}` of each: set in the environment, or as the program has it."""
    return [
        {
            "name": f"DOUGONG_{name.upper()}",
            "value": getattr(settings, name),
            "is_set": name in settings.model_fields_set,
        }
        for name in SHOWN
    ]


def _running(tx: Transaction) -> bool:
    c = job.c
    waits = select(c.id).where(c.kind == BACKUP_JOB, c.state.in_(("queued", "running"))).limit(1)
    return tx.execute(waits).first() is not None
