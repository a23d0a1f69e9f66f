"""Saved views of a form: personal ones, and shared ones that only designers change. A locked one is changed by nobody
until it is unlocked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, or_, select, update

from dougong.apps.catalog import AppCatalog
from dougong.apps.rights import can_design, open_app
from dougong.audit.service import record as record_audit
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, NotAllowed, NotFound, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.types import Id
from dougong.kit.web import Actor
from dougong.records.models import saved_view
from dougong.records.reading.callers import Caller
from dougong.records.reading.executor import Executor
from dougong.records.reading.query import ViewQuery
from dougong.records.schemas import ViewBody, ViewChange
from dougong.records.view_settings import must_fit, present, settings_of
from engines.form.views import ViewSettings

MOST_PERSONAL = 50
_c = saved_view.c


def list_views(tx: Transaction, actor: Actor, app: AppCatalog, form_key: str) -> list[dict[str, Any]]:
    """The person's own views and the shared ones, oldest first; without fields that are gone."""
    app_key = app.key
    mine = or_(_c.owner_id == actor.person_id, _c.shared)
    statement = select(saved_view).where(_c.app == app_key, _c.form == form_key, mine).order_by(_c.created_at, _c.id)
    return [present(_document(row, actor), app, form_key) for row in tx.execute(statement)]


def create_view(tx: Transaction, actor: Actor, caller: Caller, form_key: str, body: ViewBody) -> dict[str, Any]:
    """A new view; sharing it needs the right to design."""
    app_key = caller.app.key
    app = open_app(tx, actor, app_key)
    must_fit(body, caller, form_key)
    if body.shared and not can_design(tx, actor, app):
        raise _not_shareable()
    own = select(_c.id).where(_c.app == app_key, _c.form == form_key, _c.owner_id == actor.person_id)
    if len(tx.execute(own.limit(MOST_PERSONAL)).all()) >= MOST_PERSONAL:
        raise Conflict(
            say(f"每个表单最多保存 {MOST_PERSONAL} 个视图。", f"At most {MOST_PERSONAL} views per form."),
            "too_many_views",
        )
    view_id = new_id()
    tx.execute(
        insert(saved_view).values(
            id=view_id,
            app=app_key,
            form=form_key,
            owner_id=actor.person_id,
            version=1,
            created_at=tx.now,
            updated_at=tx.now,
            **_columns(body),
        )
    )
    record_audit(tx, actor, "view.create", f"{app_key}/{form_key}/view/{view_id}", app=app_key)
    return _document(_one(tx, actor, app_key, form_key, view_id), actor)


def change_view(
    tx: Transaction, actor: Actor, caller: Caller, form_key: str, view_id: str, body: ViewChange
) -> dict[str, Any]:
    """Replaces a view. 409 when somebody changed it since, or when it is locked and stays so."""
    app_key = caller.app.key
    row = _one(tx, actor, app_key, form_key, view_id)
    _may_change(tx, actor, app_key, row, sharing=body.shared)
    if row.body.get("locked") and body.locked:
        raise _locked()
    must_fit(body, caller, form_key)
    changed = tx.execute(
        update(saved_view)
        .where(_c.id == view_id, _c.version == body.version)
        .values(version=body.version + 1, updated_at=tx.now, **_columns(body))
    )
    if changed.rowcount == 0:
        raise Conflict(
            say("此视图已被修改，请刷新后重试。", "Somebody changed this view; reload and try again."),
            "version_conflict",
            extra={"current": _document(row, actor)},
        )
    record_audit(tx, actor, "view.update", f"{app_key}/{form_key}/view/{view_id}", app=app_key)
    return _document(_one(tx, actor, app_key, form_key, view_id), actor)


def delete_view(tx: Transaction, actor: Actor, app_key: str, form_key: str, view_id: str) -> None:
    """Removes a view; records are not touched."""
    row = _one(tx, actor, app_key, form_key, view_id)
    _may_change(tx, actor, app_key, row, sharing=False)
    if row.body.get("locked"):
        raise _locked()
    tx.execute(delete(saved_view).where(_c.id == view_id))
    record_audit(tx, actor, "view.delete", f"{app_key}/{form_key}/view/{view_id}", app=app_key)


async def view_query(executor: Executor, caller: Caller, form_key: str, key: str) -> ViewQuery:
    """The filter and sort of a view: one of the definition by its key, or a saved one by its id."""
    for view in caller.app.forms[form_key].views:
        if view.key == key:
            return ViewQuery(view.filter, ",".join(view.sort) or None)
    if is_id(key):
        statement = select(_c.owner_id, _c.shared, _c.filter, _c.body).where(
            _c.id == bindparam("view_id", key, type_=Id()), _c.app == caller.app.key, _c.form == form_key
        )
        rows = await executor.fetch(("view", form_key, caller.app.key), lambda: statement, {"view_id": key})
        for owner_id, shared, filter_text, body in rows.rows:
            if shared or owner_id == caller.access.principal.person_id:
                return ViewQuery(filter_text, ",".join(body["sort"]) or None)
    raise _view_not_found()


def view_settings(tx: Transaction, person_id: str, app: AppCatalog, form_key: str, key: str) -> ViewSettings:
    """What a view says, without fields that are gone; 404 for one that is not there for this person."""
    for view in app.forms[form_key].views:
        if view.key == key:
            return view
    mine = or_(_c.owner_id == person_id, _c.shared)
    here = (_c.id == key, _c.app == app.key, _c.form == form_key, mine)
    row = tx.execute(select(saved_view).where(*here)).first() if is_id(key) else None
    if row is None:
        raise _view_not_found()
    return settings_of(present({**row.body, "type": row.type, "filter": row.filter}, app, form_key))


def _one(tx: Transaction, actor: Actor, app_key: str, form_key: str, view_id: str) -> Row[Any]:
    if not is_id(view_id):
        raise _view_not_found()
    mine = or_(_c.owner_id == actor.person_id, _c.shared)
    row = tx.execute(select(saved_view).where(_c.id == view_id, _c.app == app_key, _c.form == form_key, mine)).first()
    if row is None:
        raise _view_not_found()
    return row


def _may_change(tx: Transaction, actor: Actor, app_key: str, row: Row[Any], *, sharing: bool) -> None:
    if (row.shared or sharing) and not can_design(tx, actor, open_app(tx, actor, app_key)):
        raise _not_shareable()


_OWN_COLUMNS = frozenset({"label", "type", "shared", "filter", "version"})


def _columns(body: ViewBody) -> Mapping[str, Any]:
    settings = body.model_dump(mode="json", exclude=set(_OWN_COLUMNS), exclude_defaults=True)
    return {
        "label": body.label,
        "type": body.type,
        "shared": body.shared,
        "filter": body.filter,
        "body": {"columns": [], "sort": [], **settings},
    }


def _document(row: Row[Any], actor: Actor) -> dict[str, Any]:
    return {
        **row.body,
        "id": row.id,
        "label": row.label,
        "type": row.type,
        "shared": row.shared,
        "mine": row.owner_id == actor.person_id,
        "filter": row.filter,
        "version": row.version,
    }


def _view_not_found() -> NotFound:
    return NotFound(say("视图不存在。", "There is no such view."), "view_not_found")


def _not_shareable() -> NotAllowed:
    return NotAllowed(
        say(
            "只有应用搭建者可以共享视图或修改共享视图。", "Only builders of the app share views or change shared ones."
        ),
        "design_required",
    )


def _locked() -> Conflict:
    return Conflict(say("此视图已锁定，请先解锁。", "This view is locked; unlock it first."), "view_locked")
