"""Upgrading an app over HTTP: what is offered, what it would do, doing it. Owners only."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from dougong.apps import packages, templates
from dougong.apps.package_reader import Package
from dougong.apps.packs.applying import found_pack
from dougong.apps.problems import invalid
from dougong.apps.rights import design_app
from dougong.apps.schemas import Answer
from dougong.apps.upgrade import comparing, doing
from dougong.apps.upgrade.doing import Wish
from dougong.apps.upgrade.tasks import PACK, UPGRADE
from dougong.apps.uploads import parsed
from dougong.apps.words import RoleKey
from dougong.kit import jobs
from dougong.kit.db import Database, Read, Write
from dougong.kit.web import CurrentPerson, language_of, requires

router = APIRouter(tags=["apps"])
DESIGN = [requires("design")]
Package_ = Annotated[UploadFile | None, File()]
Chosen = Annotated[str, Form(max_length=200_000)]
_TEXTS: TypeAdapter[list[str]] = TypeAdapter(list[str])


@router.get("/apps/{app}/upgrade", dependencies=DESIGN)
def upgrade_offered(app: str, tx: Read, actor: CurrentPerson) -> Answer:
    """Which version is installed, and whether the product has another one of its template."""
    return doing.offered(tx, design_app(tx, actor, app))


@router.post("/apps/{app}/upgrade:preview", dependencies=DESIGN)
def preview_upgrade(
    app: str, actor: CurrentPerson, request: Request, file: Package_ = None, theirs: Chosen = "[]"
) -> Answer:
    """What the package (without a file: the product's template) would change, what stays, and where both sides have
    changed the same. `theirs`: JSON list of conflicts in which the package wins. Nothing is written."""
    database: Database = request.app.state.database
    chosen = _list("theirs", theirs)
    with database.snapshot() as tx:
        found = design_app(tx, actor, app, owner=True)
        template = found.template
    package = _package(file, template)
    with database.snapshot() as tx:
        found = design_app(tx, actor, app, owner=True)
        return doing.told(tx, actor, found, package, chosen, language_of(request))


@router.post("/apps/{app}/upgrade:publish", dependencies=DESIGN, status_code=202)
def publish_upgrade(
    app: str,
    actor: CurrentPerson,
    request: Request,
    state: Annotated[str, Form(max_length=64)],
    file: Package_ = None,
    theirs: Chosen = "[]",
    accept_losses: Annotated[bool, Form()] = False,
    accept_failing: Chosen = "[]",
) -> Answer:
    """Does what the preview of `state` told, as a job: all of it in one transaction, or nothing."""
    database: Database = request.app.state.database
    wish = Wish(state, _list("theirs", theirs), accept_losses, _list("accept_failing", accept_failing))
    with database.snapshot() as tx:
        template = design_app(tx, actor, app, owner=True).template
    package = _package(file, template)
    args: dict[str, Any] = {"app": app, "wish": asdict(wish), "language": language_of(request)}
    args |= {"template": template} if file is None else {"package": packages.packed(package)}
    with database.transaction() as tx:
        design_app(tx, actor, app, owner=True)
        job_id = jobs.enqueue(tx, UPGRADE, args, owner_id=actor.person_id)
        return jobs.document(tx, job_id or "", actor.person_id, language_of(request))


class PackOrder(BaseModel):
    """`state`: of the preview that was looked at."""

    model_config = ConfigDict(extra="forbid")
    state: Annotated[str, Field(max_length=64)]
    accept_failing: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=1000)] = []


@router.get("/apps/{app}/packs", dependencies=DESIGN)
def list_packs(app: str, tx: Read, actor: CurrentPerson) -> Answer:
    """The industry packs of the package the app was installed from, and which is applied."""
    return {"items": doing.packs_of(tx, design_app(tx, actor, app, owner=True))}


@router.get("/apps/{app}/packs/{pack}", dependencies=DESIGN)
def preview_pack(app: str, pack: RoleKey, tx: Read, actor: CurrentPerson, request: Request) -> Answer:
    """What the pack would change in the app as it is now."""
    return doing.told_pack(tx, actor, design_app(tx, actor, app, owner=True), pack, language_of(request))


@router.post("/apps/{app}/packs/{pack}:apply", dependencies=DESIGN, status_code=202)
def apply_pack(app: str, pack: RoleKey, body: PackOrder, tx: Write, actor: CurrentPerson, request: Request) -> Answer:
    """Applies it, as a job: one version of the app, which going back takes away again."""
    found_pack(comparing.installed(tx, design_app(tx, actor, app, owner=True)), pack)
    wish = Wish(body.state, accept_failing=body.accept_failing)
    args = {"app": app, "pack": pack, "wish": asdict(wish), "language": language_of(request)}
    job_id = jobs.enqueue(tx, PACK, args, owner_id=actor.person_id)
    return jobs.document(tx, job_id or "", actor.person_id, language_of(request))


def _package(file: UploadFile | None, template: str | None) -> Package:
    if file is not None:
        return parsed(file)
    if template is None:
        raise invalid("file", "missing", "请选择应用包文件。", "Choose a package file.")
    return templates.read_template(template)


def _list(field: str, text: str) -> list[str]:
    try:
        return _TEXTS.validate_python(json.loads(text), strict=True)
    except (ValueError, ValidationError) as error:
        raise invalid(field, "bad_list", "不是文本列表。", "Not a list of texts.") from error
