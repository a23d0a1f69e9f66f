"""`app install | export | list`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.table import Table
from sqlalchemy import Row

from dougong.apps import packages, repository, templates
from dougong.apps.package_reader import read_folder
from dougong.apps.tasks import INSTALL
from dougong.cli.console import Stop, out, owner, ready_database, run_job, say
from dougong.kit.childproc import run_limited
from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from engines.form.labels import label_text


def install(settings: Settings, source: str, *, key: str | None, demo: bool, email: str | None) -> None:
    """Installs a template by name, or a package from a folder or zip."""
    args: dict[str, Any] = {"demo": demo, "key": key, "language": settings.language}
    path = Path(source)
    if path.is_dir():
        args["package"] = packages.packed(read_folder(path))
    elif path.is_file():
        read = "dougong.apps.package_reader:read_zip"
        args["package"] = packages.packed(run_limited(read, [str(path.resolve())], cpu_s=20, memory_mb=512, wall_s=40))
    else:
        templates.read_template(source)
        args["template"] = source
    with ready_database(settings) as database:
        with database.snapshot() as tx:
            actor = owner(tx, email)
        result = run_job(database, settings, INSTALL, args, actor)
    say(f"已安装应用 {result['app']}，{result['records']} 条数据", "installed")


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
