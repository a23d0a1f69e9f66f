"""What taking demo data away would do, does, and how it is undone. Each function is a step of one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from dougong.access.compiler import Access
from dougong.access.grants import EVERYONE, Grant, GrantSet
from dougong.apps import loading
from dougong.apps.catalog import app_catalog
from dougong.apps.models import demo_removal
from dougong.apps.retired import KEPT
from dougong.apps.rights import access_of, principal_of
from dougong.identity.directory import names_of_people
from dougong.kit.db import Transaction
from dougong.kit.errors import NotFound, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor
from dougong.records import pipeline
from dougong.records.editing.preview import shown
from dougong.records.models import change_log
from dougong.records.samples import cast
from dougong.records.samples.finding import Samples, find
from dougong.records.work import Item, Listener, Work

BATCH = 500
_NAMED = 100
_c = demo_removal.c
_REMOVER = GrantSet(
    [
        Grant(
            id="demo",
            to=(EVERYONE,),
            form="*",
            ops=frozenset({"read", "delete"}),
            rows="all",
            read=frozenset({"*"}),
            write=frozenset(),
        )
    ]
)
"""Who owns the app takes its demo data away, whatever they may see of it."""


def work_of(
    tx: Transaction, actor: Actor, app_key: str, batch: str | None = None, listeners: Sequence[Listener] = ()
) -> Work:
    """A unit of work that may see and delete everything of the app."""
    catalog = app_catalog(tx, app_key, hold=True)
    access = Access(catalog.tables, _REMOVER, principal_of(tx, actor, app_key), tx.now)
    return Work(tx, catalog, actor, access, "system", listeners, batch=batch)


def told(tx: Transaction, actor: Actor, app_key: str, *, changed_too: bool) -> dict[str, Any]:
    """The preview: numbers of records, people and departments that would go and stay, and what was taken away before.

    Records that stay are named as far as the reader may see them."""
    work = work_of(tx, actor, app_key)
    samples = find(work, changed_too=changed_too)
    unused = cast.find(work, samples.going)
    staying: dict[str, int] = {}
    for form, _id in samples.staying:
        staying[form] = staying.get(form, 0) + 1
    forms = [
        {
            "key": key,
            "label": work.app.forms[key].label or key,
            "going": len(samples.going.get(key, ())),
            "staying": staying.get(key, 0),
        }
        for key in work.app.forms
        if samples.going.get(key) or staying.get(key)
    ]
    return {
        "records": samples.total,
        "going": samples.total - len(samples.staying),
        "forms": forms,
        "staying": _named(tx, actor, work, samples),
        "people": {"going": len(unused.people), "staying": unused.people_kept},
        "departments": {"going": len(unused.departments), "staying": unused.departments_kept},
        "removals": _removals(tx, work),
        "loading": loading.told(tx, work.app.app_id),
    }


def _named(tx: Transaction, actor: Actor, work: Work, samples: Samples) -> list[dict[str, Any]]:
    """`[{form, id, title, reason}]` of the first that stay; `title` None when the reader may not see it."""
    first = list(samples.staying.items())[:_NAMED]
    own = Work(tx, work.app, actor, access_of(tx, actor, work.app), "ui")
    titles: dict[str, Any] = {}
    for form in dict.fromkeys(form for (form, _id), _why in first):
        title = work.app.forms[form].title_field()
        if title is not None and own.access.may(form, "read"):
            ids = [record_id for (key, record_id), _why in first if key == form]
            rows = shown(own, form, ids, ())
            titles |= {record_id: row.get("_title") or row.get(title.key) for record_id, row in rows.items()}
    return [{"form": form, "id": each, "title": titles.get(each), "reason": why} for (form, each), why in first]


def _removals(tx: Transaction, work: Work) -> list[dict[str, Any]]:
    """What was taken away in the last 30 days, newest first, and whether it came back."""
    kept = (_c.app_id == work.app.app_id, _c.at > tx.now - KEPT)
    rows = tx.execute(select(demo_removal).where(*kept).order_by(_c.at.desc()).limit(20)).all()
    names = names_of_people(tx, {row.by for row in rows if row.by})
    log = change_log.c
    counted = (
        select(log.batch, func.count()).where(log.batch.in_([row.id for row in rows]), log.op == "delete")
    ).group_by(log.batch)
    taken: Sequence[Any] = tx.execute(counted).all()
    sizes: dict[str, int] = {row[0]: row[1] for row in taken}
    return [
        {
            "id": row.id,
            "at": iso_instant(row.at),
            "by": names.get(row.by or ""),
            "records": sizes.get(row.id, 0),
            "people": len(row.content["people"]),
            "until": iso_instant(row.at + KEPT),
            "undone": row.undone_at is not None,
        }
        for row in rows
    ]


# -- done ---------------------------------------------------------------------------------------------------------
def begin(tx: Transaction, actor: Actor, app_key: str) -> str:
    """Notes that demo data is being taken away. → what everything is done under"""
    removal = new_id()
    app_id = app_catalog(tx, app_key).app_id
    empty: dict[str, Any] = {"people": [], "departments": [], "roles": {}}
    tx.execute(insert(demo_removal).values(id=removal, app_id=app_id, at=tx.now, by=actor.person_id, content=empty))
    return removal


def remove_batch(work: Work, form: str, ids: Sequence[str]) -> int:
    """Into the bin, what nothing forbids. → how many"""
    items = [Item(at, "delete", {}, each) for at, each in enumerate(ids)]
    pipeline.run(work, form, items, atomic=False)
    return sum(item.alive for item in items)


def remove_cast(tx: Transaction, actor: Actor, app_key: str, removal: str) -> dict[str, int]:
    """The people and departments that nobody uses now. → how many of each"""
    unused = cast.find(work_of(tx, actor, app_key), {})
    content = cast.take_away(tx, actor, app_key, unused)
    tx.execute(update(demo_removal).where(_c.id == removal).values(content=content))
    return {"people": len(unused.people), "departments": len(unused.departments)}


# -- undone -------------------------------------------------------------------------------------------------------
def find_removal(tx: Transaction, app_id: str, removal: str) -> Row[Any]:
    """One that can still be undone; 404 for any other."""
    mine = (_c.id == removal, _c.app_id == app_id, _c.undone_at.is_(None), _c.at > tx.now - KEPT)
    row = tx.execute(select(demo_removal).where(*mine)).first() if is_id(removal) else None
    if row is None:
        raise NotFound(
            say("找不到这次移除，或已不能撤销。", "There is no such removal that can be undone."), "removal_not_found"
        )
    return row


def cast_back(tx: Transaction, actor: Actor, app_key: str, removal: Mapping[str, Any]) -> None:
    """People and departments first: records that come back name them."""
    cast.bring_back(tx, actor, app_key, removal)


def back_batch(work: Work, removal: str, before: int | None) -> tuple[int, int, int | None]:
    """Brings the last removed records back, newest first. → (how many came, how many could not, where to go on)"""
    c = change_log.c
    wanted = select(c.seq, c.form, c.record_id).where(c.batch == removal, c.app == work.app.key, c.op == "delete")
    wanted = wanted.order_by(c.seq.desc()).limit(BATCH)
    rows = work.tx.execute(wanted if before is None else wanted.where(c.seq < before)).all()
    done = refused = 0
    for form in dict.fromkeys(row.form for row in rows):
        if form not in work.app.forms:
            refused += sum(row.form == form for row in rows)
            continue
        ids = [row.record_id for row in rows if row.form == form]
        items = [Item(at, "restore", {}, each) for at, each in enumerate(ids)]
        pipeline.run(work, form, items, atomic=False)
        done += sum(item.alive for item in items)
        refused += sum(not item.alive for item in items)
    return done, refused, rows[-1].seq if len(rows) == BATCH else None


def end_undo(tx: Transaction, removal: str) -> None:
    tx.execute(update(demo_removal).where(_c.id == removal).values(undone_at=tx.now))
