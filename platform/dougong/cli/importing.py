"""`import`: a sheet into a form, through the same rehearsal, pipeline and rights as in the browser."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from rich.markup import escape
from rich.table import Table

from dougong.apps.catalog import app_catalog
from dougong.apps.rights import access_of, design_app, open_app
from dougong.cli.console import Stop, out, owner, ready_database, run_job, say
from dougong.files.store import FileStore
from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.web import Actor
from dougong.records.importing import service
from dougong.records.importing.mapping import map_columns
from dougong.records.importing.schemas import ColumnPlan, ImportPlan, NewForm, Target
from dougong.records.importing.tasks import CHECK, RUN
from engines.form.definition import Form

_SHOWN_ERRORS = 20
Mode = Literal["insert", "update", "upsert"]
OnError = Literal["stop", "skip"]


def import_file(
    settings: Settings,
    file: Path,
    app: str,
    *,
    form: str | None,
    new: str | None,
    sheet: str | None,
    mode: Mode,
    match: list[str],
    on_error: OnError,
    only_check: bool,
    email: str | None,
) -> None:
    """Columns go to the fields whose key or label they carry; with `new` they become the fields of a new form."""
    if (form is None) == (new is None):
        raise Stop("请用 --form 指定表单，或用 --new 新建表单。", "Name a form with --form, or make one with --new.", 2)
    with ready_database(settings) as database:
        with database.snapshot() as tx:
            actor = owner(tx, email)
            open_app(tx, actor, app)
        with file.open("rb") as content:
            limit = settings.upload_mb * 1024 * 1024
            found = service.receive(database, FileStore(settings), actor, app, content, file.name, limit)
        with database.transaction() as tx:
            chosen = _sheet(found, sheet)
            columns = _new_columns(chosen) if new else _columns(chosen, _form(tx, actor, app, form or ""))
            plan = ImportPlan(
                sheet=chosen["name"],
                header_row=chosen["header_row"],
                target=Target(new=NewForm(label=new)) if new else Target(form=form),
                columns=columns,
                mode=mode,
                match=match,
                on_error=on_error,
            )
            if new:
                design_app(tx, actor, app)
            catalog = app_catalog(tx, app)
            map_columns(catalog, access_of(tx, actor, catalog), plan, found)
            service.save_plan(tx, found["id"], plan)
        args = {"app": app, "import": found["id"], "language": settings.language}
        _report(run_job(database, settings, CHECK if only_check else RUN, args, actor), only_check)


def _sheet(found: Mapping[str, Any], name: str | None) -> Mapping[str, Any]:
    sheets: list[Mapping[str, Any]] = found["sheets"]
    chosen = next((sheet for sheet in sheets if name is None or sheet["name"] == name), None)
    if chosen is None:
        names = ", ".join(sheet["name"] for sheet in sheets)
        raise Stop(f"没有工作表“{name}”，有：{names}。", f"There is no sheet “{name}”; there are: {names}.")
    return chosen


def _form(tx: Transaction, actor: Actor, app: str, key: str) -> Form:
    forms = app_catalog(tx, app).forms
    if key not in forms:
        raise Stop(f"应用 {app} 没有表单 {key}。", f"The app {app} has no form {key}.")
    return forms[key]


def _new_columns(sheet: Mapping[str, Any]) -> list[ColumnPlan]:
    return [ColumnPlan(index=column["index"], new=dict(column["type"])) for column in sheet["columns"]]


def _columns(sheet: Mapping[str, Any], form: Form) -> list[ColumnPlan]:
    """By key or label in either language, without regard to case; what fits nothing is left out and named."""
    by_name = {name.casefold(): field.key for field in form.fields for name in (*field.names.values(), field.key)}
    plans, left_out = [], []
    for column in sheet["columns"]:
        key = by_name.get(column["header"].casefold())
        plans.append(ColumnPlan(index=column["index"], field=key, skip=key is None))
        if key is None:
            left_out.append(column["header"])
    if left_out:
        say(f"没有对应字段、未导入的列：{'、'.join(left_out)}", "columns left out: no field of that name")
    if all(plan.skip for plan in plans):
        raise Stop("没有一列与表单的字段同名。", "No column has the name of a field.")
    return plans


def _report(result: Mapping[str, Any], only_check: bool) -> None:
    if result["errors"]:
        table = Table("行 · row", "列 · column", "值 · value", "问题 · problem", box=None)
        for error in result["errors"][:_SHOWN_ERRORS]:
            cells = (error.get("row"), error.get("column"), error.get("value"), error.get("message"))
            table.add_row(*(escape("" if cell is None else str(cell)) for cell in cells))
        out.print(table)
    counts = f"{result['rows']} 行，{result['good']} 行正确，{result['bad']} 行有误"
    if result.get("stopped") or (only_check and result["bad"]):
        raise Stop(f"未导入：{counts}。", f"Nothing was imported: {result['bad']} of {result['rows']} rows are wrong.")
    if only_check:
        say(f"检查通过：{counts}", "all rows are good; nothing was written")
    else:
        say(f"{counts}；新增 {result['created']}，更新 {result['updated']}", "imported")
