"""Who must have a second factor: nobody, administrators, bearers of roles, or everyone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from dougong.audit import service as audit
from dougong.identity.authentication import TOPIC
from dougong.identity.models import person, role, second_factor, session, sign_in_policy
from dougong.identity.service import roles_by_app
from dougong.kit.db import Transaction
from dougong.kit.errors import FieldError, Invalid, say
from dougong.kit.web import Actor

_ONE = "policy"


@dataclass(frozen=True)
class Policy:
    """`roles`: `app:role`."""

    everyone: bool = False
    admins: bool = False
    roles: tuple[str, ...] = ()


def policy(tx: Transaction) -> Policy:
    """What is demanded now."""
    row = tx.execute(select(sign_in_policy)).first()
    return Policy(row.everyone, row.admins, tuple(row.roles)) if row else Policy()


def demands(tx: Transaction, who: Row[Any], now: Policy | None = None) -> bool:
    """Whether this person (a row of `person`) must have a second factor."""
    wanted = now or policy(tx)
    if wanted.everyone or (wanted.admins and who.is_admin):
        return True
    if not wanted.roles:
        return False
    borne = {f"{app}:{key}" for app, keys in roles_by_app(tx, who.id).items() for key in keys}
    return not borne.isdisjoint(wanted.roles)


def set_policy(tx: Transaction, actor: Actor, wanted: Policy) -> None:
    """From now on; who is signed in without a second factor and must have one is led to setting it up."""
    _require_roles(tx, wanted.roles)
    before = policy(tx)
    tx.execute(delete(sign_in_policy))
    values = {"everyone": wanted.everyone, "admins": wanted.admins, "roles": list(wanted.roles)}
    tx.execute(insert(sign_in_policy).values(id=_ONE, **values, updated_at=tx.now))
    audit.record(tx, actor, "sign_in.policy", "sign_in:policy", {"before": vars(before), "after": vars(wanted)})
    enrolled = select(second_factor.c.person_id).where(second_factor.c.confirmed_at.is_not(None))
    s = session.c
    bare = select(s.person_id).where(s.expires_at > tx.now, s.proved.is_(False), s.person_id.not_in(enrolled))
    for who in tx.execute(select(person).where(person.c.id.in_(bare))).all():
        mine = update(session).where(s.person_id == who.id, s.proved.is_(False))
        tx.execute(mine.values(must_enrol=demands(tx, who, wanted)))
    tx.announce(TOPIC)


def roles_to_choose(tx: Transaction) -> list[dict[str, Any]]:
    """`{app, key, label}` of every role there is."""
    rows = tx.execute(select(role.c.app, role.c.key, role.c.label).order_by(role.c.app, role.c.position, role.c.key))
    return [dict(row._mapping) for row in rows]


def _require_roles(tx: Transaction, wanted: Sequence[str]) -> None:
    known = {f"{row['app']}:{row['key']}" for row in roles_to_choose(tx)}
    unknown = [each for each in wanted if each not in known]
    if unknown:
        text = say(f"角色不存在：{unknown[0]}。", f"There is no role {unknown[0]}.")
        raise Invalid(text, "unknown_role", [FieldError("roles", "unknown_role", text)])
