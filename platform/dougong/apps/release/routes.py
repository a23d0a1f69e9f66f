"""Routes of an app as a whole: its unpublished changes, its versions (docs/apps.md, «Publishing the whole app»)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Request

from dougong.apps.publish import is_big
from dougong.apps.release import content
from dougong.apps.release.aim import at_drafts, at_version
from dougong.apps.release.carrying import Order, forms_of, publish_app
from dougong.apps.release.preview import preview
from dougong.apps.release.schemas import PublishApp, Rollback, Thing
from dougong.apps.repository import AppRow
from dougong.apps.rights import design_app
from dougong.apps.schemas import MOST_NUMBER, Answer, VersionNumber
from dougong.apps.tasks import RELEASE
from dougong.kit import jobs
from dougong.kit.db import Database, Read, Write
from dougong.kit.web import Actor, CurrentPerson, language_of, requires

router = APIRouter(tags=["apps"])
DESIGN = [requires("design")]
APP = "/apps/{app}"


@router.get(f"{APP}/changes", dependencies=DESIGN)
def unpublished_changes(
    app: str,
    tx: Read,
    actor: CurrentPerson,
    request: Request,
    leave_out: Annotated[list[Thing] | None, Query(max_length=1500)] = None,
) -> Answer:
    """Everything that is drawn and not published, in words, with what publishing it would do."""
    found = design_app(tx, actor, app)
    return preview(tx, actor, found, at_drafts(tx, found, leave_out or ()), language_of(request))


@router.post(f"{APP}/changes:publish", dependencies=DESIGN)
def publish_changes(app: str, tx: Write, actor: CurrentPerson, body: PublishApp, request: Request) -> Answer:
    return _carried_out(tx, actor, design_app(tx, actor, app), Order(**body.model_dump()), request)


@router.get(f"{APP}/versions", dependencies=DESIGN)
def list_app_versions(app: str, tx: Read, actor: CurrentPerson) -> Answer:
    return {"items": content.all_of(tx, design_app(tx, actor, app))}


@router.get(f"{APP}/versions:diff", dependencies=DESIGN)
def compare_app_versions(
    app: str,
    tx: Read,
    actor: CurrentPerson,
    request: Request,
    before: Annotated[int, Query(alias="from", ge=0, le=MOST_NUMBER)],
    after: Annotated[int, Query(alias="to", ge=0, le=MOST_NUMBER)] = 0,
) -> Answer:
    """In what version `to` (0: as published now) differs from version `from`."""
    found = design_app(tx, actor, app)
    old, new = content.of_version(tx, found, before), content.of_version(tx, found, after)
    return {"items": content.compare(tx, old, new, language_of(request))}


@router.get(f"{APP}/versions/{{n}}/rollback", dependencies=DESIGN)
def preview_rollback(app: str, n: VersionNumber, tx: Read, actor: CurrentPerson, request: Request) -> Answer:
    """What putting version `n` back would do."""
    found = design_app(tx, actor, app)
    return preview(tx, actor, found, at_version(tx, found, content.of_version(tx, found, n)), language_of(request))


@router.post(f"{APP}/versions/{{n}}:rollback", dependencies=DESIGN)
def roll_back(app: str, n: VersionNumber, tx: Write, actor: CurrentPerson, body: Rollback, request: Request) -> Answer:
    """Only owners: settings, roles and grants come back too."""
    found = design_app(tx, actor, app, owner=True)
    return _carried_out(tx, actor, found, Order(**body.model_dump(), version=n), request)


def _carried_out(tx: Write, actor: Actor, app: AppRow, order: Order, request: Request) -> Answer:
    """At once, or by a job when large tables change."""
    language = language_of(request)
    database: Database = request.app.state.database
    with database.snapshot() as aside:
        big = is_big(aside, forms_of(aside, app, order, language))
    if not big:
        return {"version": publish_app(tx, actor, app, order, language)}
    args = {"app": app.key, "order": asdict(order), "language": language}
    return {"version": content.latest(tx, app) + 1, "job": jobs.enqueue(tx, RELEASE, args, owner_id=actor.person_id)}
