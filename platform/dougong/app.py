"""The HTTP door: puts the rooms together and adds nothing of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from sqlalchemy import literal, select
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

import dougong
from dougong import paths, reactions
from dougong.access.sql import register_functions
from dougong.accounts import link_routes, personal_routes, post_routes, provider_routes
from dougong.analytics import routes as analytics_routes
from dougong.apps import form_routes, module_routes, region_routes
from dougong.apps import routes as app_routes
from dougong.apps.codesign import routes as codesign_routes
from dougong.apps.pages import routes as page_routes
from dougong.apps.release import routes as release_routes
from dougong.apps.rights import RIGHTS as APP_RIGHTS
from dougong.apps.tours import routes as tour_routes
from dougong.apps.upgrade import routes as upgrade_routes
from dougong.audit import routes as audit_routes
from dougong.audit.refusals import Refusals
from dougong.files import qr_routes
from dougong.files import routes as file_routes
from dougong.files.store import FileStore
from dougong.flows import design_routes, setting_routes, start_routes, trial_routes
from dougong.flows import instance_routes as flow_instance_routes
from dougong.flows import task_routes as flow_task_routes
from dougong.identity import routes as identity_routes
from dougong.identity.authentication import Authenticator, cookie_name
from dougong.identity.rights import RIGHTS as IDENTITY_RIGHTS
from dougong.identity.rights import admin
from dougong.identity.throttle import Throttle
from dougong.kit import jobs, jobs_routes, problems, slow
from dougong.kit.broker import Wakeups
from dougong.kit.config import Settings
from dougong.kit.db import Database, metadata
from dougong.kit.metrics import CONTENT_TYPE, Metrics
from dougong.kit.middleware import LimitBody, Observe, SameOrigin, content_policy, is_local
from dougong.kit.page import PUBLIC, Page
from dougong.kit.rates import Rates
from dougong.kit.retry import Retry
from dougong.kit.turns import Turns
from dougong.kit.vault import Vault
from dougong.kit.web import Checker, declared_rights, requires
from dougong.messaging import routes as messaging_routes
from dougong.messaging.channels import channels
from dougong.messaging.live import Hub
from dougong.messaging.service import use_mail
from dougong.operations.keeping import routes as keeping_routes
from dougong.operations.retention import routes as retention_routes
from dougong.operations.uninstalling import routes as uninstalling_routes
from dougong.operations.watching import routes as watching_routes
from dougong.operations.watching.gauges import Installation
from dougong.records import other_routes as record_other_routes
from dougong.records import read_routes as record_read_routes
from dougong.records import routes as record_routes
from dougong.records.around import live as record_live
from dougong.records.around import routes as around_routes
from dougong.records.duplicates import routes as duplicate_routes
from dougong.records.editing import routes as edit_routes
from dougong.records.exporting import routes as export_routes
from dougong.records.feed import routes as feed_routes
from dougong.records.importing import routes as import_routes
from dougong.records.locking import routes as lock_routes
from dougong.records.odata import routes as odata_routes
from dougong.records.presets import routes as template_routes
from dougong.records.pressing import routes as pressing_routes
from dougong.records.printing import routes as printing_routes
from dougong.records.profile import routes as profile_routes
from dougong.records.public import design_routes as link_design_routes
from dougong.records.public import frames as form_frames
from dougong.records.public import routes as public_form_routes
from dougong.records.public import signal_routes
from dougong.records.reading.callers import Callers
from dougong.records.reading.open import open_executor
from dougong.records.samples import routes as sample_routes
from dougong.records.scheduled import routes as scheduled_routes
from dougong.records.snapshots import routes as snapshot_routes
from dougong.records.view_links import routes as view_link_routes
from dougong.records.webhooks import routes as webhook_routes
from dougong.reports import design_routes as report_design_routes
from dougong.reports import history_routes as report_history_routes
from dougong.reports import links as report_links
from dougong.reports import routes as report_routes
from dougong.reports.pictures import may_read_file
from dougong.reports.snapshots import Snapshots
from dougong.reports.sqlroad import register_functions as register_report_functions

__all__ = ["ROUTERS", "create_app", "metadata"]

API = "/api/v1"
JSON_BYTES = 16 * 1024 * 1024
"""1,000 records of a `:bulk` fit; a definition of 300 fields is a hundredth of it."""

RIGHTS: dict[str, Checker] = {**IDENTITY_RIGHTS, **APP_RIGHTS}
"""Each right a route may declare, and its check. A room's RIGHTS are merged here."""

