"""Watching and cancelling one's own jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel

from dougong.kit import jobs
from dougong.kit.db import Read, Write
from dougong.kit.web import CurrentPerson, language_of, requires

router = APIRouter(prefix="/jobs", tags=["jobs"], dependencies=[requires("signed_in")])


class Job(BaseModel):
    """`message` is a sentence in the caller's language; `result` depends on the kind."""

    id: str
    kind: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    done: int
    total: int | None
    message: str | None
    result: Any
    created_at: datetime


@router.get("/{job_id}")
def get_job(job_id: str, request: Request, tx: Read, actor: CurrentPerson) -> Job:
    return Job.model_validate(jobs.document(tx, job_id, actor.person_id, language_of(request)))


@router.delete("/{job_id}", status_code=204)
def cancel_job(job_id: str, tx: Write, actor: CurrentPerson) -> None:
    jobs.cancel(tx, job_id, actor.person_id)
