"""Pressing a button over HTTP, on one record or on a selection."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from dougong.kit.db import Write
from dougong.kit.errors import Problem
from dougong.kit.web import CurrentPerson, language_of, requires
from dougong.records import writing
from dougong.records.pressing import service
from dougong.records.pressing.schemas import Press, PressMany
from dougong.records.routes import RECORDS, AppKey, FormKey, RecordId, listeners_of

router = APIRouter(tags=["records"])


@router.post(RECORDS + "/{record_id}:press", dependencies=[requires("signed_in", outside=True)])
def press_button(
    app: AppKey, form: FormKey, record_id: RecordId, body: Press, request: Request, tx: Write, actor: CurrentPerson
) -> dict[str, Any]:
    """Does what the button does with this record."""
    work = writing.begin(tx, actor, app, form, listeners=listeners_of(request))
    return service.press(work, form, record_id, body.button, body.chosen)


@router.post(RECORDS + ":press", dependencies=[requires("signed_in", outside=True)])
def press_on_many(
    app: AppKey, form: FormKey, body: PressMany, request: Request, tx: Write, actor: CurrentPerson
) -> dict[str, Any]:
    """The same with up to 200 records: each by itself, one result each; what is refused leaves the others alone."""
    work = writing.begin(tx, actor, app, form, listeners=listeners_of(request))
    service.refuse_many(work, form, body.button)
    results: list[dict[str, Any]] = []
    for record_id in dict.fromkeys(body.ids):
        try:
            with tx.connection.begin_nested():
                done = service.press(work, form, record_id, body.button, body.chosen)
            results.append({"id": record_id, "ok": True, **done})
        except Problem as problem:
            results.append({"id": record_id, "ok": False, "problem": problem.document(language_of(request))})
    return {"results": results}
