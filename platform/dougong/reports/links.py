"""Public links: a dashboard for whoever holds its address, until a day, with the rights of the person who made it.

The rights are those that person has at the moment of the look: when they leave the company or lose a role, the link
shows less or nothing. The token is shown once and only its hash is kept. No records, no files, no clicks.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Row, insert, select, update

from dougong.apps.modules import closed_by
from dougong.apps.problems import invalid
from dougong.apps.repository import AppRow
from dougong.apps.rights import open_app
from dougong.audit.service import record
from dougong.kit.db import Transaction
from dougong.kit.errors import NotFound, Problem
from dougong.kit.ids import is_id, new_id
from dougong.kit.public_link import checked_frames, hashed, new_token
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor
from dougong.reports import definitions
from dougong.reports.definitions import DashboardRow
from dougong.reports.models import dashboard_link
from dougong.reports.problems import link_not_found
from dougong.reports.receivers import actor_of
from dougong.reports.schemas import LinkCreate

MOST_DAYS = 366
_l = dashboard_link.c


def links_of(tx: Transaction, row: DashboardRow) -> dict[str, Any]:
    """`GET …/links`."""
    found = tx.execute(select(dashboard_link).where(_l.dashboard_id == row.id).order_by(_l.created_at, _l.id))
    return {"items": [_document(each) for each in found]}


def create(
    tx: Transaction, actor: Actor, app: AppRow, row: DashboardRow, body: LinkCreate, root: str
) -> dict[str, Any]:
    """A new link; its address is in this answer and nowhere else."""
    if body.expires_at.tzinfo is None or not tx.now < body.expires_at <= tx.now + timedelta(days=MOST_DAYS):
        raise invalid(
            "expires_at", "bad_expiry", f"有效期须在 {MOST_DAYS} 天以内。", f"A link lasts at most {MOST_DAYS} days."
        )
    frames = checked_frames(body.frames)
    token, link_id = new_token(), new_id()
    values: dict[str, Any] = {"created_at": tx.now, "expires_at": body.expires_at, "revoked": False}
    values["frames"] = frames or None
    values |= {"dashboard_id": row.id, "label": body.label, "token_hash": hashed(token), "created_by": actor.person_id}
    tx.execute(insert(dashboard_link).values(id=link_id, **values))
    record(tx, actor, "dashboard.link", f"{app.key}/{row.key}", {"link": link_id}, app=app.key)
    made = tx.execute(select(dashboard_link).where(_l.id == link_id)).one()
    return {**_document(made), "url": f"{root}/public/dashboards/{token}"}


def revoke(tx: Transaction, actor: Actor, app: AppRow, row: DashboardRow, link_id: str) -> None:
    """The address stops working at once."""
    mine = (_l.id == link_id, _l.dashboard_id == row.id)
    if not is_id(link_id) or not tx.execute(update(dashboard_link).where(*mine).values(revoked=True)).rowcount:
        raise link_not_found()
    record(tx, actor, "dashboard.unlink", f"{app.key}/{row.key}", {"link": link_id}, app=app.key)


def follow(tx: Transaction, token: str) -> tuple[DashboardRow, Actor]:
    """The dashboard behind an address, and whose rights it is seen with. One answer for every reason why not."""
    row = tx.execute(select(dashboard_link).where(_l.token_hash == hashed(token))).first()
    if row is None or row.revoked or row.expires_at <= tx.now:
        raise link_not_found()
    found = definitions.dashboards.of_id(tx, row.dashboard_id)
    maker = actor_of(tx, row.created_by, "link")
    if found is None or found.deleted_at is not None or found.published is None or maker is None:
        raise link_not_found()
    try:
        app = open_app(tx, maker, found.app)
    except Problem as gone:
        raise link_not_found() from gone
    if found.key in closed_by(app.modules).dashboards:
        raise link_not_found()
    return found, maker


def frames_of(tx: Transaction, token: str) -> list[str]:
    """The origins whose pages may show the dashboard in a frame; none when the link has ended."""
    try:
        follow(tx, token)
    except NotFound:
        return []
    return list(tx.execute(select(_l.frames).where(_l.token_hash == hashed(token))).scalar() or ())


def _document(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "label": row.label,
        "expires_at": iso_instant(row.expires_at),
        "created_by": row.created_by,
        "created_at": iso_instant(row.created_at),
        "revoked": row.revoked,
        "frames": list(row.frames or ()),
    }
