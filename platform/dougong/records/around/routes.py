"""Routes around one record: whoever may read it may comment, follow and be reminded."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from sse_starlette import EventSourceResponse
from starlette.concurrency import run_in_threadpool

from dougong.kit.db import Database, Read, Transaction, Write
from dougong.kit.errors import NotAllowed, say
from dougong.kit.web import Actor, CurrentPerson, language_of, requires
from dougong.messaging.live import Hub
from dougong.messaging.routes import PING_SECONDS, STREAM_SECONDS
from dougong.records import writing
from dougong.records.around import activity, comments, following, live, reminders
from dougong.records.around.schemas import CommentBody, Following, NewComment, ReminderBody
from dougong.records.people import sees
from dougong.records.problems import operation_not_granted, record_not_found
from dougong.records.profile.seen import seen_by
from dougong.records.reading.callers import Caller
from dougong.records.routes import RECORDS, AppKey, FormKey, RecordId
from dougong.records.work import Work

router = APIRouter(tags=["around records"])
SIGNED_IN = [requires("signed_in")]
OPEN = [requires("signed_in", outside=True)]
RECORD = RECORDS + "/{record_id}"
Document = dict[str, Any]
CommentId = Annotated[str, Path(max_length=36)]
ReminderId = Annotated[str, Path(max_length=36)]


def _at(tx: Transaction, actor: Actor, app: str, form: str, record_id: str, *, says: bool = False) -> Work:
    """The work of somebody who may see the record; else 404. `says`: they leave something behind, so a token must do
    more than read."""
    work = writing.begin(tx, actor, app, form)
    if not sees(work, form, record_id):
        raise record_not_found()
    if says and not (actor.token_allows("update", app) or actor.token_allows("create", app)):
        raise NotAllowed(say("此令牌只能读取。", "This token may only read."))
    return work


@router.get(RECORD + "/comments", dependencies=SIGNED_IN)
def list_comments(app: AppKey, form: FormKey, record_id: RecordId, tx: Read, actor: CurrentPerson) -> Document:
    return {"items": comments.listing(_at(tx, actor, app, form, record_id), form, record_id)}


@router.post(RECORD + "/comments", dependencies=SIGNED_IN, status_code=201)
def add_comment(
    app: AppKey, form: FormKey, record_id: RecordId, body: NewComment, tx: Write, actor: CurrentPerson
) -> Document:
    work = _at(tx, actor, app, form, record_id, says=True)
    return {"id": comments.add(work, form, record_id, body.text, body.files, body.reply_to)}


@router.patch(RECORD + "/comments/{comment}", dependencies=SIGNED_IN, status_code=204)
def change_comment(
    app: AppKey,
    form: FormKey,
    record_id: RecordId,
    comment: CommentId,
    body: CommentBody,
    tx: Write,
    actor: CurrentPerson,
) -> None:
    work = _at(tx, actor, app, form, record_id, says=True)
    comments.change(work, form, record_id, comment, body.text, body.files)


@router.delete(RECORD + "/comments/{comment}", dependencies=SIGNED_IN, status_code=204)
def delete_comment(
    app: AppKey, form: FormKey, record_id: RecordId, comment: CommentId, tx: Write, actor: CurrentPerson
) -> None:
    comments.remove(_at(tx, actor, app, form, record_id, says=True), form, record_id, comment)


@router.post(RECORD + "/comments/{comment}:resolve", dependencies=SIGNED_IN, status_code=204)
def resolve_comment(
    app: AppKey, form: FormKey, record_id: RecordId, comment: CommentId, tx: Write, actor: CurrentPerson
) -> None:
    comments.resolve(_at(tx, actor, app, form, record_id, says=True), form, record_id, comment, resolved=True)


@router.post(RECORD + "/comments/{comment}:reopen", dependencies=SIGNED_IN, status_code=204)
def reopen_comment(
    app: AppKey, form: FormKey, record_id: RecordId, comment: CommentId, tx: Write, actor: CurrentPerson
) -> None:
    comments.resolve(_at(tx, actor, app, form, record_id, says=True), form, record_id, comment, resolved=False)


@router.get(RECORD + "/mentionable", dependencies=SIGNED_IN)
def list_mentionable(
    app: AppKey,
    form: FormKey,
    record_id: RecordId,
    tx: Read,
    actor: CurrentPerson,
    search: Annotated[str, Query(max_length=100)] = "",
) -> Document:
    """People who may see the record."""
    return {"items": comments.mentionable(_at(tx, actor, app, form, record_id), form, record_id, search)}


@router.get(RECORD + "/activity", dependencies=SIGNED_IN)
def record_activity(
    app: AppKey,
    form: FormKey,
    record_id: RecordId,
    tx: Read,
    actor: CurrentPerson,
    request: Request,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> Document:
    work = _at(tx, actor, app, form, record_id)
    return activity.page(work, form, record_id, cursor, language_of(request))


@router.get(RECORD + "/followers", dependencies=SIGNED_IN)
def list_followers(app: AppKey, form: FormKey, record_id: RecordId, tx: Read, actor: CurrentPerson) -> Document:
    return following.document(_at(tx, actor, app, form, record_id), form, record_id)


@router.put(RECORD + "/followers/me", dependencies=SIGNED_IN)
def follow_record(
    app: AppKey, form: FormKey, record_id: RecordId, body: Following, tx: Write, actor: CurrentPerson
) -> Document:
    work = _at(tx, actor, app, form, record_id, says=True)
    following.follow(work, form, record_id, following=body.following)
    return following.document(work, form, record_id)


@router.get(RECORD + "/reminders", dependencies=SIGNED_IN)
def list_reminders(app: AppKey, form: FormKey, record_id: RecordId, tx: Read, actor: CurrentPerson) -> Document:
    return {"items": reminders.listing(_at(tx, actor, app, form, record_id), form, record_id)}


@router.post(RECORD + "/reminders", dependencies=SIGNED_IN, status_code=201)
def add_reminder(
    app: AppKey, form: FormKey, record_id: RecordId, body: ReminderBody, tx: Write, actor: CurrentPerson
) -> Document:
    work = _at(tx, actor, app, form, record_id, says=True)
    return {"id": reminders.add(work, form, record_id, body)}


@router.delete(RECORD + "/reminders/{reminder}", dependencies=SIGNED_IN, status_code=204)
def delete_reminder(
    app: AppKey, form: FormKey, record_id: RecordId, reminder: ReminderId, tx: Write, actor: CurrentPerson
) -> None:
    reminders.remove(_at(tx, actor, app, form, record_id, says=True), form, record_id, reminder)


@router.get(RECORD + "/stream", dependencies=OPEN, response_class=EventSourceResponse)
async def stream_record(
    app: AppKey, form: FormKey, record_id: RecordId, request: Request, actor: CurrentPerson
) -> EventSourceResponse:
    """The person's own stream, what is new at this record, and in the forms that its profile gathers from."""
    database: Database = request.app.state.database

    def check() -> set[str]:
        with database.snapshot() as tx:
            work = _at(tx, actor, app, form, record_id)
            seen = seen_by(Caller(work.app, work.access), form)
            return set() if seen is None else {source.form for _place, source in seen.profile.sources()}

    gathered = await run_in_threadpool(check)
    state = request.app.state
    more = [(state.around_hub, live.around_key(app, gathered))] if gathered else []
    return _stream(request, actor, app, form, (state.record_hub, record_id), *more)


@router.get(RECORDS + ":stream", dependencies=OPEN, response_class=EventSourceResponse)
async def stream_list(app: AppKey, form: FormKey, request: Request, actor: CurrentPerson) -> EventSourceResponse:
    """The person's own stream, and that some record of this form is new, other or gone."""
    database: Database = request.app.state.database

    def check() -> None:
        with database.snapshot() as tx:
            if not writing.begin(tx, actor, app, form).access.may(form, "read"):
                raise operation_not_granted("read")

    await run_in_threadpool(check)
    return _stream(request, actor, app, form)


def _stream(request: Request, actor: Actor, app: str, form: str, *more: tuple[Hub, str]) -> EventSourceResponse:
    state = request.app.state
    followed = [(state.hub, actor.person_id or ""), (state.list_hub, live.list_key(app, form)), *more]
    events = live.together(followed, STREAM_SECONDS)
    return EventSourceResponse(events, ping=PING_SECONDS, headers={"Cache-Control": "no-store"})
