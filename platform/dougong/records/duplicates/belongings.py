"""What stands around merged records and goes with them: comments, followers, reminders, files, running flows.

Each step answers what it has moved, by the record it was taken from, so that it can be brought back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, delete, select, update

from dougong.files import service as files
from dougong.records.around.comments import FILES_FIELD
from dougong.records.around.following import follow_mentioned
from dougong.records.around.live import stir
from dougong.records.around.models import record_comment, record_follower, record_reminder
from dougong.records.hooks import hooks
from dougong.records.work import Work

Moved = dict[str, Any]
"""`{"comments" | "reminders" | "files" | "comment_files" | "flows": {loser id: [ids]}, "followers": [person ids]}`."""


def move(work: Work, form_key: str, winner: str, losers: Sequence[str], wanted: Collection[str]) -> Moved:
    """Everything around `losers` to `winner`. `wanted`: files of the values that were chosen."""
    moved: Moved = {
        "comments": _move_rows(work, record_comment, form_key, winner, losers),
        "reminders": _move_rows(work, record_reminder, form_key, winner, losers),
        "followers": _follow(work, form_key, winner, losers),
        "comment_files": {},
        "files": {},
        "flows": {},
    }
    for loser in losers:
        moved["comment_files"][loser] = files.hand_over(work.tx, work.app.key, form_key, loser, winner, FILES_FIELD)
        moved["files"][loser] = files.hand_over(work.tx, work.app.key, form_key, loser, winner, among=wanted)
        if hooks.move_flows is not None:
            moved["flows"][loser] = hooks.move_flows(work.tx, work.app.key, form_key, loser, winner, None)
    stir(work.tx)
    return moved


def bring_back(work: Work, form_key: str, winner: str, moved: Moved, losers: Collection[str], kept: set[str]) -> None:
    """To each of `losers` what was theirs, as far as it is still with `winner`. `kept`: files that the winner holds on
    to, because its values have been changed since."""
    tx, app = work.tx, work.app.key
    for name, table in (("comments", record_comment), ("reminders", record_reminder)):
        for loser in losers:
            ids = moved[name].get(loser) or []
            tx.execute(update(table).where(table.c.id.in_(ids), table.c.record_id == winner).values(record_id=loser))
    for loser in losers:
        back = set(moved["comment_files"].get(loser) or ()) | (set(moved["files"].get(loser) or ()) - kept)
        files.hand_over(tx, app, form_key, winner, loser, among=back)
        if hooks.move_flows is not None and moved["flows"].get(loser):
            hooks.move_flows(tx, app, form_key, winner, loser, moved["flows"][loser])
    c = record_follower.c
    tx.execute(delete(record_follower).where(c.record_id == winner, c.person_id.in_(moved["followers"]), c.following))
    stir(tx)


def counts(moved: Moved) -> dict[str, int]:
    """How many of each."""
    found = {
        name: sum(len(ids) for ids in moved[name].values()) for name in ("comments", "reminders", "files", "flows")
    }
    return found | {"followers": len(moved["followers"])}


def files_in(value: Any) -> set[str]:
    """Ids of files anywhere in a value."""
    if isinstance(value, Mapping):
        inside = set().union(*map(files_in, value.values())) if value else set()
        return inside | ({value["id"]} if {"id", "name", "size"} <= value.keys() else set())
    if isinstance(value, list):
        return set().union(*map(files_in, value)) if value else set()
    return set()


def _move_rows(work: Work, table: Table, form_key: str, winner: str, losers: Sequence[str]) -> Mapping[str, list[str]]:
    c = table.c
    theirs = (c.app == work.app.key, c.form == form_key, c.record_id.in_(losers))
    found: dict[str, list[str]] = defaultdict(list)
    for row in work.tx.execute(select(c.id, c.record_id).where(*theirs).order_by(c.id)):
        found[row.record_id].append(row.id)
    work.tx.execute(update(table).where(*theirs).values(record_id=winner))
    return found


def _follow(work: Work, form_key: str, winner: str, losers: Sequence[str]) -> list[str]:
    """Who has followed one of the losers follows the winner, unless they have said that they don't want to."""
    c = record_follower.c
    people = set(work.tx.execute(select(c.person_id).where(c.record_id.in_(losers), c.following)).scalars())
    known = set(work.tx.execute(select(c.person_id).where(c.record_id == winner)).scalars())
    fresh = sorted(people - known)
    follow_mentioned(work, form_key, winner, fresh)
    return fresh