ROUTERS: tuple[APIRouter, ...] = (
    record_routes.router,
    identity_routes.router,
    post_routes.router,
    provider_routes.router,
    link_routes.router,
    personal_routes.router,
    audit_routes.router,
    retention_routes.router,
    watching_routes.router,
    keeping_routes.router,
    uninstalling_routes.router,
    jobs_routes.router,
    file_routes.router,
    qr_routes.router,
    app_routes.router,
    module_routes.router,
    tour_routes.router,
    codesign_routes.router,
    upgrade_routes.router,
    page_routes.router,
    release_routes.router,
    form_routes.router,
    region_routes.router,
    record_other_routes.router,
    around_routes.router,
    profile_routes.router,
    duplicate_routes.router,
    edit_routes.router,
    sample_routes.router,
    feed_routes.router,
    odata_routes.router,
    webhook_routes.router,
    pressing_routes.router,
    snapshot_routes.router,
    printing_routes.router,
    lock_routes.router,
    template_routes.router,
    scheduled_routes.router,
    scheduled_routes.public_router,
    export_routes.router,
    import_routes.router,
    link_design_routes.router,
    public_form_routes.router,
    signal_routes.router,
    view_link_routes.router,
    flow_task_routes.router,
    flow_instance_routes.router,
    messaging_routes.router,
    design_routes.router,
    trial_routes.router,
    start_routes.router,
    setting_routes.router,
    analytics_routes.router,
    report_routes.router,
    report_design_routes.router,
    report_history_routes.router,
)
"""The routers of the rooms, mounted under /api/v1."""


