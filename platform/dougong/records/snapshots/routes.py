"""Snapshots over HTTP: beside their sources, and taken again for one record (many: as a bulk edit)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from dougong.kit.db import Read, Write
from dougong.kit.web import CurrentPerson, language_of, requires
from dougong.records import writing
from dougong.records.editing.schemas import Path
from dougong.records.routes import RECORDS, AppKey, FormKey, RecordId, listeners_of
from dougong.records.snapshots import service

router = APIRouter(tags=["records"])


class Refill(BaseModel):
    """`links`: whose snapshots; none given: all that the caller may change."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    links: Annotated[list[Path], Field(min_length=1, max_length=100)] | None = None


@router.get(RECORDS + "/{record_id}/sources", dependencies=[requires("signed_in")])
def record_sources(
    app: AppKey, form: FormKey, record_id: RecordId, request: Request, tx: Read, actor: CurrentPerson
) -> dict[str, Any]:
    """What the record keeps of linked records, and what those say now."""
    work = writing.begin(tx, actor, app, form)
    return {"items": service.compared(work, form, record_id, language_of(request))}


@router.post(RECORDS + "/{record_id}:refill", dependencies=[requires("signed_in")])
def refill_record(
    app: AppKey, form: FormKey, record_id: RecordId, body: Refill, request: Request, tx: Write, actor: CurrentPerson
) -> dict[str, Any]:
    """Takes snapshots again; the record as it has become."""
    work = writing.begin(tx, actor, app, form, listeners=listeners_of(request))
    return writing.answer(work, form, service.refill(work, form, record_id, body.links))
