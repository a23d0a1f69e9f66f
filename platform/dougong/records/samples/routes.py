"""An app's demo data over HTTP: what is there, taking it away, bringing it back. Owners of the app only."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from dougong.apps import loading
from dougong.apps.rights import design_app
from dougong.kit import jobs
from dougong.kit.db import Read, Write
from dougong.kit.web import CurrentPerson, language_of, requires
from dougong.records.routes import AppKey
from dougong.records.samples import removing
from dougong.records.samples.tasks import REMOVE, RESTORE

router = APIRouter(tags=["apps"])
DESIGN = [requires("design")]


class DemoRemoval(BaseModel):
    """`changed_too`: also what somebody has changed, unless their own records need it."""

    model_config = ConfigDict(extra="forbid")
    changed_too: bool = False


class DemoReturn(BaseModel):
    """Which removal comes back."""

    model_config = ConfigDict(extra="forbid")
    removal: Annotated[str, Field(max_length=36)]


@router.get("/apps/{app}/demo", dependencies=DESIGN)
def demo_told(
    app: AppKey, tx: Read, actor: CurrentPerson, changed_too: Annotated[bool, Query()] = False
) -> dict[str, Any]:
    """The demo data of the app: what taking it away would take, what would stay and why, what was taken before."""
    design_app(tx, actor, app, owner=True)
    return removing.told(tx, actor, app, changed_too=changed_too)


@router.post("/apps/{app}/demo:remove", dependencies=DESIGN, status_code=202)
def remove_demo(app: AppKey, body: DemoRemoval, tx: Write, actor: CurrentPerson, request: Request) -> dict[str, Any]:
    """Takes demo records, invented people and their departments away, as a job; 30 days long it can be undone. Rows
    that were not loaded yet never will be."""
    found = design_app(tx, actor, app, owner=True)
    loading.refuse_running(tx, found.id)
    loading.give_up(tx, found.id)
    job_id = jobs.enqueue(tx, REMOVE, {"app": app, "changed_too": body.changed_too}, owner_id=actor.person_id)
    return jobs.document(tx, job_id or "", actor.person_id, language_of(request))


@router.post("/apps/{app}/demo:load", dependencies=DESIGN, status_code=202)
def load_demo(app: AppKey, tx: Write, actor: CurrentPerson, request: Request) -> dict[str, Any]:
    """Goes on with a load of the package's rows that was given up, as a job."""
    job_id = loading.go_on(tx, actor, design_app(tx, actor, app, owner=True))
    return jobs.document(tx, job_id, actor.person_id, language_of(request))


@router.post("/apps/{app}/demo:restore", dependencies=DESIGN, status_code=202)
def restore_demo(app: AppKey, body: DemoReturn, tx: Write, actor: CurrentPerson, request: Request) -> dict[str, Any]:
    """Brings back what one removal took, as a job."""
    removing.find_removal(tx, design_app(tx, actor, app, owner=True).id, body.removal)
    job_id = jobs.enqueue(tx, RESTORE, {"app": app, "removal": body.removal}, owner_id=actor.person_id)
    return jobs.document(tx, job_id or "", actor.person_id, language_of(request))
