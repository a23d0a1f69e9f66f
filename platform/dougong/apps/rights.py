"""Who may design an app, who may open it, and through which eyes they read its records.

Builders (`app_builder`) are apart from grants: designing gives no right to data, and a grant none to design. Platform
administrators may design everything.
"""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from dougong.access.compiler import Access
from dougong.access.grants import EVERYONE, OUTSIDE, Grant, Principal, TokenScope
from dougong.apps import repository
from dougong.apps.catalog import AppCatalog, load_grants
from dougong.apps.problems import app_not_found, not_a_builder, not_an_owner
from dougong.apps.repository import AppRow
from dougong.identity.directory import membership
from dougong.identity.rights import refuse_pending
from dougong.identity.service import roles_of
from dougong.kit.db import Database, Transaction
from dougong.kit.web import Actor, Checker, authenticate

DESIGN = "design"
"""The operation a token needs to design."""


def principal_of(tx: Transaction, actor: Actor, app_key: str) -> Principal:
    """The person as the access room sees them in one app: roles and departments, limited by the token used."""
    where = membership(tx, actor.person_id)
    token = TokenScope(actor.token.apps, actor.token.ops) if actor.token else None
    return Principal(
        person_id=actor.person_id,
        name=actor.name,
        email=actor.email,
        department_id=where.department_id,
        department_ids=tuple(sorted(where.above)),
        department_tree=tuple(sorted(where.below)),
        roles=roles_of(tx, actor.person_id, app_key),
        tz=actor.timezone,
        locale=actor.locale,
        token=token,
        outside=actor.outside,
    )


def access_of(tx: Transaction, actor: Actor, catalog: AppCatalog) -> Access:
    """The actor's eyes and hands on the app's records, at the transaction's instant."""
    return Access(catalog.tables, catalog.grants, principal_of(tx, actor, catalog.key), tx.now)


def level_of(tx: Transaction, actor: Actor, app_id: str) -> str | None:
    """`owner`, `designer` or None. Administrators act as owners; nobody from outside designs anything."""
    if actor.outside:
        return None
    if actor.is_admin:
        return "owner"
    return repository.builder_level(tx, app_id, actor.person_id)


def can_design(tx: Transaction, actor: Actor, app: AppRow) -> bool:
    return actor.token_allows(DESIGN, app.key) and level_of(tx, actor, app.id) is not None


def receives(grants: Iterable[Grant], roles: Iterable[str], actor: Actor) -> bool:
    """True when some grant is given to one of the roles, or to everyone (from outside: to everyone from there)."""
    receivers = {OUTSIDE if actor.outside else EVERYONE, *(f"role:{role}" for role in roles)}
    return any(not receivers.isdisjoint(grant.to) for grant in grants)


def open_app(tx: Transaction, actor: Actor, key: str) -> AppRow:
    """The app for somebody who may open it; NotFound for unknown and hidden alike."""
    app = repository.find_app(tx, key)
    if app is None or app.deleted_at is not None or not _visible(tx, actor, app):
        raise app_not_found(key)
    return app


def design_app(tx: Transaction, actor: Actor, key: str, *, deleted: bool = False, owner: bool = False) -> AppRow:
    """The app for somebody who may design it. `deleted`: it must be in the bin. `owner`: only its owners."""
    app = repository.find_app(tx, key)
    if app is None or (app.deleted_at is not None) != deleted:
        raise app_not_found(key)
    level = level_of(tx, actor, app.id) if actor.token_allows(DESIGN, app.key) else None
    if level is None:
        raise not_a_builder() if not deleted and _visible(tx, actor, app) else app_not_found(key)
    if owner and level != "owner":
        raise not_an_owner()
    return app


def _visible(tx: Transaction, actor: Actor, app: AppRow) -> bool:
    if actor.token is not None and actor.token.apps is not None and app.key not in actor.token.apps:
        return False
    if level_of(tx, actor, app.id) is not None:
        return True
    grants = load_grants(repository.list_grants(tx, [app.id])[app.id])
    return receives(grants, roles_of(tx, actor.person_id, app.key), actor)


async def _design(request: Request) -> None:
    """`requires("design")`: the path names an app the caller may design, in the bin or not."""
    actor = await authenticate(request)
    refuse_pending(actor)
    await run_in_threadpool(_check_design, request.app.state.database, actor, request.path_params["app"])


def _check_design(database: Database, actor: Actor, key: str) -> None:
    with database.snapshot() as tx:
        found = repository.find_app(tx, key)
        design_app(tx, actor, key, deleted=found is not None and found.deleted_at is not None)


RIGHTS: dict[str, Checker] = {"design": _design}
