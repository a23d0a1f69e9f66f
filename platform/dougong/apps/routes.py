"""Routes of apps: cards, the app itself, roles, builders, templates and packages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from fastapi.responses import Response

from dougong.apps import bin as app_bin
from dougong.apps import packages, roles, service, templates
from dougong.apps.modules import switched
from dougong.apps.packs.applying import found_pack
from dougong.apps.pages.dependents import Kind, uses_of
from dougong.apps.problems import invalid
from dougong.apps.rights import design_app, open_app
from dougong.apps.schemas import (
    Answer,
    AppChange,
    AppCopy,
    AppCreate,
    AppInstall,
    BuildersBody,
    Purge,
    RolesBody,
)
from dougong.apps.tasks import INSTALL
from dougong.apps.uploads import parsed
from dougong.apps.words import RoleKey
from dougong.audit.service import record
from dougong.kit import jobs
from dougong.kit.db import Database, Read, Write
from dougong.kit.web import CurrentPerson, language_of, requires

router = APIRouter(tags=["apps"])
SIGNED_IN = [requires("signed_in")]
OPEN = [requires("signed_in", outside=True)]
DESIGN = [requires("design")]


@router.get("/apps", dependencies=OPEN)
def list_apps(tx: Read, actor: CurrentPerson, deleted: Annotated[bool, Query()] = False) -> Answer:
    return service.list_cards(tx, actor, deleted=deleted)


@router.post("/apps", dependencies=SIGNED_IN, status_code=201)
def create_app(tx: Write, actor: CurrentPerson, body: AppCreate) -> Answer:
    return service.app_document(tx, actor, service.create_app(tx, actor, body))


@router.get("/templates", dependencies=SIGNED_IN)
def list_templates() -> Answer:
    return templates.list_templates()


@router.post("/apps:install", dependencies=SIGNED_IN, status_code=202)
def install_app(tx: Write, actor: CurrentPerson, body: AppInstall, request: Request) -> Answer:
    package = templates.read_template(body.template)  # a broken or unknown template is told now, not by the job
    if body.modules is not None:
        switched(package["app"].get("modules", ()), body.modules)
    if body.pack is not None:
        found_pack(package, body.pack)
    service.may_create(actor)
    args = {**body.model_dump(mode="json"), "language": language_of(request)}
    return _started(tx, jobs.enqueue(tx, INSTALL, args, owner_id=actor.person_id), actor.person_id, request)


@router.post("/apps:upload", dependencies=SIGNED_IN, status_code=202)
def upload_app(
    actor: CurrentPerson,
    request: Request,
    file: Annotated[UploadFile, File()],
    key: Annotated[str | None, Form(max_length=48, pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")] = None,
    demo: Annotated[bool, Form()] = False,
    modules: Annotated[list[str] | None, Form(max_length=100)] = None,
    pack: Annotated[str | None, Form(max_length=48)] = None,
) -> Answer:
    package = parsed(file)
    if pack is not None:
        found_pack(package, pack)
    if modules is not None:
        switched(package["app"].get("modules", ()), modules)
    database: Database = request.app.state.database
    with database.transaction() as tx:
        service.may_create(actor)
        args = {"package": packages.packed(package), "demo": demo, "key": key, "language": language_of(request)}
        args |= {"modules": modules, "pack": pack}
        return _started(tx, jobs.enqueue(tx, INSTALL, args, owner_id=actor.person_id), actor.person_id, request)


def _started(tx: Write, job_id: str | None, owner_id: str, request: Request) -> Answer:
    if job_id is None:
        raise invalid("template", "busy", "任务已存在。", "There is such a job already.")
    return jobs.document(tx, job_id, owner_id, language_of(request))


@router.get("/apps/{app}", dependencies=OPEN)
def get_app(app: str, tx: Read, actor: CurrentPerson) -> Answer:
    return service.app_document(tx, actor, open_app(tx, actor, app))


@router.patch("/apps/{app}", dependencies=DESIGN)
def change_app(app: str, tx: Write, actor: CurrentPerson, body: AppChange) -> Answer:
    return service.app_document(tx, actor, service.change_app(tx, actor, design_app(tx, actor, app), body))


@router.delete("/apps/{app}", dependencies=DESIGN, status_code=204)
def delete_app(app: str, tx: Write, actor: CurrentPerson) -> None:
    service.bin_app(tx, actor, design_app(tx, actor, app, owner=True))


@router.post("/apps/{app}:restore", dependencies=DESIGN)
def restore_app(app: str, tx: Write, actor: CurrentPerson) -> Answer:
    found = design_app(tx, actor, app, deleted=True, owner=True)
    return service.app_document(tx, actor, service.restore_app(tx, actor, found))


@router.post("/apps/{app}:copy", dependencies=DESIGN, status_code=202)
def copy_app(app: str, tx: Write, actor: CurrentPerson, body: AppCopy, request: Request) -> Answer:
    """A new app with the published forms, flows, dashboards, pages and roles of this one; its maker owns it."""
    found = design_app(tx, actor, app)
    service.may_create(actor)
    package, key = packages.copy_package(tx, found, body.label)
    record(tx, actor, "app.copy", f"app:{app}", {"copy": key}, app=app)
    args = {"package": packages.packed(package), "demo": body.demo, "key": key, "language": language_of(request)}
    return _started(tx, jobs.enqueue(tx, INSTALL, args, owner_id=actor.person_id), actor.person_id, request)


@router.get("/apps/{app}/uses", dependencies=DESIGN)
def uses_in_app(app: str, kind: Kind, key: RoleKey, tx: Read, actor: CurrentPerson, request: Request) -> Answer:
    """Where a dashboard, a flow or a page stands: asked before it is deleted."""
    return {"items": uses_of(tx, design_app(tx, actor, app), kind, key, language_of(request))}


@router.get("/apps/{app}/bin", dependencies=DESIGN)
def app_bin_contents(app: str, tx: Read, actor: CurrentPerson) -> Answer:
    """Deleted forms and fields of the app."""
    return app_bin.contents(tx, design_app(tx, actor, app))


@router.post("/apps/{app}/bin:purge", dependencies=DESIGN, status_code=204)
def purge_from_bin(app: str, tx: Write, actor: CurrentPerson, body: Purge) -> None:
    found = design_app(tx, actor, app, owner=True)
    app_bin.purge(tx, actor, found, body)


@router.get("/apps/{app}/package", dependencies=DESIGN, response_class=Response)
def export_app(app: str, tx: Read, actor: CurrentPerson) -> Response:
    found = design_app(tx, actor, app)
    return Response(
        packages.export_zip(tx, found),
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{found.key}.zip"', "X-Content-Type-Options": "nosniff"},
    )


@router.get("/apps/{app}/roles", dependencies=DESIGN)
def get_roles(app: str, tx: Read, actor: CurrentPerson) -> Answer:
    return roles.read_roles(tx, design_app(tx, actor, app))


@router.put("/apps/{app}/roles", dependencies=DESIGN)
def put_roles(app: str, tx: Write, actor: CurrentPerson, body: RolesBody) -> Answer:
    return roles.write_roles(tx, actor, design_app(tx, actor, app), body)


@router.get("/apps/{app}/builders", dependencies=DESIGN)
def get_builders(app: str, tx: Read, actor: CurrentPerson) -> Answer:
    return roles.read_builders(tx, design_app(tx, actor, app))


@router.put("/apps/{app}/builders", dependencies=DESIGN)
def put_builders(app: str, tx: Write, actor: CurrentPerson, body: BuildersBody) -> Answer:
    return roles.write_builders(tx, actor, design_app(tx, actor, app, owner=True), body.items)
