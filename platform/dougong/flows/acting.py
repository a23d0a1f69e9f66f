"""As whom a flow reads and writes records. It never has more than somebody gave it.

`acts_as: initiator`: the grants of the person who started it, as they are now; the clock's flows have nobody, so they
may do nothing. `acts_as: app`: the grants given to `flow:<key>` in the app's roles. A step that a person does (`step:`)
writes the fields that its node lets be written, on its one record, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import ColumnElement, FromClause, bindparam, false, select

from dougong.access.compiler import Access
from dougong.access.context import Context
from dougong.access.grants import Grant, Principal
from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.apps.rights import access_of, principal_of
from dougong.flows.hooks import hooks
from dougong.identity import authentication
from dougong.identity.models import person
from dougong.kit.db import Transaction
from dougong.kit.types import Id
from dougong.kit.web import Actor
from dougong.records.system import SYSTEM
from dougong.records.work import Work
from engines.flow.definition import Flow

STEP_GRANT = "step"
RECORD = "ctx_step_record"


def actor_of(tx: Transaction, person_id: str) -> Actor | None:
    """A person as the one behind a flow's writes."""
    row = tx.execute(select(person).where(person.c.id == person_id)).first()
    return None if row is None else replace(authentication.actor_of(row), door="system")


def work_of(tx: Transaction, app_key: str, flow_app: str, flow: Flow, initiator: str | None) -> Work:
    """The unit of work of a flow's own reading and writing in an app (its own, or another one)."""
    catalog = app_catalog(tx, app_key, hold=True)
    actor = (actor_of(tx, initiator) if initiator else None) or SYSTEM
    if flow.acts_as == "app":
        access = _as_flow(tx, catalog, flow_app, flow, actor)
    elif actor.person_id:
        access = access_of(tx, actor, catalog)
    else:
        access = Access(catalog.tables, (), Principal(person_id=None), tx.now)
    return Work(tx, catalog, actor, access, "flow", hooks.listeners)


def _as_flow(tx: Transaction, catalog: AppCatalog, flow_app: str, flow: Flow, actor: Actor) -> Access:
    """Through the grants to `flow:<key>`; `user` in their formulas is who started the flow."""
    who = principal_of(tx, actor, catalog.key) if actor.person_id else Principal(person_id=None)
    key = flow.key if flow_app == catalog.key else f"{flow_app}.{flow.key}"
    return Access(catalog.tables, catalog.grants, replace(who, flow=key, token=None), tx.now)


def step_access(
    tx: Transaction,
    catalog: AppCatalog,
    actor: Actor,
    form: str,
    record_id: str,
    read: Iterable[str],
    write: Iterable[str],
) -> Access:
    """A person's eyes and hands on one record through a step: the fields it gives, and no others."""
    grant = Grant(
        id=STEP_GRANT,
        to=("everyone", "outside"),
        form=form,
        ops=frozenset({"read", "update"}),
        rows="task",
        read=frozenset(read),
        write=frozenset(write),
    )
    # the token's own limits have been looked at by the door; here the step is the grant
    principal = replace(principal_of(tx, actor, catalog.key), token=None)

    def rows_of_step(form: str, table: FromClause, context: Context) -> ColumnElement[bool]:
        # a parameter, because statements are kept and used again for other records of the same step
        return table.c["id"] == bindparam(RECORD, record_id, type_=Id()) if form == grant.form else false()

    access = Access(catalog.tables, (grant,), principal, tx.now, task_rows=rows_of_step)
    access.context.params[RECORD] = record_id
    return access


def step_work(
    tx: Transaction,
    catalog: AppCatalog,
    actor: Actor,
    form: str,
    record_id: str,
    read: Iterable[str],
    write: Iterable[str],
) -> Work:
    """The unit of work of what a person changes while doing a task."""
    access = step_access(tx, catalog, actor, form, record_id, read, write)
    return Work(tx, catalog, actor, access, "flow", hooks.listeners)
