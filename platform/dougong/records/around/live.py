"""Open pages learn that a record has changed, that somebody has commented, that some record of a list has changed:
numbers that only grow, per record and per form.

What is new the page asks for itself, under its own rights; the stream tells that there is something, and only to who
may see the record.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Collection, Sequence

import orjson
import structlog
from sqlalchemy import func, select

from dougong.kit.db import Transaction
from dougong.messaging.live import Hub
from dougong.records.around import reminders
from dougong.records.around.models import record_comment
from dougong.records.models import change_log
from dougong.records.work import RecordEvent, Work

TOPIC = "records.live"
_log = structlog.get_logger(__name__)
RECORD = "record"
COMMENTS = "comments"
LIST = "list"
AROUND = "around"
_LATE = 500


def stir(tx: Transaction) -> None:
    """Something around a record is new, once this is committed."""
    tx.announce(TOPIC)


def on_records(work: Work, events: Sequence[RecordEvent]) -> None:
    """Listener of records: open pages look at once, reminders that go by a date go with it."""
    if events:
        work.tx.announce(TOPIC)
        reminders.follow_dates(work, events)


def stamps(tx: Transaction, records: Collection[str]) -> dict[str, dict[str, int]]:
    """How far the change log and the comments of each record are."""
    found: dict[str, dict[str, int]] = {record: {RECORD: 0, COMMENTS: 0} for record in records}
    c, m = change_log.c, record_comment.c
    changed = select(c.record_id, func.max(c.seq).label("stamp")).where(c.record_id.in_(records)).group_by(c.record_id)
    for row in tx.execute(changed):
        found[row.record_id][RECORD] = int(row.stamp)
    # a comment is never taken out of its table and each writing of it counts: their sum only grows
    written = (
        select(m.record_id, func.sum(m.stamp).label("stamp")).where(m.record_id.in_(records)).group_by(m.record_id)
    )
    for row in tx.execute(written):
        found[row.record_id][COMMENTS] = int(row.stamp)
    return found


def list_key(app: str, form: str) -> str:
    return f"{app}/{form}"


def list_stamps(tx: Transaction, keys: Collection[str]) -> dict[str, dict[str, int]]:
    """How far the change log of each form is."""
    found: dict[str, dict[str, int]] = {}
    for key in keys:
        app, _, form = key.partition("/")
        found[key] = {LIST: _reached(tx, app, [form])}
    return found


def around_key(app: str, forms: Collection[str]) -> str:
    return f"{app}/{'+'.join(sorted(forms))}"


def around_stamps(tx: Transaction, keys: Collection[str]) -> dict[str, dict[str, int]]:
    """How far the change log of several forms together is: those a profile gathers from."""
    found: dict[str, dict[str, int]] = {}
    for key in keys:
        app, _, forms = key.partition("/")
        found[key] = {AROUND: _reached(tx, app, forms.split("+"))}
    return found


def _reached(tx: Transaction, app: str, forms: Sequence[str]) -> int:
    """A number that grows with each change of the forms.

    A change with a lower number may be committed after one with a higher, so the latest changes are counted as well:
    the sum grows with each of them, and never falls, since the window moves no further than the highest number.
    """
    c = change_log.c
    # one look into the index per form, which a maximum over all of them would not be
    each = (select(func.max(c.seq)).where(c.app == app, c.form == form).scalar_subquery() for form in forms)
    highest = max((found or 0 for found in tx.execute(select(*each)).one()), default=0)
    late = select(func.count()).select_from(change_log)
    late = late.where(c.app == app, c.form.in_(forms), c.seq > highest - _LATE)
    return int(highest + tx.execute(late).scalar_one())


async def together(followed: Sequence[tuple[Hub, str]], seconds: float) -> AsyncGenerator[dict[str, str]]:
    """The events of several hubs as one stream: a browser has few lines to spare, so that a page has one for its
    person, its list and its record."""
    queue: asyncio.Queue[tuple[str, int] | None] = asyncio.Queue()

    async def pour(hub: Hub, key: str) -> None:
        try:
            async with contextlib.aclosing(hub.follow(key)) as following:
                async for found in following:
                    queue.put_nowait(found)
        finally:
            queue.put_nowait(None)  # half a stream is none: the page opens it again

    pouring = [asyncio.create_task(pour(hub, key)) for hub, key in followed]
    try:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while (found := await queue.get()) is not None:
                    yield {"event": "change", "data": orjson.dumps({"topic": found[0], "stamp": found[1]}).decode()}
    finally:
        for task in pouring:
            task.cancel()
        for failure in await asyncio.gather(*pouring, return_exceptions=True):
            if isinstance(failure, Exception):
                _log.error("live_stream_failed", exc_info=failure)
