"""What BPMN leaves unsaid, said: a branch where several ways leave a task at once, a start, an end.

Only for what came from other products: our own flows say everything, and a draft of ours may be unfinished.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from engines.flow.bpmn.conditions import asked_outcome
from engines.flow.bpmn.context import Context
from engines.flow.bpmn.speak import Json
from engines.flow.bpmn.xml import Element

_MODES = {"parallel": "并行(parallel)", "inclusive": "包容(inclusive)"}


def tidy(
    nodes: dict[str, Json],
    edges: list[Json],
    ours: Collection[str],
    elements: Mapping[str, Element],
    context: Context,
    *,
    whole: bool,
) -> None:
    """Change nodes and edges in place. `whole`: the process itself is of another product, too."""
    if whole:
        _ends(nodes, edges, elements, context)
        _starts(nodes, edges, elements, context)
    leaving: dict[str, list[Json]] = defaultdict(list)
    for edge in edges:
        leaving[edge["from"]].append(edge)
    for node_id in [one for one in nodes if one not in ours and nodes[one]["type"] != "branch"]:
        if len(leaving[node_id]) > 1:
            _split(node_id, leaving[node_id], nodes, edges, elements, context)
    for node_id in [one for one in nodes if one not in ours and nodes[one]["type"] == "approval"]:
        _decided(node_id, nodes, edges)


def _decided(approval: str, nodes: dict[str, Json], edges: list[Json]) -> None:
    """What was decided is asked for at the gateway behind an approval, mostly by a variable called `approved`: the
    rejected go there too, and the variable is the outcome of the approval."""
    for way in [edge for edge in edges if edge["from"] == approval and "when" not in edge]:
        gateway = nodes[way["to"]]
        if gateway["type"] != "branch" or gateway.get("mode") in ("parallel", "event"):
            continue
        way["when"] = "TRUE"
        for edge in edges:
            if edge["from"] == gateway["id"] and "when" in edge:
                edge["when"] = asked_outcome(edge["when"], approval)


def _split(
    node_id: str,
    ways: list[Json],
    nodes: dict[str, Json],
    edges: list[Json],
    elements: Mapping[str, Element],
    context: Context,
) -> None:
    """Several ways out of a task are taken all at once in BPMN, those with a condition when it holds."""
    mode = "inclusive" if any("when" in way for way in ways) else "parallel"
    split = context.key(f"{node_id}_split")
    nodes[split] = {"type": "branch", "mode": mode, "id": split, "parent": nodes[node_id].get("parent")}
    for way in ways:
        way["from"] = split
    edges.append({"from": node_id, "to": split})
    if node_id in elements:
        context.tell("added_split", elements[node_id], mode=_MODES[mode])


def _ends(nodes: dict[str, Json], edges: list[Json], elements: Mapping[str, Element], context: Context) -> None:
    """One end per scope for the steps that nothing follows."""
    left = {edge["from"] for edge in edges}
    ends: dict[str | None, str] = {}
    for node_id, node in list(nodes.items()):
        if node["type"] == "end" or node_id in left:
            continue
        parent = node.get("parent")
        if parent not in ends:
            ends[parent] = context.key("end")
            nodes[ends[parent]] = {"type": "end", "id": ends[parent], "parent": parent}
        edges.append({"from": node_id, "to": ends[parent]})
        context.tell("added_end", elements[node_id])


def _starts(nodes: dict[str, Json], edges: list[Json], elements: Mapping[str, Element], context: Context) -> None:
    """A start per scope that has none, before the steps that nothing precedes."""
    entered = {edge["to"] for edge in edges}
    scopes: dict[str | None, list[str]] = defaultdict(list)
    for node_id, node in nodes.items():
        scopes[node.get("parent")].append(node_id)
    for parent, members in list(scopes.items()):
        if any(nodes[one]["type"] == "start" for one in members):
            continue
        first = [one for one in members if one not in entered and nodes[one]["type"] != "boundary"]
        start = context.key("start")
        nodes[start] = {"type": "start", "id": start, "parent": parent}
        edges.extend({"from": start, "to": one} for one in first or members[:1])
        context.tell("added_start", elements[members[0]])
