"""Rows that every install of a package begins with (`app.json`: `basics`): service levels, questionnaires, templates of
messages. They stand in `data/` like demo rows, come without demo data too, and stay when that is taken away. So no
invented person is named in them: whoever installs stands in for people, departments stay blank.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dougong.kit.errors import Text, say

INSTALLER = "installer"
_PERSON = re.compile(r"\$person:[a-z0-9_]+")
_DEPARTMENT = re.compile(r"\$department:[a-z0-9_]+")
_REFERENCE = re.compile(r'\$ref"?:"?([a-z][a-z0-9_]*):')


def form_of(file: str) -> str:
    """`customer` of `customer.json`."""
    return file.rpartition(".")[0]


def only(basics: Sequence[str], data: Mapping[str, Any]) -> dict[str, Any]:
    """The files of `data/` that come with every install."""
    return {file: rows for file, rows in data.items() if form_of(file) in basics}


def impersonal(rows: Any) -> Any:
    """The rows of a file with the installer in the place of people, and without departments."""
    if isinstance(rows, str):
        return _DEPARTMENT.sub("", _PERSON.sub(f"$person:{INSTALLER}", rows))
    if isinstance(rows, list):
        return [impersonal(each) for each in rows]
    if not isinstance(rows, dict):
        return rows
    if rows.keys() == {"$person"}:
        return {"$person": INSTALLER}
    return None if rows.keys() == {"$department"} else {key: impersonal(value) for key, value in rows.items()}


def problems(basics: Sequence[str], data: Mapping[str, Any]) -> Iterator[Text]:
    """What keeps them from being loaded without the demo data."""
    known = {form_of(file) for file in data}
    for form in basics:
        if form not in known:
            yield say(f"“{form}”没有数据文件。", f"“{form}” has no rows.")
    for file, rows in only(basics, data).items():
        text = rows if isinstance(rows, str) else json.dumps(rows, separators=(",", ":"))
        for name in sorted({match[1] for match in _REFERENCE.finditer(text)} - set(basics)):
            yield say(f"“{file}”用到示例数据“{name}”。", f"“{file}” needs “{name}” of the demo data.")
