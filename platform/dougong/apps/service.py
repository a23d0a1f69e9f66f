"""Apps: listed, made, opened, changed, put into the bin and taken out again."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from dougong.access.compiler import Access
from dougong.access.grants import Principal
from dougong.apps import audience, loading, repository
from dougong.apps.catalog import AppCatalog, app_catalog, load_grants
from dougong.apps.dependencies import nav_entries, uses_of_form
from dougong.apps.drafts import find_form, published_forms
from dougong.apps.hooks import hooks
from dougong.apps.modules import Closed, closed_by
from dougong.apps.package_files import navigation_adapter
from dougong.apps.pages import store, viewing
from dougong.apps.problems import (
    invalid,
    key_taken,
    not_a_builder,
    page_not_found,
    somebody_was_faster,
    still_used,
)
from dougong.apps.repository import AppRow, FormRow
from dougong.apps.retired import KEPT
from dougong.apps.rights import access_of, can_design, level_of, principal_of, receives
from dougong.apps.roles import create_manager
from dougong.apps.schemas import AppChange, AppCreate
from dougong.apps.versioned import single_underscores
from dougong.audit.service import record
from dougong.identity.directory import names_of_people
from dougong.identity.service import roles as identity_roles
from dougong.identity.service import roles_by_app, roles_of
from dougong.kit.db import Transaction
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor
from engines.form.keys import make_key
from engines.form.labels import Label, label_text
from engines.formula import FormulaErrors

RESERVED_APP_KEYS = frozenset({"sqlite", "pg", "new", "api", "admin"})
"""`sqlite_…` and `pg_…` are names of the databases' own tables; the others are addresses of the page."""


def list_cards(tx: Transaction, actor: Actor, *, deleted: bool) -> dict[str, Any]:
    """The apps the person may open; from the bin those they own."""
    apps = repository.list_apps(tx, deleted=deleted)
    built = repository.apps_built_by(tx, actor.person_id)
    roles = roles_by_app(tx, actor.person_id)
    ids = [app.id for app in apps]
    grants, forms = repository.list_grants(tx, ids), repository.count_forms(tx, ids)
    cards = []
    for app in apps:
        if actor.token is not None and actor.token.apps is not None and app.key not in actor.token.apps:
            continue
        builds = (actor.is_admin or app.id in built) and not actor.outside
        designs = builds and actor.token_allows("design", app.key)
        if designs or (not deleted and receives(load_grants(grants[app.id]), roles.get(app.key, ()), actor)):
            everything, published = forms.get(app.id, (0, 0))
            cards.append(_card(app) | {"can_design": designs, "forms": everything if designs else published})
    return {"items": _with_deletion(tx, cards, apps) if deleted else cards}


def _with_deletion(tx: Transaction, cards: list[dict[str, Any]], apps: Iterable[AppRow]) -> list[dict[str, Any]]:
    """Who put them into the bin, when, and the day they are gone."""
    rows = {app.key: app for app in apps}
    names = names_of_people(tx, {app.deleted_by for app in rows.values() if app.deleted_by})
    return [
        card
        | {
            "deleted_at": iso_instant(rows[card["key"]].deleted_at),
            "deleted_by": names.get(rows[card["key"]].deleted_by),
            "until": iso_instant(rows[card["key"]].deleted_at + KEPT),
        }
        for card in cards
    ]


def _card(app: AppRow) -> dict[str, Any]:
    keys = ("key", "label", "icon", "color", "description", "version")
    return {key: app._mapping[key] for key in keys}


def may_create(actor: Actor) -> None:
    """Anybody signed in may make an app; a token must name the operation `design` and be for all apps."""
    if not actor.token_allows("design") or (actor.token is not None and actor.token.apps is not None):
        raise not_a_builder()


def create_app(tx: Transaction, actor: Actor, body: AppCreate) -> AppRow:
    """A new, empty app; who makes it owns it and is its first manager."""
    may_create(actor)
    key = free_app_key(tx, body.key, label_text(body.label, "zh-CN"))
    values = {"label": body.label, "icon": body.icon, "color": body.color}
    app_id = found_app(tx, actor, key, values)
    repository.set_grants(tx, app_id, [create_manager(tx, key, actor.person_id)])
    record(tx, actor, "app.create", f"app:{key}", app=key)
    return _reload(tx, key)


