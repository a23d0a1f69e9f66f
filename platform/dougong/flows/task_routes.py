"""Routes of to-dos: the boxes, one to-do, and what is done with it (docs/flows-api.md)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Path, Query, Request

from dougong.flows import inbox, instances, substitutes, task_commands, task_detail
from dougong.flows import task_schemas as schemas
from dougong.flows.operators import result_of
from dougong.flows.store import refused
from dougong.flows.substitutes import Absence
from dougong.flows.task_commands import Click
from dougong.kit import jobs
from dougong.kit.db import Db, Read, Write
from dougong.kit.errors import Problem
from dougong.kit.pages import MAX_PAGE
from dougong.kit.web import CurrentPerson, language_of, requires
from engines.flow.events import Refused

router = APIRouter(tags=["tasks"])
SIGNED_IN = [requires("signed_in")]
ADMIN = [requires("admin")]
Document = dict[str, Any]
TaskId = Annotated[str, Path(alias="task", max_length=36)]
Limit = Annotated[int, Query(ge=1, le=MAX_PAGE)]
Text = Annotated[str | None, Query(max_length=200)]
TASK = "/tasks/{task}"


def _click(
    request: Request, actor: CurrentPerson, idempotency_key: Annotated[str | None, Header(max_length=100)] = None
) -> Click:
    return Click(actor, language_of(request), idempotency_key)


Clicked = Annotated[Click, Depends(_click)]


@router.get("/tasks", dependencies=SIGNED_IN)
def list_tasks(
    tx: Read,
    actor: CurrentPerson,
    request: Request,
    box: Literal["todo", "cc", "started", "done"] = "todo",
    app: Annotated[str | None, Query(max_length=48)] = None,
    flow: Annotated[str | None, Query(max_length=48)] = None,
    q: Text = None,
    due: inbox.Due | None = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Limit = 50,
) -> Document:
    """One of the caller's boxes."""
    language = language_of(request)
    if box == "started":
        asked = instances.Asked(flow=flow, q=q, cursor=cursor, limit=limit)
        return instances.started_by(tx, actor, asked, language)
    return inbox.listing(tx, actor, inbox.Asked(box, app, flow, q, due, cursor, limit), language)


@router.get("/tasks/counts", dependencies=SIGNED_IN)
def count_tasks(tx: Read, actor: CurrentPerson) -> Document:
    """What the boxes hold."""
    return inbox.counts(tx, actor)


@router.get(TASK, dependencies=SIGNED_IN)
def get_task(task: TaskId, tx: Read, actor: CurrentPerson, request: Request) -> Document:
    """One of the caller's to-dos with its record, under the step's rights."""
    return task_detail.document(tx, actor, task, language_of(request))


@router.get(TASK + "/return-preview", dependencies=SIGNED_IN)
def preview_task_return(
    task: TaskId, to: Annotated[str, Query(max_length=48)], tx: Read, actor: CurrentPerson, request: Request
) -> Document:
    """Whose open tasks a return would withdraw."""
    try:
        return task_detail.return_preview(tx, actor, task, to, language_of(request))
    except Refused as error:
        raise refused(error) from error


@router.post("/tasks:decide", dependencies=SIGNED_IN)
def decide_tasks(body: schemas.ManyDecisions, database: Db, click: Clicked) -> Document:
    """Many to-dos at once, each in a transaction of its own."""
    results = []
    for task in body.tasks:
        problem: Problem | None = None
        try:
            with database.transaction() as tx:
                if body.verb == "read":
                    task_commands.read(tx, click, task)
                else:
                    task_commands.decide(tx, click, task, body.verb, body.comment, (), None)
        except Problem as found:
            problem = found
        results.append(result_of(task, problem, click.language))
    return {"results": results}


@router.post(TASK + ":decide", dependencies=SIGNED_IN)
def decide_task(task: TaskId, body: schemas.Decision, tx: Write, click: Clicked) -> Document:
    """Approve, reject, submit or done, with changes of the record."""
    return task_commands.decide(tx, click, task, body.verb, body.comment, tuple(body.chosen), body.record)


