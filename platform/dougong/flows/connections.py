"""Connections of an app to other systems: robots, webhooks, HTTP services. Secrets go in and never come out.

The address of a robot holds its key, so it is kept among the secrets too and shown shortened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Row, delete, insert, select, update

from dougong.apps.problems import invalid
from dougong.apps.repository import AppRow
from dougong.audit.service import record
from dougong.flows import definitions, sealing
from dougong.flows.design_models import connection
from dougong.flows.design_schemas import ConnectionChange, ConnectionCreate
from dougong.flows.refusals import connection_not_found
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, say
from dougong.kit.outbound import CallFailed, split_url
from dougong.kit.web import Actor
from dougong.messaging import signing
from engines.form.keys import make_key
from engines.form.labels import label_text

ROBOTS = frozenset({"dingtalk", "wecom", "feishu"})
MOST = 200
_SETTINGS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("dingtalk", "wecom", "feishu", "webhook"), frozenset({"url"})),
    "http": frozenset({"base_url", "header", "username"}),
}
_SECRETS: Mapping[str, frozenset[str]] = {
    "dingtalk": frozenset({"secret"}),
    "wecom": frozenset(),
    "feishu": frozenset({"secret"}),
    "webhook": frozenset({"secret"}),
    "http": frozenset({"token", "password"}),
}


@dataclass(frozen=True)
class Connection:
    """A connection with its secrets, for those who use it."""

    key: str
    kind: str
    settings: Mapping[str, str]
    secrets: Mapping[str, str]


def find(tx: Transaction, app_id: str, key: str) -> Connection | None:
    """The connection with its secrets; never part of an answer."""
    row = _find(tx, app_id, key)
    if row is None:
        return None
    secrets = sealing.open_connection(tx, app_id, row.key, row.secrets)
    settings = dict(row.settings)
    if "url" in secrets:
        settings["url"] = secrets.pop("url")
    return Connection(row.key, row.kind, settings, secrets)


def kinds(tx: Transaction, app_id: str) -> dict[str, str]:
    """The kind of each connection of the app."""
    c = connection.c
    return {row.key: row.kind for row in tx.execute(select(c.key, c.kind).where(c.app_id == app_id))}


def listing(tx: Transaction, app: AppRow) -> dict[str, Any]:
    rows = tx.execute(select(connection).where(connection.c.app_id == app.id).order_by(connection.c.key))
    users = _users(tx, app.id)
    return {"items": [document(row, users.get(row.key, [])) for row in rows]}


def document(row: Row[Any], used_by: list[str]) -> dict[str, Any]:
    """`Connection` of docs/flows-api.md."""
    return {
        "key": row.key,
        "label": row.label,
        "kind": row.kind,
        "settings": dict(row.settings),
        "secrets": {name: True for name in sorted(row.secrets) if name != "url"},
        "version": row.version,
        "used_by": used_by,
    }


def create(tx: Transaction, actor: Actor, app: AppRow, body: ConnectionCreate) -> dict[str, Any]:
    """A new connection. A webhook without a secret gets one, shown this once as `revealed`."""
    tx.lock(f"flows.connections:{app.id}")
    taken = set(kinds(tx, app.id))
    key = body.key or make_key(label_text(_label(body.label), "zh-CN"), taken, fallback="connection")
    if key in taken or len(taken) >= MOST:
        raise Conflict(say(f"标识“{key}”已被使用。", f"The key “{key}” is taken."), "key_taken")
    secrets: dict[str, str] = {str(name): text for name, text in body.secrets.items()}
    revealed = None
    if body.kind == "webhook" and "secret" not in secrets:
        revealed = secrets["secret"] = signing.new_secret()
    settings, stored = _checked(body.kind, {str(n): text for n, text in body.settings.items()}, secrets, {})
    values = {"label": body.label, "kind": body.kind, "settings": settings, "version": 1}
    values["secrets"] = sealing.seal_connection(tx, app.id, key, stored)
    tx.execute(
        insert(connection).values(app_id=app.id, key=key, updated_at=tx.now, updated_by=actor.person_id, **values)
    )
    record(tx, actor, "connection.create", f"{app.key}/{key}", {"kind": body.kind}, app=app.key)
    shown = document(_row(tx, app.id, key), [])
    return shown | {"revealed": revealed} if revealed else shown


def change(tx: Transaction, actor: Actor, app: AppRow, key: str, body: ConnectionChange) -> dict[str, Any]:
    """Changes what was sent; a secret left out stays."""
    tx.lock(f"flows.connections:{app.id}")
    current = _row(tx, app.id, key)
    used_by = _users(tx, app.id).get(key, [])
    if current.version != body.version:
        sentence = say("连接已被他人修改，请刷新后重试。", "Somebody else has changed this connection; reload.")
        raise Conflict(sentence, "stale", extra={"current": document(current, used_by)})
    settings = current.settings if body.settings is None else {str(n): text for n, text in body.settings.items()}
    secrets = {str(name): text for name, text in (body.secrets or {}).items()}
    known = sealing.open_connection(tx, app.id, key, current.secrets)
    settings, stored = _checked(current.kind, settings, {**_own(known), **secrets}, known)
    values: dict[str, Any] = {"settings": settings, "version": current.version + 1}
    values["secrets"] = sealing.seal_connection(tx, app.id, key, stored)
    if body.label is not None:
        values["label"] = body.label
    where = (connection.c.app_id == app.id) & (connection.c.key == key)
    tx.execute(update(connection).where(where).values(updated_at=tx.now, updated_by=actor.person_id, **values))
    record(tx, actor, "connection.change", f"{app.key}/{key}", {"secrets": sorted(secrets)}, app=app.key)
    return document(_row(tx, app.id, key), used_by)


def remove(tx: Transaction, actor: Actor, app: AppRow, key: str) -> None:
    """Deletes a connection no published flow uses."""
    tx.lock(f"flows.connections:{app.id}")
    _row(tx, app.id, key)
    used_by = _users(tx, app.id).get(key, [])
    if used_by:
        places = "、".join(used_by[:5])
        raise Conflict(say(f"仍被使用：{places}。", f"Still used by: {places}."), "in_use", extra={"used_by": used_by})
    tx.execute(delete(connection).where(connection.c.app_id == app.id, connection.c.key == key))
    record(tx, actor, "connection.delete", f"{app.key}/{key}", app=app.key)


def _checked(
    kind: str, settings: Mapping[str, str], secrets: Mapping[str, str], stored: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Settings and secrets as they are kept. The address of a robot goes to the secrets, unless it came back short."""
    unknown = (set(settings) - _SETTINGS[kind]) | (set(secrets) - _SECRETS[kind])
    if unknown:
        name = sorted(unknown)[0]
        raise invalid(name, "unknown", f"此类连接没有“{name}”。", f"A connection of this kind has no “{name}”.")
    kept_settings, kept_secrets = dict(settings), dict(secrets)
    url = settings.get("url", settings.get("base_url"))
    if "url" in stored and url == _short(stored["url"]):
        url = stored["url"]
    if kind != "http" or url:
        try:
            split_url(url or "")
        except CallFailed as failed:
            raise invalid("settings.url", "url", failed.reason["zh-CN"], failed.reason["en"]) from failed
    if kind in ROBOTS and url:
        kept_secrets["url"] = url
        kept_settings["url"] = _short(url)
    if kind == "webhook" and not signing.is_secret(secrets.get("secret", "")):
        raise invalid(
            "secrets.secret",
            "secret",
            "密钥应为 whsec_ 开头的 Base64。",
            "A secret is whsec_ and 24–64 bytes of Base64.",
        )
    return kept_settings, kept_secrets


def _own(secrets: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in secrets.items() if name != "url"}


def _short(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/…"


def _label(label: Any) -> str | Mapping[str, str]:
    return label if isinstance(label, str) else {str(lang): text for lang, text in label.items()}


def _users(tx: Transaction, app_id: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, _n, definition in definitions.flows.published(tx, app_id):
        for node in definition.get("nodes", ()):
            if node.get("connection") and key not in found.setdefault(node["connection"], []):
                found[node["connection"]].append(key)
    return found


def _row(tx: Transaction, app_id: str, key: str) -> Row[Any]:
    row = _find(tx, app_id, key)
    if row is None:
        raise connection_not_found(key)
    return row


def _find(tx: Transaction, app_id: str, key: str) -> Row[Any] | None:
    return tx.execute(select(connection).where(connection.c.app_id == app_id, connection.c.key == key)).first()
