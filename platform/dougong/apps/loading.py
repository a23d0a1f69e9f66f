"""Rows that come with a package, loaded in batches while people work with the app already.

An install leaves a row in `demo_load`: which job loads, from which moment its days count, who is who of the invented
people, and how many rows of each form are in. Each batch is one transaction with its note, so a load that was killed
goes on behind the last batch; the ids of rows follow from their places, so that rows of different batches may name
each other and every row is there once. The note goes with the last batch. One that stays tells of a load that was given
up: owners go on with it or take away what is there (`dougong.records.samples`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from dougong.apps import basics, demo_people, marks, repository
from dougong.apps.basics import INSTALLER
from dougong.apps.catalog import app_catalog
from dougong.apps.demo import DemoForm, count_rows, resolve_demo
from dougong.apps.hooks import hooks
from dougong.apps.models import demo_load
from dougong.apps.repository import AppRow
from dougong.kit import jobs
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, say
from dougong.kit.ids import placed_id
from dougong.kit.jobs_model import job as job_table
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor

BATCH = 1_000
"""Rows of one transaction: half a second of work, which other writers of SQLite wait for."""
LOAD = "apps.load_rows"
_c = demo_load.c
_RUNNING = ("queued", "running")


def begin(tx: Transaction, actor: Actor, app_key: str, job_id: str, language: str, *, demo: bool) -> int:
    """Notes what is to be loaded, and makes the invented people. → how many rows; nothing is noted when there are
    none."""
    app = _app(tx, app_key)
    content = repository.find_package(tx, app.id) or {}
    files = _files(content, demo=demo)
    if not files and not (demo and content.get("people")):
        return 0
    if hooks.demo_loader is None:
        raise Conflict(say("此版本不能装入示例数据。", "Demo data can't be loaded here."), "no_demo_loader")
    cast = demo_people.bring(tx, actor, app, content.get("people") if demo else None, language)
    note = {
        "demo": demo,
        "language": language,
        "timezone": actor.timezone,
        "people": {**cast.people, INSTALLER: actor.person_id},
        "departments": dict(cast.departments),
    }
    total = count_rows(files, app_catalog(tx, app_key).forms)
    values = {"app_id": app.id, "job_id": job_id, "since": tx.now, "content": note, "loaded": {}}
    tx.execute(insert(demo_load).values(**values, done=0, total=total))
    return total


def rows_of(tx: Transaction, app_key: str) -> list[DemoForm]:
    """The rows of a load that has begun, in order: the same ones each time, whoever asks and when."""
    app = _app(tx, app_key)
    note = tx.execute(select(demo_load).where(_c.app_id == app.id)).first()
    if note is None:
        return []
    content = repository.find_package(tx, app.id) or {}
    since: datetime = note.since

    def name(form: str, index: int) -> str:
        return placed_id(since, f"{app.id}/{form}", index)

    forms = resolve_demo(
        _files(content, demo=note.content["demo"]),
        app_catalog(tx, app_key).forms,
        now=since,
        tz=note.content["timezone"],
        people=note.content["people"],
        departments=note.content["departments"],
        name=name,
    )
    stays = _stays(content)
    marked = [replace(form, basic=form.form in stays) for form in forms]
    return sorted(marked, key=lambda form: not form.basic)  # work needs those at once


def _stays(content: Mapping[str, Any]) -> frozenset[str]:
    """Forms whose rows every install begins with: they are no part of the demo data."""
    return frozenset(content.get("app", {}).get("basics", ()))


def _files(content: Mapping[str, Any], *, demo: bool) -> dict[str, Any]:
    data = content.get("data") or {}
    kept = {file: basics.impersonal(rows) for file, rows in basics.only(sorted(_stays(content)), data).items()}
    return {**data, **kept} if demo else kept


def _next(forms: Sequence[DemoForm], loaded: Mapping[str, int]) -> list[DemoForm]:
    """Some rows of one form or several, behind what is loaded."""
    batch: list[DemoForm] = []
    room = BATCH
    for form in forms:
        at = loaded.get(form.form, 0)
        part = form.rows[at : at + room]
        if part:
            batch.append(replace(form, rows=part))
            room -= len(part)
    return batch


def load_next(
    tx: Transaction, actor: Actor, app_key: str, job_id: str, forms: Sequence[DemoForm]
) -> tuple[int, int] | None:
    """The next batch, in this transaction. → (rows that are in, all rows); None when there was nothing left to do,
    because all are in or somebody took the load away."""
    app = _app(tx, app_key)
    note = tx.execute(select(demo_load).where(_c.app_id == app.id, _c.job_id == job_id).with_for_update()).first()
    if note is None:
        return None
    batch = _next(forms, note.loaded)
    if not batch:
        tx.execute(delete(demo_load).where(_c.app_id == app.id))
        if hooks.demo_loaded is not None:
            hooks.demo_loaded(tx, app_key)
        return None
    if hooks.demo_loader is not None:
        hooks.demo_loader(tx, actor, app_key, batch)
    loaded = dict(note.loaded)
    for form in batch:
        loaded[form.form] = loaded.get(form.form, 0) + len(form.rows)
        if not form.basic:
            marks.add(tx, app.id, "record", (row.id for row in form.rows), form.form)
    done = sum(loaded.values())
    tx.execute(update(demo_load).where(_c.app_id == app.id).values(loaded=loaded, done=done))
    return done, note.total


def told(tx: Transaction, app_id: str) -> dict[str, Any] | None:
    """`{state, done, total, since}` of rows that are not all there; None when there is nothing to tell. `state`:
    running, or stopped when nobody goes on with it."""
    note = _note(tx, app_id)
    if note is None:
        return None
    state = "running" if note.state in _RUNNING else "stopped"
    return {"state": state, "done": note.done, "total": note.total, "since": iso_instant(note.since)}


def go_on(tx: Transaction, actor: Actor, app: AppRow) -> str:
    """Goes on with a load that was given up. → the job's id"""
    refuse_running(tx, app.id)
    job_id = jobs.enqueue(tx, LOAD, {"app": app.key}, owner_id=actor.person_id) or ""
    found = tx.execute(update(demo_load).where(_c.app_id == app.id).values(job_id=job_id))
    if not found.rowcount:
        raise Conflict(say("没有未装完的数据。", "There is nothing left to load."), "nothing_to_load")
    return job_id


