"""Where shapes stand when nobody has drawn them: top-down in layers, sub-processes around what is in them.

Our own layout keeps the top left corner of cards of one size; BPMN shapes differ in size, so they are drawn in the
middle of their card. A sub-process is as large as what stands in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from engines.flow.definition import Flow

FAR = 100_000
"""How far from the middle a card may stand (`definition.Point`)."""
CARD = (240, 80)
GAP = (60, 60)
PADDING = 40
EVENT, GATEWAY, TASK = (36, 36), (50, 50), (120, 80)
EVENTS = frozenset({"start", "end", "wait", "send", "boundary"})


class Box(NamedTuple):
    """Top left corner and size, in pixels."""

    x: float
    y: float
    w: float
    h: float


def size_of(kind: str) -> tuple[float, float]:
    """Of a BPMN shape."""
    return EVENT if kind in EVENTS else GATEWAY if kind == "branch" else TASK


def corners(flow: Flow) -> dict[str, tuple[float, float]]:
    """The top left corner of every card: as people placed it, else computed. The same for equal flows."""
    computed: dict[str, tuple[float, float]] = {}
    sizes: dict[str, tuple[float, float]] = {}
    inside: dict[str | None, list[str]] = defaultdict(list)
    for node in flow.nodes:
        inside[node.parent].append(node.id)
    _arrange(flow, None, inside, sizes, computed)
    return {node.id: _placed(flow, node.id) or computed[node.id] for node in flow.nodes}


def _placed(flow: Flow, node: str) -> tuple[float, float] | None:
    point = flow.layout.get(node)
    return (point.x, point.y) if point else None


def _arrange(
    flow: Flow,
    scope: str | None,
    inside: Mapping[str | None, Sequence[str]],
    sizes: dict[str, tuple[float, float]],
    at: dict[str, tuple[float, float]],
) -> tuple[float, float]:
    """Place the nodes of a scope from (0, 0) on; the size of the whole."""
    members = inside.get(scope, ())
    for node in members:
        sizes[node] = CARD
        if inside.get(node):
            width, height = _arrange(flow, node, inside, sizes, at)
            sizes[node] = (width + 2 * PADDING, height + 2 * PADDING)
    models = [flow.by_id[node] for node in members]
    hosts = {model.id: model.on for model in models if model.type == "boundary"}
    layers = _layers([node for node in members if node not in hosts], _links(flow, members, hosts))
    width = max((_width(layer, sizes) for layer in layers), default=0)
    y: float = 0
    for layer in layers:
        x = (width - _width(layer, sizes)) / 2
        for node in layer:
            _move(flow, node, x, y, inside, at)
            x += sizes[node][0] + GAP[0]
        y += max(sizes[node][1] for node in layer) + GAP[1]
    _dock(hosts, sizes, at)
    return width, max(y - GAP[1], 0)


def _move(
    flow: Flow,
    node: str,
    x: float,
    y: float,
    inside: Mapping[str | None, Sequence[str]],
    at: dict[str, tuple[float, float]],
) -> None:
    at[node] = (x, y)
    for child in inside.get(node, ()):
        _shift(child, x + PADDING, y + PADDING, inside, at)


def _shift(
    node: str, x: float, y: float, inside: Mapping[str | None, Sequence[str]], at: dict[str, tuple[float, float]]
) -> None:
    at[node] = (at[node][0] + x, at[node][1] + y)
    for child in inside.get(node, ()):
        _shift(child, x, y, inside, at)


def _dock(
    hosts: Mapping[str, str], sizes: Mapping[str, tuple[float, float]], at: dict[str, tuple[float, float]]
) -> None:
    """Boundary events sit on the lower edge of their step's shape, from right to left."""
    seen: dict[str, int] = defaultdict(int)
    for node, host in hosts.items():
        x, y = at.get(host, (0.0, 0.0))
        width, height = sizes.get(host, CARD)
        seen[host] += 1
        right = x + (width if (width, height) != CARD else (CARD[0] + TASK[0]) / 2) + 8 - seen[host] * 44
        at[node] = (right - (CARD[0] - EVENT[0]) / 2, y + height - EVENT[1] / 2 - (CARD[1] - EVENT[1]) / 2)


