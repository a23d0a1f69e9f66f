"""Providers people may sign in through, as an administrator has set them up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Row, delete, func, insert, select, update

from dougong.accounts.models import identity_link, identity_provider
from dougong.audit import service as audit
from dougong.identity.policy import roles_to_choose
from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, FieldError, Invalid, NotFound, Text, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.sealing import Holder
from dougong.kit.web import Actor

MOST = 10
ANY_DOMAIN = "*"
_c = identity_provider.c
_SHOWN = ("id", "name", "issuer", "client_id", "domains", "creates", "roles", "trusted", "active", "version")


def listing(tx: Transaction) -> list[dict[str, Any]]:
    """All of them for administrators, without their secrets."""
    links = select(identity_link.c.provider_id, func.count().label("people")).group_by(identity_link.c.provider_id)
    people = {row.provider_id: row.people for row in tx.execute(links)}
    rows = tx.execute(select(identity_provider).order_by(_c.name, _c.id))
    return [{key: row._mapping[key] for key in _SHOWN} | {"people": people.get(row.id, 0)} for row in rows]


def shown_to_strangers(tx: Transaction, settings: Settings) -> list[dict[str, Any]]:
    """`{id, name}` of those one can sign in through now: without an address of our own none can send anybody back."""
    if not settings.public_url:
        return []
    rows = tx.execute(select(_c.id, _c.name).where(_c.active).order_by(_c.name, _c.id))
    return [dict(row._mapping) for row in rows]


def get(tx: Transaction, provider_id: str, *, active: bool = False) -> Row[Any]:
    """A row of `identity_provider`; 404 when there is none (`active`: or it is switched off)."""
    row = tx.execute(select(identity_provider).where(_c.id == provider_id)).first() if is_id(provider_id) else None
    if row is None or (active and not row.active):
        raise NotFound(say("找不到这个登录方式。", "There is no such provider."))
    return row


def secret_of(tx: Transaction, row: Row[Any]) -> str:
    return tx.vault.open(row.client_secret, _place(row.id))


def add(tx: Transaction, actor: Actor, settings: Settings, values: Mapping[str, Any]) -> str:
    """→ the id of a new one."""
    if tx.execute(select(func.count()).select_from(identity_provider)).scalar_one() >= MOST:
        raise Conflict(say(f"最多 {MOST} 个登录方式。", f"There are at most {MOST} providers."), "too_many")
    _check(tx, settings, values)
    provider_id = new_id()
    sealed = tx.vault.seal(values["client_secret"], _place(provider_id))
    row = dict(values) | {"id": provider_id, "client_secret": sealed, "created_at": tx.now, "version": 1}
    tx.execute(insert(identity_provider).values(**row))
    told = {key: values[key] for key in ("name", "issuer", "domains", "creates", "trusted")}
    audit.record(tx, actor, "provider.create", f"provider:{provider_id}", told)
    return provider_id


def change(tx: Transaction, actor: Actor, settings: Settings, provider_id: str, values: Mapping[str, Any]) -> None:
    """Changes it; another issuer ends all links, because who somebody is there is said by the issuer."""
    before = get(tx, provider_id)
    wanted = dict(values)
    if wanted.pop("version", before.version) != before.version:
        raise Conflict(say("别人刚刚修改过，请刷新后重试。", "Somebody has just changed this; reload and try again."))
    _check(tx, settings, wanted)
    if "client_secret" in wanted:
        wanted["client_secret"] = tx.vault.seal(wanted["client_secret"], _place(provider_id))
    if wanted.get("issuer", before.issuer) != before.issuer:
        if "client_secret" not in wanted:  # a stored secret goes to who it was given for, and to nobody else
            raise _wrong("client_secret", say("更换签发方时请重新填写密钥。", "Another issuer needs its own secret."))
        tx.execute(delete(identity_link).where(identity_link.c.provider_id == provider_id))
    tx.execute(update(identity_provider).where(_c.id == provider_id).values(**wanted, version=_c.version + 1))
    told = {key: value for key, value in wanted.items() if key != "client_secret"}
    audit.record(tx, actor, "provider.update", f"provider:{provider_id}", told)


def remove(tx: Transaction, actor: Actor, provider_id: str) -> None:
    get(tx, provider_id)
    tx.execute(delete(identity_provider).where(_c.id == provider_id))
    audit.record(tx, actor, "provider.delete", f"provider:{provider_id}")


def holders(tx: Transaction) -> Iterator[Holder]:
    """Everything that is sealed here."""
    for row in tx.execute(select(_c.id, _c.client_secret)).all():
        mine = update(identity_provider).where(_c.id == row.id)
        yield Holder({"client_secret": (row.client_secret, _place(row.id))}, mine.values)


def speaks_for(domains: Sequence[str], email: str) -> bool:
    """Whether a provider with these domains may say whose this address is."""
    return ANY_DOMAIN in domains or email.rpartition("@")[2] in domains


def _check(tx: Transaction, settings: Settings, values: Mapping[str, Any]) -> None:
    if "issuer" in values:
        parts = urlsplit(values["issuer"])
        named = [each.strip() for each in settings.outbound_allow.split(",")]
        plain = parts.scheme == "http" and parts.hostname in named
        if not parts.hostname or parts.query or parts.fragment or not (parts.scheme == "https" or plain):
            raise _wrong("issuer", say("签发方地址须以 https:// 开头。", "An issuer is an https address."))
    unknown = set(values.get("roles", ())) - {f"{row['app']}:{row['key']}" for row in roles_to_choose(tx)}
    if unknown:
        raise _wrong("roles", say(f"角色不存在：{min(unknown)}。", f"There is no role {min(unknown)}."))


def _wrong(field: str, text: Text) -> Invalid:
    return Invalid(text, "invalid_provider", [FieldError(field, "invalid", text)])


def _place(provider_id: str) -> str:
    return f"provider/{provider_id}"
