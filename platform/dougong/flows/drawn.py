"""The graph of an instance's version, coloured by what has happened to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from dougong.apps.rights import access_of
from dougong.flows.edge_words import EdgeWords
from dougong.flows.models import flow_fact, flow_task
from dougong.flows.running import Running
from dougong.flows.step_rights import lent_fields
from dougong.flows.timeline import Document, Names
from dougong.kit.db import Transaction
from dougong.kit.web import Actor
from engines.flow.nodes import AnyNode
from engines.form.labels import label_text

_DRAWN = ("parent", "on", "mode")
"""Settings of nodes that a drawing needs."""
_KINDS = ("entered", "left", "moved", "skipped")


@dataclass
class _Walk:
    """What the history says about nodes and edges."""

    visits: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, Any] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)
    taken: dict[tuple[str, str], int] = field(default_factory=dict)
    _at: dict[str, str] = field(default_factory=dict)

    def take(self, kind: str, data: Document) -> None:
        """One fact."""
        match kind:
            case "entered":
                self._visit(data["token"], data["node"])
            case "left":
                self.outcomes[data["node"]] = data["outcome"]
                self._at[data["token"]] = data["node"]
            case "skipped":
                self.skipped.add(data["node"])
            case _:
                source = data.get("node") or self._at.get(data["token"], "")
                for name, node, _came in data["to"]:
                    self._visit(name, node)
                    self.taken[source, node] = self.taken.get((source, node), 0) + 1

    def _visit(self, token: str, node: str) -> None:
        self._at[token] = node
        self.visits[node] = self.visits.get(node, 0) + 1


def graph(tx: Transaction, actor: Actor, run: Running, language: str) -> Document:
    """`{nodes, edges, layout}` of docs/flows-api.md: what is drawn, not what the steps are set to do."""
    flow, c = run.loaded.flow, flow_fact.c
    statement = select(c.kind, c.data).where(c.instance_id == run.id, c.kind.in_(_KINDS)).order_by(c.seq)
    walk = _Walk()
    for row in tx.execute(statement):
        walk.take(row.kind, row.data)
    people = _people_of_nodes(tx, run.id)
    names = Names(tx, (person for found in people.values() for person in found))
    current = {token.node: token.phase for token in run.state.tokens.values()}
    nodes = [
        {
            **{key: getattr(node, key) for key in _DRAWN if getattr(node, key, None) is not None},
            "id": node.id,
            "type": node.type,
            "label": label_text(node.label, language),
            "state": _state(node, current, walk),
            "visits": walk.visits.get(node.id, 0),
            "outcome": walk.outcomes.get(node.id),
            "people": [names.who(person) for person in people.get(node.id, ())],
        }
        for node in flow.nodes
    ]
    words = _words(tx, actor, run, language)
    edges = [
        {
            "from": edge.source,
            "to": edge.target,
            "default": edge.default,
            "label": edge.label,
            "words": words.get(index),
            "taken": walk.taken.get((edge.source, edge.target), 0),
        }
        for index, edge in enumerate(flow.edges)
    ]
    return {"nodes": nodes, "edges": edges, "layout": {key: point.model_dump() for key, point in flow.layout.items()}}


def _words(tx: Transaction, actor: Actor, run: Running, language: str) -> dict[int, str]:
    """The conditions of the edges, as far as the reader may know what they ask."""
    app, flow = run.loaded.app, run.loaded.flow
    lent = lent_fields(run, actor, flow.form) if flow.form else frozenset()
    say = EdgeWords(app, flow, access_of(tx, actor, app), lent, language)
    edges = (edge for node in run.loaded.program.nodes.values() for edge in node.out)
    return {edge.index: say.of(edge.formula) for edge in edges if edge.formula is not None}


def _state(node: AnyNode, current: dict[str, str], walk: _Walk) -> str:
    if node.id in current:
        return "failed" if current[node.id] == "failed" else "current"
    if node.id in walk.skipped:
        return "skipped"
    return "done" if walk.visits.get(node.id) else "untouched"


def _people_of_nodes(tx: Transaction, instance_id: str) -> dict[str, list[str]]:
    c = flow_task.c
    rows = tx.execute(select(c.node, c.person).where(c.instance_id == instance_id).order_by(c.opened_at, c.id))
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.person not in found.setdefault(row.node, []):
            found[row.node].append(row.person)
    return found
