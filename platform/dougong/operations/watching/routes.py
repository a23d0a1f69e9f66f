"""Stuck work and slow work over HTTP: administrators only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from dougong.kit.config import Configured
from dougong.kit.db import Read, Write
from dougong.kit.web import CurrentPerson, language_of, requires
from dougong.operations.watching import service

router = APIRouter(prefix="/system", tags=["operations"], dependencies=[requires("admin")])
JobId = Annotated[str, Field(max_length=36)]


class StuckCounts(BaseModel):
    """`failed` and `letters`: of the last week; `deliveries` and `outbox`: by state."""

    queued: int
    running: int
    late: int
    oldest: float
    failed: int
    deliveries: dict[str, int]
    outbox: dict[str, int]
    letters: int


class StuckJob(BaseModel):
    """`error`: the kind of error; its text stands in the log under the job's id."""

    id: str
    kind: str
    state: Literal["failed", "queued"]
    attempts: int
    known: bool
    message: str | None
    error: str | None
    created_at: datetime
    next_at: datetime | None


class StuckWebhook(BaseModel):
    id: str
    app: str
    label: str
    active: bool
    failed: int


class StuckApp(BaseModel):
    key: str
    label: Any
    failed: int
    unsent: int


class Stuck(BaseModel):
    counts: StuckCounts
    jobs: list[StuckJob]
    webhooks: list[StuckWebhook]
    apps: list[StuckApp]


class SlowEntry(BaseModel):
    """`text`: a route or the shape of a statement, never with values; `source`: on whose behalf the worst one ran."""

    kind: Literal["request", "sql"]
    text: str
    source: str
    count: int
    seconds: float
    worst: float
    first_at: datetime
    last_at: datetime


class SlowWork(BaseModel):
    """`from_ms`: from how long on something is listed; 0: nothing is."""

    from_ms: int
    items: list[SlowEntry]


@router.get("/stuck")
def get_stuck(request: Request, tx: Read) -> Stuck:
    return Stuck.model_validate(service.stuck(tx, language_of(request)))


@router.post("/jobs/{job_id}:again", status_code=204)
def try_job_again(job_id: JobId, tx: Write, actor: CurrentPerson) -> None:
    """A job that failed, or waits for its next try, begins at once."""
    service.try_again(tx, actor, job_id)


@router.post("/jobs/{job_id}:give-up", status_code=204)
def give_job_up(job_id: JobId, tx: Write, actor: CurrentPerson) -> None:
    """It is not tried any more."""
    service.give_up(tx, actor, job_id)


@router.get("/slow")
def get_slow(tx: Read, settings: Configured) -> SlowWork:
    """What took long, of all processes; they tell every ten seconds."""
    return SlowWork(from_ms=settings.slow_ms, items=[SlowEntry.model_validate(each) for each in service.slow(tx)])


@router.delete("/slow", status_code=204)
def forget_slow(tx: Write, actor: CurrentPerson) -> None:
    service.forget_slow(tx, actor)