def create_app(settings: Settings, database: Database | None = None) -> FastAPI:
    """The whole product as one ASGI application. Without `database` it opens the one the settings name."""
    database = database or open_database(settings)
    app = _Product(
        title=_TITLE,
        version=dougong.__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    app.state.settings = settings
    app.state.database = database
    app.state.authenticator = Authenticator(database, settings)
    app.state.refusals = Refusals(database)
    app.state.rights = RIGHTS
    app.state.throttle = Throttle(settings.redis_url)
    app.state.rates = Rates(settings.redis_url)
    app.state.metrics = Metrics()
    app.state.metrics.registry.register(Installation(database))
    app.state.draining = False
    slow.watch(settings.slow_ms / 1000)
    app.state.files = FileStore(settings)
    app.state.may_read_file = may_read_file
    app.state.channels = channels(settings)
    app.state.hub = Hub(database)
    app.state.record_hub = Hub(database, record_live.TOPIC, record_live.stamps)
    app.state.list_hub = Hub(database, record_live.TOPIC, record_live.list_stamps)
    app.state.around_hub = Hub(database, record_live.TOPIC, record_live.around_stamps)
    use_mail(settings)
    app.state.executor = open_executor(settings.sqlalchemy_url, settings.database_connections // 3)
    app.state.callers = Callers(database, app.state.executor)
    app.state.turns = Turns(_WRITERS)
    app.state.snapshots = open_snapshots(settings, database)
    app.state.metrics.registry.register(app.state.snapshots.reading)
    app.state.record_listeners = reactions.RECORD_LISTENERS
    reactions.bind()
    if settings.wake_url:  # else the worker stands in this very process, or sweeps by itself
        database.listen(jobs.TOPIC, Wakeups(settings.wake_url).wake)
    app.router.routes.extend(_routes())
    problems.install(app)
    refuse_unknown_rights(app)
    app.mount("/", Page(paths.page(), _Frames(database, settings.map_origin)), name="page")
    _wrap(app, settings)
    return app


_TITLE = "Dougong 斗拱"
_WRITERS = 3
"""Requests of one process that write the same form at a time: so many connections of its dozen may wait for a lock."""


class _Product(FastAPI):
    def openapi(self) -> dict[str, Any]:
        return described()


@cache
def described() -> dict[str, Any]:
    """The platform's API as OpenAPI, the same for each application of this process: it takes a second to write."""
    return get_openapi(title=_TITLE, version=dougong.__version__, routes=_routes())


_FRAMES_OF = {"dashboards": report_links.frames_of, "forms": form_frames.frames_of}
"""Kinds of public pages, and what says who may frame one."""


class _Frames:
    """The policy of a page: its nonce, and who may show a public page in a frame, which its link says."""

    def __init__(self, database: Database, images: str) -> None:
        self._database = database
        self._images = images

    def __call__(self, path: str, nonce: str) -> dict[str, str]:
        origins = self._origins(path) if path.startswith(PUBLIC) else ()
        policy = {"content-security-policy": content_policy(origins, self._images, nonce)}
        return policy | {"cross-origin-resource-policy": "cross-origin"} if origins else policy

    def _origins(self, path: str) -> Sequence[str]:
        kind, _, token = path.removeprefix(PUBLIC).rstrip("/").partition("/")
        if kind not in _FRAMES_OF:
            return ()
        with self._database.snapshot() as tx:
            return _FRAMES_OF[kind](tx, token)


def open_database(settings: Settings) -> Database:
    """The database of the settings, with everything the rooms register on its connections."""
    return Database(
        settings.sqlalchemy_url,
        on_connect=[register_functions, register_report_functions],
        vault=Vault.of(settings),
        public_url=settings.public_url,
        connections=max(settings.database_connections * 2 // 3, 2),
    )


def open_snapshots(settings: Settings, database: Database) -> Snapshots:
    """Of this process, for its large forms; dashboards ask a replica where the settings name one."""
    replica = None
    if settings.reports_url and database.dialect == "postgresql":
        hooks = [register_functions, register_report_functions]
        share = max(settings.database_connections // 3, 2)
        replica = Database(settings.reports_url, clock=database.clock, on_connect=hooks, connections=share)
        replica.vault, replica.public_url = database.vault, database.public_url
    return Snapshots(database, settings.data / "snapshots", replica=replica)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    await app.state.hub.close()
    await app.state.record_hub.close()
    await app.state.list_hub.close()
    await app.state.around_hub.close()
    await app.state.executor.close()
    app.state.snapshots.save()
    app.state.snapshots.reading.close()
    app.state.database.close()


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """Every route of the product, the same for each application of this process: reading the signatures of hundreds
    takes longer than most tests."""
    router = APIRouter(generate_unique_id_function=lambda route: route.name)
    for each in ROUTERS:
        router.include_router(each, prefix=API)
    router.include_router(_own_routes())
    return (*record_read_routes.lean_routes(API), *router.routes)


def _own_routes() -> APIRouter:
    router = APIRouter()

    @router.get("/api/health", dependencies=[requires("public")])
    def health(request: Request) -> dict[str, str]:
        """Alive, and the database answers."""
        with request.app.state.database.snapshot() as tx:
            tx.execute(select(literal(1)))
        return {"status": "ok", "version": dougong.__version__}

    @router.get("/api/alive", dependencies=[requires("public")])
    async def alive() -> dict[str, str]:
        """This process answers; whether its database does, too, is no reason to start it anew."""
        return {"status": "ok"}

    @router.get("/api/ready", dependencies=[requires("public")])
    def ready(request: Request, response: Response) -> dict[str, str]:
        """Whether to send people here: 503 while the database is away or this process is about to end."""
        if request.app.state.draining:
            response.status_code = 503
            return {"status": "draining"}
        with request.app.state.database.snapshot() as tx:
            tx.execute(select(literal(1)))
        return {"status": "ok"}

    @router.get(f"{API}/openapi.json", dependencies=[requires("signed_in")], include_in_schema=False)
    def openapi(request: Request) -> JSONResponse:
        """The platform's own API; each app publishes its own beside it."""
        return JSONResponse(request.app.openapi())

    @router.get("/metrics", dependencies=[requires("public")], include_in_schema=False)
    async def prometheus_metrics(request: Request) -> Response:
        """For administrators, and for a collector on this very machine."""
        if not is_local(request):
            await admin(request)
        text = await run_in_threadpool(request.app.state.metrics.text)
        return Response(text, media_type=CONTENT_TYPE)

    return router


def refuse_unknown_rights(app: FastAPI) -> None:
    """The start fails on a route that declares a right no room checks."""
    for route, rights in declared_rights(app):
        unknown = rights - app.state.rights.keys()
        if unknown:
            raise RuntimeError(f"{route} demands {sorted(unknown)}, which no room checks")


def _wrap(app: FastAPI, settings: Settings) -> None:
    authenticator: Authenticator = app.state.authenticator

    refusals: Refusals = app.state.refusals

    def afterwards() -> Callable[[], None] | None:
        if refusals.has_news:
            return refusals.write
        return authenticator.write_touches if authenticator.has_touches else None

    # the last one added is the outermost
    app.add_middleware(Retry)
    opened = signal_routes.OPEN_PATH
    app.add_middleware(SameOrigin, public_url=settings.public_url, cookie=cookie_name(settings), open_path=opened)
    app.add_middleware(LimitBody, json_bytes=JSON_BYTES, multipart_bytes=(settings.upload_mb + 1) * 1024 * 1024)
    app.add_middleware(
        Observe,
        metrics=app.state.metrics,
        https=settings.secure_cookies,
        afterwards=afterwards,
        images=settings.map_origin,
        is_ending=lambda: bool(app.state.draining),
        refused=refusals.note,
    )