@router.post(TASK + ":return", dependencies=SIGNED_IN)
def return_task(task: TaskId, body: schemas.SendBack, tx: Write, click: Clicked) -> Document:
    """Back to an earlier step."""
    return task_commands.send_back(tx, click, task, body.to, body.resubmit, body.comment)


@router.post(TASK + ":resubmit", dependencies=SIGNED_IN)
def resubmit_task(task: TaskId, body: schemas.Resubmission, tx: Write, click: Clicked) -> Document:
    """The initiator sends it on again."""
    return task_commands.resubmit(tx, click, task, body.comment, body.record)


@router.post(TASK + ":transfer", dependencies=SIGNED_IN)
def transfer_task(task: TaskId, body: schemas.Give, tx: Write, click: Clicked) -> Document:
    """Gives the to-do to another person."""
    return task_commands.give(tx, click, task, body.to, body.comment, delegate=False)


@router.post(TASK + ":delegate", dependencies=SIGNED_IN)
def delegate_task(task: TaskId, body: schemas.Give, tx: Write, click: Clicked) -> Document:
    """Asks another person to decide first."""
    return task_commands.give(tx, click, task, body.to, body.comment, delegate=True)


@router.post(TASK + ":add-signers", dependencies=SIGNED_IN)
def add_task_signers(task: TaskId, body: schemas.Signers, tx: Write, click: Clicked) -> Document:
    """More people sign before or after the caller."""
    return task_commands.add_signers(tx, click, task, tuple(body.people), body.place, body.mode, body.comment)


@router.post(TASK + ":remove-signer", dependencies=SIGNED_IN)
def remove_task_signer(task: TaskId, body: schemas.Said, tx: Write, click: Clicked) -> Document:
    """Takes off a signer that the caller has added; the task is the signer's."""
    return task_commands.remove_signer(tx, click, task, body.comment)


@router.post(TASK + ":take-back", dependencies=SIGNED_IN)
def take_task_back(task: TaskId, body: schemas.Said, tx: Write, click: Clicked) -> Document:
    """Undoes the caller's own decision."""
    return task_commands.take_back(tx, click, task, body.comment)


@router.post(TASK + ":urge", dependencies=SIGNED_IN)
def urge_task(task: TaskId, body: schemas.Said, tx: Write, click: Clicked) -> Document:
    """Reminds those who have it now."""
    return task_commands.urge(tx, click, task, body.comment)


@router.post(TASK + ":comment", dependencies=SIGNED_IN)
def comment_task(task: TaskId, body: schemas.Remark, tx: Write, click: Clicked) -> Document:
    """A word that moves nothing."""
    return task_commands.comment(tx, click, task, body.text)


@router.post(TASK + ":cc", dependencies=SIGNED_IN)
def copy_task(task: TaskId, body: schemas.Copy, tx: Write, click: Clicked) -> Document:
    """Shows it to more people."""
    return task_commands.copy_to(tx, click, task, tuple(body.people), body.comment)


@router.post(TASK + ":read", dependencies=SIGNED_IN)
def read_task(task: TaskId, tx: Write, click: Clicked) -> Document:
    """The caller has read a copy."""
    return task_commands.read(tx, click, task)


# standing in, and leavers ----------------------------------------------------------------------------------


@router.get("/me/substitute", dependencies=SIGNED_IN)
def get_my_substitutes(tx: Read, actor: CurrentPerson) -> Document:
    """When the caller is away and who stands in."""
    return substitutes.of(tx, actor.person_id)


@router.put("/me/substitute", dependencies=SIGNED_IN)
def set_my_substitutes(body: schemas.Absences, tx: Write, actor: CurrentPerson) -> Document:
    """Replaces all of the caller's absences."""
    absences = [Absence(each.substitute, each.from_at, each.until_at, each.note) for each in body.items]
    return substitutes.replace(tx, actor, actor.person_id, absences)


@router.post("/people/{person}:hand-over", status_code=202, dependencies=ADMIN)
def hand_over_tasks(
    person: Annotated[str, Path(max_length=36)],
    body: schemas.HandOverBody,
    tx: Write,
    actor: CurrentPerson,
    request: Request,
) -> Document:
    """All open tasks of a leaver become another person's."""
    job_id = substitutes.hand_over(tx, actor, person, body.to, body.app)
    return jobs.document(tx, job_id, actor.person_id, language_of(request))
