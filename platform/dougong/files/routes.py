"""Uploading and downloading. Whatever a file claims to be, a browser only ever saves it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Request, UploadFile
from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from dougong.files import content, service
from dougong.files.service import FileFacts, MayRead
from dougong.files.store import FileStore
from dougong.files.thumbnails import thumbnail
from dougong.kit.config import Configured
from dougong.kit.db import Db
from dougong.kit.errors import NotAllowed, NotFound, say
from dougong.kit.web import CurrentPerson, requires

router = APIRouter(prefix="/files", tags=["files"], dependencies=[requires("signed_in", outside=True)])
Key = Annotated[str | None, Form(max_length=100)]


class StoredFile(BaseModel):
    """How an attachment stands in a record."""

    id: str
    name: str
    size: int
    type: str


@router.post("", status_code=201)
def upload_file(
    request: Request,
    database: Db,
    settings: Configured,
    actor: CurrentPerson,
    file: Annotated[UploadFile, File()],
    app: Key = None,
    form: Key = None,
    field: Key = None,
) -> StoredFile:
    """Stores a file for a day; a record that is saved with it keeps it."""
    if not (actor.token_allows("create", app) or actor.token_allows("update", app)):
        raise NotAllowed(say("此令牌不能上传文件。", "This token may not upload files."))
    facts = service.upload(
        database,
        _store(request),
        file.file,
        file.filename or "",
        limit=settings.upload_mb * 1024 * 1024,
        created_by=actor.person_id,
        app=app,
        form=form,
        field=field,
    )
    return StoredFile.model_validate(facts.document())


@router.get("/{file_id}", response_class=Response)
def download_file(
    file_id: str, request: Request, database: Db, actor: CurrentPerson, preview: bool = False
) -> Response:
    """The file as an attachment, or with `preview=1` a small picture of a picture."""
    may_read: MayRead = request.app.state.may_read_file
    with database.snapshot() as tx:
        facts = service.get_readable(tx, actor, file_id, may_read)
    if not preview:
        return saved_by_browser(_store(request), facts)
    if facts.type not in content.PREVIEW_TYPES:
        raise NotFound(say("这个文件没有预览。", "This file has no preview."), "no_preview")
    try:
        picture = thumbnail(_store(request), facts.path)
    except FileNotFoundError as error:
        raise _lost() from error
    return Response(picture, media_type="image/webp", headers={"cache-control": "private, max-age=300"})


def saved_by_browser(store: FileStore, facts: FileFacts) -> Response:
    """The file as an attachment, whatever it claims to be."""
    headers = {
        "content-disposition": _disposition(facts.name),
        "content-length": str(facts.size),
        "content-security-policy": "sandbox; default-src 'none'",
        "cache-control": "private, no-store",
    }
    return StreamingResponse(_pieces(store, facts), media_type=facts.type, headers=headers)


def _store(request: Request) -> FileStore:
    store: FileStore = request.app.state.files
    return store


def _pieces(store: FileStore, facts: FileFacts) -> Iterator[bytes]:
    try:
        return store.read(facts.path)
    except FileNotFoundError as error:
        raise _lost() from error


def _lost() -> NotFound:
    return NotFound(say("文件内容已丢失，请联系管理员。", "The file's content is lost; tell an administrator."))


def _disposition(name: str) -> str:
    """RFC 6266: the true name in UTF-8, an ASCII one for very old clients; nothing of it can end the header."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