def refuse_unfinished(tx: Transaction, app_id: str) -> None:
    """409 while rows are being loaded, or when some never were: another package would mean other rows."""
    refuse_running(tx, app_id)
    if _note(tx, app_id) is not None:
        raise Conflict(
            say("示例数据没有装完，请先继续装入或移除。", "Demo data is not complete: go on loading it, or remove it."),
            "demo_unfinished",
        )


def refuse_running(tx: Transaction, app_id: str) -> None:
    """409 while rows are being loaded: what is asked for would meet half of them."""
    note = _note(tx, app_id)
    if note is not None and note.state in _RUNNING:
        raise Conflict(
            say("示例数据正在装入，请稍后再试。", "Demo data is being loaded; try again in a moment."), "demo_loading"
        )


def give_up(tx: Transaction, app_id: str) -> None:
    """What is not loaded yet never will be."""
    tx.execute(delete(demo_load).where(_c.app_id == app_id))


def _note(tx: Transaction, app_id: str) -> Row[Any] | None:
    joined = demo_load.outerjoin(job_table, job_table.c.id == _c.job_id)
    wanted = select(demo_load, job_table.c.state).select_from(joined).where(_c.app_id == app_id)
    return tx.execute(wanted).first()


def _app(tx: Transaction, key: str) -> AppRow:
    found = repository.find_app(tx, key)
    if found is None:
        raise LookupError(key)
    return found
