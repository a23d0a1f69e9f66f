"""Routes of those who design a form: its public links, their recipients, addresses, codes and counts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.kit.config import Configured, Settings
from dougong.kit.db import Db, Read, Transaction, Write
from dougong.kit.errors import NotFound, say
from dougong.kit.web import CurrentPerson, requires
from dougong.records.public import links, sheet
from dougong.records.public.settings import LinkBody, LinkChange, NewRecipients, Prefill
from dougong.records.routes import AppKey, FormKey

LINKS = "/apps/{app}/forms/{form}/links"
router = APIRouter(tags=["public forms"], dependencies=[requires("design")])
LinkId = Annotated[str, Path(max_length=36)]
RecipientId = Annotated[str, Path(max_length=36)]
Document = dict[str, Any]


def _form(tx: Transaction, app: str, form: str) -> AppCatalog:
    catalog = app_catalog(tx, app)
    if form not in catalog.forms:
        raise NotFound(say("表单不存在或尚未发布。", "There is no such published form."), "form_not_found")
    return catalog


def _root(request: Request, settings: Settings) -> str:
    return (settings.public_url or str(request.base_url)).rstrip("/")


@router.get(LINKS)
def list_form_links(app: AppKey, form: FormKey, tx: Read, request: Request, settings: Configured) -> Document:
    return links.listing(tx, _form(tx, app, form), form, _root(request, settings))


@router.post(LINKS, status_code=201)
def create_form_link(
    app: AppKey, form: FormKey, body: LinkBody, db: Db, actor: CurrentPerson, request: Request, settings: Configured
) -> Document:
    password = links.hashed_password(body)
    with db.transaction() as tx:
        return links.create(tx, actor, _form(tx, app, form), form, body, password, _root(request, settings))


@router.put(LINKS + "/{link}")
def change_form_link(
    app: AppKey,
    form: FormKey,
    link: LinkId,
    body: LinkChange,
    db: Db,
    actor: CurrentPerson,
    request: Request,
    settings: Configured,
) -> Document:
    password = links.hashed_password(body)
    with db.transaction() as tx:
        return links.change(tx, actor, _form(tx, app, form), form, link, body, password, _root(request, settings))


@router.delete(LINKS + "/{link}", status_code=204)
def delete_form_link(app: AppKey, form: FormKey, link: LinkId, tx: Write, actor: CurrentPerson) -> None:
    links.remove(tx, actor, _form(tx, app, form), form, link)


@router.get(LINKS + "/{link}/statistics")
def form_link_statistics(app: AppKey, form: FormKey, link: LinkId, tx: Read) -> Document:
    return links.statistics(tx, links.find(tx, _form(tx, app, form), form, link))


@router.get(LINKS + "/{link}/recipients")
def list_link_recipients(
    app: AppKey, form: FormKey, link: LinkId, tx: Read, request: Request, settings: Configured
) -> Document:
    return links.recipients(tx, links.find(tx, _form(tx, app, form), form, link), _root(request, settings))


@router.post(LINKS + "/{link}/recipients", status_code=201)
def add_link_recipients(
    app: AppKey,
    form: FormKey,
    link: LinkId,
    body: NewRecipients,
    tx: Write,
    actor: CurrentPerson,
    request: Request,
    settings: Configured,
) -> Document:
    row = links.find(tx, _form(tx, app, form), form, link)
    links.add_recipients(tx, actor, row, body)
    return links.recipients(tx, row, _root(request, settings))


@router.delete(LINKS + "/{link}/recipients/{recipient}", status_code=204)
def delete_link_recipient(app: AppKey, form: FormKey, link: LinkId, recipient: RecipientId, tx: Write) -> None:
    links.remove_recipient(tx, links.find(tx, _form(tx, app, form), form, link), recipient)


@router.post(LINKS + "/{link}:prefill")
def prefill_form_link(
    app: AppKey, form: FormKey, link: LinkId, body: Prefill, tx: Read, request: Request, settings: Configured
) -> Document:
    """An address with signed values."""
    catalog = _form(tx, app, form)
    return links.prefilled(tx, catalog, links.find(tx, catalog, form, link), body, _root(request, settings))


@router.get(LINKS + "/{link}/code.{kind}", response_class=Response)
def form_link_code(
    app: AppKey,
    form: FormKey,
    link: LinkId,
    kind: Annotated[str, Path(pattern="^(svg|png)$")],
    tx: Read,
    request: Request,
    settings: Configured,
) -> Response:
    """The QR code of the address."""
    row = links.find(tx, _form(tx, app, form), form, link)
    address = links.address(links.secret_of(tx, row), _root(request, settings))
    if kind == "svg":
        return Response(sheet.qr_svg(address), media_type="image/svg+xml", headers={"cache-control": "no-store"})
    return Response(sheet.qr_png(address), media_type="image/png", headers={"cache-control": "no-store"})
