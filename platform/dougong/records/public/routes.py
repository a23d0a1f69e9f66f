"""Routes of public forms, for whoever holds an address. What they may do is said by the link alone.

Tokens travel in headers (`X-Form-Visitor`, `X-Form-Pass`, `X-Form-Recipient`), because a page inside a frame of another
site has no cookies; the visitor's cookie stands beside it, for this one address.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from limits import RateLimitItemPerMinute
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, StreamingResponse

from dougong.files import service as files
from dougong.files.store import FileStore
from dougong.kit.config import Configured, Settings
from dougong.kit.db import Database, Db, Read, Write
from dougong.kit.errors import Invalid, NotFound, TooLarge, say
from dougong.kit.rates import Rates
from dougong.kit.web import MaybePerson, actor_or_none, client_ip, declares, enforce, language_of, requires
from dougong.records.offering import MAX_GIVEN, given_in
from dougong.records.public import answers, choices, door, drafts, links, page, proof, uploads
from dougong.records.public.door import Guest
from dougong.records.public.settings import AnswerBody, AnswerChange, DraftBody, Password
from dougong.records.routes import listeners_of

FORM = "/public/forms/{token}"
COOKIE = "dougong_visitor"
_KEPT_SECONDS = 366 * 24 * 3600
PER_READ = RateLimitItemPerMinute(600, 10)
"""Requests of one address that only read."""
router = APIRouter(tags=["public forms"])
PUBLIC = [requires("public")]
Token = Annotated[str, Path(max_length=64)]
Signed = Annotated[str, Path(max_length=200)]
Document = dict[str, Any]


def guest_of(request: Request, person: MaybePerson) -> Guest:
    """Who asks, as far as they show it."""
    head = request.headers
    return Guest(
        ip=client_ip(request),
        agent=head.get("user-agent", "")[:300],
        language=language_of(request),
        person=person,
        cookie=request.cookies.get(COOKIE),
        visitor=head.get("x-form-visitor", "")[:200],
        passed=head.get("x-form-pass", "")[:200],
        recipient=head.get("x-form-recipient", "")[:200],
    )


Visitor = Annotated[Guest, Depends(guest_of)]


def rates_of(request: Request) -> Rates:
    rates: Rates = request.app.state.rates
    return rates


Counted = Annotated[Rates, Depends(rates_of)]


@router.get(FORM, dependencies=PUBLIC)
def open_form(
    token: Token,
    tx: Write,
    guest: Visitor,
    rates: Counted,
    settings: Configured,
    response: Response,
    p: Annotated[str | None, Query(max_length=8_000)] = None,
) -> Document:
    """How the form looks, its state, and when it is open the form itself. `p`: signed values of the address."""
    rates.count(PER_READ, "read", guest.ip)
    link = door.enter(tx, token, guest)
    found = page.document(tx, link, guest, p)
    _remember(response, token, link.visitor_token, settings)
    return found


@router.post(FORM + ":unlock", dependencies=PUBLIC)
def unlock_form(
    token: Token, db: Db, guest: Visitor, rates: Counted, body: Password, settings: Configured, response: Response
) -> Document:
    """The pass for the right password; it is this browser's alone."""
    link, passed = door.unlock(db, rates, token, body.password, guest)
    _remember(response, token, link.visitor_token, settings)
    return {"pass": passed, "visitor": link.visitor_token}


@router.post(FORM + ":challenge", dependencies=PUBLIC)
def challenge_form(token: Token, tx: Read, guest: Visitor, rates: Counted) -> Document:
    """A proof of work to do before sending."""
    rates.count(PER_READ, "read", guest.ip)
    link = door.enter(tx, token, guest)
    bits = proof.bits_for(rates, link.row.id, guest.ip)
    return {"challenge": proof.challenge(tx, link.secret, bits), "bits": bits}


@router.get(FORM + "/choices/{field}", dependencies=PUBLIC)
def form_choices(
    token: Token,
    field: Annotated[str, Path(max_length=100)],
    tx: Read,
    guest: Visitor,
    rates: Counted,
    search: Annotated[str | None, Query(max_length=200)] = None,
    values: Annotated[str | None, Query(max_length=8_000)] = None,
    given: Annotated[str | None, Query(max_length=MAX_GIVEN)] = None,
) -> Document:
    """Records that a linked field offers: id and title."""
    rates.count(PER_READ, "read", guest.ip)
    link = door.enter(tx, token, guest)
    door.must_be_open(tx, link, guest)
    ids = values.split(",") if values else None
    actor = answers.actor_of(link, guest)
    return {"items": choices.offered(tx, link, actor, field, search, ids, given_in(given))}


