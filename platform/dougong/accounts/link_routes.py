"""One's own links to providers, and anybody's for administrators."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from dougong.accounts import links
from dougong.identity import people
from dougong.kit.db import Read, Write
from dougong.kit.web import CurrentPerson, requires

router = APIRouter()


class ProviderLink(BaseModel):
    id: str
    provider: str
    subject: str
    """Who the person is there."""
    active: bool
    """Whether the provider is switched on."""
    created_at: datetime
    used_at: datetime


class ProviderLinks(BaseModel):
    items: list[ProviderLink]


def _shown(tx: Read, person_id: str) -> ProviderLinks:
    return ProviderLinks(items=[ProviderLink.model_validate(each) for each in links.links_of(tx, person_id)])


@router.get("/me/provider-links", tags=["session"], dependencies=[requires("session")])
def list_own_provider_links(tx: Read, actor: CurrentPerson) -> ProviderLinks:
    """Through which providers one signs in."""
    return _shown(tx, actor.person_id)


@router.delete(
    "/me/provider-links/{link_id}",
    tags=["session"],
    dependencies=[requires("own_session", outside=True), requires("confirmed")],
    status_code=204,
)
def delete_own_provider_link(link_id: str, tx: Write, actor: CurrentPerson) -> None:
    """Forgets who one is there; 409 `only_way` for whoever has no password and no other."""
    links.unlink(tx, actor, actor.person_id, link_id)


@router.get("/people/{person_id}/provider-links", tags=["people"], dependencies=[requires("admin")])
def list_provider_links(person_id: str, tx: Read) -> ProviderLinks:
    people.get_person(tx, person_id)
    return _shown(tx, person_id)


@router.delete(
    "/people/{person_id}/provider-links/{link_id}",
    tags=["people"],
    dependencies=[requires("admin"), requires("confirmed")],
    status_code=204,
)
def delete_provider_link(person_id: str, link_id: str, tx: Write, actor: CurrentPerson) -> None:
    """Forgets who somebody is there; the next sign-in goes by the e-mail address again."""
    links.unlink(tx, actor, person_id, link_id)