def found_app(tx: Transaction, actor: Actor, key: str, values: Mapping[str, Any]) -> str:
    """The app's row and its first owner."""
    complete: dict[str, Any] = {"description": None, "navigation": [], "modules": None, "tours": None}
    complete |= {"template": None, "package_version": None, **values}
    app_id = repository.insert_app(tx, {"key": key, **complete}, actor.person_id)
    repository.set_builders(tx, app_id, {actor.person_id: "owner"})
    return app_id


def free_app_key(tx: Transaction, wanted: str | None, label: str) -> str:
    """The wanted key, if it is free; else one made from the label."""
    taken = repository.all_app_keys(tx) | RESERVED_APP_KEYS
    key = wanted or single_underscores(make_key(label, taken, fallback="app"))
    if key in taken or key.startswith(("sqlite_", "pg_")):
        raise key_taken(key)
    return key


def next_copy(tx: Transaction, key: str) -> int:
    """1 while the key is free; else the number of the copy that would be made."""
    taken = repository.all_app_keys(tx)
    return next(number for number in itertools.count(1) if copy_key(key, number) not in taken)


def copy_key(key: str, number: int) -> str:
    """`crm`, `crm_2`, … within 48 characters."""
    end = f"_{number}" if number > 1 else ""
    return key[: 48 - len(end)].rstrip("_") + end


def copy_label(label: Label, number: int) -> Label:
    """`客户关系管理`, `客户关系管理 2`, … in every language the label has."""
    if number == 1:
        return label
    if isinstance(label, str):
        return f"{label} {number}"
    return {language: f"{text} {number}" for language, text in label.items()}


def app_document(tx: Transaction, actor: Actor, app: AppRow) -> dict[str, Any]:
    """`App` of docs/api.md: only the forms and entries the person may see."""
    catalog = app_catalog(tx, app.key)
    access = access_of(tx, actor, catalog)
    designs = can_design(tx, actor, app)
    principal = principal_of(tx, actor, app.key)
    cards = form_cards(tx, app, catalog, access, designs=designs)
    seen = {card["key"] for card in cards if card["ops"] or designs}
    return _card(app) | {
        "can_design": designs,
        "can_manage": designs and level_of(tx, actor, app.id) == "owner",
        "navigation": app.navigation if designs else visible_navigation(tx, app, principal, seen),
        "forms": [card for card in cards if card["key"] in seen and not card["deleted"]],
        "roles_of_me": sorted(roles_of(tx, actor.person_id, app.key)),
        "closed": _closed(catalog.closed),
        "loading": loading.told(tx, app.id),
    }


def _closed(closed: Closed) -> dict[str, list[str]]:
    """What is switched off: designers see it in their lists all the same, but not in the navigation."""
    return {part: sorted(getattr(closed, part)) for part in ("forms", "dashboards", "pages")}


def form_cards(
    tx: Transaction, app: AppRow, catalog: AppCatalog, access: Access, *, designs: bool
) -> list[dict[str, Any]]:
    """`FormCard`s: designers see drafts and deleted forms too."""
    return [
        _form_card(form, catalog, access)
        for form in repository.forms.all_of(tx, app.id)
        if designs or form.key in catalog.forms
    ]


def _form_card(form: FormRow, catalog: AppCatalog, access: Access) -> dict[str, Any]:
    shown = form.shown
    return {
        "key": form.key,
        "label": shown.get("label") or form.key,
        "icon": shown.get("icon"),
        "version": form.published_version,
        "dirty": form.dirty,
        "deleted": form.deleted_at is not None,
        "ops": list(access.ops(form.key)) if form.key in catalog.forms else [],
    }


def visible_navigation(tx: Transaction, app: AppRow, principal: Principal, forms: set[str]) -> list[dict[str, Any]]:
    """The navigation without what isn't for this person, and without groups left empty. Designers get all of it."""
    pages = viewing.open_keys(tx, app, principal)
    closed = closed_by(app.modules)

    def shown(entries: Any) -> list[dict[str, Any]]:
        found = []
        for entry in entries:
            if not audience.is_for(entry, principal, tx.now):
                continue
            if "items" in entry:
                items = shown(entry["items"])
                if items:
                    found.append({**entry, "items": items})
            elif _is_here(entry, forms, pages, closed):
                found.append(entry)
        return found

    return shown(app.navigation)


