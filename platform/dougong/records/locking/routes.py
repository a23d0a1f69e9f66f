"""Locking and unlocking one record, by those who have the right to."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, StringConstraints

from dougong.kit.db import Write
from dougong.kit.web import CurrentPerson, requires
from dougong.records import writing
from dougong.records.around.live import stir
from dougong.records.locking import service
from dougong.records.routes import RECORDS, AppKey, FormKey, RecordId

router = APIRouter(tags=["around records"])
RECORD = RECORDS + "/{record_id}"


class LockNote(BaseModel):
    """Why, for those who find it locked (or open)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


@router.post(RECORD + ":lock", dependencies=[requires("signed_in")])
def lock_record(
    app: AppKey, form: FormKey, record_id: RecordId, body: LockNote, tx: Write, actor: CurrentPerson
) -> dict[str, Any]:
    """Nobody changes the record until it is unlocked. → its `{locked, lock}`"""
    work = writing.begin(tx, actor, app, form)
    service.put(work, form, record_id, locked=True, note=body.note)
    stir(tx)
    return service.state(work, form, record_id)


@router.post(RECORD + ":unlock", dependencies=[requires("signed_in")])
def unlock_record(
    app: AppKey, form: FormKey, record_id: RecordId, body: LockNote, tx: Write, actor: CurrentPerson
) -> dict[str, Any]:
    """The record may be changed again, until it is locked again. → its `{locked, lock}`"""
    work = writing.begin(tx, actor, app, form)
    service.put(work, form, record_id, locked=False, note=body.note)
    stir(tx)
    return service.state(work, form, record_id)
