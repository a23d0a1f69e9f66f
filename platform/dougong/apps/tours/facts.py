"""Which items of a checklist are done: by what the audit log says a person did, by flows that run, by what they saw.

Nothing is ticked by hand, and nothing is taken back: a record that was made stays made when it is deleted.
"""

from __future__ import annotations

from sqlalchemy import select

from dougong.apps.hooks import hooks
from dougong.apps.repository import AppRow
from dougong.apps.tours.definition import Fact
from dougong.apps.tours.models import tour_progress, tour_sight
from dougong.audit.service import has_done
from dougong.kit.db import Transaction

_ACTIONS = {
    "create": ("record.create",),
    "change": ("record.update",),
    "comment": ("comment.create",),
    "save_view": ("view.create",),
    "publish": ("form.publish", "flow.publish", "dashboard.publish", "page.publish", "app.publish"),
    "decide": ("task.approve", "task.reject", "task.return", "task.submit", "task.done"),
}
"""What the audit log calls a deed."""


def is_done(tx: Transaction, person: str, app: AppRow, tour: str, fact: Fact) -> bool:
    """Whether the person has done it in this app."""
    if fact.did == "see":
        return _saw(tx, person, app.id, fact)
    if fact.did == "tour":
        return _walked(tx, person, app.id, tour)
    if fact.did == "run":
        return hooks.flow_run is not None and hooks.flow_run(tx, person, app.key, fact.flow)
    # Installing is one act, at the app's first instant: what it publishes and loads is nobody's first step.
    return has_done(
        tx, person, app.key, _ACTIONS[fact.did], app.created_at, f"{app.key}/{fact.form}" if fact.form else ""
    )


def _saw(tx: Transaction, person: str, app_id: str, fact: Fact) -> bool:
    if fact.subject is None:
        return False
    kind, key = fact.subject
    c = tour_sight.c
    mine = (c.person_id == person, c.app_id == app_id, c.kind == kind, c.key == key)
    return tx.execute(select(c.at).where(*mine)).first() is not None


def _walked(tx: Transaction, person: str, app_id: str, tour: str) -> bool:
    c = tour_progress.c
    mine = (c.person_id == person, c.app_id == app_id, c.tour == tour, c.done_at.is_not(None))
    return tx.execute(select(c.at).where(*mine)).first() is not None
