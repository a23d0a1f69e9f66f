"""Trained models, version by version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select

from dougong.analytics.models import analysis_model
from dougong.kit.db import Transaction
from dougong.kit.ids import new_id

_c = analysis_model.c


@dataclass(frozen=True)
class Trained:
    """A model that was trained just now, to be kept."""

    key: str
    form: str
    label: Any
    settings: Mapping[str, Any]
    write: Mapping[str, str]
    fitted: Mapping[str, Any]
    tested: Mapping[str, Any]
    at: datetime


def newest(tx: Transaction, app_id: str, key: str) -> Row[Any] | None:
    """The last version of a model."""
    mine = select(analysis_model).where(_c.app_id == app_id, _c.key == key)
    return tx.execute(mine.order_by(_c.version.desc()).limit(1)).first()


def version(tx: Transaction, app_id: str, key: str, n: int) -> Row[Any] | None:
    """One of its versions."""
    return tx.execute(select(analysis_model).where(_c.app_id == app_id, _c.key == key, _c.version == n)).first()


def versions(tx: Transaction, app_id: str, key: str, limit: int = 50) -> list[Row[Any]]:
    """Its versions, newest first."""
    mine = select(analysis_model).where(_c.app_id == app_id, _c.key == key)
    return list(tx.execute(mine.order_by(_c.version.desc()).limit(limit)))


def all_newest(tx: Transaction, app_id: str) -> list[Row[Any]]:
    """The last version of each model of an app, by key."""
    last = select(_c.key, func.max(_c.version).label("version")).where(_c.app_id == app_id).group_by(_c.key).subquery()
    joined = analysis_model.join(last, (last.c.key == _c.key) & (last.c.version == _c.version))
    return list(tx.execute(select(analysis_model).select_from(joined).where(_c.app_id == app_id).order_by(_c.key)))


def keep(tx: Transaction, app_id: str, trained: Trained, by: str | None) -> int:
    """The next version. → its number"""
    before = newest(tx, app_id, trained.key)
    n = (before.version if before is not None else 0) + 1
    fitted = trained.fitted
    tx.execute(
        insert(analysis_model).values(
            id=new_id(), app_id=app_id, key=trained.key, version=n, form=trained.form, label=trained.label,
            settings=dict(trained.settings), write=dict(trained.write), fitted=dict(fitted),
            tested=dict(trained.tested), used=bool(trained.tested["beats_null"]),
            trained_from=_day(fitted["trained_from"]), trained_to=_day(fitted["trained_to"]),
            trained_at=trained.at, trained_by=by,
        )
    )  # fmt: skip
    return n


def _day(text: str) -> Any:
    return datetime.fromisoformat(text).date()
