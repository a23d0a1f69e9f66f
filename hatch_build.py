"""Bundles what is not Python (templates, migrations, the built page) into a wheel; an editable one needs none of it."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLED = {"templates": "templates", "migrations": "migrations", "frontend/dist": "page"}


class BundleHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        missing = [source for source in BUNDLED if not (root / source).exists()]
        if missing:
            raise FileNotFoundError(f"a wheel needs {', '.join(missing)}: build the page first (scripts/run does)")
        for source, target in BUNDLED.items():
            build_data["force_include"][str(root / source)] = f"dougong/_bundled/{target}"
