"""How long what is kept: administrators look and choose."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from dougong.kit.config import Configured
from dougong.kit.db import Read, Write
from dougong.kit.web import CurrentPerson, requires
from dougong.operations.retention import service

router = APIRouter(tags=["operations"], dependencies=[requires("admin")])
Days = Annotated[int, Field(strict=True, ge=1, le=36500)]
Key = Annotated[str, Field(pattern=r"^[a-z_]{1,32}$")]


class Period(BaseModel):
    """`days` null: for ever. Where `least` is `most` nobody can choose. `removed`: how many have gone so far."""

    key: str
    label: dict[str, str]
    text: dict[str, str]
    days: int | None
    default: int | None
    least: int
    most: int
    always: bool
    removed: int
    ran_at: datetime | None


class Periods(BaseModel):
    items: list[Period]


class Choice(BaseModel):
    """Periods in days, null for ever; those that are not named stay as they are."""

    model_config = ConfigDict(extra="forbid")

    periods: Annotated[dict[Key, Days | None], Field(max_length=50)]


@router.get("/retention")
def get_retention(tx: Read, settings: Configured) -> Periods:
    return Periods(items=[Period.model_validate(each) for each in service.shown(tx, settings)])


@router.put("/retention", dependencies=[requires("confirmed")])
def set_retention(body: Choice, tx: Write, actor: CurrentPerson, settings: Configured) -> Periods:
    """From the next hourly run on. What has gone can only come back from a backup."""
    service.choose(tx, actor, settings, body.periods)
    return Periods(items=[Period.model_validate(each) for each in service.shown(tx, settings)])
