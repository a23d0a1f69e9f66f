"""What happened around a record, of all kinds on one line, newest first: one statement finds the moments, one more per
kind on the page reads what is told of them, and one per kind of name puts names to ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from dougong.access.leading import AT, IDENT, PARAMETER, PLACE, moments
from dougong.kit.errors import Invalid, say
from dougong.kit.ids import is_id
from dougong.kit.pages import decode_cursor, encode_cursor
from dougong.records.profile.page import sees
from dougong.records.profile.seen import happening
from dougong.records.reading.assemble import SYSTEM, Record
from dougong.records.reading.callers import Caller
from dougong.records.reading.executor import Executor
from dougong.records.reading.expand import Asked, expand_all
from dougong.records.reading.query import ListQuery
from dougong.records.reading.reader import Reader
from engines.form.definition import Form
from engines.form.html import html_text
from engines.form.profile.definition import TimelineSource

MAX_TEXT = 1_000
_PEOPLE = frozenset({"owner", "created_by", "updated_by"})


class TimelineQuery(BaseModel):
    """`kinds`: keys of sources, separated by commas (without: all); `search`: words in what the reader sees."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cursor: Annotated[str, Field(max_length=400)] | None = None
    kinds: Annotated[str, Field(max_length=2_000)] | None = None
    search: Annotated[str, Field(max_length=200)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 30


async def timeline(
    executor: Executor, caller: Caller, form_key: str, record_id: str, query: TimelineQuery
) -> dict[str, Any]:
    """`{"items": [{"kind", "form", "id", "at", "day", "title", "text", "who", "values"}], "next"}`."""
    seen = await sees(executor, caller, form_key, record_id)
    wanted = None if query.kinds is None else set(query.kinds.split(","))
    sources = [each for each in seen.profile.timeline if wanted is None or each.key in wanted]
    if not sources:
        return {"items": [], "next": None}
    access, keys = caller.access, [source.key for source in sources]
    rows = await executor.fetch(
        (access.shape, "timeline", form_key, tuple(keys), query.search, query.cursor is not None, query.limit),
        lambda: moments(
            [happening(access, source, record_id) for source in sources],
            search=query.search,
            behind=query.cursor is not None,
            limit=query.limit + 1,
        ),
        {**access.params, PARAMETER: record_id, **(_behind(query.cursor, keys) if query.cursor else {})},
        bounded=query.search is None,
    )
    found = [(sources[place], ident, at) for place, ident, at in rows.rows[: query.limit]]
    following = None
    if len(rows.rows) > query.limit:
        last, ident, at = found[-1]
        following = encode_cursor([at, ident, last.key])
    return {"items": await _told(executor, caller, found), "next": following}


def _behind(cursor: str, keys: Sequence[str]) -> dict[str, Any]:
    at, ident, key = decode_cursor(cursor, 3)
    try:
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not is_id(ident) or not isinstance(key, str):
            raise ValueError("not a cursor of ours")
    except (ValueError, TypeError) as error:
        raise Invalid(say("翻页标记无效。", "The page cursor is invalid."), "bad_cursor") from error
    return {AT: moment.astimezone(UTC), IDENT: ident, PLACE: keys.index(key) if key in keys else -1}


async def _told(
    executor: Executor, caller: Caller, found: Sequence[tuple[TimelineSource, str, str]]
) -> list[dict[str, Any]]:
    by_source: dict[str, tuple[TimelineSource, list[str]]] = {}
    for source, ident, _at in found:
        by_source.setdefault(source.key, (source, []))[1].append(ident)
    read: dict[str, dict[str, Record]] = defaultdict(dict)
    asked: list[Asked] = []
    reader = Reader(executor, caller.app, caller.access)
    for key, (source, ids) in by_source.items():
        form = caller.app.forms[source.form]
        names = _names(source, form, caller)
        query = ListQuery.model_construct(fields=",".join(names), limit=len(ids))
        page = await reader.page(source.form, query, ids=ids)
        read[key] = {each["id"]: each for each in page["items"]}
        linked = [name for name in (*source.fields, source.who) if name]
        asked.append(Asked(form, page["items"], linked))
    await expand_all(executor, caller.access, asked)
    return [
        _line(source, caller.app.forms[source.form], read[source.key][ident], at)
        for source, ident, at in found
        if ident in read[source.key]  # gone since the moments were found
    ]


def _names(source: TimelineSource, form: Form, caller: Caller) -> list[str]:
    """The fields to read: what is told, and the title where the reader knows it."""
    title = form.title_field()
    known = caller.access.sight(source.form).gives
    names = [source.text, source.who, source.date, *source.fields]
    names += [title.key] if title is not None and known(title.key) else []
    return list(dict.fromkeys(name for name in names if name is not None and name not in SYSTEM)) or ["id"]


def _line(source: TimelineSource, form: Form, record: Record, at: str) -> dict[str, Any]:
    text = record.get(source.text) if source.text else None
    written = form.field(source.text) if source.text else None
    if text is not None and written is not None and written.type == "rich_text":
        text = html_text(text)
    day = record.get(source.date)
    return {
        "kind": source.key,
        "form": source.form,
        "id": record["id"],
        "at": at,
        "day": day if isinstance(day, str) and len(day) == 10 else None,
        "title": record.get("_title"),
        "text": None if text is None else str(text)[:MAX_TEXT],
        "who": record.get(source.who) if source.who else None,
        "values": {key: record.get(key) for key in source.fields},
    }


__all__ = ["TimelineQuery", "timeline"]
