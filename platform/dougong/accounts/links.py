"""Through which providers somebody signs in, and taking that back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, func, select

from dougong.accounts.models import identity_link, identity_provider
from dougong.audit import service as audit
from dougong.identity import people
from dougong.identity.passwords import NO_PASSWORD
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, NotFound, say
from dougong.kit.ids import is_id
from dougong.kit.web import Actor

_l = identity_link.c
_p = identity_provider.c


def links_of(tx: Transaction, person_id: str) -> list[dict[str, Any]]:
    """`{id, provider, subject, active, created_at, used_at}`, the one used last first."""
    shown = (_l.id, _p.name.label("provider"), _l.subject, _p.active, _l.created_at, _l.used_at)
    statement = select(*shown).join(identity_provider, _p.id == _l.provider_id).where(_l.person_id == person_id)
    return [dict(row._mapping) for row in tx.execute(statement.order_by(_l.used_at.desc(), _l.id))]


def unlink(tx: Transaction, actor: Actor, person_id: str, link_id: str) -> None:
    """Forgets who somebody is at a provider; it may be found again by the e-mail address. Raises NotFound, and Conflict
    for one's own only way in.
    """
    mine = (_l.id == link_id, _l.person_id == person_id)
    found = (
        tx.execute(select(_p.name).join(identity_link, _l.provider_id == _p.id).where(*mine)).first()
        if is_id(link_id)
        else None
    )
    if found is None:
        raise NotFound(say("找不到这个关联。", "There is no such link."))
    if actor.person_id == person_id and _is_only_way(tx, person_id):
        raise Conflict(
            say("这是你唯一的登录方式，请先设置密码。", "This is your only way in; set a password first."), "only_way"
        )
    tx.execute(delete(identity_link).where(*mine))
    audit.record(tx, actor, "person.unlink_provider", f"person:{person_id}", {"provider": found.name})


def _is_only_way(tx: Transaction, person_id: str) -> bool:
    _, stored = people.password_facts(tx, person_id)
    count = select(func.count()).select_from(identity_link).where(_l.person_id == person_id)
    return stored == NO_PASSWORD and tx.execute(count).scalar_one() < 2
