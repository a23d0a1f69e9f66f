"""Routes of scheduled exports, and the signed address of a file."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from limits import RateLimitItemPerMinute

from dougong.audit.service import record as record_audit
from dougong.files import service as files
from dougong.files.routes import saved_by_browser
from dougong.kit.config import Configured
from dougong.kit.db import Db, Read, Write
from dougong.kit.web import CurrentPerson, client_ip, language_of, requires
from dougong.records import writing
from dougong.records.routes import AppKey, FormKey
from dougong.records.scheduled import links, service
from dougong.records.scheduled.schemas import ScheduleBody, ScheduleChange

router = APIRouter(tags=["records"])
public_router = APIRouter(tags=["exports by link"])
"""For whoever holds an address; no part of an app's own API."""
ALL = "/apps/{app}/forms/{form}/scheduled-exports"
ONE = ALL + "/{export}"
ExportId = Annotated[str, Path(max_length=64)]
SIGNED_IN = [requires("signed_in")]
PER_ADDRESS = RateLimitItemPerMinute(120, 10)


@router.get(ALL, dependencies=SIGNED_IN)
def list_scheduled_exports(
    app: AppKey, form: FormKey, tx: Read, actor: CurrentPerson, request: Request, settings: Configured
) -> dict[str, Any]:
    """One's own, for designers all of the form; `timezone`: in which their times are meant."""
    work = writing.begin(tx, actor, app, form)
    return {
        "items": service.listing(work, form, language_of(request)),
        "timezone": settings.timezone,
        "mail": bool(settings.smtp_url),
    }


@router.post(ALL, dependencies=SIGNED_IN, status_code=201)
def create_scheduled_export(
    app: AppKey, form: FormKey, body: ScheduleBody, tx: Write, actor: CurrentPerson, request: Request,
    settings: Configured,
) -> dict[str, Any]:  # fmt: skip
    work = writing.begin(tx, actor, app, form)
    export_id = service.create(work, form, body, settings.timezone)
    return service.one(work, form, export_id, language_of(request))


@router.patch(ONE, dependencies=SIGNED_IN)
def change_scheduled_export(
    app: AppKey, form: FormKey, export: ExportId, body: ScheduleChange, tx: Write, actor: CurrentPerson,
    request: Request, settings: Configured,
) -> dict[str, Any]:  # fmt: skip
    work = writing.begin(tx, actor, app, form)
    service.change(work, form, export, body, settings.timezone, language_of(request))
    return service.one(work, form, export, language_of(request))


@router.delete(ONE, dependencies=SIGNED_IN, status_code=204)
def delete_scheduled_export(app: AppKey, form: FormKey, export: ExportId, tx: Write, actor: CurrentPerson) -> None:
    """With its runs and their files."""
    service.remove(writing.begin(tx, actor, app, form), form, export)


@router.post(ONE + ":run", dependencies=SIGNED_IN, status_code=202)
def run_scheduled_export(
    app: AppKey, form: FormKey, export: ExportId, tx: Write, actor: CurrentPerson
) -> dict[str, Any]:
    """Once now, beside its times. → `{"run"}`"""
    return {"run": service.run_now(writing.begin(tx, actor, app, form), form, export)}


@router.get(ONE + "/runs", dependencies=SIGNED_IN)
def list_export_runs(
    app: AppKey, form: FormKey, export: ExportId, tx: Read, actor: CurrentPerson, request: Request
) -> dict[str, Any]:
    """What became of each time, newest first."""
    return {"items": service.runs(writing.begin(tx, actor, app, form), form, export, language_of(request))}


@public_router.get("/public/exports/{token}", dependencies=[requires("public")], response_class=Response)
def fetch_exported_file(token: Annotated[str, Path(max_length=200)], database: Db, request: Request) -> Response:
    """The file of a run, for whoever holds its address, while it is kept and its owner may export."""
    request.app.state.rates.count(PER_ADDRESS, "exported", client_ip(request))
    with database.transaction() as tx:
        row, export = links.opened(tx, token)
        target = f"{export.app}/{export.form}/scheduled-export/{export.id}"
        record_audit(tx, None, "scheduled_export.fetch", target, {"run": row.id}, app=export.app, ip=client_ip(request))
        facts = files.get(tx, row.file_id)
    return saved_by_browser(request.app.state.files, facts)
