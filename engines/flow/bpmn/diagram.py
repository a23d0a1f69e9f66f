"""The drawing of a flow (BPMN DI): bounds of shapes and bends of edges out, places of cards in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from engines.flow.bpmn import names
from engines.flow.bpmn.layout import CARD, FAR, GAP, Box, boxes, corner_of, corners
from engines.flow.bpmn.xml import Element
from engines.flow.definition import Flow, Point

SPREAD = (2.0, 1.25)


def diagram(flow: Flow, xml_id: Callable[[str], str]) -> Iterator[str]:
    """The lines of the diagram. `xml_id`: node id → id of its element."""
    at = boxes(flow)
    yield '<bpmndi:BPMNDiagram id="Diagram_1">'
    yield f'  <bpmndi:BPMNPlane id="Plane_1" bpmnElement="{flow.key}">'
    for node in flow.nodes:
        expanded = ' isExpanded="true"' if node.type == "subprocess" else ""
        yield f'    <bpmndi:BPMNShape id="Shape_{node.id}" bpmnElement="{xml_id(node.id)}"{expanded}>'
        box = at[node.id]
        yield f'      <dc:Bounds x="{box.x!r}" y="{box.y!r}" width="{box.w!r}" height="{box.h!r}" />'
        yield "    </bpmndi:BPMNShape>"
    for number, edge in enumerate(flow.edges, 1):
        yield f'    <bpmndi:BPMNEdge id="Edge_{number}" bpmnElement="Flow_{number}">'
        for x, y in _way(at[edge.source], at[edge.target], at.values()):
            yield f'      <di:waypoint x="{x!r}" y="{y!r}" />'
        yield "    </bpmndi:BPMNEdge>"
    yield "  </bpmndi:BPMNPlane>"
    yield "</bpmndi:BPMNDiagram>"


def _way(source: Box, target: Box, others: Iterable[Box]) -> list[tuple[float, float]]:
    """From the lower edge of one to the upper edge of the other; around the side when it leads back or would run
    through what stands between them."""
    start = (source.x + source.w / 2, source.y + source.h)
    end = (target.x + target.w / 2, target.y)
    top, bottom = sorted((start[1], end[1]))
    left, right = sorted((start[0], end[0]))
    between = [
        box for box in others
        if box not in (source, target) and top < box.y and box.y + box.h < bottom
        and box.x < right + 1 and left - 1 < box.x + box.w
    ]  # fmt: skip
    if end[1] <= start[1] or between:
        side = max(box.x + box.w for box in (source, target, *between)) + 30
        middle, upper = source.y + source.h / 2, target.y + target.h / 2
        return [(source.x + source.w, middle), (side, middle), (side, upper), (target.x + target.w, upper)]
    if start[0] == end[0]:
        return [start, end]
    bend = (start[1] + end[1]) / 2
    return [start, (start[0], bend), (end[0], bend), end]


def shapes(definitions: Element) -> dict[str, tuple[Box, bool]]:
    """XML id of an element → bounds of its shape, and whether it is drawn open (a sub-process)."""
    found: dict[str, tuple[Box, bool]] = {}
    for shape in definitions.walk():
        if shape.name != "BPMNShape" or shape.space != names.BPMNDI:
            continue
        bounds, of = shape.first("Bounds"), shape.get("bpmnElement")
        box = _box(bounds) if bounds else None
        if of and box:
            found.setdefault(of.rpartition(":")[2], (box, shape.get("isExpanded") == "true"))
    return found


def layout_of(
    flow: Flow, definitions: Element, where: Mapping[str, str], placed: Mapping[str, Sequence[float]], *, whole: bool
) -> dict[str, Point]:
    """Where the cards of a flow stand in the drawing. `where`: node id → id of its element; `placed`: what people had
    arranged when we wrote the file. What we had computed ourselves, and nobody has moved since, is left out; of a
    `whole` drawing of another product nothing is."""
    drawn = shapes(definitions)
    found: dict[str, tuple[float, float]] = {}
    for node in flow.nodes:
        if (shape := drawn.get(where.get(node.id, ""))) is not None:
            box, expanded = shape
            found[node.id] = corner_of(_spread(box, expanded) if whole else box, expanded)
    kept = {node: _exact(found[node], place) for node, place in placed.items() if node in found}
    computed = corners(flow.model_copy(update={"layout": _points(kept)}))
    kept |= {node: at for node, at in found.items() if node not in kept and (whole or not _near(at, computed[node]))}
    if kept:
        _place_added(flow, kept, found)
    return _points({node.id: kept[node.id] for node in flow.nodes if node.id in kept})


def _spread(box: Box, expanded: bool) -> Box:
    """Shapes of other products are small and stand close together; our cards need room, above all in the width."""
    if expanded:
        return Box(box.x * SPREAD[0], box.y * SPREAD[1], box.w * SPREAD[0], box.h * SPREAD[1])
    x, y = (box.x + box.w / 2) * SPREAD[0], (box.y + box.h / 2) * SPREAD[1]
    return Box(x - box.w / 2, y - box.h / 2, box.w, box.h)


def _exact(drawn: tuple[float, float], stored: Sequence[float]) -> tuple[float, float]:
    """Half a pixel is rounding, more has been moved."""
    return (stored[0], stored[1]) if _near(drawn, stored) else drawn


def _near(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(abs(a - b) < 0.5 for a, b in zip(one, other, strict=True))


def _place_added(flow: Flow, kept: dict[str, tuple[float, float]], drawn: Collection[str]) -> None:
    """Steps that stand in no drawing, among steps that do: below the one before, or above the one behind."""
    step = CARD[1] + GAP[1]
    before: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for edge in flow.edges:
        before[edge.source].append((edge.target, 1))
        before[edge.target].append((edge.source, -1))
    todo = [node.id for node in flow.nodes if node.id in kept]
    for node in todo:
        for other, down in before[node]:
            if other not in kept and other not in drawn:
                kept[other] = (kept[node][0], kept[node][1] + down * step)
                todo.append(other)


def _points(at: Mapping[str, tuple[float, float]]) -> dict[str, Point]:
    def bounded(value: float) -> float:
        return max(-FAR, min(FAR, value))

    return {node: Point(x=bounded(x), y=bounded(y)) for node, (x, y) in at.items()}


def _box(bounds: Element) -> Box | None:
    try:
        box = Box(*(float(bounds.attributes[name]) for name in ("x", "y", "width", "height")))
    except (KeyError, ValueError):
        return None
    sound = all(-FAR <= value <= FAR for value in box)
    return box if sound else None
