"""Routes of designing dashboards: drafts, versions, publishing, what the designer offers."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from dougong.access.compiler import Access
from dougong.access.sources import SOURCES, is_source
from dougong.apps.catalog import app_catalog
from dougong.apps.problems import form_not_found
from dougong.apps.repository import AppRow
from dougong.apps.rights import access_of, can_design, design_app, open_app
from dougong.apps.schemas import VersionNumber
from dougong.kit.config import Settings
from dougong.kit.db import Read, Transaction, Write
from dougong.kit.web import Actor, CurrentPerson, language_of, requires
from dougong.reports import catalogue, drafts, links
from dougong.reports.checking import designer_access, designer_sources
from dougong.reports.definitions import DashboardRow, dashboards
from dougong.reports.measured import sources_seen
from dougong.reports.schemas import Answer, DashboardCreate, DraftCheck, DraftPublish, DraftSave, LinkCreate
from dougong.reports.scope import ViewerScope

router = APIRouter(tags=["reports"])
DESIGN = [requires("design")]
SIGNED_IN = [requires("signed_in")]
OPEN = [requires("signed_in", outside=True)]
DASHBOARDS = "/apps/{app}/dashboards"
DASHBOARD = "/apps/{app}/dashboards/{dashboard}"


def _both(tx: Transaction, actor: Actor, app: str, key: str, *, deleted: bool = False) -> tuple[AppRow, DashboardRow]:
    found = design_app(tx, actor, app)
    return found, drafts.find(tx, found, key, deleted=deleted)


@router.get("/reports/catalogue", dependencies=SIGNED_IN)
def get_report_catalogue() -> Answer:
    return catalogue.catalogue()


@router.get("/reports/schema", dependencies=SIGNED_IN)
def get_dashboard_schema() -> Answer:
    return catalogue.dashboard_schema()


@router.get("/apps/{app}/report-fields", dependencies=SIGNED_IN)
def list_report_fields(app: str, form: str, tx: Read, actor: CurrentPerson, request: Request) -> Answer:
    """What the caller may name in a query on the form; designers of the app see every name."""
    found = open_app(tx, actor, app)
    catalog = app_catalog(tx, app)
    if form not in catalog.forms and form not in SOURCES:
        raise form_not_found(form)
    designer = can_design(tx, actor, found)
    access: Access = designer_access(catalog) if designer else access_of(tx, actor, catalog)
    if is_source(form):
        access = designer_sources(catalog) if designer else sources_seen(tx, catalog, access)
    return catalogue.fields_of(ViewerScope(access, form, "aggregate"), language_of(request))


@router.get(DASHBOARDS, dependencies=OPEN)
def list_dashboards(app: str, tx: Read, actor: CurrentPerson, deleted: bool = False) -> Answer:
    found = design_app(tx, actor, app) if deleted else open_app(tx, actor, app)
    if actor.outside:  # the boards of an app are its own people's; a page may show somebody from outside some of one
        return {"items": []}
    return drafts.cards(tx, found, designer=can_design(tx, actor, found), deleted=deleted)


@router.post(DASHBOARDS, dependencies=DESIGN, status_code=201)
def create_dashboard(app: str, tx: Write, actor: CurrentPerson, body: DashboardCreate, request: Request) -> Answer:
    found = design_app(tx, actor, app)
    row = drafts.create(tx, actor, found, body)
    return drafts.draft_document(tx, found, row, language_of(request))


@router.delete(DASHBOARD, dependencies=DESIGN, status_code=204)
def delete_dashboard(app: str, dashboard: str, tx: Write, actor: CurrentPerson) -> Response:
    found, row = _both(tx, actor, app, dashboard)
    drafts.to_bin(tx, actor, found, row)
    return Response(status_code=204)


@router.post(f"{DASHBOARD}:restore", dependencies=DESIGN)
def restore_dashboard(app: str, dashboard: str, tx: Write, actor: CurrentPerson) -> Answer:
    found, row = _both(tx, actor, app, dashboard, deleted=True)
    return drafts.card(tx, found, drafts.out_of_bin(tx, actor, found, row), designer=True)


@router.get(f"{DASHBOARD}/draft", dependencies=DESIGN)
def get_dashboard_draft(app: str, dashboard: str, tx: Read, actor: CurrentPerson, request: Request) -> Answer:
    found, row = _both(tx, actor, app, dashboard)
    return drafts.draft_document(tx, found, row, language_of(request))


@router.put(f"{DASHBOARD}/draft", dependencies=DESIGN)
def put_dashboard_draft(
    app: str, dashboard: str, tx: Write, actor: CurrentPerson, body: DraftSave, request: Request
) -> Answer:
    found, row = _both(tx, actor, app, dashboard)
    return drafts.save(tx, actor, found, row, body.revision, body.definition, language_of(request))


@router.post(f"{DASHBOARD}/draft:check", dependencies=DESIGN)
def check_dashboard_draft(
    app: str, dashboard: str, tx: Read, actor: CurrentPerson, body: DraftCheck, request: Request
) -> Answer:
    found, row = _both(tx, actor, app, dashboard)
    return {"problems": drafts.problems(tx, found, row.key, body.definition, language_of(request))}


@router.post(f"{DASHBOARD}/draft:discard", dependencies=DESIGN)
def discard_dashboard_draft(app: str, dashboard: str, tx: Write, actor: CurrentPerson, request: Request) -> Answer:
    found, row = _both(tx, actor, app, dashboard)
    return drafts.save(tx, actor, found, row, row.revision, row.published or row.draft, language_of(request))


@router.post(f"{DASHBOARD}/draft:publish", dependencies=DESIGN)
def publish_dashboard_draft(
    app: str, dashboard: str, tx: Write, actor: CurrentPerson, body: DraftPublish, request: Request
) -> Answer:
    found, row = _both(tx, actor, app, dashboard)
    return {"version": drafts.publish(tx, actor, found, row, body.revision, body.note, language_of(request))}


@router.get(f"{DASHBOARD}/links", dependencies=DESIGN)
def list_dashboard_links(app: str, dashboard: str, tx: Read, actor: CurrentPerson) -> Answer:
    return links.links_of(tx, _both(tx, actor, app, dashboard)[1])


@router.post(f"{DASHBOARD}/links", dependencies=DESIGN, status_code=201)
def create_dashboard_link(
    app: str, dashboard: str, tx: Write, actor: CurrentPerson, body: LinkCreate, request: Request
) -> Answer:
    found, row = _both(tx, actor, app, dashboard)
    settings: Settings = request.app.state.settings
    root = settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    return links.create(tx, actor, found, row, body, root)


@router.delete(f"{DASHBOARD}/links/{{link}}", dependencies=DESIGN, status_code=204)
def revoke_dashboard_link(app: str, dashboard: str, link: str, tx: Write, actor: CurrentPerson) -> Response:
    found, row = _both(tx, actor, app, dashboard)
    links.revoke(tx, actor, found, row, link)
    return Response(status_code=204)


@router.get(f"{DASHBOARD}/versions", dependencies=DESIGN)
def list_dashboard_versions(app: str, dashboard: str, tx: Read, actor: CurrentPerson) -> Answer:
    return {"items": dashboards.versions(tx, _both(tx, actor, app, dashboard)[1])}


@router.get(f"{DASHBOARD}/versions/{{n}}", dependencies=DESIGN)
def get_dashboard_version(app: str, dashboard: str, n: VersionNumber, tx: Read, actor: CurrentPerson) -> Answer:
    return dashboards.version(tx, _both(tx, actor, app, dashboard)[1], n)


@router.post(f"{DASHBOARD}/versions/{{n}}:restore", dependencies=DESIGN)
def restore_dashboard_version(
    app: str, dashboard: str, n: VersionNumber, tx: Write, actor: CurrentPerson, request: Request
) -> Answer:
    found, row = _both(tx, actor, app, dashboard)
    definition = dashboards.document(tx, row, n)
    return drafts.save(tx, actor, found, row, row.revision, definition, language_of(request))
