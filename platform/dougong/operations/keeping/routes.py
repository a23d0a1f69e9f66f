"""How the installation is kept, over HTTP: administrators only. No backup can be fetched: data is read by grants."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from dougong.kit.config import Configured
from dougong.kit.db import Read, Write
from dougong.kit.web import CurrentPerson, requires
from dougong.operations.keeping import service

router = APIRouter(prefix="/system", tags=["operations"], dependencies=[requires("admin")])


class Backup(BaseModel):
    """One that was made, or restored to see whether it holds (`seconds`: how long that took)."""

    kind: Literal["made", "drilled"]
    at: datetime
    name: str
    rows: int | None
    files: int | None
    encrypted: bool | None
    seconds: float | None


class Backups(BaseModel):
    """`ready`: an administrator may ask for one. The newest first, thirty at most."""

    ready: bool
    running: bool
    items: list[Backup]


class Setting(BaseModel):
    """`is_set`: it stands in the environment; else the program's own value."""

    name: str
    value: str | int | float | bool
    is_set: bool


class Environment(BaseModel):
    items: list[Setting]


@router.get("/backups")
def get_backups(tx: Read, settings: Configured) -> Backups:
    return Backups.model_validate(service.backups(tx, settings))


@router.post("/backups", status_code=202, dependencies=[requires("confirmed")])
def make_backup(tx: Write, actor: CurrentPerson, settings: Configured) -> Backups:
    """A worker makes it, where the operator wants backups to be."""
    service.begin(tx, actor, settings)
    return Backups.model_validate(service.backups(tx, settings))


@router.get("/settings")
def get_settings(settings: Configured) -> Environment:
    """What the operator has set, read only; nothing secret, no address with a password in it."""
    return Environment(items=[Setting.model_validate(each) for each in service.shown(settings)])
