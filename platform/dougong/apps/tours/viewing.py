"""The tours of one person: only those for their roles, and only stops that they can go to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects import postgresql, sqlite

from dougong.access.compiler import Access
from dougong.apps.catalog import app_catalog
from dougong.apps.hooks import hooks
from dougong.apps.modules import closed_by
from dougong.apps.pages import viewing as pages
from dougong.apps.repository import AppRow
from dougong.apps.rights import access_of, principal_of
from dougong.apps.tours.definition import ANYBODY, Tour, Where, tours_adapter
from dougong.apps.tours.facts import is_done
from dougong.apps.tours.models import tour_progress, tour_sight
from dougong.kit.db import Transaction
from dougong.kit.errors import NotFound, say
from dougong.kit.web import Actor

Document = dict[str, Any]
_p = tour_progress.c


def load(app: AppRow) -> dict[str, Tour]:
    """The app's tours by key."""
    return tours_adapter.validate_python(app.tours or {})


@dataclass(frozen=True)
class _Open:
    """Where somebody may go: their eyes, and keys of boards and pages that are open to them."""

    access: Access
    dashboards: frozenset[str]
    pages: frozenset[str]
    forms: Mapping[str, Any]

    def leads(self, where: Where | None) -> bool:
        """Whether there is a way for this person."""
        if where is None or where.route is not None:
            return True
        if where.form is not None:
            if where.form not in self.forms or not self.access.may(where.form, "create" if where.new else "read"):
                return False
            return where.view is None or any(view.key == where.view for view in self.forms[where.form].views)
        return where.dashboard in self.dashboards if where.dashboard is not None else where.page in self.pages


def of_person(tx: Transaction, actor: Actor, app: AppRow) -> Document:
    """`{items, offered}`: tours with their stops, checklist and how far the person is; `offered`: the key of the one to
    begin with on a first visit, None once any was begun, finished or skipped."""
    meant = _meant(tx, actor, app)
    if not meant:
        return {"items": [], "offered": None}
    ways = _ways(tx, actor, app)
    stands = {row.tour: row for row in tx.execute(_mine(actor, app)).all()}
    items = [_document(tx, actor, app, tour, ways, stands.get(tour.key)) for tour in meant]
    items = [item for item in items if item["steps"]]
    fresh = not any(item["key"] in stands for item in items)
    return {"items": items, "offered": items[0]["key"] if fresh and items else None}


def go_on(tx: Transaction, actor: Actor, app: AppRow, key: str, *, status: str, step: int, closed: bool) -> None:
    """Notes how far the person is; NotFound for a tour that isn't theirs."""
    if key not in {tour.key for tour in _meant(tx, actor, app)}:
        raise NotFound(say("没有这个导览。", "There is no such tour."), "tour_not_found")
    done = {"done_at": tx.now} if status == "done" else {}
    known = {"status": status, "step": step, "closed": closed, "at": tx.now}
    fixed = {"person_id": actor.person_id, "app_id": app.id, "tour": key, "done_at": None}
    made = _insert(tx, tour_progress).values(**fixed | known | done)
    tx.execute(made.on_conflict_do_update(index_elements=["person_id", "app_id", "tour"], set_=known | done))


def saw(tx: Transaction, actor: Actor, app: AppRow, kind: str, key: str) -> None:
    """Notes that the person opened something, when one of their checklists asks for it."""
    asked = {item.fact.subject for tour in _meant(tx, actor, app) for item in tour.checklist if item.fact.did == "see"}
    if (kind, key) not in asked or not _ways(tx, actor, app).leads(Where.model_validate({kind: key})):
        return
    made = _insert(tx, tour_sight).values(person_id=actor.person_id, app_id=app.id, kind=kind, key=key, at=tx.now)
    tx.execute(made.on_conflict_do_nothing())


def _meant(tx: Transaction, actor: Actor, app: AppRow) -> list[Tour]:
    """Those for the person's roles, in their order."""
    if not app.tours:
        return []
    roles = {*principal_of(tx, actor, app.key).roles, ANYBODY}
    found = [tour for tour in load(app).values() if not roles.isdisjoint(tour.roles)]
    return sorted(found, key=lambda tour: (tour.order, tour.key))


def _ways(tx: Transaction, actor: Actor, app: AppRow) -> _Open:
    catalog = app_catalog(tx, app.key)
    closed = closed_by(app.modules)
    parts = {part.kind: part.store for part in hooks.parts}
    boards = {row.key for row in parts["dashboard"].all_of(tx, app.id) if row.published and row.deleted_at is None}
    open_pages = pages.open_keys(tx, app, principal_of(tx, actor, app.key))
    access = access_of(tx, actor, catalog)
    return _Open(access, frozenset(boards - closed.dashboards), frozenset(open_pages), catalog.forms)


def _mine(actor: Actor, app: AppRow) -> Any:
    return select(tour_progress).where(_p.person_id == actor.person_id, _p.app_id == app.id)


def _insert(tx: Transaction, table: Any) -> Any:
    return (postgresql.insert if tx.dialect == "postgresql" else sqlite.insert)(table)


def _document(tx: Transaction, actor: Actor, app: AppRow, tour: Tour, ways: _Open, stand: Row[Any] | None) -> Document:
    steps = [_written(step) for step in tour.steps if ways.leads(step.where)]
    items = [item for item in tour.checklist if ways.leads(item.where)]
    return {
        "key": tour.key,
        "label": tour.label,
        "text": tour.text,
        "icon": tour.icon,
        "steps": steps,
        "checklist": [
            _written(item) | {"done": is_done(tx, actor.person_id, app, tour.key, item.fact)} for item in items
        ],
        "status": stand.status if stand is not None else "new",
        "step": min(stand.step, max(len(steps) - 1, 0)) if stand is not None else 0,
        "closed": bool(stand.closed) if stand is not None else False,
    }


def _written(part: Any) -> Document:
    found: Document = part.model_dump(mode="json", exclude_none=True)
    return found
