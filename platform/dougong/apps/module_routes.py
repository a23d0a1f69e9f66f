"""Modules of an app over HTTP: which there are, and which are on."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from dougong.apps import module_switch
from dougong.apps.rights import design_app
from dougong.apps.schemas import Answer, Body
from dougong.apps.words import RoleKey
from dougong.kit.db import Read, Write
from dougong.kit.web import CurrentPerson, requires

router = APIRouter(tags=["apps"])
DESIGN = [requires("design")]


class ModulesBody(Body):
    """`on`: the keys of exactly those that shall be on."""

    on: Annotated[list[RoleKey], Field(max_length=100)]


@router.get("/apps/{app}/modules", dependencies=DESIGN)
def get_modules(app: str, tx: Read, actor: CurrentPerson) -> Answer:
    """The modules, what belongs to each, how many records it has."""
    return module_switch.told(tx, design_app(tx, actor, app))


@router.put("/apps/{app}/modules", dependencies=DESIGN)
def put_modules(app: str, body: ModulesBody, tx: Write, actor: CurrentPerson) -> Answer:
    """Switches modules on and off. Data are kept, running flows go on."""
    found: dict[str, Any] = module_switch.switch(tx, actor, design_app(tx, actor, app), body.on)
    return found
