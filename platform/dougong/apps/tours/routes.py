"""Routes of tours, first-day checklists and the help page (docs/tours.md)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import Field, JsonValue

from dougong.apps.problems import form_not_found
from dougong.apps.rights import design_app, open_app
from dougong.apps.schemas import Answer, Body, FormKey
from dougong.apps.tours import editing, viewing
from dougong.apps.tours import help as help_page
from dougong.apps.words import RoleKey
from dougong.kit.db import Read, Write
from dougong.kit.errors import NotAllowed, say
from dougong.kit.web import Actor, CurrentPerson, requires

router = APIRouter(tags=["apps"])
DESIGN = [requires("design")]
OPEN = [requires("signed_in", outside=True)]


class Progress(Body):
    """How far somebody is: at which stop they go on; `closed`: the checklist was put away."""

    status: Literal["open", "skipped", "done"]
    step: Annotated[int, Field(ge=0, le=50)] = 0
    closed: bool = False


class Sight(Body):
    """What was opened."""

    kind: Literal["form", "dashboard", "page"]
    key: RoleKey


class ToursBody(Body):
    """All tours of the app by key, as a package has them; `version`: of the app as it was looked at."""

    tours: Annotated[dict[RoleKey, dict[str, JsonValue]], Field(max_length=60)]
    version: int


@router.get("/apps/{app}/tours", dependencies=OPEN)
def my_tours(app: str, tx: Read, actor: CurrentPerson) -> Answer:
    """Tours for the caller's roles, with the first-day checklist as facts have it."""
    return viewing.of_person(tx, actor, open_app(tx, actor, app))


@router.put("/apps/{app}/tours/{tour}/progress", dependencies=OPEN, status_code=204)
def put_progress(app: str, tour: str, body: Progress, tx: Write, actor: CurrentPerson) -> None:
    found = open_app(tx, actor, app)
    _in_person(actor)
    viewing.go_on(tx, actor, found, tour, status=body.status, step=body.step, closed=body.closed)


@router.post("/apps/{app}/sights", dependencies=OPEN, status_code=204)
def post_sight(app: str, body: Sight, tx: Write, actor: CurrentPerson) -> None:
    """Something a checklist asks for was opened."""
    found = open_app(tx, actor, app)
    _in_person(actor)
    viewing.saw(tx, actor, found, body.kind, body.key)


@router.get("/apps/{app}/help", dependencies=OPEN)
def app_help(app: str, tx: Read, actor: CurrentPerson) -> Answer:
    """What the app is for, and what the caller may do in it."""
    return help_page.of_person(tx, actor, open_app(tx, actor, app))


@router.get("/apps/{app}/help/{form}", dependencies=OPEN)
def form_help(app: str, form: FormKey, tx: Read, actor: CurrentPerson) -> Answer:
    """What the fields of a form mean, those the caller may see."""
    found = help_page.of_form(tx, actor, open_app(tx, actor, app), form)
    if found is None:
        raise form_not_found(form)
    return found


@router.get("/apps/{app}/tours:design", dependencies=DESIGN)
def get_tours(app: str, tx: Read, actor: CurrentPerson) -> Answer:
    return editing.told(design_app(tx, actor, app))


@router.put("/apps/{app}/tours:design", dependencies=DESIGN)
def put_tours(app: str, body: ToursBody, tx: Write, actor: CurrentPerson) -> Answer:
    found: dict[str, Any] = editing.replace(tx, actor, design_app(tx, actor, app), body.tours, body.version)
    return found


def _in_person(actor: Actor) -> None:
    if actor.token is not None:
        raise NotAllowed(say("导览属于使用页面的人。", "Tours are for people at the page."), "token")
