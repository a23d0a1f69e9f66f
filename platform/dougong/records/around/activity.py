"""Everything that happened to a record on one line, newest first: changes, comments, steps of flows, imports.

Each part brings what this reader may know of it: changes without the fields they can't see, flows as flows tell them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import select

from dougong.kit.errors import Invalid, say
from dougong.kit.pages import decode_cursor, encode_cursor
from dougong.kit.types import iso_instant
from dougong.records.around import comments
from dougong.records.around.models import record_comment
from dougong.records.history import walk
from dougong.records.hooks import hooks
from dougong.records.locking import service as locking
from dougong.records.work import Work

PAGE = 50
Line = dict[str, Any]


def page(work: Work, form_key: str, record_id: str, cursor: str | None, language: str) -> dict[str, Any]:
    """`{"items": [Line], "next"}`; a line is `{"kind": "change" | "comment" | "lock" | "flow", "at", "by", …}`."""
    until = _instant(cursor)
    lines = [
        *_changes(work, form_key, record_id, until, language),
        *_comments(work, form_key, record_id, until),
        *({**line, "kind": "lock"} for line in locking.past(work, form_key, record_id, until, PAGE * 2)),
        *_steps(work, form_key, record_id, until, language),
    ]
    lines.sort(key=lambda line: line["at"], reverse=True)
    shown = lines[:PAGE]
    if len(lines) > PAGE:  # whatever happened in the same instant is told together: the next page begins behind it
        last = shown[-1]["at"]
        shown += [line for line in lines[PAGE:] if line["at"] == last]
    following = encode_cursor([shown[-1]["at"]]) if len(lines) > len(shown) else None
    return {"items": shown, "next": following}


def _changes(work: Work, form_key: str, record_id: str, until: datetime | None, language: str) -> Iterator[Line]:
    """Newest first, as many as a page could show. However many changes this reader sees nothing of lie between, what
    is behind them is found."""
    told = (
        {**entry, "kind": "change", "at": iso_instant(entry["at"])}
        for entry in walk(work, form_key, record_id, language, until=until)
        if entry["op"] not in ("update", "recompute") or entry["changes"]
    )
    return islice(told, PAGE * 2)


def _comments(work: Work, form_key: str, record_id: str, until: datetime | None) -> Iterable[Line]:
    c = record_comment.c
    here = (c.record_id == record_id, c.app == work.app.key, c.form == form_key, c.deleted_at.is_(None))
    statement = select(record_comment).where(*here).order_by(c.created_at.desc()).limit(PAGE * 2)
    if until is not None:
        statement = statement.where(c.created_at < until)
    for document in comments.documents(work, work.tx.execute(statement).all()):
        yield {**document, "kind": "comment"}


def _steps(work: Work, form_key: str, record_id: str, until: datetime | None, language: str) -> Iterable[Line]:
    if hooks.flow_steps is None:
        return
    for step in hooks.flow_steps(work.tx, work.actor, work.app, form_key, record_id, language):
        if until is None or step["at"] < iso_instant(until):
            yield {**step, "kind": "flow"}


def _instant(cursor: str | None) -> datetime | None:
    if cursor is None:
        return None
    try:
        return datetime.fromisoformat(str(decode_cursor(cursor, 1)[0]))
    except ValueError as error:
        raise Invalid(say("翻页标记无效。", "The page cursor is invalid."), "bad_cursor") from error
