"""Random block-structured flows for hypothesis: blocks in blocks, like those people draw.

A block is a list of nodes and edges with one way in and one way out. Everything is drawn before it runs; which way an
instance takes is drawn while it runs (`steer`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from engines.flow.definition import Flow
from tests.engines.flow.harness import flow_of, to

WORKERS = ("ann", "bob", "cat")
Block = Callable[[int], tuple[str, str]]


@dataclass
class Graph:
    """A graph being drawn. `parent` is the sub-process that new nodes stand in, `bound` how many parallel blocks of it
    are around them: no token may leave those."""

    draw: Any
    nodes: list[dict[str, Any]] = field(default_factory=list)
    edges: list[tuple[str, ...]] = field(default_factory=list)
    parent: str | None = None
    bound: int = 0

    def node(self, kind: str, **more: Any) -> str:
        name = f"{kind}{len(self.nodes)}"
        scope = {"parent": self.parent} if self.parent else {}
        self.nodes.append({"id": name, "type": kind, **scope, **more})
        return name

    def edge(self, source: str, target: str, *when: str) -> None:
        self.edges.append((source, target, *when))

    def pick(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    # blocks: each gives its first and its last node

    def block(self, depth: int) -> tuple[str, str]:
        simple = [self.approval, self.fill, self.wait, self.automatic, self.http, self.analyse]
        complex_ = [self.chain, self.chain, self.exclusive, self.parallel, self.inclusive, self.loop, self.race,
                    self.subprocess, self.boundary]  # fmt: skip
        chosen: Block = self.pick(*(simple if depth <= 0 else [*simple, *complex_, *complex_]))
        return chosen(depth - 1)

    def approval(self, depth: int) -> tuple[str, str]:
        """An approval that goes on whatever is decided: by two edges, or one rejected edge back over a fill step."""
        mode = self.pick("any", "all", "sequential")
        people = self.pick(("ann",), ("ann", "bob"), ("bob", "cat"))
        each = self.pick(None, None, {"over": "3"}, {"over": "2", "mode": "sequential"})
        name = self.node("approval", assignees=to(*people), mode=mode, **({"each": each} if each else {}))
        merge = self.node("branch")
        self.edge(name, merge, "outcome = 'approved'")
        self.edge(name, merge, "default")
        return name, merge

    def fill(self, depth: int) -> tuple[str, str]:
        each = self.pick(None, None, {"over": "2"}, {"over": "0"})
        sla = [
            {"after": "1 hour", "do": "remind", "every": "1 hour", "repeat": 1},
            {"after": "5 hours", "do": "submit"},
        ]
        name = self.node("fill", assignees=to(*self.pick(("ann",), ("bob", "cat"))), mode=self.pick("any", "all"),
                         sla=self.pick([], sla), sla_pause=self.pick(None, "amount = 2"),
                         **({"each": each} if each else {}))  # fmt: skip
        return name, name

    def wait(self, depth: int) -> tuple[str, str]:
        name = self.node("wait", **self.pick({"for": "2 hours"}, {"for": "3 business hours"}, {"message": "ping"}))
        return name, name

    def automatic(self, depth: int) -> tuple[str, str]:
        kind = self.pick("update", "find", "create", "notify", "cc", "assign", "send")
        more: dict[str, Any] = {
            "update": {"set": [{"field": "stage", "value": "'x'"}]},
            "find": {"form": "deal", "where": "TRUE"},
            "create": {"form": "task", "set": [{"field": "n", "value": "1"}]},
            "notify": {"to": to("ann"), "title": "hello"},
            "cc": {"assignees": to("cat")},
            "assign": {"assignees": to("bob")},
            "send": {"message": "pong"},
        }[kind]
        name = self.node(kind, **more)
        return name, name

    def http(self, depth: int) -> tuple[str, str]:
        name = self.node("http", url="https://example.com")
        merge = self.node("branch")
        self.edge(name, merge, "outcome = 'ok'")
        self.edge(name, merge, "outcome = 'failed'")
        return name, merge

    def analyse(self, depth: int) -> tuple[str, str]:
        orders = {"form": "task", "subject": "deal", "date": "at", "value": "n"}
        name = self.node(
            "analyse", subject="deal", analysis={"kind": "abc", "orders": orders}, write={"stage": "class"}
        )
        merge = self.node("branch")
        for outcome in self.pick(("done", "refused", "failed"), ("refused",)):
            self.edge(name, merge, f"outcome = '{outcome}'")
        self.edge(name, merge, "default")
        return name, merge

    def chain(self, depth: int) -> tuple[str, str]:
        blocks = [self.block(depth) for _ in range(self.pick(2, 3))]
        for (_, last), (first, _) in pairwise(blocks):
            self.edge(last, first)
        return blocks[0][0], blocks[-1][1]

    def exclusive(self, depth: int) -> tuple[str, str]:
        split, merge = self.node("branch"), self.node("branch")
        for index in range(self.pick(1, 2)):
            first, last = self.block(depth)
            self.edge(split, first, f"amount = {index}")
            self.edge(last, merge)
        self.edge(split, merge, "default")
        return split, merge

    def parallel(self, depth: int) -> tuple[str, str]:
        split, join = self.node("branch", mode="parallel"), self.node("branch", mode="parallel")
        self.bound += 1
        for _ in range(self.pick(2, 3)):
            first, last = self.block(depth)
            self.edge(split, first)
            self.edge(last, join)
        self.bound -= 1
        return split, join

    def inclusive(self, depth: int) -> tuple[str, str]:
        split, join = self.node("branch", mode="inclusive"), self.node("branch", mode="inclusive")
        for index in range(self.pick(2, 3)):
            first, last = self.block(depth)
            self.edge(split, first, f"amount >= {index + 1}")
            self.edge(last, join)
        self.edge(split, join, "default")
        if not self.bound and self.pick(True, False):  # a way out of the block on which a token dies
            last = self.node("fill", assignees=to("ann"))
            end = self.node("end")
            self.edge(split, last, "amount = 3")
            self.edge(last, end)
        return split, join

    def loop(self, depth: int) -> tuple[str, str]:
        begin = self.node("branch")
        first, last = self.block(depth)
        pause, _ = self.wait(depth)
        check = self.node("branch")
        self.edge(begin, first)
        self.edge(last, check)
        self.edge(check, pause, "amount > 1")
        self.edge(pause, begin)
        out = self.node("branch")
        self.edge(check, out, "default")
        return begin, out

    def race(self, depth: int) -> tuple[str, str]:
        split, merge = self.node("branch", mode="event"), self.node("branch")
        for more in ({"for": "1 hour"}, {"message": "ping"}):
            name = self.node("wait", **more)
            self.edge(split, name)
            self.edge(name, merge)
        return split, merge

    def subprocess(self, depth: int) -> tuple[str, str]:
        each = self.pick(None, {"over": "2"}, {"over": "2", "mode": "sequential"})
        outer, bound = self.parent, self.bound
        name = self.node("subprocess", **({"each": each} if each else {}))
        self.parent, self.bound = name, 0
        start = self.node("start")
        first, last = self.block(depth)
        end = self.node("end")
        self.edge(start, first)
        self.edge(last, end)
        self.parent, self.bound = outer, bound
        return name, name

    def boundary(self, depth: int) -> tuple[str, str]:
        host = self.pick(self.fill, self.subprocess)(depth)[0]
        catch = self.pick({"catch": "timer", "after": "90 minutes"}, {"catch": "message", "message": "ping"})
        name = self.node("boundary", on=host, **catch)
        merge = self.node("branch")
        self.edge(host, merge)
        self.edge(name, merge)
        return host, merge


@st.composite
def flows(draw: Any, depth: int = 3) -> Flow:
    """A flow of random blocks."""
    graph = Graph(draw)
    start = graph.node("start")
    first, last = graph.block(depth)
    end = graph.node("end")
    graph.edge(start, first)
    graph.edge(last, end)
    return flow_of(graph.nodes, graph.edges)