@router.post(FORM + "/answers", dependencies=PUBLIC, status_code=201)
def send_answer(
    token: Token,
    body: AnswerBody,
    request: Request,
    db: Db,
    guest: Visitor,
    rates: Counted,
    idempotency_key: Annotated[str, Header(max_length=200)] = "",
) -> Document:
    """The answer. With the same `Idempotency-Key` it is the same answer, however often it is sent."""
    with db.snapshot() as tx:
        link = door.enter(tx, token, guest)
    proof.count(rates, link.row.id, guest.ip)
    with db.transaction() as tx:
        return answers.answer(tx, token, guest, body, idempotency_key, listeners_of(request))


@router.get(FORM + "/answers/{edit}", dependencies=PUBLIC)
def open_own_answer(token: Token, edit: Signed, tx: Read, guest: Visitor, rates: Counted) -> Document:
    """One's own answer, with the form to change it."""
    rates.count(PER_READ, "read", guest.ip)
    own = answers.own(tx, token, edit, guest)
    return own | {"page": page.own_document(tx, door.enter(tx, token, guest), guest)}


@router.patch(FORM + "/answers/{edit}", dependencies=PUBLIC)
def change_own_answer(
    token: Token, edit: Signed, body: AnswerChange, request: Request, db: Db, guest: Visitor, rates: Counted
) -> Document:
    with db.snapshot() as tx:
        link = door.enter(tx, token, guest)
    proof.count(rates, link.row.id, guest.ip)
    with db.transaction() as tx:
        return answers.change_own(tx, token, edit, guest, body, listeners_of(request))


@router.put(FORM + "/draft", dependencies=PUBLIC)
def keep_form_draft(token: Token, body: DraftBody, tx: Write, guest: Visitor, rates: Counted) -> Document:
    """Keeps what is filled in so far."""
    rates.count(drafts.PER_ADDRESS, "draft", guest.ip)
    link = door.enter(tx, token, guest)
    door.must_be_open(tx, link, guest)
    return drafts.keep(tx, link, body)


@router.get(FORM + "/drafts/{draft}", dependencies=PUBLIC)
def form_draft(token: Token, draft: Signed, tx: Read, guest: Visitor, rates: Counted) -> Document:
    """What was kept, on any device that has the draft's address."""
    rates.count(PER_READ, "read", guest.ip)
    link = door.enter(tx, token, guest)
    door.must_be_open(tx, link, guest)
    return drafts.kept(tx, link, draft)


@router.get(FORM + "/pictures/{name}", dependencies=PUBLIC, response_class=Response)
def form_picture(token: Token, name: str, tx: Read, request: Request, guest: Visitor) -> Response:
    """The logo or the cover: pictures that the link names, and no other file."""
    link = door.enter(tx, token, guest)
    file_id = getattr(link.settings.theme, name) if name in links.PICTURES else None
    if file_id is None:
        raise NotFound(say("没有这张图片。", "There is no such picture."))
    facts = files.get(tx, file_id)
    store: FileStore = request.app.state.files
    pieces: Iterator[bytes] = store.read(facts.path)
    headers = {"cache-control": "private, max-age=3600", "content-security-policy": "sandbox; default-src 'none'"}
    return StreamingResponse(pieces, media_type=facts.type, headers=headers)


@declares("public")
async def upload_to_form(request: Request) -> Response:
    """A file for a field of the form. Refused by its announced length before a byte of it is read."""
    await enforce("public", request)
    guest = guest_of(request, await actor_or_none(request))
    token = request.path_params["token"]
    rates_of(request).count(uploads.PER_ADDRESS, "upload", guest.ip)
    database: Database = request.app.state.database
    settings: Settings = request.app.state.settings
    place = await run_in_threadpool(uploads.place_for, database, token, guest, request.query_params.get("field", ""))
    limit = min(place.most_bytes, settings.upload_mb * 1024 * 1024)
    announced = request.headers.get("content-length", "")
    if not announced.isdigit() or int(announced) > limit + uploads.AROUND:
        raise TooLarge(say(f"文件超过 {limit // 1024 // 1024} MB。", f"Over {limit // 1024 // 1024} MB."))
    async with request.form(max_files=1, max_fields=0) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise Invalid(say("请选择一个文件。", "Send one file."), "no_file")
        store: FileStore = request.app.state.files
        found = await run_in_threadpool(uploads.take, database, store, place, file.file, file.filename or "", limit)
    return JSONResponse(found, 201)


router.add_route(FORM + "/files", upload_to_form, methods=["POST"])


def _remember(response: Response, token: str, visitor: str, settings: Settings) -> None:
    response.set_cookie(
        COOKIE,
        visitor,
        max_age=_KEPT_SECONDS,
        path=f"/api/v1/public/forms/{token}",
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
    )
