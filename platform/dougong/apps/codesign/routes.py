"""Routes around a draft: looked at and commented on by its designers and those they invite (docs/apps.md)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field, StringConstraints

from dougong.apps.codesign import comments, looking
from dougong.apps.codesign.looking import Kind
from dougong.apps.schemas import Answer, Body
from dougong.kit.db import Read, Write
from dougong.kit.web import CurrentPerson, requires

router = APIRouter(tags=["apps"])
SIGNED_IN = [requires("signed_in")]
DRAFT = "/apps/{app}/drafts/{kind}/{key}"
COMMENT = DRAFT + "/comments/{comment}"
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
Id = Annotated[str, StringConstraints(min_length=36, max_length=36)]
CommentId = Annotated[str, Path(max_length=36)]


class Said(Body):
    """`text` names people as `<@id>`."""

    text: Words


class NewSaid(Said):
    """`anchor`: the key of the field, step, tile or block it speaks of."""

    reply_to: Id | None = None
    anchor: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,64}$")] | None = None


class Guests(Body):
    people: Annotated[list[Id], Field(min_length=1, max_length=50)]


@router.get(DRAFT, dependencies=SIGNED_IN)
def look_at_draft(app: str, kind: Kind, key: str, tx: Read, actor: CurrentPerson) -> Answer:
    """The draft as it is now, and who was asked to look at it."""
    return looking.document(looking.at(tx, actor, app, kind, key))


@router.post(DRAFT + "/guests", dependencies=SIGNED_IN, status_code=204)
def invite_to_draft(app: str, kind: Kind, key: str, body: Guests, tx: Write, actor: CurrentPerson) -> None:
    looking.invite(looking.at(tx, actor, app, kind, key, designing=True), body.people)


@router.delete(DRAFT + "/guests/{person}", dependencies=SIGNED_IN, status_code=204)
def uninvite_from_draft(app: str, kind: Kind, key: str, person: CommentId, tx: Write, actor: CurrentPerson) -> None:
    looking.uninvite(looking.at(tx, actor, app, kind, key, designing=True), person)


@router.get(DRAFT + "/comments", dependencies=SIGNED_IN)
def list_draft_comments(app: str, kind: Kind, key: str, tx: Read, actor: CurrentPerson) -> Answer:
    return {"items": comments.listing(looking.at(tx, actor, app, kind, key))}


@router.post(DRAFT + "/comments", dependencies=SIGNED_IN, status_code=201)
def add_draft_comment(app: str, kind: Kind, key: str, body: NewSaid, tx: Write, actor: CurrentPerson) -> Answer:
    look = looking.at(tx, actor, app, kind, key)
    return {"id": comments.add(look, body.text, body.reply_to, body.anchor)}


@router.patch(COMMENT, dependencies=SIGNED_IN, status_code=204)
def change_draft_comment(
    app: str, kind: Kind, key: str, comment: CommentId, body: Said, tx: Write, actor: CurrentPerson
) -> None:
    comments.change(looking.at(tx, actor, app, kind, key), comment, body.text)


@router.delete(COMMENT, dependencies=SIGNED_IN, status_code=204)
def delete_draft_comment(app: str, kind: Kind, key: str, comment: CommentId, tx: Write, actor: CurrentPerson) -> None:
    comments.remove(looking.at(tx, actor, app, kind, key), comment)


@router.post(COMMENT + ":resolve", dependencies=SIGNED_IN, status_code=204)
def resolve_draft_comment(app: str, kind: Kind, key: str, comment: CommentId, tx: Write, actor: CurrentPerson) -> None:
    comments.resolve(looking.at(tx, actor, app, kind, key), comment, resolved=True)


@router.post(COMMENT + ":reopen", dependencies=SIGNED_IN, status_code=204)
def reopen_draft_comment(app: str, kind: Kind, key: str, comment: CommentId, tx: Write, actor: CurrentPerson) -> None:
    comments.resolve(looking.at(tx, actor, app, kind, key), comment, resolved=False)


@router.get(DRAFT + "/mentionable", dependencies=SIGNED_IN)
def list_draft_mentionable(
    app: str, kind: Kind, key: str, tx: Read, actor: CurrentPerson, search: Annotated[str, Query(max_length=100)] = ""
) -> Answer:
    return {"items": comments.mentionable(looking.at(tx, actor, app, kind, key), search)}
