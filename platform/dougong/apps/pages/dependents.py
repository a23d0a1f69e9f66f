"""Pages that name something: what would be wrong with them if forms change; where a dashboard, flow or page stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from dougong.apps.catalog import AppCatalog, app_catalog, as_if
from dougong.apps.dependencies import Use, nav_entries, use
from dougong.apps.pages import checking, store
from dougong.apps.repository import AppRow
from dougong.identity.service import roles
from dougong.kit.db import Transaction
from dougong.kit.errors import in_language, say
from engines.form.definition import Form
from engines.form.labels import label_text

Kind = Literal["dashboard", "flow", "page"]
_NAVIGATION = say("应用导航", "Navigation of the app")


def broken_pages(tx: Transaction, app_key: str, new_forms: Mapping[str, Form], language: str) -> list[Use]:
    """Published pages with blocks that show something now and no longer would with these forms. They stop nothing: the
    block says so in its place."""
    now = app_catalog(tx, app_key)
    published = store.pages.published(tx, now.app_id)
    if not published:
        return []
    then, known = as_if(now, new_forms), checking.published_targets(tx, now.app_id)
    keys = [role.key for role in roles(tx, app_key)]

    def wrong(catalog: AppCatalog, key: str, page: dict[str, Any]) -> dict[tuple[Any, str], str]:
        found = checking.problems(catalog, known, keys, key, page, language)
        return {(each["block"], each["code"]): each["message"] for each in found}

    return [
        use("page", key, f"{label_text(page.get('label'), language) or key} › {at[0]}: {message}", breaking=False)
        for key, _n, page in published
        if (after := wrong(then, key, page))
        for before in [wrong(now, key, page)]
        for at, message in after.items()
        if at not in before
    ]


def uses_of(tx: Transaction, app: AppRow, kind: Kind, key: str, language: str) -> list[Use]:
    """Where a dashboard, a flow or a page of the app stands: blocks of pages, entries of the navigation."""
    found = list(_in_pages(tx, app, kind, key, language)) if kind != "page" else []
    if any(entry.get(kind) == key for entry in nav_entries(app.navigation)):
        found.append(use("navigation", key, in_language(_NAVIGATION, language), breaking=False))
    return found


def _in_pages(tx: Transaction, app: AppRow, kind: Kind, key: str, language: str) -> Iterator[Use]:
    for own, _n, page in store.pages.published(tx, app.id):
        for block in page.get("blocks") or ():
            if block.get(kind) == key:
                name = label_text(page.get("label"), language) or own
                yield use(
                    "page", own, f"{name} › {label_text(block.get('label'), language) or block['key']}", breaking=False
                )
