"""`app install | export | list`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.table import Table
from sqlalchemy import Row

from dougong.apps import module_switch, packages, repository, templates
from dougong.apps.package_reader import Package, read_folder
from dougong.apps.packs.applying import found_pack
from dougong.apps.rights import design_app
from dougong.apps.tasks import INSTALL
from dougong.apps.upgrade import doing
from dougong.apps.upgrade.doing import Wish
from dougong.apps.upgrade.tasks import UPGRADE
from dougong.cli.console import Stop, out, owner, ready_database, run_job, say
from dougong.kit.childproc import run_limited
from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.records.samples import removing
from dougong.records.samples.tasks import REMOVE, RESTORE
from engines.form.labels import label_text


def install(
    settings: Settings,
    source: str,
    *,
    key: str | None,
    demo: bool,
    email: str | None,
    modules: Sequence[str] | None = None,
    pack: str | None = None,
) -> None:
    """Installs a template by name, or a package from a folder or zip. `modules`: those that are on; None: all that the
    package has on. `pack`: an industry pack of it."""
    args: dict[str, Any] = {"demo": demo, "key": key, "language": settings.language}
    args["modules"] = None if modules is None else list(modules)
    found, named = _package(source)
    if pack is not None:
        found_pack(found, pack)
    args |= named | {"pack": pack}
    with ready_database(settings) as database:
        with database.snapshot() as tx:
            actor = owner(tx, email)
        result = run_job(database, settings, INSTALL, args, actor)
    say(f"已安装应用 {result['app']}，{result['records']} 条数据", "installed")


def upgrade(
    settings: Settings, key: str, source: str | None, *, theirs: Sequence[str], carry_out: bool, email: str | None
) -> None:
    """Shows what a newer package (None: the app's template) would change, and does it when told to."""
    with ready_database(settings) as database:
        with database.snapshot() as tx:
            actor = owner(tx, email)
            app = design_app(tx, actor, key, owner=True)
            found_source = source or app.template or ""
            package, args = _package(found_source)
            found = doing.told(tx, actor, app, package, theirs, settings.language)
        _show_upgrade(settings, found)
        if not carry_out:
            return
        if found["blocked"]:
            raise Stop("有问题未解决，不能升级。", "There are problems in the way; nothing was changed.")
        wish = asdict(Wish(found["state"], list(theirs)))
        args |= {"app": key, "wish": wish, "language": settings.language}
        result = run_job(database, settings, UPGRADE, args, actor)
    say(f"已升级到 {found['to']}（应用版本 {result['version']}）", "upgraded")


def _package(source: str) -> tuple[Package, dict[str, Any]]:
    """A package from a folder, a zip or by the name of a template, and how a job is told of it."""
    path = Path(source)
    if source and path.is_dir():
        package = read_folder(path)
    elif source and path.is_file():
        read = "dougong.apps.package_reader:read_zip"
        package = run_limited(read, [str(path.resolve())], cpu_s=20, memory_mb=512, wall_s=40)
    else:
        return templates.read_template(source), {"template": source}
    return package, {"package": packages.packed(package)}


def _show_upgrade(settings: Settings, found: Mapping[str, Any]) -> None:
    table = Table("", "变化 · change", "", box=None)
    for item in found["items"]:
        name = f"{item['kind']}:{item['key']}"
        table.add_row(item["op"], name, "；".join([*item["changes"], *item["problems"]]))
    for item in found["settings"]:
        table.add_row("change", item["kind"], "；".join(item["changes"]))
    for each in found["conflicts"]:
        table.add_row("≠", each["id"], each["choice"])
    for each in found["drafts"]:
        table.add_row("!", each, "有未发布的草稿 · has an unpublished draft")
    out.print(table)
    say(f"{found['from']} → {found['to']}，保留自己的修改：{'、'.join(found['kept']) or '无'}", "own changes are kept")


def switch_modules(settings: Settings, key: str, on: Sequence[str], off: Sequence[str], email: str | None) -> None:
    """Switches modules of an app, and shows them all."""
    table = Table("key", "模块 · module", "启用 · on", "需要 · needs", "数据 · records", box=None)
    with ready_database(settings) as database, database.transaction() as tx:
        actor = owner(tx, email)
        app = _app(tx, key)
        found = module_switch.told(tx, app)
        if on or off:
            now = {item["key"] for item in found["items"] if item["on"]}
            found = module_switch.switch(tx, actor, design_app(tx, actor, key), sorted((now | set(on)) - set(off)))
    for item in found["items"]:
        needs = "、".join(item["needs"])
        label = label_text(item["label"], settings.language)
        table.add_row(item["key"], label, "✓" if item["on"] else "", needs, str(item["records"]))
    out.print(table)


def demo_data(
    settings: Settings, key: str, *, remove: bool, changed_too: bool, restore: str | None, email: str | None
) -> None:
    """Shows the demo data of an app; takes it away or brings it back."""
    with ready_database(settings) as database:
        with database.snapshot() as tx:
            actor = owner(tx, email)
            design_app(tx, actor, key, owner=True)
            found = removing.told(tx, actor, key, changed_too=changed_too)
        if restore is not None:
            result = run_job(database, settings, RESTORE, {"app": key, "removal": restore}, actor)
            say(f"已恢复 {result['records']} 条示例数据", "demo data is back")
        elif remove:
            result = run_job(database, settings, REMOVE, {"app": key, "changed_too": changed_too}, actor)
            say(f"已移除 {result['records']} 条示例数据和 {result['people']} 位虚构人员", "demo data is gone")
            say(f"30 天内可用 --restore {result['removal']} 恢复", "bring it back with this option")
        else:
            _show_demo(settings, found)


def _show_demo(settings: Settings, found: Mapping[str, Any]) -> None:
    table = Table("表单 · form", "移除 · goes", "保留 · stays", box=None)
    for form in found["forms"]:
        table.add_row(label_text(form["label"], settings.language), str(form["going"]), str(form["staying"]))
    for zh, en, name in (("人员", "people", "people"), ("部门", "departments", "departments")):
        table.add_row(f"{zh} · {en}", str(found[name]["going"]), str(found[name]["staying"]))
    out.print(table)
    for removal in found["removals"]:
        if not removal["undone"]:
            say(f"{removal['at']} 移除了 {removal['records']} 条：{removal['id']}", "can be brought back")


def export(settings: Settings, key: str, to: Path) -> None:
    """Writes the app's files into a folder, or as one zip."""
    with ready_database(settings) as database, database.snapshot() as tx:
        app = _app(tx, key)
        if to.suffix == ".zip":
            to.write_bytes(packages.export_zip(tx, app))
        else:
            for name, text in packages.export_files(tx, app).items():
                file = to / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, "utf-8", newline="\n")
    say(f"已导出到 {to}", "exported")


def show(settings: Settings) -> None:
    """A table of installed apps, then the templates."""
    table = Table("key", "名称 · label", "来自模板 · template", box=None)
    with ready_database(settings) as database, database.snapshot() as tx:
        for app in repository.list_apps(tx, deleted=False):
            table.add_row(app.key, label_text(app.label, settings.language), app.template or "")
    out.print(table)
    keys = [
        f"{item['key']} ({label_text(item['label'], settings.language)})"
        for item in templates.list_templates()["items"]
    ]
    say(f"可用模板：{'、'.join(keys) or '无'}", "templates at hand")


def _app(tx: Transaction, key: str) -> Row[Any]:
    app = repository.find_app(tx, key)
    if app is None:
        raise Stop(f"没有应用 {key}。", f"There is no app {key}.")
    return app
