"""The job of an upgrade: it may change many tables, so nobody waits at a request for it."""

from __future__ import annotations

from typing import Any

from dougong.apps.online.hurried import hurried
from dougong.apps.packages import unpacked
from dougong.apps.rights import design_app
from dougong.apps.tasks import job_actor
from dougong.apps.templates import read_template
from dougong.apps.upgrade.doing import Wish, apply_pack, carry_out
from dougong.kit.db import Transaction
from dougong.kit.errors import say
from dougong.kit.jobs import JobContext, job

UPGRADE = "apps.upgrade"


PACK = "apps.pack"


@job(PACK, attempts=3)
def run_pack(context: JobContext) -> dict[str, Any]:
    """args `{app, pack, wish, language}` → `{app, version}`."""
    args = context.args
    context.progress(0, 1, say("正在应用行业包…", "Applying the industry pack…"))

    def apply(tx: Transaction) -> dict[str, Any]:
        actor = job_actor(tx, context.owner_id)
        app = design_app(tx, actor, args["app"], owner=True)
        n = apply_pack(tx, actor, app, args["pack"], Wish(**args["wish"]), args.get("language", "zh-CN"))
        result = {"app": app.key, "version": n}
        context.finish(tx, result)
        return result

    return hurried(context.database, apply)


@job(UPGRADE, attempts=3)
def run_upgrade(context: JobContext) -> dict[str, Any]:
    """args `{app, template | package, wish, language}` → `{app, version}`: 0 when nothing of the app has changed."""
    args = context.args
    package = read_template(args["template"]) if args.get("template") else unpacked(args["package"])
    context.progress(0, 1, say("正在升级应用…", "Upgrading the app…"))

    def upgrade(tx: Transaction) -> dict[str, Any]:
        actor = job_actor(tx, context.owner_id)
        app = design_app(tx, actor, args["app"], owner=True)
        n = carry_out(tx, actor, app, package, Wish(**args["wish"]), args.get("language", "zh-CN"))
        result = {"app": app.key, "version": n}
        context.finish(tx, result)
        return result

    return hurried(context.database, upgrade)
