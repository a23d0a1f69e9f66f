"""Jobs of the apps room: installing, publishing what is big, and dropping what was put aside 30 days ago."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from dougong.apps import loading
from dougong.apps.drafts import find_form
from dougong.apps.online.hurried import hurried
from dougong.apps.online.prepare import Pick, Preparation
from dougong.apps.online.prepared import Prepared
from dougong.apps.packages import install, unpacked
from dougong.apps.packs.applying import applied
from dougong.apps.plan import Plan, plan
from dougong.apps.publish import publish
from dougong.apps.release.carrying import Order, forms_of, publish_app
from dougong.apps.rights import design_app
from dougong.apps.sweep import sweep_next
from dougong.apps.templates import read_template
from dougong.identity.authentication import actor_of
from dougong.identity.models import person
from dougong.kit.db import Transaction
from dougong.kit.errors import NotAllowed, Problem, say
from dougong.kit.failpoint import failpoint
from dougong.kit.jobs import Cancelled, Interrupted, JobContext, LostClaim, job
from dougong.kit.web import Actor

INSTALL = "apps.install"
PUBLISH = "apps.publish"
RELEASE = "apps.release"
TRIES = 20


def job_actor(tx: Transaction, person_id: str | None) -> Actor:
    """Who asked for a job, as they are now; somebody who has left does nothing any more."""
    row = tx.execute(select(person).where(person.c.id == person_id, person.c.active)).first()
    if row is None:
        raise NotAllowed(say("发起人已停用。", "Who asked for this has left."))
    return actor_of(row)


@job(INSTALL)
def run_install(context: JobContext) -> dict[str, Any]:
    """args `{template | package, demo, key, language, modules, pack}` → `{app, records}`. The app first, which can
    be used from then on; then its rows, batch by batch."""
    args = context.args
    app_key = (context.checkpoint or {}).get("app")
    if app_key is None:
        context.progress(0, None, say("正在创建应用…", "Creating the app…"))
        template = args.get("template")
        package = read_template(template) if template else unpacked(args["package"])
        package = applied(package, args["pack"]) if args.get("pack") else package
        with context.database.transaction() as tx:
            actor = job_actor(tx, context.owner_id)
            app_key = install(
                tx,
                actor,
                package,
                key=args.get("key"),
                template=template,
                language=args.get("language", "zh-CN"),
                modules=args.get("modules"),
            )
            language, demo = args.get("language", "zh-CN"), bool(args.get("demo"))
            loading.begin(tx, actor, app_key, context.id, language, demo=demo)
            context.save(tx, {"app": app_key})
    return _load(context, app_key)


@job(loading.LOAD)
def run_load(context: JobContext) -> dict[str, Any]:
    """args `{app}` → `{app, records}`: goes on with rows of a package whose load was given up."""
    return _load(context, context.args["app"])


_BREATH = 0.1
"""Seconds between two batches at most: writers that wait for SQLite look ten times a second."""


def _load(context: JobContext, app_key: str) -> dict[str, Any]:
    with context.database.snapshot() as tx:
        forms = loading.rows_of(tx, app_key)
    done = int((context.checkpoint or {}).get("records", 0))
    while True:
        began = time.monotonic()
        with context.database.transaction() as tx:
            found = loading.load_next(tx, job_actor(tx, context.owner_id), app_key, context.id, forms)
            result = {"app": app_key, "records": done}
            if found is None:
                context.finish(tx, result)
                return result
            done, total = found
            context.save(tx, {**result, "records": done}, done=done)
        failpoint("apps.after_rows")
        context.progress(done, total, say("正在装入示例数据…", "Loading demo data…"))
        time.sleep(min(_BREATH, (time.monotonic() - began) / 10))


@job(PUBLISH, attempts=TRIES)
def run_publish(context: JobContext) -> dict[str, Any]:
    """args `{app, form, revision, accept_losses, note, language}` → `{version}`."""
    args = context.args
    language = args.get("language", "zh-CN")

    def pick(tx: Transaction) -> tuple[Actor, Sequence[Plan]]:
        actor = job_actor(tx, context.owner_id)
        app = design_app(tx, actor, args["app"])
        return actor, [plan(tx, app, find_form(tx, app, args["form"]), language)]

    def swap(tx: Transaction, prepared: Prepared) -> dict[str, Any]:
        actor = job_actor(tx, context.owner_id)
        version = publish(
            tx,
            actor,
            design_app(tx, actor, args["app"]),
            args["form"],
            args["revision"],
            accept_losses=args["accept_losses"],
            accept_failing=args.get("accept_failing", ()),
            note=args.get("note"),
            language=language,
            prepared=prepared,
        )
        return {"version": version}

    return _online(context, pick, swap)


@job(RELEASE, attempts=TRIES)
def run_release(context: JobContext) -> dict[str, Any]:
    """args `{app, order, language}` → `{version}` of the app."""
    args = context.args
    order, language = Order(**args["order"]), args.get("language", "zh-CN")

    def pick(tx: Transaction) -> tuple[Actor, Sequence[Plan]]:
        actor = job_actor(tx, context.owner_id)
        return actor, forms_of(tx, design_app(tx, actor, args["app"]), order, language)

    def swap(tx: Transaction, prepared: Prepared) -> dict[str, Any]:
        actor = job_actor(tx, context.owner_id)
        app = design_app(tx, actor, args["app"], owner=order.version is not None)
        return {"version": publish_app(tx, actor, app, order, language, prepared)}

    return _online(context, pick, swap)


def _online(context: JobContext, pick: Pick, swap: Callable[[Transaction, Prepared], dict[str, Any]]) -> dict[str, Any]:
    """Makes a publish ready beside people's work, then swaps it in. What was made ready goes again when the publish is
    refused or given up; a run that was killed, or will be tried again, is continued."""
    preparation = Preparation(context, context.args["app"], pick)

    def finish(tx: Transaction) -> dict[str, Any]:
        result = swap(tx, prepared)
        context.finish(tx, result)
        return result

    try:
        prepared = preparation.run()
        return hurried(context.database, finish)
    except (Interrupted, LostClaim):
        raise
    except Exception as error:
        if isinstance(error, Problem | Cancelled) or context.attempt >= TRIES:
            preparation.undo()
        raise


@job("apps.sweep", attempts=1, every=timedelta(hours=6))
def run_sweep(context: JobContext) -> dict[str, Any]:
    """Drops what is due, one thing per transaction, so that no form is locked for long."""
    dropped = 0
    while True:
        with context.database.transaction() as tx:
            if not sweep_next(tx):
                return {"dropped": dropped}
        dropped += 1
        context.progress(dropped)
