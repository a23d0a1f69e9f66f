"""Who a provider's claims are here.

A subject that was linked once is that person for ever, whatever their address is now. A new subject is linked by an
address only when the provider says it is verified *and* an administrator has said that this provider speaks for its
domain; else whoever can register any address at some provider could take the account behind it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, insert, select, update

from dougong.accounts.models import identity_link
from dougong.accounts.providers import speaks_for
from dougong.audit import service as audit
from dougong.identity import people, signin
from dougong.identity.authentication import actor_of
from dougong.identity.models import person
from dougong.identity.passwords import NO_PASSWORD
from dougong.identity.service import RoleMember, add_to_role
from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.errors import NotAllowed, say
from dougong.kit.ids import new_id

_l = identity_link.c
_LONGEST_SUBJECT = 255
_LONGEST_NAME = 100


def arrive(
    tx: Transaction, settings: Settings, provider: Row[Any], claims: dict[str, Any], caller: signin.Caller
) -> signin.Entered | signin.Asked:
    """A session for whom the claims name, or the question for their second factor. Raises NotAllowed."""
    subject = str(claims["sub"])
    if not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise _refuse("subject", "登录服务给出的标识无效。", "The provider's name for you is not usable.")
    mine = (_l.provider_id == provider.id, _l.subject == subject)
    linked = tx.execute(select(_l.person_id).where(*mine)).scalar_one_or_none()
    if linked is None:
        linked = _by_address(tx, settings, provider, claims)
        row = {"id": new_id(), "provider_id": provider.id, "subject": subject, "person_id": linked}
        tx.execute(insert(identity_link).values(**row, created_at=tx.now, used_at=tx.now))
        who = tx.execute(select(person).where(person.c.id == linked)).one()
        audit.record(tx, actor_of(who), "person.link_provider", f"person:{linked}", {"provider": provider.name})
    else:
        tx.execute(update(identity_link).where(*mine).values(used_at=tx.now))
    stored = tx.execute(
        select(person.c.password_hash).where(person.c.id == linked, person.c.active)
    ).scalar_one_or_none()
    come = stored and signin.admit(tx, settings, linked, stored, caller, method="oidc", trusted=provider.trusted)
    if not come:
        raise _refuse(
            "no_account", "此账号已停用，请联系管理员。", "This account is switched off; ask your administrator."
        )
    return come


def _by_address(tx: Transaction, settings: Settings, provider: Row[Any], claims: dict[str, Any]) -> str:
    email = claims.get("email")
    if not isinstance(email, str) or claims.get("email_verified") is not True or email.count("@") != 1:
        raise _refuse(
            "email_not_verified",
            "登录服务没有提供已验证的邮箱。",
            "The provider names no verified e-mail address of yours.",
        )
    address = email.strip().lower()
    if not speaks_for(provider.domains, address) or len(address) > 254:
        raise _refuse(
            "domain", "此邮箱不在允许登录的域名内。", "Your address is not of a domain that may sign in this way."
        )
    found = tx.execute(select(person).where(person.c.email == address)).first()
    if found is not None and found.active:
        return str(found.id)
    if found is not None or not provider.creates:
        raise _refuse(
            "no_account",
            "没有这个邮箱的账号，请联系管理员。",
            "There is no account with your address; ask your administrator.",
        )
    return _hire(tx, settings, provider, address, claims)


def _hire(tx: Transaction, settings: Settings, provider: Row[Any], address: str, claims: dict[str, Any]) -> str:
    told = claims.get("name") or claims.get("preferred_username")
    name = told.strip()[:_LONGEST_NAME] if isinstance(told, str) else ""
    new = people.NewPerson(
        email=address,
        name=name or address.partition("@")[0],
        password_hash=NO_PASSWORD,
        locale=settings.language,
        timezone=settings.timezone,
        must_change_password=False,
    )
    person_id: str = people.create_person(tx, None, new)["id"]
    for role in provider.roles:
        app, _, key = role.partition(":")
        add_to_role(tx, app, key, RoleMember("person", person_id))
    return person_id


def _refuse(code: str, zh: str, en: str) -> NotAllowed:
    return NotAllowed(say(zh, en), f"sign_in_{code}")
