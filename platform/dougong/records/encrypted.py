"""Encrypted fields in the write pipeline: what was typed is compared, then sealed beside the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from dougong.apps import sealed
from dougong.kit.errors import FieldError, say
from dougong.records.problems import invalid_record
from dougong.records.repository import chunks
from dougong.records.statements import PerForm
from dougong.records.work import Item, Work
from engines.form.fields.encrypted import EncryptedField, Secret

FIELDS = PerForm(
    lambda catalog, form_key: tuple(f for f in catalog.form(form_key).fields if isinstance(f, EncryptedField))
)


def check_unique(work: Work, form_key: str, items: Sequence[Item]) -> None:
    """Gives a problem to each item whose secret another live record, or an earlier item, has.

    Two who write the same one at the same time wait for each other: no index stands behind this.
    """
    for field in FIELDS.of(work.app.tables, form_key):
        if not field.unique:
            continue
        wanted = {item.index: (item, digest) for item in items if (digest := _digest(work, form_key, field, item))}
        if not wanted:
            continue
        work.tx.lock(f"sealed/{work.app.key}/{form_key}/{field.key}")
        taken = _taken(work, form_key, field, {digest for _, digest in wanted.values()})
        first: dict[str, Item] = {}
        for item, digest in wanted.values():
            others = [holder for holder in taken.get(digest, ()) if holder != item.record_id]
            if others or first.setdefault(digest, item) is not item:
                item.problem = invalid_record([FieldError(field.key, "not_unique", _repeated(field))])


def keep(work: Work, form_key: str, items: Sequence[Item]) -> None:
    """Seals what was typed into encrypted fields. The records themselves were written with the masked texts."""
    for field in FIELDS.of(work.app.tables, form_key):
        changed: dict[str, str | None] = {}
        for item in items:
            if item.new is not None and item.outcome is not None and field.key in item.outcome.changed:
                value = item.outcome.values.get(field.key)
                changed[item.new.id] = value.whole if isinstance(value, Secret) else None
        if changed:
            sealed.keep(work.tx, work.app.key, form_key, field.key, changed)


def _digest(work: Work, form_key: str, field: EncryptedField, item: Item) -> str | None:
    """Of the secret this item wants to hold; None: none, or it stays as it is."""
    if not item.alive or item.op == "delete":
        return None
    text: Any = None
    if item.op == "restore" and item.old is not None and item.old.values.get(field.key) is not None:
        text = sealed.whole(work.tx, work.app.key, form_key, field.key, item.old.id)
    elif item.outcome is not None and field.key in item.outcome.changed:
        value = item.outcome.values.get(field.key)
        text = value.whole if isinstance(value, Secret) else None
    return None if text is None else sealed.blind(work.tx, work.app.key, form_key, field.key, text)


def _taken(work: Work, form_key: str, field: EncryptedField, digests: set[str]) -> dict[str, list[str]]:
    """Live records that hold these digests: digest → ids."""
    holders = sealed.holders(work.tx, work.app.key, form_key, field.key, digests)
    table = work.app.tables.table(form_key)
    live: set[str] = set()
    for chunk in chunks(sorted({each for ids in holders.values() for each in ids})):
        held = table.c.id.in_(chunk), table.c.deleted_at.is_(None), table.c[field.key].is_not(None)
        live |= set(work.tx.execute(select(table.c.id).where(*held)).scalars())
    found: dict[str, list[str]] = defaultdict(list)
    for digest, ids in holders.items():
        found[digest] = [each for each in ids if each in live]
    return found


def _repeated(field: EncryptedField) -> Any:
    names = field.names
    return say(f"{names['zh-CN']}：此值已存在，不能重复。", f"{names['en']}: this value exists already.")
