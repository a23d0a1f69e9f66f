"""Routes of pages: looked at by those they are for, designed by designers (docs/apps.md, «Pages»)."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from dougong.apps.pages import drafts, store, viewing
from dougong.apps.pages.schemas import PageCheck, PageCreate, PagePublish
from dougong.apps.pages.store import PageRow
from dougong.apps.repository import AppRow
from dougong.apps.rights import design_app, open_app
from dougong.apps.schemas import Answer, DraftSave, VersionNumber
from dougong.kit.db import Read, Transaction, Write
from dougong.kit.web import Actor, CurrentPerson, language_of, requires

router = APIRouter(tags=["apps"])
DESIGN = [requires("design")]
SIGNED_IN = [requires("signed_in")]
OPEN = [requires("signed_in", outside=True)]
PAGE = "/apps/{app}/pages/{page}"


def _both(tx: Transaction, actor: Actor, app: str, key: str, *, deleted: bool = False) -> tuple[AppRow, PageRow]:
    found = design_app(tx, actor, app)
    return found, drafts.find(tx, found, key, deleted=deleted)


@router.get("/apps/{app}/pages", dependencies=OPEN)
def list_pages(app: str, tx: Read, actor: CurrentPerson, deleted: bool = False) -> Answer:
    found = design_app(tx, actor, app) if deleted else open_app(tx, actor, app)
    return viewing.cards(tx, actor, found, deleted=deleted)


@router.post("/apps/{app}/pages", dependencies=DESIGN, status_code=201)
def create_page(app: str, tx: Write, actor: CurrentPerson, body: PageCreate, request: Request) -> Answer:
    found = design_app(tx, actor, app)
    return drafts.draft_document(tx, found, drafts.create(tx, actor, found, body), language_of(request))


@router.get(PAGE, dependencies=OPEN)
def get_page(app: str, page: str, tx: Read, actor: CurrentPerson) -> Answer:
    return viewing.shown(tx, actor, open_app(tx, actor, app), page)


@router.delete(PAGE, dependencies=DESIGN, status_code=204)
def delete_page(app: str, page: str, tx: Write, actor: CurrentPerson) -> Response:
    drafts.to_bin(tx, actor, *_both(tx, actor, app, page))
    return Response(status_code=204)


@router.post(f"{PAGE}:restore", dependencies=DESIGN)
def restore_page(app: str, page: str, tx: Write, actor: CurrentPerson) -> Answer:
    found, row = _both(tx, actor, app, page, deleted=True)
    return drafts.card(drafts.out_of_bin(tx, actor, found, row), designer=True)


@router.get(f"{PAGE}/draft", dependencies=DESIGN)
def get_page_draft(app: str, page: str, tx: Read, actor: CurrentPerson, request: Request) -> Answer:
    return drafts.draft_document(tx, *_both(tx, actor, app, page), language_of(request))


@router.put(f"{PAGE}/draft", dependencies=DESIGN)
def put_page_draft(app: str, page: str, tx: Write, actor: CurrentPerson, body: DraftSave, request: Request) -> Answer:
    found, row = _both(tx, actor, app, page)
    return drafts.save(tx, actor, found, row, body.revision, body.definition, language_of(request))


@router.post(f"{PAGE}/draft:check", dependencies=DESIGN)
def check_page_draft(app: str, page: str, tx: Read, actor: CurrentPerson, body: PageCheck, request: Request) -> Answer:
    found, row = _both(tx, actor, app, page)
    return {"problems": drafts.problems(tx, found, row.key, body.definition, language_of(request))}


@router.post(f"{PAGE}/draft:discard", dependencies=DESIGN)
def discard_page_draft(app: str, page: str, tx: Write, actor: CurrentPerson, request: Request) -> Answer:
    found, row = _both(tx, actor, app, page)
    return drafts.save(tx, actor, found, row, row.revision, row.published or row.draft, language_of(request))


@router.post(f"{PAGE}/draft:publish", dependencies=DESIGN)
def publish_page_draft(
    app: str, page: str, tx: Write, actor: CurrentPerson, body: PagePublish, request: Request
) -> Answer:
    found, row = _both(tx, actor, app, page)
    return {"version": drafts.publish(tx, actor, found, row, body.revision, body.note, language_of(request))}


@router.get(f"{PAGE}/versions", dependencies=DESIGN)
def list_page_versions(app: str, page: str, tx: Read, actor: CurrentPerson) -> Answer:
    return {"items": store.pages.versions(tx, _both(tx, actor, app, page)[1])}


@router.get(f"{PAGE}/versions/{{n}}", dependencies=DESIGN)
def get_page_version(app: str, page: str, n: VersionNumber, tx: Read, actor: CurrentPerson) -> Answer:
    return store.pages.version(tx, _both(tx, actor, app, page)[1], n)


@router.post(f"{PAGE}/versions/{{n}}:restore", dependencies=DESIGN)
def restore_page_version(
    app: str, page: str, n: VersionNumber, tx: Write, actor: CurrentPerson, request: Request
) -> Answer:
    found, row = _both(tx, actor, app, page)
    definition = store.pages.document(tx, row, n)
    return drafts.save(tx, actor, found, row, row.revision, definition, language_of(request))