def _links(flow: Flow, members: Sequence[str], hosts: Mapping[str, str]) -> dict[str, list[str]]:
    here = set(members)
    links: dict[str, list[str]] = defaultdict(list)
    for edge in flow.edges:
        source = hosts.get(edge.source, edge.source)
        if source in here and edge.target in here and edge.target not in hosts and source not in hosts:
            links[source].append(edge.target)
    return links


def _layers(nodes: Sequence[str], links: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Each node one layer below the lowest of those before it; edges that lead back don't count."""
    forward, order = _without_loops(nodes, links)
    depth = dict.fromkeys(nodes, 0)
    for node in order:
        for target in forward[node]:
            depth[target] = max(depth[target], depth[node] + 1)
    layers: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for node in nodes:
        layers[depth[node]].append(node)
    above: dict[str, list[str]] = defaultdict(list)
    for node in order:
        for target in forward[node]:
            above[target].append(node)
    for upper, layer in pairwise(layers):
        places = {node: place for place, node in enumerate(upper)}
        layer.sort(key=lambda node: _mean(places[one] for one in above[node] if one in places))
    return layers


def _mean(places: Iterable[int]) -> float:
    found = list(places)
    return sum(found) / len(found) if found else 0


def _without_loops(nodes: Sequence[str], links: Mapping[str, Sequence[str]]) -> tuple[dict[str, list[str]], list[str]]:
    """The edges that don't lead back, and the nodes in topological order of them. Iterative: flows may be long."""
    forward: dict[str, list[str]] = {node: [] for node in nodes}
    state: dict[str, int] = {}
    finished: list[str] = []
    for first in nodes:
        if first in state:
            continue
        state[first] = 1
        stack = [(first, iter(links.get(first, ())))]
        while stack:
            node, targets = stack[-1]
            target = next(targets, None)
            if target is None:
                state[node] = 2
                finished.append(node)
                stack.pop()
            elif state.get(target) != 1:
                forward[node].append(target)
                if target not in state:
                    state[target] = 1
                    stack.append((target, iter(links.get(target, ()))))
    return forward, finished[::-1]


def _width(layer: Sequence[str], sizes: Mapping[str, tuple[float, float]]) -> float:
    return sum(sizes[node][0] for node in layer) + GAP[0] * (len(layer) - 1)


def boxes(flow: Flow) -> dict[str, Box]:
    """The bounds of every BPMN shape."""
    at = corners(flow)
    found: dict[str, Box] = {}
    children: dict[str, list[str]] = defaultdict(list)
    for node in flow.nodes:
        if node.parent:
            children[node.parent].append(node.id)
    for node in flow.nodes:
        x, y = at[node.id]
        if node.type != "subprocess":
            w, h = size_of(node.type)
            found[node.id] = Box(x + (CARD[0] - w) / 2, y + (CARD[1] - h) / 2, w, h)
    for node in sorted((n for n in flow.nodes if n.type == "subprocess"), key=lambda n: -_depth(flow, n.id)):
        x, y = at[node.id]
        within = [_room(at[child], found[child]) for child in children[node.id]]
        right = max((box.x + box.w for box in within), default=x) + PADDING
        bottom = max((box.y + box.h for box in within), default=y) + PADDING
        found[node.id] = Box(x, y, max(right - x, CARD[0]), max(bottom - y, CARD[1]))
    return found


def _room(corner: tuple[float, float], shape: Box) -> Box:
    """What a card takes up, or a sub-process when it is larger."""
    return Box(*corner, max(CARD[0], shape.w), max(CARD[1], shape.h))


def _depth(flow: Flow, node: str) -> int:
    parent = flow.by_id[node].parent
    return 0 if parent is None else 1 + _depth(flow, parent)


def corner_of(box: Box, expanded: bool) -> tuple[float, float]:
    """The card's corner from the bounds of a shape: the opposite of `boxes`."""
    if expanded:
        return box.x, box.y
    return box.x - (CARD[0] - box.w) / 2, box.y - (CARD[1] - box.h) / 2
