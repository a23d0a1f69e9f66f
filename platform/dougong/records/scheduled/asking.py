"""What a scheduled export asks for, under the rights its owner has at that moment; or why it can't go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row

from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.apps.rights import access_of, open_app
from dougong.kit.db import Transaction
from dougong.kit.errors import NotFound, Text, say
from dougong.kit.web import Actor
from dougong.records.exporting.table import SYSTEM_LABELS, columns_for
from dougong.records.exporting.tasks import Wish
from dougong.records.people import actor_of
from dougong.records.reading.callers import Caller
from dougong.records.reading.query import ListQuery
from dougong.records.views import view_settings

Stop = Literal["owner_left", "no_right", "form_gone", "view_gone"]
STOPPED: dict[str, Text] = {
    "owner_left": say("负责人已停用，定时导出已停止。", "Its owner has left; the export was stopped."),
    "no_right": say("负责人已没有导出权限，定时导出已停止。", "Its owner may not export any more; it was stopped."),
    "form_gone": say("表单已删除，定时导出已停止。", "The form is gone; the export was stopped."),
    "view_gone": say(
        "视图已删除或不再共享，定时导出已停止。", "The view is gone or not shared any more; it was stopped."
    ),
}


@dataclass(frozen=True)
class Asked:
    """Ready to be written."""

    actor: Actor
    caller: Caller
    wish: Wish
    language: str


def asked(tx: Transaction, row: Row[Any]) -> Asked | Stop:
    """`row`: of `scheduled_export`. Raises NotFound while the app lies in the bin."""
    actor = actor_of(tx, row.owner_id)
    if actor is None:
        return "owner_left"
    catalog = app_catalog(tx, row.app)
    try:
        open_app(tx, actor, row.app)
    except NotFound:
        return "no_right"
    if row.form not in catalog.forms:
        return "form_gone"
    caller = Caller(catalog, access_of(tx, actor, catalog))
    if not caller.access.may(row.form, "export"):
        return "no_right"
    settings = row.settings
    try:
        shown = columns_of_view(tx, actor.person_id, catalog, row.form, settings["view"])
    except NotFound:
        return "view_gone"
    wanted = None if settings["columns"] == "all" else exportable(caller, row.form, shown)
    language = actor.locale
    columns = columns_for(caller, row.form, wanted, language)
    query = ListQuery(view=settings["view"])
    return Asked(actor, caller, Wish(row.form, query, columns, settings["format"], settings["files"]), language)


def may_still(tx: Transaction, row: Row[Any]) -> bool:
    """Whether what was exported may still be handed out: its owner is there and may export."""
    try:
        return not isinstance(asked(tx, row), str)
    except NotFound:
        return False


def columns_of_view(tx: Transaction, person_id: str, catalog: AppCatalog, form_key: str, key: str | None) -> list[str]:
    """Names of the view's columns in their order; none without a view. Raises NotFound for a view that is not there for
    this person."""
    return [] if key is None else [each.field for each in view_settings(tx, person_id, catalog, form_key, key).columns]


def exportable(caller: Caller, form_key: str, names: list[str]) -> list[str] | None:
    """Those that this caller may export; None, which means all, when the view shows no columns of its own."""
    allowed = {*SYSTEM_LABELS, *caller.access.readable_fields(form_key, "export")}
    return [name for name in names if name in allowed] or None
