"""Nodes that we wrote ourselves: their JSON, and over it what another tool has changed since."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from engines.flow.bpmn import events, people
from engines.flow.bpmn.context import Context, documentation_of, extension, label_of
from engines.flow.bpmn.layout import FAR
from engines.flow.bpmn.names import BPMN, OURS, is_key, key_of
from engines.flow.bpmn.speak import ASKING, GATEWAYS, MODES, REPEATED, Json, Loop, Said, lane_role, spoken
from engines.flow.bpmn.xml import Element, sayable
from engines.flow.definition import Edge, Flow
from engines.flow.nodes import AnyNode

_NODE: TypeAdapter[Any] = TypeAdapter(AnyNode)
_GATEWAYS = frozenset(GATEWAYS.values())


def settings_of(element: Element, kind: str, context: Context) -> Json | None:
    """The JSON of an element of ours (`flow`, `node` or `edge`), or None."""
    found = extension(element, kind)
    if found is None or found.space != OURS:
        return None
    try:
        settings = json.loads(found.text)
    except (ValueError, RecursionError):
        settings = None
    if not isinstance(settings, dict):
        context.tell("settings", element, reason="JSON")
        return None
    settings.pop("order", None)
    order = found.get("order") or ""
    return settings | ({"order": int(order)} if order.isdecimal() and len(order) < 8 else {})


def id_of(element: Element) -> str:
    """The id of the node of ours that an element is; `""` for others and for copies that another tool has made."""
    found = extension(element, "node")
    try:
        mine = json.loads(found.text).get("id") if found is not None and found.space == OURS else ""
    except (ValueError, RecursionError, AttributeError):
        mine = ""
    return mine if isinstance(mine, str) and is_key(mine) and element.get("id") == f"Node_{mine}" else ""


def node_of(element: Element, context: Context) -> Json | None:
    """The settings of a node of ours as they are now, or None: to be read like an element of another product."""
    settings = settings_of(element, "node", context)
    if settings is None:
        return None
    order = settings.pop("order", None)
    try:
        node = _NODE.validate_python({**settings, "parent": None})
    except ValidationError as error:
        context.tell("settings", element, reason=_reason(error))
        return None
    settings = node.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    said, now = spoken(settings), _heard(element, settings, context)
    if said.tag != now.tag and not {said.tag, now.tag} <= _GATEWAYS:
        return None
    changed = _changed(settings, said, now, element, context)
    lane = context.roles.get(element.get("id") or "")
    asks_lane = changed["type"] in ASKING and (lane_role(changed) or not changed.get("assignees"))
    if lane and asks_lane and lane != lane_role(changed):
        changed["assignees"] = [{"role": lane}]
    return changed if order is None else changed | {"order": order}


def edge_of(element: Element, context: Context) -> Json:
    """The settings of an edge of ours, `{}` for others."""
    settings = settings_of(element, "edge", context) or {}
    order = settings.pop("order", None)
    try:
        Edge.model_validate({**settings, "from": "a", "to": "b"})
    except ValidationError as error:
        context.tell("settings", element, reason=_reason(error))
        return {}
    return settings if order is None else settings | {"order": order}


def process_of(element: Element, context: Context) -> tuple[Json | None, dict[str, tuple[float, float]]]:
    """The settings of a flow of ours (None: of another product), and where people had placed its cards."""
    settings = settings_of(element, "flow", context)
    if settings is None:
        return None, {}
    placed = settings.pop("placed", None)
    for taken in ("nodes", "edges", "layout", "order"):
        settings.pop(taken, None)
    try:
        Flow.model_validate(settings)
    except ValidationError as error:
        context.tell("settings", element, reason=_reason(error))
        return None, {}
    return settings, {node: place for node, at in _items(placed) if (place := _place(at))}


def _items(data: object) -> list[tuple[str, object]]:
    return list(data.items()) if isinstance(data, dict) else []


def _place(at: object) -> tuple[float, float] | None:
    match at:
        case [float() | int() as x, float() | int() as y] if abs(x) <= FAR and abs(y) <= FAR:
            return float(x), float(y)
    return None


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def _heard(element: Element, settings: Json, context: Context) -> Said:
    """What the element says now."""
    kind, definition = events.definition_of(element, context)
    timed, text, _ = events.timer_of(definition)
    condition = definition.first("condition", space=BPMN) if definition is not None else None
    script = element.first("script", space=BPMN)
    loop, _ = people.loop_of(element)
    return Said(
        tag=element.name,
        event=kind,
        name=label_of(element),
        documentation=sayable(documentation_of(element)),
        timer=(timed, text),
        message=events.message_of(element, definition, context) if kind == "message" else "",
        condition=condition.text.strip() if condition is not None else "",
        called=element.get("calledElement") or "",
        script=script.text.strip() if script is not None else "",
        loop=loop if settings["type"] in REPEATED else None,
        interrupt=element.get("cancelActivity") != "false",
    )


def _changed(node: Json, said: Said, now: Said, element: Element, context: Context) -> Json:
    node = dict(node)
    if now.name != said.name:
        node["label"] = now.name
    if now.documentation != said.documentation:
        node["description"] = now.documentation
    if now.tag != said.tag:
        node["mode"] = MODES[now.tag]
    if now.called and now.called != said.called:
        node["flow"] = key_of(now.called, "flow")
    if now.script and now.script != said.script:
        node["code"] = now.script
    if now.loop != said.loop:
        _change_loop(node, now.loop)
    moved = replace(now, name="", documentation="", loop=None, called="", script="", tag="")
    if moved != replace(said, name="", documentation="", loop=None, called="", script="", tag=""):
        _change_event(node, now, element, context)
    return node


def _change_loop(node: Json, loop: Loop | None) -> None:
    node.pop("each", None)
    if loop and loop.over:
        each: Json = {"over": loop.over, "mode": "sequential" if loop.sequential else "parallel"}
        node["each"] = each | ({"until": loop.until} if loop.until else {})


def _change_event(node: Json, now: Said, element: Element, context: Context) -> None:
    _, definition = events.definition_of(element, context)
    if node["type"] == "wait":
        for setting in ("for", "until", "when", "message"):
            node.pop(setting, None)
        node |= events.waiting(element, now.event, definition, context)
    elif node["type"] == "boundary":
        for setting in ("catch", "after", "message", "repeat", "interrupt"):
            node.pop(setting, None)
        node |= events.boundary(element, now.event, definition, context)
    elif node["type"] == "send":
        node["message"] = now.message or node["message"]
    elif node["type"] == "end":
        node["terminate"] = now.event == "terminate"
