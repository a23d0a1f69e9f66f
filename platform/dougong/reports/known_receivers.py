"""Whoever a delivery or an alert names must be there: a role of the app, a group, a department, an active person."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, Table, or_, select

from dougong.identity.directory import existing_people, people_by_email
from dougong.identity.models import department, person_group, role
from dougong.kit.db import Transaction
from dougong.kit.ids import is_id
from dougong.reports.checking import Document, Fault
from engines.report.errors import Message, sentence

_PARTS = (("deliveries", "delivery"), ("alerts", "alert"))
_GONE = {
    "role": ("角色不存在。", "There is no such role."),
    "group": ("用户组不存在。", "There is no such group."),
    "department": ("部门不存在。", "There is no such department."),
    "email": ("收件人不存在或已停用。", "This person isn't there or has left."),
    "person": ("收件人不存在或已停用。", "This person isn't there or has left."),
}
_MOST = 500
"""Receivers looked up of one dashboard; a definition is also checked while its shape is still wrong."""


def faults(tx: Transaction, app: str, definition: Document) -> Iterator[Fault]:
    """A warning for each receiver that is not there: the others still get theirs."""
    named = list(_named(definition))[:_MOST]
    there = _there(tx, app, {receiver for _path, _where, _code, receiver in named})
    for path, where, code, receiver in named:
        kind, _, name = receiver.partition(":")
        if name and kind in _GONE and receiver not in there:
            yield Fault(path, None, where, code, _message(kind, name), "warning")


def _named(definition: Document) -> Iterator[tuple[tuple[str | int, ...], str, str, str]]:
    """Path, place, code and text of every receiver, in a definition of any shape."""
    for part, code in _PARTS:
        items = definition.get(part)
        for at, item in enumerate(items if isinstance(items, list) else ()):
            receivers = item.get("to") if isinstance(item, dict) else None
            for index, receiver in enumerate(receivers if isinstance(receivers, list) else ()):
                if isinstance(receiver, str):
                    yield (part, at, "to", index), f"{part}.{item.get('key', '')}", code, receiver


def _there(tx: Transaction, app: str, receivers: Collection[str]) -> set[str]:
    by_kind: dict[str, set[str]] = {}
    for receiver in receivers:
        kind, _, name = receiver.partition(":")
        by_kind.setdefault(kind, set()).add(name)
    found: set[str] = set()
    if roles := by_kind.get("role"):
        keys = tx.execute(select(role.c.key).where(role.c.app == app, role.c.key.in_(roles))).scalars()
        found |= {f"role:{key}" for key in keys}
    if people := by_kind.get("person"):
        found |= {f"person:{each}" for each in existing_people(tx, people)}
    if emails := by_kind.get("email"):
        known = people_by_email(tx, emails)
        found |= {f"email:{each}" for each in emails if each.lower() in known}
    for kind, table in (("department", department), ("group", person_group)):
        if names := by_kind.get(kind):
            found |= {f"{kind}:{each}" for each in _by_id_or_name(tx, table, names)}
    return found


def _by_id_or_name(tx: Transaction, table: Table, names: Collection[str]) -> Iterator[str]:
    asked: ColumnElement[bool] = or_(table.c.id.in_([each for each in names if is_id(each)]), table.c.name.in_(names))
    for row in tx.execute(select(table.c.id, table.c.name).where(asked)):
        yield from (str(row.id), row.name)


def _message(kind: str, name: str) -> Message:
    """What was deleted is known by an id only, which tells nobody anything."""
    zh, en = _GONE[kind]
    return sentence(zh, en) if is_id(name) else sentence(f"{zh[:-1]}：{name}。", f"{en[:-1]}: {name}.")
