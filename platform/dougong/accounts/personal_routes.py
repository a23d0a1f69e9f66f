"""What is kept about somebody: shown, handed out, erased."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, StringConstraints

from dougong.accounts import personal
from dougong.accounts.personal_tasks import ERASE, EXPORT
from dougong.identity import people
from dougong.identity.schemas import Body
from dougong.kit import jobs
from dougong.kit.db import Read, Write
from dougong.kit.errors import FieldError, Invalid, in_language, say
from dougong.kit.web import CurrentPerson, language_of, requires

router = APIRouter(tags=["people"])


class HeldLine(BaseModel):
    label: str
    rows: int
    kept: str | None
    """Why it stays; None: it is erased."""


class PersonalData(BaseModel):
    items: list[HeldLine]


class Erasure(Body):
    email: Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, max_length=254)]
    """Of the person, typed once more: there is no way back."""


class JobStarted(BaseModel):
    job: str


@router.get("/people/{person_id}/personal-data", dependencies=[requires("admin")])
def preview_personal_data(person_id: str, tx: Read, request: Request) -> PersonalData:
    """What there is about somebody, and what erasing would leave."""
    language = language_of(request)
    lines = [
        HeldLine(
            label=in_language(line.label, language), rows=line.rows, kept=line.kept and in_language(line.kept, language)
        )
        for line in personal.preview(tx, person_id)
    ]
    return PersonalData(items=lines)


@router.post(
    "/people/{person_id}/personal-data:export", dependencies=[requires("admin"), requires("confirmed")], status_code=202
)
def export_personal_data(person_id: str, tx: Write, actor: CurrentPerson) -> JobStarted:
    """A job that makes a file of everything about somebody; records only by their ids."""
    people.get_person(tx, person_id)
    return JobStarted(job=jobs.enqueue(tx, EXPORT, {"person": person_id}, owner_id=actor.person_id) or "")


@router.post(
    "/me/personal-data:export",
    dependencies=[requires("own_session", outside=True), requires("confirmed")],
    status_code=202,
)
def export_my_data(tx: Write, actor: CurrentPerson) -> JobStarted:
    """The same about oneself."""
    return JobStarted(job=jobs.enqueue(tx, EXPORT, {"person": actor.person_id}, owner_id=actor.person_id) or "")


@router.post(
    "/people/{person_id}/personal-data:erase", dependencies=[requires("admin"), requires("confirmed")], status_code=202
)
def erase_personal_data(person_id: str, body: Erasure, tx: Write, actor: CurrentPerson) -> JobStarted:
    """A job that erases somebody who is switched off, for good."""
    row = personal.require_erasable(tx, actor, person_id)
    if body.email != row.email:
        wrong = say("输入的邮箱与此人不符。", "This is not the person's e-mail.")
        raise Invalid(wrong, "wrong_email", [FieldError("email", "wrong_email", wrong)])
    return JobStarted(job=jobs.enqueue(tx, ERASE, {"person": person_id}, owner_id=actor.person_id) or "")
