"""The whole values of encrypted fields: sealed beside the records, found again by a blind index.

A stored secret is `<id of its data key>:<sealed>`, bound to `record/field`. Each app has keys of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import ColumnElement, delete, insert, select, update

from dougong.apps.models import field_key, sealed_value
from dougong.kit.db import Transaction
from dougong.kit.envelope import DataKey, IndexKey, new_key
from dougong.kit.errors import say
from dougong.kit.ids import new_id
from dougong.kit.sealing import Holder
from dougong.kit.vault import Unreadable
from engines.form.fields.encrypted import compared

Purpose = Literal["data", "index"]
_k, _v = field_key.c, sealed_value.c
_SCRATCH = "apps.sealed"
_CHUNK = 500
_MOST_FOUND = 200


def keep(tx: Transaction, app: str, form: str, field: str, values: Mapping[str, str | None]) -> None:
    """Seals the whole values of a field by the id of their record; None: the record has none any more."""
    forget(tx, app, form, field, list(values))
    rows = [
        {
            "record_id": record_id,
            "field": field,
            "app": app,
            "form": form,
            "secret": wrap(tx, app, text, f"{record_id}/{field}"),
            "blind": blind(tx, app, form, field, text),
            "at": tx.now,
        }
        for record_id, text in values.items()
        if text is not None
    ]
    if rows:
        tx.execute(insert(sealed_value), rows)


def whole(tx: Transaction, app: str, form: str, field: str, record_id: str) -> str | None:
    """The whole value; None when there is none. Whoever asks has looked at the grants."""
    here = _here(app, form, field) & (_v.record_id == record_id)
    secret = tx.execute(select(_v.secret).where(here)).scalar_one_or_none()
    return None if secret is None else unwrap(tx, app, secret, f"{record_id}/{field}")


def holders(tx: Transaction, app: str, form: str, field: str, blinds: Collection[str]) -> dict[str, list[str]]:
    """Which records hold values with these digests, whatever has become of the records: digest → ids."""
    found: dict[str, list[str]] = {}
    wanted = sorted(blinds)
    for start in range(0, len(wanted), _CHUNK):
        some = _v.blind.in_(wanted[start : start + _CHUNK])
        for row in tx.execute(select(_v.blind, _v.record_id).where(_here(app, form, field), some)):
            found.setdefault(row.blind, []).append(row.record_id)
    return found


def find(tx: Transaction, app: str, form: str, field: str, text: str) -> list[str]:
    """The records whose whole value is `text`, at most 200."""
    same = _here(app, form, field) & (_v.blind == blind(tx, app, form, field, text))
    return list(tx.execute(select(_v.record_id).where(same).order_by(_v.record_id).limit(_MOST_FOUND)).scalars())


def blind(tx: Transaction, app: str, form: str, field: str, text: str) -> str:
    """The digest under which equal texts of the field are found."""
    key = _newest(tx, app, "index")[1]
    return IndexKey(key).digest(compared(text), f"{form}/{field}")


def wrap(tx: Transaction, app: str, text: str, place: str) -> str:
    """The text as it may lie in the database at `place`."""
    key_id, key = _newest(tx, app, "data")
    return f"{key_id}:{DataKey(key).seal(text, place)}"


def unwrap(tx: Transaction, app: str, stored: str, place: str) -> str:
    """The text behind `wrap`. Raises Unreadable."""
    key_id, _, sealed = stored.partition(":")
    key = dict(_keys(tx, app, "data")).get(key_id)
    if key is None:
        raise Unreadable(say("字段密钥已不存在。", "The key of this value is gone."))
    return DataKey(key).open(sealed, place)


def forget(tx: Transaction, app: str, form: str, field: str, records: Sequence[str]) -> None:
    """Drops the whole values of a field in these records."""
    for start in range(0, len(records), _CHUNK):
        some = _v.record_id.in_(records[start : start + _CHUNK])
        tx.execute(delete(sealed_value).where(_here(app, form, field), some))


def forget_field(tx: Transaction, app: str, form: str, field: str, until: Any) -> None:
    """Drops what a field held until it was put aside; one of the same name made since keeps its own."""
    tx.execute(delete(sealed_value).where(_here(app, form, field), _v.at <= until))


def forget_form(tx: Transaction, app: str, form: str) -> None:
    """Drops everything a form held."""
    tx.execute(delete(sealed_value).where(_v.app == app, _v.form == form))


def keys(tx: Transaction) -> Iterator[Holder]:
    """The keys of all apps: what lies under them stays as it is when the vault's key is replaced."""
    for row in tx.execute(select(_k.id, _k.secret)).all():
        yield Holder({"secret": (row.secret, _place(row.id))}, update(field_key).where(_k.id == row.id).values)


def _newest(tx: Transaction, app: str, purpose: Purpose) -> tuple[str, str]:
    return (_keys(tx, app, purpose) or [_made(tx, app, purpose)])[-1]


def _keys(tx: Transaction, app: str, purpose: Purpose) -> list[tuple[str, str]]:
    """(id, key) in the order they were made, opened once a transaction."""
    opened: dict[tuple[str, Purpose], list[tuple[str, str]]] = tx.scratch.setdefault(_SCRATCH, {})
    if not opened.get((app, purpose)):
        mine = select(_k.id, _k.secret).where(_k.app == app, _k.purpose == purpose).order_by(_k.id)
        opened[app, purpose] = [(row.id, tx.vault.open(row.secret, _place(row.id))) for row in tx.execute(mine)]
    return opened[app, purpose]


def _made(tx: Transaction, app: str, purpose: Purpose) -> tuple[str, str]:
    """The first key of an app; who comes second finds it."""
    tx.lock(f"field_key/{app}")
    known = _keys(tx, app, purpose)
    if known:
        return known[-1]
    key_id, key = new_id(), new_key()
    row = {"id": key_id, "app": app, "purpose": purpose, "secret": tx.vault.seal(key, _place(key_id))}
    tx.execute(insert(field_key).values(**row, created_at=tx.now))
    known.append((key_id, key))
    return key_id, key


def _here(app: str, form: str, field: str) -> ColumnElement[bool]:
    return (_v.app == app) & (_v.form == form) & (_v.field == field)


def _place(key_id: str) -> str:
    return f"field_key/{key_id}"
