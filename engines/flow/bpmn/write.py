"""A flow as a BPMN 2.0 file: standard elements, everything else as JSON under our namespace, and a diagram."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping

from engines.flow.bpmn import names
from engines.flow.bpmn.diagram import diagram
from engines.flow.bpmn.problems import CannotWrite
from engines.flow.bpmn.speak import Json, Loop, Said, lane_role, plain, shown, spoken
from engines.flow.bpmn.xml import escaped, quoted, sayable
from engines.flow.definition import Edge, Flow

_HEAD = {
    "bpmn": names.BPMN, "bpmndi": names.BPMNDI, "dc": names.DC, "di": names.DI, "xsi": names.XSI,
    "dougong": names.OURS,
}  # fmt: skip


_DEFAULTS = frozenset(
    {
        *("userTask", "serviceTask", "sendTask", "scriptTask", "callActivity", "subProcess"),
        *("exclusiveGateway", "inclusiveGateway"),
    }
)


def write_bpmn(flow: Flow) -> bytes:
    """The file, UTF-8. Raises CannotWrite for a draft whose structure can't be drawn."""
    if reasons := list(_impossible(flow)):
        raise CannotWrite(reasons)
    return _Writer(flow).file().encode()


def _impossible(flow: Flow) -> Iterator[tuple[str, str]]:
    if len(flow.by_id) != len(flow.nodes):
        yield "有两个节点的标识相同", "two nodes have the same id"
    for node in flow.nodes:
        if node.parent and getattr(flow.by_id.get(node.parent), "type", "") != "subprocess":
            yield f"{node.id} 所在的 {node.parent} 不是子过程", f"{node.id} stands in {node.parent}, no sub-process"
        if node.type == "boundary" and node.on not in flow.by_id:
            yield f"{node.id} 所附的 {node.on} 不存在", f"{node.id} sits on {node.on}, which isn't there"
        if _in_circle(flow, node.id):
            yield f"{node.id} 包含自身", f"{node.id} stands in itself"
    for edge in flow.edges:
        if not {edge.source, edge.target} <= set(flow.by_id):
            yield (
                f"从 {edge.source} 到 {edge.target} 的连线没有两端",
                f"the edge from {edge.source} to {edge.target} leads nowhere",
            )


def _in_circle(flow: Flow, node: str) -> bool:
    seen: set[str] = set()
    at: str | None = node
    while at is not None and at in flow.by_id:
        if at in seen:
            return True
        seen.add(at)
        at = flow.by_id[at].parent
    return False


def xml_id(node: str) -> str:
    """Ids of nodes get a prefix, since an XML id is unique in the whole file."""
    return f"Node_{node}"


