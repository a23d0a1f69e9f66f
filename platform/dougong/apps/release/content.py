"""What a version of an app is: which version of each of its things, its settings, roles, grants. Two are compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, func, insert, select

from dougong.apps import repository
from dougong.apps.dependencies import nav_entries
from dougong.apps.hooks import hooks
from dougong.apps.models import app_version
from dougong.apps.modules import is_on
from dougong.apps.problems import version_not_found
from dougong.apps.release.telling import Shape, listed, told
from dougong.apps.repository import AppRow
from dougong.apps.versioned import Document, Drawn, plain_label
from dougong.identity.directory import names_of_people
from dougong.identity.service import roles
from dougong.kit.db import Transaction
from dougong.kit.errors import in_language, say
from dougong.kit.types import iso_instant
from engines.form.definition import DefinitionErrors, load_form
from engines.form.differences import Difference, differences
from engines.form.labels import label_text

SETTINGS = ("label", "icon", "color", "description", "navigation", "modules", "tours")
Content = Document
"""`{app: settings, roles, grants, form: {key: [id, version]}, dashboard: …, flow: …, page: …}`"""
_SETTINGS = Shape(
    {
        "entries": say("导航项", "entry of the navigation"),
        "modules": say("模块", "module"),
        "tours": say("导览", "tour"),
    }
)
_ROLES = Shape({"roles": say("角色", "role"), "grants": say("权限", "grant")})
_c = app_version.c


def stores() -> dict[str, Drawn[Any]]:
    """Where each kind is kept, in the order in which they are published."""
    return {"form": repository.forms} | {part.kind: part.store for part in hooks.parts}


def present(tx: Transaction, app: AppRow) -> Content:
    """The app as it is published now."""
    content: Content = {"app": {name: app._mapping[name] for name in SETTINGS}}
    content["roles"] = [{"key": role.key, "label": plain_label(role.label)} for role in roles(tx, app.key)]
    content["grants"] = repository.list_grants(tx, [app.id])[app.id]
    for kind, store in stores().items():
        rows = store.all_of(tx, app.id)
        live = [row for row in rows if row.published is not None and row.deleted_at is None]
        content[kind] = {row.key: [row.id, row.published_version] for row in live}
    return content


# -- numbered versions --------------------------------------------------------------------------------------------
def add(tx: Transaction, app: AppRow, by: str | None, note: str | None) -> int:
    """Writes down what is published now as the next version. → its number"""
    n = latest(tx, app) + 1
    values = {"content": present(tx, app), "published_at": tx.now, "published_by": by, "note": note}
    tx.execute(insert(app_version).values(app_id=app.id, n=n, **values))
    return n


def latest(tx: Transaction, app: AppRow) -> int:
    return int(tx.execute(select(func.max(_c.n)).where(_c.app_id == app.id)).scalar() or 0)


def all_of(tx: Transaction, app: AppRow) -> list[Document]:
    """`[{n, published_at, published_by: {id, name}, note}]`, newest first."""
    columns = (_c.n, _c.published_at, _c.published_by, _c.note)
    rows = tx.execute(select(*columns).where(_c.app_id == app.id).order_by(_c.n.desc()).limit(500)).all()
    names = names_of_people(tx, {row.published_by for row in rows if row.published_by})
    return [_described(row, names) for row in rows]


def _described(row: Row[Any], names: Mapping[str, str]) -> Document:
    by = {"id": row.published_by, "name": names.get(row.published_by)} if row.published_by else None
    return {"n": row.n, "published_at": iso_instant(row.published_at), "published_by": by, "note": row.note}


def of_version(tx: Transaction, app: AppRow, n: int) -> Content:
    """The content of version `n`; 0 is what is published now."""
    if n == 0:
        return present(tx, app)
    found = tx.execute(select(_c.content).where(_c.app_id == app.id, _c.n == n)).scalar()
    if found is None:
        raise version_not_found(n)
    content: Content = found
    return content


# -- compared -----------------------------------------------------------------------------------------------------
def compare(tx: Transaction, before: Content, after: Content, language: str) -> list[Document]:
    """`[{kind, key, label, op, changes}]`; kind `app` and `roles` have no key."""
    found = list(settings_compared(tx, before, after, language))
    for kind, store in stores().items():
        found += _kind_compared(tx, kind, store, before.get(kind) or {}, after.get(kind) or {}, language)
    return found


def settings_compared(tx: Transaction, before: Content, after: Content, language: str) -> Iterator[Document]:
    """Settings and navigation, roles and grants."""
    names = _names(tx, before, after, language)
    for kind, shape, old, new in (
        ("app", _SETTINGS, _settings(before, names, language), _settings(after, names, language)),
        ("roles", _ROLES, _roles(before, names, language), _roles(after, names, language)),
    ):
        words = told(old, new, shape, language)
        if words:
            yield {"kind": kind, "key": None, "label": None, "op": "change", "changes": words}


Names = Mapping[tuple[str, str], str]
"""What is called what: `{("form", "deal"): "商机"}`."""


def _names(tx: Transaction, before: Content, after: Content, language: str) -> Names:
    """Of the parts that navigation and grants speak of, where these differ."""
    wanted: set[tuple[str, str]] = set()
    navigations = [(content.get("app") or {}).get("navigation") for content in (before, after)]
    if navigations[0] != navigations[1]:
        entries = [entry for each in navigations for entry in nav_entries(each)]
        wanted |= {(kind, entry[kind]) for entry in entries for kind in stores() if isinstance(entry.get(kind), str)}
    if before.get("grants") != after.get("grants"):
        wanted |= {("form", grant["form"]) for content in (before, after) for grant in content.get("grants") or ()}
    names: dict[tuple[str, str], str] = {}
    for kind, store in stores().items():
        held = {**(before.get(kind) or {}), **(after.get(kind) or {})}
        asked = {key: held[key] for what, key in wanted if what == kind and key in held}
        found = store.versions_of(tx, dict(asked.values()))
        names |= {
            (kind, key): label_text(name_of(found.get(thing), key), language) for key, (thing, _) in asked.items()
        }
    return names


def _settings(content: Content, names: Names, language: str) -> Document:
    settings = dict(content.get("app") or {})
    entries = [_entry(entry, names, language) for entry in nav_entries(settings.pop("navigation", None))]
    modules = [{**module, "on": is_on(module)} for module in settings.pop("modules", None) or ()]
    tours = list((settings.pop("tours", None) or {}).values())
    return settings | {"entries": entries, "modules": modules, "tours": tours}


def _entry(entry: Mapping[str, Any], names: Names, language: str) -> Document:
    kind = next((name for name in ("form", "page", "dashboard", "link", "group") if name in entry), "link")
    key = entry[kind] if isinstance(entry.get(kind), str) else label_text(entry.get(kind), language)
    own = {name: value for name, value in entry.items() if name != "items"}
    return own | {
        "key": f"{kind}:{key}:{entry.get('view') or ''}",
        "label": entry.get("label") or names.get((kind, key), key),
    }


def _roles(content: Content, names: Names, language: str) -> Document:
    receivers = {f"role:{role['key']}": label_text(role["label"], language) for role in content.get("roles") or ()}
    grants = [_named_grant(grant, receivers, names, language) for grant in content.get("grants") or ()]
    return {"roles": content.get("roles") or [], "grants": grants}


def _named_grant(grant: Mapping[str, Any], roles: Mapping[str, str], names: Names, language: str) -> Document:
    everybody = in_language(say("所有人", "everybody"), language)
    called = {"everyone": everybody, "outside": in_language(say("外部用户", "people from outside"), language), **roles}
    to = listed((called.get(each, each) for each in grant["to"]), language)
    key = grant["form"]
    form = in_language(say("全部表单", "all forms"), language) if key == "*" else names.get(("form", key), key)
    return {**grant, "label": f"{to} · {form}"}


def _kind_compared(
    tx: Transaction, kind: str, store: Drawn[Any], before: Document, after: Document, language: str
) -> Iterator[Document]:
    differing = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    old = store.versions_of(tx, {before[key][0]: before[key][1] for key in differing if key in before})
    new = store.versions_of(tx, {after[key][0]: after[key][1] for key in differing if key in after})
    for key in differing:
        was = old.get(before[key][0]) if key in before else None
        now = new.get(after[key][0]) if key in after else None
        op = "add" if key not in before else "remove" if key not in after else "change"
        words = words_of(kind, was, now, language) if op == "change" else []
        if op != "change" or words:
            yield {"kind": kind, "key": key, "label": name_of(now or was, key), "op": op, "changes": words}


def words_of(kind: str, before: Document | None, after: Document | None, language: str) -> list[str]:
    """The differences of two definitions of a kind."""
    if before is None or after is None:
        return []
    if kind == "form":
        return _form_words(before, after, language)
    part = next(each for each in hooks.parts if each.kind == kind)
    return told(before, after, part.shape, language)


def _form_words(before: Document, after: Document, language: str) -> list[str]:
    try:
        steps = differences(load_form(before), load_form(after))
    except DefinitionErrors:
        return []
    return [_step_words(step, language) for step in steps]


def _step_words(step: Difference, language: str) -> str:
    """What happens, and in what; where the details name all of it, they alone."""
    if step.op == "behaviour" and not step.field and step.details:
        return _joined(step.details, language)
    return _sentence(step.message, step.details, language)


def _sentence(message: Mapping[str, str], details: Sequence[Mapping[str, str]], language: str) -> str:
    colon, more = in_language(say("：", ": "), language), _joined(details, language)
    return in_language(message, language) + (colon + more if more else "")


def _joined(details: Sequence[Mapping[str, str]], language: str) -> str:
    return in_language(say("；", "; "), language).join(in_language(detail, language) for detail in details)


def name_of(definition: Document | None, key: str) -> Any:
    """What people call it."""
    return (definition or {}).get("label") or key
