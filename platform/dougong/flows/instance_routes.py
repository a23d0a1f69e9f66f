"""Routes of instances: the flows of a record, one instance, and the operators' desk (docs/flows-api.md)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request

from dougong.apps.catalog import app_catalog
from dougong.apps.rights import open_app
from dougong.flows import instances, operators
from dougong.flows import task_schemas as schemas
from dougong.flows.dependents import unfit_flows
from dougong.flows.store import Stand
from dougong.kit.db import Db, Read, Write
from dougong.kit.errors import Problem, in_language
from dougong.kit.pages import MAX_PAGE
from dougong.kit.web import CurrentPerson, language_of, requires
from engines.flow import events

router = APIRouter(tags=["flow instances"])
SIGNED_IN = [requires("signed_in")]
DESIGN = [requires("design")]
Document = dict[str, Any]
AppKey = Annotated[str, Path(alias="app", max_length=48)]
InstanceId = Annotated[str, Path(alias="instance", max_length=36)]
INSTANCE = "/instances/{instance}"
OutboxState = Literal["pending", "unknown", "failed"]


def _answer(stand: Stand) -> Document:
    return {"instance": {"id": stand.instance_id, "status": stand.status, "result": stand.result}}


@router.get("/apps/{app}/forms/{form}/records/{record}/flows", dependencies=SIGNED_IN)
def flows_of_record(
    app: AppKey,
    form: Annotated[str, Path(max_length=64)],
    record: Annotated[str, Path(max_length=36)],
    tx: Read,
    actor: CurrentPerson,
    request: Request,
) -> Document:
    """The flows of a record, the newest first, for who may read it."""
    open_app(tx, actor, app)
    return instances.of_record(tx, actor, app_catalog(tx, app), form, record, language_of(request))


@router.get(INSTANCE, dependencies=SIGNED_IN)
def get_instance(instance: InstanceId, tx: Read, actor: CurrentPerson, request: Request) -> Document:
    """One instance with its graph and history."""
    return instances.document(tx, actor, instance, language_of(request))


@router.post(INSTANCE + ":withdraw", dependencies=SIGNED_IN)
def withdraw_instance(instance: InstanceId, body: schemas.Said, tx: Write, actor: CurrentPerson) -> Document:
    """The initiator takes the whole back."""
    return _answer(operators.withdraw(tx, actor, instance, body.comment))


@router.post(INSTANCE + ":urge", dependencies=SIGNED_IN)
def urge_instance(instance: InstanceId, body: schemas.Said, tx: Write, actor: CurrentPerson) -> Document:
    """Reminds those who have it now."""
    return _answer(operators.urge(tx, actor, instance, body.comment))


@router.post(INSTANCE + ":comment", dependencies=SIGNED_IN)
def comment_instance(instance: InstanceId, body: schemas.Remark, tx: Write, actor: CurrentPerson) -> Document:
    """A word that moves nothing."""
    return _answer(operators.comment(tx, actor, instance, body.text))


@router.post(INSTANCE + ":cc", dependencies=SIGNED_IN)
def copy_instance(instance: InstanceId, body: schemas.Copy, tx: Write, actor: CurrentPerson) -> Document:
    """Shows it to more people."""
    return _answer(operators.copy_to(tx, actor, instance, tuple(body.people), body.comment))


# operators: who may design the app, asked per instance -------------------------------------------------------


@router.post(INSTANCE + ":retry", dependencies=SIGNED_IN)
def retry_step(instance: InstanceId, body: schemas.RetryStep, tx: Write, actor: CurrentPerson) -> Document:
    """A failed step is tried again."""
    row = operators.require_operator(tx, actor, instance)
    event = events.Retry(body.token, actor.person_id)
    return _answer(operators.act(tx, actor, row, event, "retry", {"token": body.token}))


@router.post(INSTANCE + ":skip", dependencies=SIGNED_IN)
def skip_step(instance: InstanceId, body: schemas.SkipStep, tx: Write, actor: CurrentPerson) -> Document:
    """A failed or waiting step is passed over."""
    row = operators.require_operator(tx, actor, instance)
    event = events.Skip(body.token, actor.person_id, body.outcome, body.comment)
    detail = {"token": body.token, "outcome": body.outcome, "comment": body.comment}
    return _answer(operators.act(tx, actor, row, event, "skip", detail))


@router.post(INSTANCE + ":jump", dependencies=SIGNED_IN)
def jump_to_step(instance: InstanceId, body: schemas.JumpTo, tx: Write, actor: CurrentPerson) -> Document:
    """A token is moved to another step of the same scope."""
    row = operators.require_operator(tx, actor, instance)
    event = events.Jump(body.token, body.to, actor.person_id, body.comment)
    detail = {"token": body.token, "to": body.to, "comment": body.comment}
    return _answer(operators.act(tx, actor, row, event, "jump", detail))


@router.post(INSTANCE + ":cancel", dependencies=SIGNED_IN)
def cancel_instance(instance: InstanceId, body: schemas.Said, tx: Write, actor: CurrentPerson) -> Document:
    """The instance is ended."""
    row = operators.require_operator(tx, actor, instance)
    event = events.Cancel(actor.person_id, body.comment)
    return _answer(operators.act(tx, actor, row, event, "cancel", {"comment": body.comment}))


@router.get("/apps/{app}/flow-instances", dependencies=DESIGN)
def list_instances(
    app: AppKey,
    tx: Read,
    actor: CurrentPerson,
    request: Request,
    status: instances.Status | None = None,
    flow: Annotated[str | None, Query(max_length=48)] = None,
    version: Annotated[int | None, Query(ge=1)] = None,
    record: Annotated[str | None, Query(max_length=36)] = None,
    q: Annotated[str | None, Query(max_length=200)] = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
) -> Document:
    """Instances of the app's flows, the newest first."""
    asked = instances.Asked(status, flow, version, record, q, cursor, limit)
    return instances.of_app(tx, actor, app, asked, language_of(request))