def _is_here(entry: Mapping[str, Any], forms: set[str], pages: set[str], closed: Closed) -> bool:
    """Whether what an entry leads to can be opened; dashboards and links are asked by themselves."""
    if "form" in entry:
        return entry["form"] in forms
    if "page" in entry:
        return entry["page"] in pages
    return entry.get("dashboard") not in closed.dashboards


def change_app(tx: Transaction, actor: Actor, app: AppRow, body: AppChange) -> AppRow:
    """Changes what was sent; Conflict with the app as it is when somebody was faster."""
    repository.touch(tx, app.id)
    current = _reload(tx, app.key)
    if current.version != body.version:
        raise somebody_was_faster(app_document(tx, actor, current))
    values = body.model_dump(mode="json", exclude_unset=True, exclude={"version", "navigation"})
    for name in ("label",):
        if name in values and values[name] is None:
            raise invalid(name, "missing", "必填。", "Required.")
    if body.navigation is not None:
        values["navigation"] = navigation_adapter.dump_python(body.navigation, mode="json", exclude_unset=True)
        _check_navigation(tx, app, values["navigation"])
    repository.update_app(tx, app.id, values, actor.person_id)
    record(tx, actor, "app.change", f"app:{app.key}", {"changed": sorted(values)}, app=app.key)
    return _reload(tx, app.key)


def _check_navigation(tx: Transaction, app: AppRow, navigation: Any) -> None:
    """Forms, pages and roles must be there, and conditions speak of the user only."""
    forms = repository.forms.keys_of(tx, app.id)
    pages = store.pages.keys_of(tx, app.id)
    known_roles = {role.key for role in identity_roles(tx, app.key)}
    for entry in nav_entries(navigation):
        if "form" in entry and entry["form"] not in forms:
            key = entry["form"]
            raise invalid("navigation", "unknown_form", f"没有表单“{key}”。", f"There is no form “{key}”.")
        if "page" in entry and entry["page"] not in pages:
            raise page_not_found(entry["page"])
        for role in {*entry.get("roles", ()), *entry.get("home", ())} - known_roles - {"*"}:
            raise invalid("navigation", "unknown_role", f"没有角色“{role}”。", f"There is no role “{role}”.")
        if entry.get("when"):
            try:
                audience.condition(entry["when"])
            except FormulaErrors as errors:
                message = errors.problems[0].message
                raise invalid("navigation", "condition", message["zh-CN"], message["en"]) from errors


def bin_app(tx: Transaction, actor: Actor, app: AppRow) -> None:
    """Nobody can open it any more; its tables and everything else stay."""
    repository.update_app(tx, app.id, {"deleted_at": tx.now, "deleted_by": actor.person_id}, actor.person_id)
    record(tx, actor, "app.delete", f"app:{app.key}", app=app.key)


def restore_app(tx: Transaction, actor: Actor, app: AppRow) -> AppRow:
    """Back from the bin, as it was."""
    repository.update_app(tx, app.id, {"deleted_at": None, "deleted_by": None}, actor.person_id)
    record(tx, actor, "app.restore", f"app:{app.key}", app=app.key)
    return _reload(tx, app.key)


def delete_form(tx: Transaction, actor: Actor, app: AppRow, form: FormRow, language: str) -> None:
    """Hides a form for 30 days. Refused while links or formulas of other forms need it."""
    repository.touch(tx, app.id)
    grants = load_grants(repository.list_grants(tx, [app.id])[app.id])
    forms = published_forms(tx, app.id)
    uses = uses_of_form(form.key, forms, grants, app.navigation, language)
    if hooks.flow_uses is not None:
        uses += hooks.flow_uses(tx, app.key, {key: each for key, each in forms.items() if key != form.key}, language)
    if any(use["breaking"] for use in uses):
        raise still_used([use for use in uses if use["breaking"]])
    repository.forms.to_bin(tx, form.id, actor.person_id)
    record(tx, actor, "form.delete", f"{app.key}/{form.key}", app=app.key)


def restore_form(tx: Transaction, actor: Actor, app: AppRow, key: str) -> FormRow:
    """Back from the bin, records and all."""
    form = find_form(tx, app, key, deleted=True)
    repository.touch(tx, app.id)
    repository.forms.out_of_bin(tx, form.id)
    record(tx, actor, "form.restore", f"{app.key}/{key}", app=app.key)
    return find_form(tx, app, key)


def _reload(tx: Transaction, key: str) -> AppRow:
    found = repository.find_app(tx, key)
    if found is None:
        raise LookupError(key)
    return found