class _Writer:
    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.document = flow.to_json()
        self.nodes: list[Json] = self.document.get("nodes", [])
        self.lines: list[str] = []
        self.depth = 0
        self.inside: dict[str | None, list[tuple[int, Json]]] = defaultdict(list)
        self.edges: dict[str | None, list[tuple[int, Edge]]] = defaultdict(list)
        self.touching: dict[str, list[str]] = defaultdict(list)
        for at, node in enumerate(self.nodes):
            self.inside[node.get("parent")].append((at, node))
        self.defaults: dict[str, int] = {}
        for at, edge in enumerate(flow.edges):
            self.edges[flow.by_id[edge.source].parent].append((at, edge))
            self.touching[edge.target].append(f"<bpmn:incoming>Flow_{at + 1}</bpmn:incoming>")
            if edge.default and self._says_default(edge.source):
                self.defaults.setdefault(edge.source, at)
        for at, edge in enumerate(flow.edges):
            self.touching[edge.source].append(f"<bpmn:outgoing>Flow_{at + 1}</bpmn:outgoing>")

    def _says_default(self, node: str) -> bool:
        """Events and gateways that take every way have no default in BPMN: ours stands in the JSON then."""
        said = spoken(self.flow.by_id[node].model_dump(mode="json", by_alias=True))
        return said.tag in _DEFAULTS

    def put(self, line: str) -> None:
        self.lines.append("  " * self.depth + line)

    def open(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        self.put(f"<{tag}{_attributes(attributes)}>")
        self.depth += 1

    def close(self, tag: str) -> None:
        self.depth -= 1
        self.put(f"</{tag}>")

    def file(self) -> str:
        self.put('<?xml version="1.0" encoding="UTF-8"?>')
        spaces: dict[str, str | None] = {f"xmlns:{prefix}": uri for prefix, uri in _HEAD.items()}
        about = {"id": "Definitions_1", "targetNamespace": "urn:dougong:flows", "exporter": "Dougong"}
        self.open("bpmn:definitions", spaces | about)
        messages = sorted({message for node in self.nodes if (message := spoken(node).message)})
        for message in messages:
            self.put(f"<bpmn:message{_attributes({'id': f'Message_{message}', 'name': message})} />")
        self.process()
        for line in diagram(self.flow, xml_id):
            self.put(line)
        self.close("bpmn:definitions")
        return "\n".join(self.lines) + "\n"

    def process(self) -> None:
        flow = self.document
        self.open("bpmn:process", {"id": flow["key"], "name": shown(flow.get("label")) or None, "isExecutable": "true"})
        self.documentation(sayable(plain(flow.get("description"))))
        settings = {name: value for name, value in flow.items() if name not in ("nodes", "edges", "layout")}
        placed = {node: [point["x"], point["y"]] for node, point in flow.get("layout", {}).items()}
        self.extension("flow", settings | ({"placed": placed} if placed else {}))
        self.lanes()
        self.scope(None)
        self.close("bpmn:process")

    def lanes(self) -> None:
        roles: dict[str, list[str]] = defaultdict(list)
        for _, node in self.inside[None]:
            if role := lane_role(node):
                roles[role].append(node["id"])
        if not roles:
            return
        self.open("bpmn:laneSet", {"id": "LaneSet_1"})
        for role, nodes in roles.items():
            self.open("bpmn:lane", {"id": f"Lane_{role}", "name": role})
            for name in nodes:
                self.put(f"<bpmn:flowNodeRef>{xml_id(name)}</bpmn:flowNodeRef>")
            self.close("bpmn:lane")
        self.close("bpmn:laneSet")

    def scope(self, scope: str | None) -> None:
        for at, node in self.inside[scope]:
            self.node(at, node)
        for at, edge in self.edges[scope]:
            self.edge(at, edge)

    def node(self, at: int, node: Json) -> None:
        said = spoken(node)
        default = self.defaults.get(node["id"])
        attributes: dict[str, str | None] = {
            "id": xml_id(node["id"]),
            "name": said.name or None,
            "calledElement": said.called or None,
            "scriptFormat": "python" if node["type"] == "script" else None,
            "default": None if default is None else f"Flow_{default + 1}",
        }
        if node["type"] == "boundary":
            attributes |= {"attachedToRef": xml_id(node["on"]), "cancelActivity": str(said.interrupt).lower()}
        self.open(f"bpmn:{said.tag}", attributes)
        self.documentation(said.documentation)
        settings = {name: value for name, value in node.items() if name != "parent"}
        self.extension("node", settings, at)
        for line in self.touching[node["id"]]:
            self.put(line)
        if said.loop:
            self.loop(said.loop)
        self.event(said)
        if said.script:
            self.put(f"<bpmn:script>{escaped(said.script)}</bpmn:script>")
        if node["type"] == "subprocess":
            self.scope(node["id"])
        self.close(f"bpmn:{said.tag}")

    def loop(self, loop: Loop) -> None:
        tag = "bpmn:multiInstanceLoopCharacteristics"
        self.open(tag, {"isSequential": str(loop.sequential).lower()})
        self.formula("loopCardinality", loop.over)
        if loop.until:
            self.formula("completionCondition", loop.until)
        self.close(tag)

    def event(self, said: Said) -> None:
        if not said.event:
            return
        tag = f"bpmn:{said.event}EventDefinition"
        if said.event == "message":
            self.put(f"<{tag}{_attributes({'messageRef': f'Message_{said.message}'})} />")
        elif said.event == "timer":
            kind, text = said.timer
            self.open(tag, {})
            if kind == "date":
                self.formula("timeDate", text)
            else:
                time = "timeDuration" if kind == "duration" else "timeCycle"
                self.put(f'<bpmn:{time} xsi:type="bpmn:tFormalExpression">{escaped(text)}</bpmn:{time}>')
            self.close(tag)
        elif said.event == "conditional":
            self.open(tag, {})
            self.formula("condition", said.condition)
            self.close(tag)
        else:
            self.put(f"<{tag} />")

    def edge(self, at: int, edge: Edge) -> None:
        settings: Json = {}
        label = edge.model_dump(mode="json")["label"]
        if label != shown(label):
            settings["label"] = label
        if edge.default and self.defaults.get(edge.source) != at:
            settings["default"] = True
        if edge.when is not None and edge.when != sayable(edge.when):
            settings["when"] = edge.when
        attributes: dict[str, str | None] = {"id": f"Flow_{at + 1}", "name": shown(label) or None}
        attributes |= {"sourceRef": xml_id(edge.source), "targetRef": xml_id(edge.target)}
        self.open("bpmn:sequenceFlow", attributes)
        self.extension("edge", settings, at)
        if edge.when is not None:
            self.formula("conditionExpression", sayable(edge.when))
        self.close("bpmn:sequenceFlow")

    def formula(self, tag: str, text: str) -> None:
        self.put(
            f'<bpmn:{tag} xsi:type="bpmn:tFormalExpression" language="{names.FORMULA}">{escaped(text)}</bpmn:{tag}>'
        )

    def documentation(self, text: str) -> None:
        if text:
            self.put(f"<bpmn:documentation>{escaped(text)}</bpmn:documentation>")

    def extension(self, kind: str, settings: Json, order: int | None = None) -> None:
        text = escaped(json.dumps(settings, ensure_ascii=False, separators=(",", ":")))
        place = "" if order is None else f' order="{order}"'
        self.put("<bpmn:extensionElements>")
        self.put(f"  <dougong:{kind}{place}>{text}</dougong:{kind}>")
        self.put("</bpmn:extensionElements>")


def _attributes(values: Mapping[str, str | None]) -> str:
    return "".join(f" {name}={quoted(value)}" for name, value in values.items() if value is not None)
