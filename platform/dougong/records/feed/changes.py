"""The changes feed of a form: what a program that keeps a copy must do to have it right again.

Each record comes at most once in a page: as it is now, or as gone. So the order of pages is the only one that matters,
and a page may be taken in twice. The cursor remembers which rights it was made under: when they have changed, other
records may have come into sight without a change of their own, and the copy has to be made anew (410).
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, ClassVar

import orjson
from pydantic import BaseModel, ConfigDict, Field

from dougong.kit.errors import Invalid, Problem, Text, say
from dougong.kit.pages import decode_cursor, encode_cursor
from dougong.records.feed import position
from dougong.records.feed.position import Position
from dougong.records.feed.told import Told, Wanted, told
from dougong.records.forgetting import mark as mark_of_log
from dougong.records.problems import operation_not_granted
from dougong.records.work import Work

MOST = 1000
LONGEST_WAIT = 30


class ChangesQuery(BaseModel):
    """The query string of `GET …/records:changes`. Without `since`: nothing but a cursor to begin with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: Annotated[str, Field(max_length=400)] | None = None
    filter: Annotated[str, Field(max_length=4000)] | None = None
    fields: Annotated[str, Field(max_length=8000)] | None = None
    expand: Annotated[str, Field(max_length=4000)] | None = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = 200
    wait: Annotated[int, Field(ge=0, le=LONGEST_WAIT)] = 0


class StartAgain(Problem):
    """What the cursor stands for is no longer what its reader may see: 410."""

    status: ClassVar[int] = 410
    default_code: ClassVar[str] = "changes_start_again"
    title: ClassVar[Text] = say("需要重新读取", "Read everything again")


def page(work: Work, form_key: str, query: ChangesQuery) -> dict[str, Any]:
    """`{"items": [{op, id, version?, at, record?}], "next", "more"}`."""
    if not work.access.may(form_key, "read"):
        raise operation_not_granted("read")
    mark = rights_mark(work, form_key, query.filter)
    wanted = Wanted(form_key, query.filter, query.fields, query.expand)
    if query.since is None:
        told(work, wanted, ())
        return {"items": [], "next": _cursor(position.newest(work.tx), mark), "more": False}
    since = _position(work, query.since, mark)
    rows, behind = position.entries(work.tx, work.app.key, form_key, since, query.limit)
    news = told(work, wanted, rows)
    return {"items": _latest(news), "next": _cursor(behind, mark), "more": len(rows) == query.limit}


def rights_mark(work: Work, form_key: str, filter_text: str | None = None) -> str:
    """What decides which records and fields this reader sees, in a few letters."""
    who = work.access.principal
    grants = sorted(
        orjson.dumps([grant.rows, grant.formula, sorted(grant.read)]).decode()
        for grant in work.access.granted(form_key, "read")
    )
    belongs = [who.department_id, sorted(who.department_ids), sorted(who.department_tree), sorted(who.roles)]
    document = orjson.dumps([who.person_id, who.email, belongs, grants, filter_text])
    return hashlib.blake2b(document, digest_size=9).hexdigest()


def _latest(news: list[Told]) -> list[dict[str, Any]]:
    """Each record once, at the place of its last change; one made in this page stays new however often it changed."""
    latest: dict[str, Told] = {}
    made: set[str] = set()
    for each in news:
        latest.pop(each.record_id, None)
        latest[each.record_id] = each
        if each.kind == "create":
            made.add(each.record_id)
    return [_document(each, each.record_id in made) for each in latest.values()]


def _document(each: Told, made: bool) -> dict[str, Any]:
    if each.record is None:
        return {"op": each.kind, "id": each.record_id, "at": each.at}
    # a delete that was taken back meanwhile: the record is there again
    op = "create" if made else "restore" if each.kind == "delete" else each.kind
    return {"op": op, "id": each.record_id, "at": each.at, "record": each.record}


def _cursor(behind: Position, mark: str) -> str:
    return encode_cursor([behind.xid, behind.seq, mark])


def _position(work: Work, cursor: str, mark: str) -> Position:
    xid, seq, made_under = decode_cursor(cursor, 3)
    if not all(isinstance(each, int) and 0 <= each < 2**63 for each in (xid, seq)):
        raise Invalid(say("翻页标记无效。", "The cursor is not valid."), "bad_cursor")
    newest = position.newest(work.tx)
    if made_under != mark or (xid, seq) > (newest.xid, max(newest.seq, seq if newest.xid else 0)):
        raise StartAgain(
            say(
                "你的权限或筛选条件已变化，请重新读取全部数据并从新的标记开始。",
                "Your rights, or the filter, have changed; read all records again and begin with a new cursor.",
            )
        )
    gone = mark_of_log(work.tx)
    if gone is not None and (xid, seq) < gone[:2] <= (newest.xid or 0, max(newest.seq, gone.seq)):
        raise StartAgain(
            say(
                "标记之后的部分变更已按保留期限清除，请重新读取全部数据并从新的标记开始。",
                "Changes behind this cursor were let go of as the period says; read all records again and begin with a"
                " new cursor.",
            )
        )
    return Position(xid, seq)
