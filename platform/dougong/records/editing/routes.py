"""Bulk edit over HTTP: a preview, the edit as a job, and taking it back."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from dougong.kit import jobs
from dougong.kit.db import Db, Read, Transaction, Write
from dougong.kit.web import Actor, CurrentPerson, language_of, requires
from dougong.records import writing
from dougong.records.editing.latest import latest
from dougong.records.editing.preview import ids_of, preview
from dougong.records.editing.recipe import recipes_of
from dougong.records.editing.schemas import Edit, Undo
from dougong.records.editing.tasks import EDIT, UNDO
from dougong.records.editing.undo import size_of
from dougong.records.problems import operation_not_granted
from dougong.records.routes import RECORDS, AppKey, FormKey
from dougong.records.work import Work

router = APIRouter(tags=["records"])


@router.post(RECORDS + ":edit-preview", dependencies=[requires("signed_in")])
def preview_edit(
    app: AppKey, form: FormKey, body: Edit, database: Db, actor: CurrentPerson, request: Request
) -> dict[str, Any]:
    """How many records a bulk edit finds, and the first of them before and after. Nothing is written."""
    with database.snapshot() as tx:
        return preview(_work(tx, actor, app, form), form, body, language_of(request))


@router.post(RECORDS + ":edit", dependencies=[requires("signed_in")], status_code=202)
def edit_records(
    app: AppKey, form: FormKey, body: Edit, tx: Write, actor: CurrentPerson, request: Request
) -> dict[str, Any]:
    """Sets fields of many records, as a job; its result names the batch that undoes it."""
    work = _work(tx, actor, app, form)
    recipes_of(work, form, body)
    total = ids_of(work, form, body, None, 1, count=True)["count"]
    args = {"app": app, "form": form, "edit": body.model_dump(), "total": total, "language": language_of(request)}
    return _start(tx, actor, EDIT, args)


@router.get(RECORDS + ":edits", dependencies=[requires("signed_in")])
def my_edits(app: AppKey, form: FormKey, tx: Read, actor: CurrentPerson, request: Request) -> dict[str, Any]:
    """One's own latest bulk edits of the form, newest first, and whether each was taken back."""
    work = _work(tx, actor, app, form)
    return {"items": latest(work, form, language_of(request))}


@router.post(RECORDS + ":undo", dependencies=[requires("signed_in")], status_code=202)
def undo_edit(
    app: AppKey, form: FormKey, body: Undo, tx: Write, actor: CurrentPerson, request: Request
) -> dict[str, Any]:
    """Takes one's own bulk edit back, as a job under the rights one has now."""
    total = size_of(_work(tx, actor, app, form), form, body.batch)
    args = {"app": app, "form": form, "batch": body.batch, "total": total, "language": language_of(request)}
    return _start(tx, actor, UNDO, args)


def _work(tx: Transaction, actor: Actor, app: str, form: str) -> Work:
    work = writing.begin(tx, actor, app, form, door="bulk")
    # The job runs with its owner's grants: a narrower token can't start it.
    if not (work.access.may(form, "update") and actor.token_allows("update", app)):
        raise operation_not_granted("update")
    return work


def _start(tx: Transaction, actor: Actor, kind: str, args: dict[str, Any]) -> dict[str, Any]:
    job_id = jobs.enqueue(tx, kind, args, owner_id=actor.person_id)
    return jobs.document(tx, job_id or "", actor.person_id, args["language"])
