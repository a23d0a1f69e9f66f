"""Order of computation: every field and column after all it reads.

Nodes are field keys and columns (`amount`, `lines.amount`); `edges[node]` is what it reads. Ties keep the
order of the definition, so the answer doesn't depend on chance.
"""

from collections.abc import Iterable, Mapping


def ordered(
    nodes: Iterable[str], edges: Mapping[str, frozenset[str]]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """(order, cycles). A cycle is told as its nodes, the first one repeated at the end; its nodes stand in
    the order as if the closing edge weren't there."""
    order: list[str] = []
    cycles: list[tuple[str, ...]] = []
    state: dict[str, int] = {}  # 1: on the way, 2: done
    known = list(nodes)
    inside = frozenset(known)
    rank = {node: index for index, node in enumerate(known)}
    for start in known:
        if start in state:
            continue
        # Depth first without recursion: 500 fields may form one chain.
        trail = [start]
        state[start] = 1
        pending = [iter(sorted(edges.get(start, frozenset()) & inside, key=rank.__getitem__))]
        while trail:
            following = next(pending[-1], None)
            if following is None:
                done = trail.pop()
                pending.pop()
                state[done] = 2
                order.append(done)
            elif state.get(following) == 1:
                cycles.append((*trail[trail.index(following) :], following))
            elif following not in state:
                state[following] = 1
                trail.append(following)
                pending.append(iter(sorted(edges.get(following, frozenset()) & inside, key=rank.__getitem__)))
    return tuple(order), tuple(cycles)


def dependents(order: Iterable[str], edges: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """node → everything that directly or indirectly reads it (without itself)."""
    readers: dict[str, set[str]] = {}
    sequence = list(order)
    for node in sequence:
        for source in edges.get(node, ()):
            readers.setdefault(source, set()).add(node)
    closed: dict[str, frozenset[str]] = {}
    sources = [node for node in readers if node not in set(sequence)]  # system columns
    for node in [*sequence[::-1], *sources]:
        reach: set[str] = set()
        for reader in readers.get(node, ()):
            reach.add(reader)
            reach |= closed.get(reader, frozenset())
        closed[node] = frozenset(reach - {node})
    return closed
