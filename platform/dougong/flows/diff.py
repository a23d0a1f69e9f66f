"""What differs between two versions of a flow: its nodes, edges, trigger, variables and settings, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.kit.errors import LANGUAGES, say
from engines.form.labels import label_text

_LISTS = {"nodes": "node", "edges": "edge", "variables": "variable"}
_ENDS = {"start": say("开始", "Start"), "end": say("结束", "End")}
_SKIPPED = frozenset({"schema_version", "layout"})


def diff(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """`Diff` of docs/flows-api.md. Where cards stand on the canvas is no change of the flow."""
    changes = [change for name, what in _LISTS.items() for change in _list(what, name, before, after)]
    for name in sorted((before.keys() | after.keys()) - _LISTS.keys() - _SKIPPED):
        if before.get(name) != after.get(name):
            what = "trigger" if name == "trigger" else "setting"
            changes.append(_change("change", what, name, name, _parts(before.get(name), after.get(name))))
    return {"changes": changes}


def _list(what: str, name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    old, new = _by_id(what, before.get(name)), _by_id(what, after.get(name))
    old_names, new_names = _by_id("node", before.get("nodes")), _by_id("node", after.get("nodes"))
    for key, entry in old.items():
        if key not in new:
            yield _change("remove", what, key, _label(entry, key, old_names), [])
    for key, entry in new.items():
        if key not in old:
            yield _change("add", what, key, _label(entry, key, new_names), [])
        elif old[key] != entry:
            yield _change("change", what, key, _label(entry, key, new_names), _parts(old[key], entry))


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


def _label(entry: Mapping[str, Any], key: str, nodes: Mapping[str, Any]) -> Any:
    """What people call it; a way is called by the steps at its ends."""
    if entry.get("label") or "from" not in entry or "to" not in entry:
        return entry.get("label") or key
    ends = (str(entry["from"]), str(entry["to"]))
    return {language: " → ".join(_name(nodes, end, language) for end in ends) for language in LANGUAGES}


def _name(nodes: Mapping[str, Any], node_id: str, language: str) -> str:
    node = nodes.get(node_id) or {}
    label: Any = node.get("label") or _ENDS.get(node.get("type", ""), "")
    plain = label if isinstance(label, str) else {str(lang): str(text) for lang, text in label.items()}
    return label_text(plain, language) or node_id


def _parts(before: Any, after: Any) -> list[dict[str, Any]]:
    if isinstance(before, dict) and isinstance(after, dict):
        names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        return [{"path": name, "before": before.get(name), "after": after.get(name)} for name in names]
    return [{"path": "", "before": before, "after": after}]


def _change(op: str, what: str, key: str, label: Any, parts: list[dict[str, Any]]) -> dict[str, Any]:
    return {"op": op, "what": what, "id": key, "label": label, "parts": parts}