@router.get("/apps/{app}/flow-failures", dependencies=DESIGN)
def list_failures(app: AppKey, tx: Read, actor: CurrentPerson, request: Request) -> Document:
    """The inbox of failed steps, and flows that no longer fit what they are about."""
    language = language_of(request)
    broken = [
        {
            "flow": {"key": each.key, "label": each.label},
            "version": each.version,
            "node": each.node,
            "message": in_language(each.message, language),
        }
        for each in unfit_flows(tx, app_catalog(tx, app), language)
    ]
    return {"items": instances.failures(tx, actor, app, language), "broken": broken}


@router.post("/apps/{app}/flow-instances:bulk", dependencies=DESIGN)
def act_on_instances(
    app: AppKey, body: schemas.ManyInstances, database: Db, actor: CurrentPerson, request: Request
) -> Document:
    """Retry, skip or cancel many instances, each in a transaction of its own."""
    results = []
    for instance in body.instances:
        problem: Problem | None = None
        try:
            with database.transaction() as tx:
                operators.bulk(tx, actor, app, instance, body.do, body.comment)
        except Problem as found:
            problem = found
        results.append(operators.result_of(instance, problem, language_of(request)))
    return {"results": results}


@router.post("/apps/{app}/flow-tasks/{task}:transfer", dependencies=DESIGN)
def transfer_somebodys_task(
    app: AppKey,
    task: Annotated[str, Path(max_length=36)],
    body: schemas.Give,
    tx: Write,
    actor: CurrentPerson,
) -> Document:
    """Gives somebody's to-do to another person."""
    return _answer(operators.transfer(tx, actor, app, task, body.to, body.comment))


@router.get("/apps/{app}/flow-outbox", dependencies=DESIGN)
def list_outbox(app: AppKey, tx: Read, request: Request, state: OutboxState | None = None) -> Document:
    """What waits to leave, failed, or of which nobody knows whether it happened."""
    states = (state,) if state else ("pending", "unknown", "failed")
    return {"items": operators.outgoing(tx, app, states, language_of(request))}


@router.post("/apps/{app}/flow-outbox/{row}:resend", status_code=204, dependencies=DESIGN)
def resend_message(app: AppKey, row: Annotated[str, Path(max_length=36)], tx: Write, actor: CurrentPerson) -> None:
    """Sends a message again, with the same key."""
    operators.resend(tx, actor, app, row)


@router.post("/apps/{app}/flow-outbox/{row}:settle", status_code=204, dependencies=DESIGN)
def settle_message(
    app: AppKey, row: Annotated[str, Path(max_length=36)], body: schemas.Settle, tx: Write, actor: CurrentPerson
) -> None:
    """An operator has found out whether it arrived."""
    operators.settle(tx, actor, app, row, sent=body.sent)
