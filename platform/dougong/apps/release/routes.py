"""Routes of an app as a whole: its unpublished changes, its versions (docs/apps.md, «Publishing the whole app»)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from dougong.apps.release import content
from dougong.apps.release.aim import at_drafts, at_version
from dougong.apps.release.carrying import Order, publish_app
from dougong.apps.release.preview import preview
from dougong.apps.release.schemas import PublishApp, Rollback, Thing
from dougong.apps.rights import design_app
from dougong.apps.schemas import Answer
from dougong.kit.db import Read, Write
from dougong.kit.web import CurrentPerson, language_of, requires

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
    order = Order(**body.model_dump())
    return {"version": publish_app(tx, actor, design_app(tx, actor, app), order, language_of(request))}


@router.get(f"{APP}/versions", dependencies=DESIGN)
def list_app_versions(app: str, tx: Read, actor: CurrentPerson) -> Answer:
    return {"items": content.all_of(tx, design_app(tx, actor, app))}


@router.get(f"{APP}/versions:diff", dependencies=DESIGN)
def compare_app_versions(
    app: str,
    tx: Read,
    actor: CurrentPerson,
    request: Request,
    before: Annotated[int, Query(alias="from", ge=0)],
    after: Annotated[int, Query(alias="to", ge=0)] = 0,
) -> Answer:
    """In what version `to` (0: as published now) differs from version `from`."""
    found = design_app(tx, actor, app)
    old, new = content.of_version(tx, found, before), content.of_version(tx, found, after)
    return {"items": content.compare(tx, old, new, language_of(request))}


@router.get(f"{APP}/versions/{{n}}/rollback", dependencies=DESIGN)
def preview_rollback(app: str, n: int, tx: Read, actor: CurrentPerson, request: Request) -> Answer:
    """What putting version `n` back would do."""
    found = design_app(tx, actor, app)
    return preview(tx, actor, found, at_version(tx, found, content.of_version(tx, found, n)), language_of(request))


@router.post(f"{APP}/versions/{{n}}:rollback", dependencies=DESIGN)
def roll_back(app: str, n: int, tx: Write, actor: CurrentPerson, body: Rollback, request: Request) -> Answer:
    """Only owners: settings, roles and grants come back too."""
    found = design_app(tx, actor, app, owner=True)
    order = Order(**body.model_dump(), version=n)
    return {"version": publish_app(tx, actor, found, order, language_of(request))}
