"""What an upgrade would do, and the upgrade itself: published as a whole, in one transaction, as a version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dougong.apps import loading, repository, templates
from dougong.apps.catalog import app_catalog
from dougong.apps.hooks import hooks
from dougong.apps.modules import closed_by
from dougong.apps.package_reader import Package
from dougong.apps.packs.applying import applied, applied_packs, as_before, found_pack
from dougong.apps.problems import somebody_was_faster
from dougong.apps.publish import begin
from dougong.apps.release.aim import Aim, Step, fingerprint
from dougong.apps.release.carrying import Order, reach
from dougong.apps.release.content import stores
from dougong.apps.release.preview import preview
from dougong.apps.repository import AppRow
from dougong.apps.upgrade.comparing import Upgrade, compare, installed, own_columns, with_pack
from dougong.apps.upgrade.merging import Conflict
from dougong.apps.upgrade.naming import names_of, where
from dougong.audit.service import record
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict as Refusal
from dougong.kit.errors import say
from dougong.kit.web import Actor
from engines.form.labels import label_text


@dataclass(frozen=True)
class Wish:
    """What is asked for. `state`: of the preview that was looked at."""

    state: str
    theirs_for: Sequence[str] = ()
    accept_losses: bool = False
    accept_failing: Sequence[str] = ()


def offered(tx: Transaction, app: AppRow) -> dict[str, Any]:
    """`{version, template, available}`: what is installed, and the version of its template if that is another one."""
    found = repository.find_package(tx, app.id)
    there = {item["key"]: item for item in templates.list_templates()["items"]}
    version = there[app.template]["version"] if app.template in there else None
    return {
        "version": app.package_version,
        "packaged": found is not None,
        "template": app.template,
        "available": version if version != app.package_version else None,
    }


def told(
    tx: Transaction, actor: Actor, app: AppRow, package: Package, theirs_for: Sequence[str], language: str
) -> dict[str, Any]:
    """The preview of publishing the app as a whole, with `conflicts`, `kept`, `drafts`, `names`, `from` and `to`."""
    package = as_before(installed(tx, app), package)
    upgrade = compare(tx, actor, app, package, theirs_for)
    found = _previewed(tx, actor, app, upgrade, theirs_for, language)
    return found | {"from": app.package_version, "to": package["app"].get("version", "1.0.0")}


def told_pack(tx: Transaction, actor: Actor, app: AppRow, pack: str, language: str) -> dict[str, Any]:
    """The same of an industry pack that is applied to the app as it is now."""
    return _previewed(tx, actor, app, with_pack(tx, actor, app, pack), (), language)


def _previewed(
    tx: Transaction, actor: Actor, app: AppRow, upgrade: Upgrade, theirs_for: Sequence[str], language: str
) -> dict[str, Any]:
    found = preview(tx, actor, app, upgrade.aim, language)
    return found | {
        "kept": upgrade.kept,
        "drafts": upgrade.drafts,
        "names": names_of([*upgrade.kept, *upgrade.drafts], upgrade.sides, language),
        "conflicts": [
            _conflict(each, set(theirs_for)) | {"where": where(each.path, upgrade.sides, language)}
            for each in upgrade.conflicts
        ],
        "blocked": found["blocked"] or bool(upgrade.drafts),
    }


def _conflict(found: Conflict, theirs_for: set[str]) -> dict[str, Any]:
    return {
        "id": found.id,
        "path": list(found.path),
        "base": found.base,
        "mine": found.mine,
        "theirs": found.theirs,
        "deleted": found.deleted,
        "choice": "theirs" if found.id in theirs_for else "mine",
    }


def carry_out(tx: Transaction, actor: Actor, app: AppRow, package: Package, wish: Wish, language: str) -> int:
    """Everything, or nothing. → the new version of the app"""
    app = _held(tx, app)
    package = as_before(installed(tx, app), package)
    upgrade = compare(tx, actor, app, package, wish.theirs_for)
    if fingerprint(tx, app) != wish.state:
        raise somebody_was_faster(told(tx, actor, app, package, wish.theirs_for, language))
    version = package["app"].get("version", "1.0.0")
    n = _reached(tx, actor, app, upgrade, wish, f"{app.package_version} → {version}", language)
    repository.replace_package(tx, app.id, package, version)
    detail = {"from": app.package_version, "to": version, "kept": upgrade.kept, "theirs": sorted(wish.theirs_for)}
    record(tx, actor, "app.upgrade", f"app:{app.key}", detail, app=app.key)
    return n


def apply_pack(tx: Transaction, actor: Actor, app: AppRow, pack: str, wish: Wish, language: str) -> int:
    """The industry pack on the app as it is, as one version of it, which going back takes away again."""
    app = _held(tx, app)
    base = installed(tx, app)
    upgrade = with_pack(tx, actor, app, pack)
    if fingerprint(tx, app) != wish.state:
        raise somebody_was_faster(told_pack(tx, actor, app, pack, language))
    note = label_text(found_pack(base, pack).label, language)
    n = _reached(tx, actor, app, upgrade, wish, note, language)
    repository.replace_package(tx, app.id, applied(base, pack), app.package_version or "1.0.0")
    record(tx, actor, "app.pack", f"app:{app.key}", {"pack": pack, "version": n}, app=app.key)
    return n


def packs_of(tx: Transaction, app: AppRow) -> list[dict[str, Any]]:
    """`[{key, label, description, icon, applied}]` of the package the app was installed from."""
    content = repository.find_package(tx, app.id) or {}
    return [
        {name: pack.get(name) for name in ("key", "label", "description", "icon")}
        | {"applied": pack["key"] in applied_packs(content)}
        for pack in (content.get("packs") or {}).values()
    ]


def _held(tx: Transaction, app: AppRow) -> AppRow:
    """The app, with other publishes waiting."""
    begin(tx, app)
    loading.refuse_unfinished(tx, app.id)
    return repository.find_app(tx, app.key) or app


def _reached(tx: Transaction, actor: Actor, app: AppRow, upgrade: Upgrade, wish: Wish, note: str, language: str) -> int:
    """→ the new version of the app; 0 when nothing of it changes."""
    if upgrade.drafts:
        raise Refusal(
            say("有未发布的草稿，请先发布或放弃。", "There are unpublished drafts; publish or discard them first."),
            "drafts_in_the_way",
            extra={"drafts": upgrade.drafts},
        )
    if not upgrade.aim.steps and upgrade.aim.settings is None:
        return 0
    before = closed_by(app.modules)
    order = Order(wish.state, None, (), wish.accept_losses, wish.accept_failing, note)
    n = reach(tx, actor, app, _written(tx, actor, app, upgrade), order, language)
    if hooks.modules_switched is not None and app_catalog(tx, app.key).closed != before:
        hooks.modules_switched(tx, app.key)
    return n


def _written(tx: Transaction, actor: Actor, app: AppRow, upgrade: Upgrade) -> Aim:
    """The aim with rows that are in the database."""
    made: dict[tuple[str, str], Any] = {}
    for kind, row in upgrade.new:
        store = stores()[kind]
        row_id = store.insert(tx, app.id, row.key, row.draft, actor.person_id, **own_columns(app, kind))
        made[kind, row.key] = store.of_id(tx, row_id)
    steps = [
        Step(step.kind, step.op, made.get((step.kind, step.row.key), step.row), step.stored)
        for step in upgrade.aim.steps
    ]
    return Aim(steps, upgrade.aim.settings, upgrade.aim.missing)
