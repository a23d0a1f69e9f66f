"""The address under which the file of a run lies: signed with the run's own secret, for as long as the file is kept and
its owner may export. Whoever holds it may fetch the file."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select

from dougong.kit import public_link
from dougong.kit.db import Transaction
from dougong.kit.errors import NotFound, say
from dougong.kit.ids import is_id
from dougong.records.scheduled.asking import may_still
from dougong.records.scheduled.models import scheduled_export, scheduled_export_run

_PURPOSE = "scheduled export"
_e, _r = scheduled_export.c, scheduled_export_run.c


def of_run(tx: Transaction, run_id: str) -> tuple[Row[Any], Row[Any]] | None:
    """A run whose file is kept, and its export."""
    kept = (_r.id == run_id, _r.state == "done", _r.file_id.is_not(None), _r.expires_at > tx.now)
    row = tx.execute(select(scheduled_export_run).where(*kept)).first() if is_id(run_id) else None
    if row is None:
        return None
    return row, tx.execute(select(scheduled_export).where(_e.id == row.export_id)).one()


def token(row: Row[Any]) -> str:
    return public_link.sign(row.secret, _PURPOSE, row.id)


def address(public_url: str, row: Row[Any]) -> str | None:
    """None while the operator hasn't said under which address people come."""
    return f"{public_url.rstrip('/')}/api/v1/public/exports/{token(row)}" if public_url else None


def opened(tx: Transaction, signed: str) -> tuple[Row[Any], Row[Any]]:
    """The run and the export behind an address; one 404 for every address that leads nowhere."""
    found = of_run(tx, signed.partition(".")[0])
    if found is None or public_link.opened(found[0].secret, _PURPOSE, signed) is None or not may_still(tx, found[1]):
        raise NotFound(say("下载地址无效或已过期。", "This address is wrong or has expired."), "export_not_found")
    return found
