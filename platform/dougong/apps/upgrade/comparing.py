"""The installed package, the app now and a newer package, compared thing by thing; what the app is to become."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dougong.apps import repository
from dougong.apps.hooks import hooks
from dougong.apps.package_reader import Package
from dougong.apps.packages import exported
from dougong.apps.packs.applying import applied
from dougong.apps.release.aim import Aim, Op, Step
from dougong.apps.release.content import SETTINGS, present, stores
from dougong.apps.repository import AppRow
from dougong.apps.roles import MANAGER
from dougong.apps.upgrade.merging import NOTHING, Conflict, Merge
from dougong.apps.versioned import Document
from dougong.kit.db import Transaction
from dougong.kit.errors import FieldError, Invalid, Text, say
from dougong.kit.ids import new_id
from dougong.kit.web import Actor

FOLDERS = {"form": "forms", "dashboard": "dashboards", "flow": "flows", "page": "pages"}
_APP = tuple(name for name in SETTINGS)


@dataclass
class Upgrade:
    """What became of a comparison. `new`: rows that are not in the database yet, by kind."""

    aim: Aim
    conflicts: list[Conflict] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """What the app has changed since it was installed and keeps: `form:customer`, `roles`, `app`."""
    drafts: list[str] = field(default_factory=list)
    """Things the package changes, of which an unpublished draft is in the way."""
    new: list[tuple[str, Any]] = field(default_factory=list)
    sides: Sequence[Mapping[str, Any]] = ()
    """Documents by kind and key, mine before theirs: what things are called."""


def installed(tx: Transaction, app: AppRow) -> Package:
    """The package the app was installed from; Invalid when it came from none."""
    base = repository.find_package(tx, app.id)
    if base is None:
        raise _refused(say("这个应用不是由应用包安装的。", "This app was not installed from a package."), "no_package")
    return base


def compare(tx: Transaction, actor: Actor, app: AppRow, package: Package, theirs_for: Collection[str]) -> Upgrade:
    """Nothing is written. Invalid for the package of another app, and for an app that came from none."""
    base = installed(tx, app)
    if base["app"]["key"] != package["app"]["key"]:
        raise _refused(say("这是另一个应用的应用包。", "This is the package of another app."), "another_app")
    return _compared(tx, actor, app, base, exported(tx, app), package, theirs_for)


def with_pack(tx: Transaction, actor: Actor, app: AppRow, pack: str) -> Upgrade:
    """The app as it is now beside itself with an industry pack: what the pack brings, and nothing else."""
    base, mine = installed(tx, app), exported(tx, app)
    mine["app"] |= {"key": base["app"]["key"]}
    theirs = applied(mine | {"packs": base.get("packs") or {}}, pack)
    return _compared(tx, actor, app, mine, mine, theirs, ())


def _compared(
    tx: Transaction,
    actor: Actor,
    app: AppRow,
    base: Package,
    mine: Package,
    package: Package,
    theirs_for: Collection[str],
) -> Upgrade:
    mine["app"] |= {"label": base["app"]["label"]} if _numbered(app, base) else {}
    merge = Merge(frozenset(theirs_for))
    upgrade = Upgrade(Aim([]))
    steps: list[Step] = []
    for kind, folder in FOLDERS.items():
        steps += _steps(tx, actor, app, kind, merge, upgrade, base.get(folder) or {}, mine[folder], package[folder])
    settings = _settings(tx, app, merge, upgrade, base, mine, package)
    upgrade.aim = Aim(steps, settings)
    upgrade.conflicts = merge.conflicts
    upgrade.sides = [_by_kind(each) for each in (mine, package)]
    return upgrade


def _by_kind(package: Mapping[str, Any]) -> dict[str, Any]:
    documents = {kind: package[folder] for kind, folder in FOLDERS.items()}
    return documents | {name: _of(package, name) for name in ("app", "roles")}


def _numbered(app: AppRow, base: Mapping[str, Any]) -> bool:
    """A second install of the package: its number in the name is nobody's change."""
    return bool(app.key != base["app"]["key"] and str(app.label) != str(base["app"]["label"]))


def _steps(
    tx: Transaction,
    actor: Actor,
    app: AppRow,
    kind: str,
    merge: Merge,
    upgrade: Upgrade,
    base: Mapping[str, Document],
    mine: Mapping[str, Document],
    theirs: Mapping[str, Document],
) -> list[Step]:
    store = stores()[kind]
    rows = {row.key: row for row in store.all_of(tx, app.id)}
    steps: list[Step] = []
    for key in dict.fromkeys([*mine, *theirs]):
        own, old = mine.get(key, NOTHING), base.get(key, NOTHING)
        wanted = merge.whole((kind, key), old, own, theirs.get(key, NOTHING))
        if own is not NOTHING and old is not NOTHING and own != old:
            upgrade.kept.append(f"{kind}:{key}")
        if wanted == own or (wanted is NOTHING and own is NOTHING):
            continue
        row = rows.get(key)
        if row is not None and row.deleted_at is None and row.dirty:
            upgrade.drafts.append(f"{kind}:{key}")
        if row is None:
            row = _unwritten(tx, actor, app, kind, key, wanted)
            upgrade.new.append((kind, row))
            steps.append(Step(kind, "add", row))
        elif wanted is NOTHING:
            steps.append(Step(kind, "remove", row))
        else:
            back = replace(row, draft=wanted, deleted_at=None)
            steps.append(Step(kind, _op(row), back, stored=False))
    return steps


def _op(row: Any) -> Op:
    if row.deleted_at is not None:
        return "restore"
    return "add" if row.published is None else "change"


def _unwritten(tx: Transaction, actor: Actor, app: AppRow, kind: str, key: str, definition: Document) -> Any:
    return stores()[kind].unwritten(tx, app.id, key, definition, actor.person_id, **own_columns(app, kind))


def own_columns(app: AppRow, kind: str) -> dict[str, Any]:
    """What a new row of the kind has beside its definition."""
    if kind == "form":
        return {"tombstones": []}
    return dict(next(part for part in hooks.parts if part.kind == kind).blank(app))


def _settings(
    tx: Transaction,
    app: AppRow,
    merge: Merge,
    upgrade: Upgrade,
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
) -> Document | None:
    """Settings, navigation, modules, roles and grants; None when none of them changes."""
    now = present(tx, app)
    found: dict[str, Any] = {}
    for name in ("app", "roles"):
        sides = [_of(each, name) for each in (base, mine, theirs)]
        found[name] = merge.merged((name,), *sides)
        if sides[1] != sides[0]:
            upgrade.kept.append(name)
        found[f"{name} changed"] = found[name] != sides[1]
    if not (found["app changed"] or found["roles changed"]):
        return None
    settings = {name: found["app"].get(name, now["app"][name]) for name in _APP}
    if _numbered(app, base):
        settings["label"] = app.label
    own_roles = [role for role in now["roles"] if role["key"] == MANAGER]
    own_grants = [grant for grant in now["grants"] if grant["id"] == MANAGER]
    grants = [{"id": new_id(), **grant} for grant in found["roles"]["grants"]]
    return {"app": settings, "roles": [*own_roles, *found["roles"]["roles"]], "grants": [*own_grants, *grants]}


def _of(package: Mapping[str, Any], name: str) -> Document:
    document = package[name]
    if name == "roles":
        return {"roles": document.get("roles", []), "grants": document.get("grants", [])}
    document = {**document, "tours": package.get("tours") or None}
    return {each: document[each] for each in _APP if document.get(each) is not None}


def _refused(sentence: Text, code: str) -> Invalid:
    return Invalid(sentence, code, [FieldError("package", code, sentence)])
