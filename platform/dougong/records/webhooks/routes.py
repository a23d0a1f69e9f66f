"""Routes of an app's webhooks: for those who design it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from dougong.apps.rights import design_app
from dougong.kit.config import Settings
from dougong.kit.db import Db, Read, Write
from dougong.kit.errors import in_language, say
from dougong.kit.outbound import outbound
from dougong.kit.types import dump_json
from dougong.kit.web import CurrentPerson, language_of, requires
from dougong.records.routes import AppKey
from dougong.records.webhooks import sending, service
from dougong.records.webhooks.schemas import WebhookBody, WebhookChange

router = APIRouter(tags=["webhooks"])
DESIGN = [requires("design")]
ONE = "/apps/{app}/webhooks/{webhook}"
Id = Annotated[str, Path(max_length=36)]
Document = dict[str, Any]


@router.get("/apps/{app}/webhooks", dependencies=DESIGN)
def list_webhooks(app: AppKey, tx: Read, actor: CurrentPerson) -> Response:
    design_app(tx, actor, app)
    return _json(service.listing(tx, app))


@router.post("/apps/{app}/webhooks", dependencies=DESIGN, status_code=201)
def create_webhook(app: AppKey, tx: Write, actor: CurrentPerson, body: WebhookBody) -> Response:
    design_app(tx, actor, app)
    return _json(service.create(tx, actor, app, body), 201)


@router.patch(ONE, dependencies=DESIGN)
def change_webhook(app: AppKey, webhook: Id, tx: Write, actor: CurrentPerson, body: WebhookChange) -> Response:
    design_app(tx, actor, app)
    return _json(service.change(tx, actor, app, webhook, body))


@router.delete(ONE, dependencies=DESIGN, status_code=204)
def delete_webhook(app: AppKey, webhook: Id, tx: Write, actor: CurrentPerson) -> None:
    design_app(tx, actor, app)
    service.remove(tx, actor, app, webhook)


@router.post(ONE + ":rotate", dependencies=DESIGN)
def rotate_webhook_secret(app: AppKey, webhook: Id, tx: Write, actor: CurrentPerson) -> Response:
    """A new secret; both count for a day."""
    design_app(tx, actor, app)
    return _json(service.rotate(tx, actor, app, webhook))


@router.post(ONE + ":test", dependencies=DESIGN)
def test_webhook(app: AppKey, webhook: Id, database: Db, actor: CurrentPerson, request: Request) -> Document:
    """Calls the address now, outside any transaction."""
    with database.snapshot() as tx:
        design_app(tx, actor, app)
        row = service.find(tx, app, webhook)
    settings: Settings = request.app.state.settings
    outcome = sending.test(database, outbound(settings), app, row)
    message = outcome.error or say(f"已送达，状态 {outcome.status}。", f"Delivered, status {outcome.status}.")
    return {"ok": outcome.ok, "status": outcome.status, "message": in_language(message, language_of(request))}


@router.post(ONE + ":redeliver", dependencies=DESIGN)
def redeliver_failed_webhook_calls(app: AppKey, webhook: Id, tx: Write, actor: CurrentPerson) -> Document:
    """Everything that was given up, once more."""
    design_app(tx, actor, app)
    return {"deliveries": service.redeliver(tx, actor, app, webhook, None)}


@router.get(ONE + "/deliveries", dependencies=DESIGN)
def list_webhook_deliveries(
    app: AppKey,
    webhook: Id,
    tx: Read,
    actor: CurrentPerson,
    request: Request,
    state: Literal["pending", "sent", "failed"] | None = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    design_app(tx, actor, app)
    return _json(service.deliveries(tx, app, webhook, state, cursor, language_of(request)))


@router.get(ONE + "/deliveries/{delivery}", dependencies=DESIGN)
def get_webhook_delivery(
    app: AppKey, webhook: Id, delivery: Id, tx: Read, actor: CurrentPerson, request: Request
) -> Response:
    design_app(tx, actor, app)
    return _json(service.delivery(tx, actor, app, webhook, delivery, language_of(request)))


@router.post(ONE + "/deliveries/{delivery}:redeliver", dependencies=DESIGN, status_code=204)
def redeliver_webhook_call(app: AppKey, webhook: Id, delivery: Id, tx: Write, actor: CurrentPerson) -> None:
    design_app(tx, actor, app)
    service.redeliver(tx, actor, app, webhook, delivery)


def _json(document: Document, status: int = 200) -> Response:
    return Response(dump_json(document), status, {"Cache-Control": "no-store"}, "application/json")
