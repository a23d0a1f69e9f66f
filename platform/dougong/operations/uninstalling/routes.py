"""Deleting an uninstalled app for good, and what is kept of it: administrators only.

Nobody gets an archive's content here: it holds all records, and those are read by grants only (docs/adr/0014). An app
that comes back has its grants again. Who runs the server takes the file by `dougong app take-archive`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from dougong.apps import purge
from dougong.apps.rights import design_app
from dougong.apps.schemas import Answer, AppPurge
from dougong.kit import jobs
from dougong.kit.db import Read, Transaction, Write
from dougong.kit.web import CurrentPerson, language_of, requires
from dougong.operations.uninstalling import service
from dougong.operations.uninstalling.tasks import BRING_BACK, PURGE, start_purge

router = APIRouter(tags=["operations"], dependencies=[requires("admin")])
ArchiveId = Annotated[str, Field(max_length=36)]


class Archive(BaseModel):
    """What is left of an app. `taken`: another app has its key, so it can't come back yet. `size` in bytes; `made_by`
    null: its days in the bin were over."""

    id: str
    app: str
    label: Any
    icon: str | None
    color: str | None
    size: int
    forms: int
    records: int
    files: int
    made_at: datetime
    made_by: str | None
    taken: bool


class Archives(BaseModel):
    items: list[Archive]


@router.get("/apps/{app}/purge")
def app_purge_told(app: str, tx: Read, actor: CurrentPerson) -> Answer:
    """What deleting an uninstalled app for good would take away."""
    return purge.told(tx, design_app(tx, actor, app, deleted=True))


@router.post("/apps/{app}:purge", status_code=202)
def purge_app(app: str, tx: Write, actor: CurrentPerson, body: AppPurge, request: Request) -> Answer:
    """A job: an archive of everything is written and read again, then the app goes."""
    return _started(tx, PURGE, start_purge(tx, actor, app, body.confirm), actor.person_id, request)


@router.get("/app-archives")
def list_archives(tx: Read) -> Archives:
    return Archives(items=[Archive.model_validate(each) for each in service.shown(tx)])


@router.post("/app-archives/{archive}:bring-back", status_code=202)
def bring_back(archive: ArchiveId, tx: Write, actor: CurrentPerson, request: Request) -> Answer:
    """A job: the app is back with its rows, files, flows, roles and history, as it was when it went."""
    return _started(tx, BRING_BACK, {"archive": service.found(tx, archive).id}, actor.person_id, request)


@router.delete("/app-archives/{archive}", dependencies=[requires("confirmed")], status_code=204)
def remove_archive(archive: ArchiveId, tx: Write, actor: CurrentPerson) -> None:
    """From now on the app can't come back."""
    service.remove(tx, actor, archive)


def _started(tx: Transaction, kind: str, args: dict[str, Any], owner_id: str, request: Request) -> Answer:
    job_id = jobs.enqueue(tx, kind, args, owner_id=owner_id)
    return jobs.document(tx, str(job_id), owner_id, language_of(request))
