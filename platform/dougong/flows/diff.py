"""What differs between two versions of a flow: its nodes, edges, trigger, variables and settings, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_LISTS = {"nodes": "node", "edges": "edge", "variables": "variable"}
_SKIPPED = frozenset({"schema_version", "layout"})


def diff(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """`Diff` of docs/flows-api.md. Where cards stand on the canvas is no change of the flow."""
    changes = [change for name, what in _LISTS.items() for change in _list(what, before.get(name), after.get(name))]
    for name in sorted((before.keys() | after.keys()) - _LISTS.keys() - _SKIPPED):
        if before.get(name) != after.get(name):
            what = "trigger" if name == "trigger" else "setting"
            changes.append(_change("change", what, name, name, _parts(before.get(name), after.get(name))))
    return {"changes": changes}


def _list(what: str, before: Any, after: Any) -> Iterator[dict[str, Any]]:
    old, new = _by_id(what, before), _by_id(what, after)
    for key, entry in old.items():
        if key not in new:
            yield _change("remove", what, key, _label(entry, key), [])
    for key, entry in new.items():
        if key not in old:
            yield _change("add", what, key, _label(entry, key), [])
        elif old[key] != entry:
            yield _change("change", what, key, _label(entry, key), _parts(old[key], entry))


def _by_id(what: str, entries: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in entries if isinstance(entries, list) else []:
        if not isinstance(entry, dict):
            continue
        if what == "edge":
            key = f"{entry.get('from')} → {entry.get('to')}"
            number = sum(1 for known in found if known == key or known.startswith(f"{key} #"))
            key = f"{key} #{number + 1}" if number else key
        else:
            key = str(entry.get("id" if what == "node" else "key"))
        found[key] = entry
    return found


def _label(entry: Mapping[str, Any], key: str) -> Any:
    return entry.get("label") or key


def _parts(before: Any, after: Any) -> list[dict[str, Any]]:
    if isinstance(before, dict) and isinstance(after, dict):
        names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        return [{"path": name, "before": before.get(name), "after": after.get(name)} for name in names]
    return [{"path": "", "before": before, "after": after}]


def _change(op: str, what: str, key: str, label: Any, parts: list[dict[str, Any]]) -> dict[str, Any]:
    return {"op": op, "what": what, "id": key, "label": label, "parts": parts}
