"""Which records, people and departments came with an app's demo data: one row each in `demo_part`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from sqlalchemy import Select, delete, func, insert, select

from dougong.apps.models import demo_part
from dougong.kit.db import Transaction

Kind = Literal["record", "person", "department"]
_c = demo_part.c
_CHUNK = 5_000


def add(tx: Transaction, app_id: str, kind: Kind, ids: Iterable[str], form: str = "") -> None:
    """Notes that these came with the demo data; what is noted already stays so."""
    wanted = list(dict.fromkeys(ids))
    if kind != "record":
        known = set(tx.execute(select(_c.id).where(_c.app_id == app_id, _c.kind == kind)).scalars())
        wanted = [each for each in wanted if each not in known]
    rows = [{"app_id": app_id, "kind": kind, "form": form, "id": each} for each in wanted]
    for start in range(0, len(rows), _CHUNK):
        tx.execute(insert(demo_part), rows[start : start + _CHUNK])


def ids_of(app_id: str, kind: Kind, form: str = "") -> Select[Any]:
    """The ids, as a question or as part of one."""
    return select(_c.id).where(_c.app_id == app_id, _c.kind == kind, _c.form == form)


def forms_of(tx: Transaction, app_id: str) -> dict[str, int]:
    """How many records of each form came with the demo data."""
    counted = select(_c.form, func.count()).where(_c.app_id == app_id, _c.kind == "record").group_by(_c.form)
    rows: Sequence[Any] = tx.execute(counted).all()
    return {row[0]: row[1] for row in rows}


def elsewhere(tx: Transaction, app_id: str, kind: Kind) -> set[str]:
    """Ids that other apps' demo data have too."""
    own = select(_c.id).where(_c.app_id == app_id, _c.kind == kind)
    return set(tx.execute(select(_c.id).where(_c.app_id != app_id, _c.kind == kind, _c.id.in_(own))).scalars())


def forget(tx: Transaction, app_id: str, kind: Kind, ids: Iterable[str]) -> None:
    """They don't belong to the demo data any more."""
    wanted = list(ids)
    for start in range(0, len(wanted), 500):
        mine = (_c.app_id == app_id, _c.kind == kind, _c.id.in_(wanted[start : start + 500]))
        tx.execute(delete(demo_part).where(*mine))
