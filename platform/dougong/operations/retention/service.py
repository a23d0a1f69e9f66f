"""Periods: as they are by default, as an administrator chose them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from dougong.audit import service as audit
from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.errors import FieldError, Invalid, say
from dougong.kit.retention import KINDS, Kept
from dougong.kit.web import Actor
from dougong.operations.retention.models import retention

_c = retention.c


def periods(tx: Transaction, settings: Settings) -> dict[str, int | None]:
    """Days that count now, of every kind; None: for ever."""
    chosen = {row.key: row.days for row in tx.execute(select(_c.key, _c.days).where(_c.chosen))}
    return {
        key: chosen[key] if key in chosen and not kind.fixed else kind.default(settings) for key, kind in KINDS.items()
    }


def shown(tx: Transaction, settings: Settings) -> list[dict[str, Any]]:
    """Every kind as an administrator sees it."""
    now = periods(tx, settings)
    rows = {row.key: row for row in tx.execute(select(retention))}
    return [
        {
            "key": key,
            "label": kind.label,
            "text": kind.text,
            "days": now[key],
            "default": kind.default(settings),
            "least": kind.least,
            "most": kind.most,
            "always": kind.always,
            "removed": rows[key].removed if key in rows else 0,
            "ran_at": rows[key].ran_at if key in rows else None,
        }
        for key, kind in KINDS.items()
    ]


def choose(tx: Transaction, actor: Actor, settings: Settings, wanted: Mapping[str, int | None]) -> None:
    """From the next run on; kinds that are not named stay as they are."""
    errors = [error for key, days in wanted.items() if (error := _refused(key, days)) is not None]
    if errors:
        raise Invalid(errors[0].message, "bad_period", errors)
    before = periods(tx, settings)
    changed = {key: days for key, days in wanted.items() if days != before[key]}
    for key, days in changed.items():
        _note(tx, key, {"chosen": True, "days": days})
    if changed:
        told = {key: [before[key], days] for key, days in changed.items()}
        audit.record(tx, actor, "retention.set", "retention:periods", told)


def note_run(tx: Transaction, key: str, removed: int) -> None:
    """Something of this kind was dropped, or nothing was old enough."""
    _note(tx, key, {"ran_at": tx.now}, removed)


def _note(tx: Transaction, key: str, values: Mapping[str, Any], removed: int = 0) -> None:
    insert = postgresql.insert if tx.dialect == "postgresql" else sqlite.insert
    first = insert(retention).values(**{"key": key, "chosen": False, "removed": removed, **values})
    change = {**values, "removed": _c.removed + removed}
    tx.execute(first.on_conflict_do_update(index_elements=["key"], set_=change))


def _refused(key: str, days: int | None) -> FieldError | None:
    kind = KINDS.get(key)
    if kind is None or kind.fixed:
        return FieldError(key, "unknown_period", say(f"没有可设置的期限“{key}”。", f"There is no period “{key}”."))
    if days is None:
        text = say("不能永久保留，请填写天数。", "It can't be kept for ever; say how many days.")
        return None if kind.always else FieldError(key, "not_for_ever", text)
    if kind.least <= days <= kind.most:
        return None
    return FieldError(key, "out_of_bounds", _bounds(kind))


def _bounds(kind: Kept) -> Any:
    return say(
        f"“{kind.label['zh-CN']}”须在 {kind.least} 到 {kind.most} 天之间。",
        f"“{kind.label['en']}” must be between {kind.least} and {kind.most} days.",
    )
