"""What BPMN can say of a node: its element, name, timer, message, condition, loop …

The writer writes just that (and everything as JSON beside it). The reader hears the same from any file: for a node of
ours, what differs from what its JSON would have said was changed by another tool, and wins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from engines.flow.bpmn.times import iso_of
from engines.flow.bpmn.xml import sayable

Json: TypeAlias = dict[str, Any]
TAGS = {
    "start": "startEvent", "end": "endEvent", "approval": "userTask", "fill": "userTask", "cc": "sendTask",
    "notify": "sendTask", "create": "serviceTask", "update": "serviceTask", "find": "serviceTask",
    "assign": "serviceTask", "http": "serviceTask", "script": "scriptTask", "call": "callActivity",
    "analyse": "serviceTask",
    "subprocess": "subProcess", "boundary": "boundaryEvent", "send": "intermediateThrowEvent",
    "wait": "intermediateCatchEvent",
}  # fmt: skip
GATEWAYS = {
    "exclusive": "exclusiveGateway", "parallel": "parallelGateway", "inclusive": "inclusiveGateway",
    "event": "eventBasedGateway",
}  # fmt: skip
MODES = {tag: mode for mode, tag in GATEWAYS.items()}
REPEATED = frozenset({"approval", "fill", "create", "call", "subprocess"})
ASKING = frozenset({"approval", "fill", "cc", "assign"})


@dataclass(frozen=True, slots=True)
class Loop:
    """Multi-instance: over what, one after another, until when."""

    sequential: bool = False
    over: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """`event`: `timer`, `message`, `conditional`, `error`, `terminate`, …; `timer` is (`duration`, `date` or `cycle`,
    text)."""

    tag: str
    event: str = ""
    name: str = ""
    documentation: str = ""
    timer: tuple[str, str] = ("", "")
    message: str = ""
    condition: str = ""
    called: str = ""
    script: str = ""
    loop: Loop | None = None
    interrupt: bool = True


def plain(label: object) -> str:
    """A label (a text, or one per language) as one text."""
    if isinstance(label, Mapping):
        label = label.get("zh-CN") or label.get("en")
    return str(label or "")


def shown(label: object) -> str:
    """A label as an attribute of a BPMN file can carry it."""
    return " ".join(sayable(plain(label)).split())


def spoken(node: Json) -> Said:
    """What a node (as JSON) says in BPMN."""
    kind = node["type"]
    said: Json = {"tag": GATEWAYS[node.get("mode", "exclusive")] if kind == "branch" else TAGS[kind]}
    said["name"] = shown(node.get("label"))
    said["documentation"] = sayable(plain(node.get("description")))
    if kind in _MORE:
        said |= _MORE[kind](node)
    if each := node.get("each"):
        said["loop"] = Loop(each.get("mode") == "sequential", sayable(each["over"]), sayable(each.get("until") or ""))
    return Said(**said)


def _wait(node: Json) -> Json:
    if duration := node.get("for"):
        return {"event": "timer", "timer": ("duration", iso_of(duration))}
    if until := node.get("until"):
        return {"event": "timer", "timer": ("date", sayable(until))}
    if when := node.get("when"):
        return {"event": "conditional", "condition": sayable(when)}
    return {"event": "message", "message": node["message"]}


def _boundary(node: Json) -> Json:
    said: Json = {"event": node["catch"], "interrupt": node.get("interrupt", True)}
    if node["catch"] == "message":
        return said | {"message": node["message"]}
    if node["catch"] == "error":
        return said
    repeat, after = node.get("repeat", 0), iso_of(node["after"])
    return said | {"timer": ("cycle", f"R{repeat + 1}/{after}") if repeat else ("duration", after)}


_MORE: Mapping[str, Callable[[Json], Json]] = {
    "end": lambda node: {"event": "terminate" if node.get("terminate") else ""},
    "wait": _wait,
    "boundary": _boundary,
    "send": lambda node: {"event": "message", "message": node["message"]},
    "call": lambda node: {"called": node["flow"]},
    "script": lambda node: {"script": sayable(node["code"])},
}


def lane_role(node: Json) -> str:
    """The role whose lane a node stands in: that of its only assignee."""
    asked = node.get("assignees") or []
    one = asked[0] if node["type"] in ASKING and len(asked) == 1 else {}
    return str(one.get("role", ""))
