"""The templates that come with the product: packages in folders, listed and read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dougong import paths
from dougong.apps.modules import is_on
from dougong.apps.package_reader import Package, read_folder
from dougong.apps.problems import template_not_found


def list_templates(folder: Path | None = None) -> dict[str, Any]:
    """`{items: [{key, label, description, icon, color, forms, modules, packs, pictures}]}`."""
    root = folder or paths.templates()
    files = sorted(root.glob("*/app.json")) if root.is_dir() else []
    return {"items": [_card(file.parent) for file in files]}


def _card(folder: Path) -> dict[str, Any]:
    described = json.loads((folder / "app.json").read_text("utf-8"))
    forms = [json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("forms/*.json"))]
    return {
        "key": folder.name,
        "label": described.get("label"),
        "description": described.get("description"),
        "icon": described.get("icon"),
        "color": described.get("color"),
        "version": described.get("version"),
        "forms": [form.get("label") or form.get("key") for form in forms],
        "demo": any(folder.glob("data/*")),
        "modules": [
            {name: module.get(name) for name in ("key", "label", "description", "needs", "on")} | {"on": is_on(module)}
            for module in described.get("modules", ())
        ],
        "packs": [_pack(json.loads(file.read_text("utf-8"))) for file in sorted(folder.glob("packs/*.json"))],
        "pictures": [],
    }


def _pack(document: dict[str, Any]) -> dict[str, Any]:
    modules = document.get("modules") or {}
    switches = {name: modules.get(name, []) for name in ("on", "off")}
    return {name: document.get(name) for name in ("key", "label", "description", "icon")} | {"modules": switches}


def read_template(key: str, folder: Path | None = None) -> Package:
    """The template as a package; NotFound for an unknown one."""
    root = folder or paths.templates()
    # `key` has the shape of an app key: no dots, no slashes
    if not (root / key / "app.json").is_file():
        raise template_not_found(key)
    return read_folder(root / key)
