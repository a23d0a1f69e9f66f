"""A BPMN 2.0 file as a flow, and everything about it that was not understood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from pydantic import ValidationError

from engines.flow.bpmn import names, own
from engines.flow.bpmn.context import Context, documentation_of, label_of, steps_of, vendor
from engines.flow.bpmn.diagram import layout_of
from engines.flow.bpmn.events import trigger_of
from engines.flow.bpmn.people import lanes_of
from engines.flow.bpmn.problems import BpmnProblem, CannotRead, problem
from engines.flow.bpmn.speak import Json, plain, shown
from engines.flow.bpmn.steps import CONTAINERS, chain_of
from engines.flow.bpmn.tidy import tidy
from engines.flow.bpmn.xml import Element, read_xml, sayable
from engines.flow.definition import Flow

MAX_NODES, MAX_EDGES = 500, 2_000
"""As `definition.Flow` has it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gave. `flow` is None when there is nothing to go on with; otherwise it is a draft, whose problems
    (of the levels error and warning) people should look at. `processes`: id → name of all that the file has."""

    flow: Flow | None
    problems: tuple[BpmnProblem, ...]
    processes: dict[str, str]


def read_bpmn(data: bytes, process: str | None = None) -> Reading:
    """Read the process of this id, or the first that has steps."""
    try:
        root = read_xml(data)
    except CannotRead as error:
        return Reading(None, (error.problem,), {})
    if (root.name, root.space) != ("definitions", names.BPMN):
        return Reading(None, (problem("not_bpmn", root.id, root.line),), {})
    found = list(root.all("process", space=names.BPMN))
    listed = {one.get("id") or "": label_of(one) for one in found}
    context = Context(root)
    wanted = [one for one in found if process in (None, one.get("id"))]
    chosen = next((one for one in wanted if any(steps_of(one))), wanted[0] if wanted else None)
    if chosen is None:
        return Reading(None, (problem("no_process", root.id, root.line),), listed)
    for other in found:
        if other is not chosen and process is None and any(steps_of(other)):
            context.tell("other_process", other, name=label_of(other) or other.id)
    for pool in root.all("collaboration", space=names.BPMN):
        for message in pool.all("messageFlow", space=names.BPMN):
            context.tell("message_flow", message)
    try:
        result = _Reader(chosen, context).flow()
    except CannotRead as error:
        return Reading(None, (error.problem,), listed)
    return Reading(result, tuple(sorted(context.problems, key=lambda one: one.line)), listed)


class _Reader:
    def __init__(self, process: Element, context: Context) -> None:
        self.process, self.context = process, context
        self.nodes: dict[str, Json] = {}
        self.edges: list[Json] = []
        self.first: dict[str, str] = {}
        self.last: dict[str, str] = {}
        self.elements: dict[str, Element] = {}
        self.ours: set[str] = set()
        self.dropped: set[str] = set()
        self.flows: list[Element] = []
        self.links: dict[tuple[str, str], list[str]] = defaultdict(list)

    def flow(self) -> Flow | None:
        context = self.context
        settings, placed = own.process_of(self.process, context)
        context.roles = lanes_of(self.process, context)
        start = next((one for one in self.process.walk() if one.name == "startEvent"), None)
        context.starter = vendor(start, "initiator") if start else ""
        for element in self.process.walk():
            if mine := own.id_of(element):
                context.keys[element.id] = mine
                context.taken.add(mine)
        self._scope(self.process, None)
        self._hosts()
        if len(self.flows) > MAX_EDGES:
            raise CannotRead(problem("too_big", self.process.id, self.process.line, most=f"{MAX_EDGES} edges"))
        for element in self.flows:
            self._edge(element)
        self._links()
        tidy(self.nodes, self.edges, self.ours, self.elements, context, whole=settings is None)
        return self._document(settings, placed)

    def _scope(self, scope: Element, parent: str | None) -> None:
        started = False
        for element in steps_of(scope):
            xml_id = element.get("id")
            if not xml_id:
                self.context.tell("no_id", element)
            elif xml_id in self.first or xml_id in self.dropped:
                self.context.tell("double_id", element)
            elif element.name == "startEvent" and started and xml_id not in self.context.keys:
                self.context.tell("two_starts", element)
                self.dropped.add(xml_id)
            else:
                started = started or element.name == "startEvent"
                self._step(element, xml_id, parent)
        self.flows.extend(scope.all("sequenceFlow", space=names.BPMN))

    def _step(self, element: Element, xml_id: str, parent: str | None) -> None:
        context = self.context
        if len(self.nodes) >= MAX_NODES:
            raise CannotRead(problem("too_big", xml_id, element.line, most=f"{MAX_NODES} nodes"))
        mine = own.node_of(element, context)
        chain = [mine] if mine else chain_of(element, context)
        if not chain:
            self.dropped.update(one.get("id") or "" for one in element.walk())
            return
        ids = [context.key(f"{xml_id}_{node['type']}") for node in chain[:-1]]
        ids.append(context.keys.get(xml_id) or context.key(xml_id))
        for node, node_id in zip(chain, ids, strict=True):
            node["id"] = node_id
            node["parent"] = parent
            self.nodes[node_id] = node
            self.elements[node_id] = element
        self.edges.extend({"from": before, "to": after} for before, after in pairwise(ids))
        self.first[xml_id], self.last[xml_id] = ids[0], ids[-1]
        if mine:
            self.ours.add(ids[-1])
        for definition in element.all("linkEventDefinition", space=names.BPMN):
            self.links[element.name, definition.get("name") or ""].append(ids[-1])
        if element.name in CONTAINERS and chain[-1]["type"] == "subprocess":
            self._scope(element, ids[-1])

    def _hosts(self) -> None:
        """Boundaries know their step; those whose step isn't there go."""
        for node_id, node in list(self.nodes.items()):
            if node["type"] != "boundary":
                continue
            element = self.elements[node_id]
            ref = _local(element.get("attachedToRef"))
            if ref in self.last:
                node["on"] = self.last[ref]
                continue
            if ref not in self.dropped:
                self.context.tell("no_host", element, ref=ref)
            del self.nodes[node_id]
            self.dropped.add(element.id)

    def _edge(self, element: Element) -> None:
        refs = _local(element.get("sourceRef")), _local(element.get("targetRef"))
        missing = [ref for ref in refs if ref not in self.first or ref in self.dropped]
        if missing:
            if missing[0] not in self.dropped:
                self.context.tell("dangling", element, ref=missing[0])
            return
        settings = own.edge_of(element, self.context)
        source = self.elements[self.last[refs[0]]]
        edge: Json = {"from": self.last[refs[0]], "to": self.first[refs[1]]}
        name = label_of(element)
        edge["label"] = settings.get("label", name) if shown(settings.get("label", name)) == name else name
        if (source.get("default") or "") == element.id or settings.get("default") is True:
            edge["default"] = True
        condition = element.first("conditionExpression", space=names.BPMN)
        counts = source.name not in ("parallelGateway", "eventBasedGateway") or "order" in settings
        if condition is not None and counts:
            edge["when"] = self._condition(element, condition, settings)
        if "order" in settings:
            edge["order"] = settings["order"]
        self.edges.append(edge)

    def _condition(self, element: Element, condition: Element, settings: Json) -> str:
        stored = settings.get("when")
        if isinstance(stored, str) and sayable(stored) == condition.text.strip():
            return stored
        text, formula = self.context.formula(condition)
        if formula is None:
            self.context.tell("condition", element, text=text)
        return formula or "FALSE"

    def _links(self) -> None:
        """A thrown link goes on at the caught one of the same name."""
        for (kind, name), throws in self.links.items():
            for target in self.links.get(("intermediateCatchEvent", name), [])[:1]:
                if kind == "intermediateThrowEvent":
                    self.edges.extend({"from": throw, "to": target} for throw in throws)

    def _document(self, settings: Json | None, placed: Mapping[str, tuple[float, float]]) -> Flow | None:
        document: Json = dict(settings or {})
        process_id, name = self.process.get("id") or "", label_of(self.process)
        document["key"] = names.key_of(process_id, "flow")
        if name != shown(document.get("label")):
            document["label"] = name
        about = documentation_of(self.process)
        if about != sayable(plain(document.get("description"))):
            document["description"] = about
        if settings is None:
            starts = (one for one, node in self.nodes.items() if node["type"] == "start" and not node["parent"])
            document["trigger"] = trigger_of(self.elements.get(next(starts, "")), name, self.context)
        document["nodes"] = _in_order(self.nodes.values())
        document["edges"] = _in_order(self.edges)
        try:
            flow = Flow.model_validate(document)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            reason = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
            self.context.tell("not_valid", self.process, reason=reason)
            return None
        where = {self.last[xml_id]: xml_id for xml_id in self.last}
        layout = layout_of(flow, self.context.definitions, where, placed, whole=settings is None)
        return flow.model_copy(update={"layout": layout})


def _local(ref: str | None) -> str:
    """A reference without the prefix that some products write."""
    return (ref or "").rpartition(":")[2]


def _in_order(parts: Iterable[Json]) -> list[Json]:
    """As they stood in the flow we wrote (`order`); what has come since stays behind what it stands behind."""
    last, keyed = -1, []
    for at, part in enumerate(parts):
        last = part.pop("order", last)
        keyed.append((last, at, part))
    return [part for _, _, part in sorted(keyed, key=lambda one: one[:2])]
