"""A stored document becomes a flow, or a list of what is wrong with it: its shape, what its parts mean to each other
(`engines.flow`), and what they mean to the app around it (`checks`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from dougong.apps.catalog import AppCatalog
from dougong.flows.checks import check_world
from dougong.flows.programs import base_scope, lists_of
from dougong.kit.db import Transaction
from dougong.kit.errors import Text, in_language, say
from engines.flow.definition import SCHEMA_VERSION, Flow
from engines.flow.problems import Problem
from engines.flow.program import Program, build
from engines.form.schema_errors import problems_of

_ASSIGNEE_LISTS = frozenset({"assignees", "fallback", "to", "administrators", "who", "among", "otherwise"})


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. `path` leads into the document."""

    path: tuple[str | int, ...]
    code: str
    message: Text
    level: str = "error"
    node: str | None = None
    pos: int | None = None
    length: int | None = None

    def document(self, language: str) -> dict[str, Any]:
        """`FlowProblem` of docs/flows-api.md."""
        edge = self.path[1] if len(self.path) > 1 and self.path[0] == "edges" else None
        shown: dict[str, Any] = {
            "path": list(self.path), "node": self.node, "edge": edge, "code": self.code,
            "message": in_language(self.message, language), "level": self.level,
        }  # fmt: skip
        return shown | {"pos": self.pos, "length": self.length} if self.length else shown


@dataclass(frozen=True)
class Read:
    """What a document says. `flow` None: it has not even the shape of one."""

    flow: Flow | None
    program: Program | None
    faults: Sequence[Fault]

    @property
    def errors(self) -> int:
        return sum(fault.level == "error" for fault in self.faults)


def shape(document: Any) -> tuple[Flow | None, list[Fault]]:
    """The flow a document describes, or where it isn't shaped like one."""
    version = document.get("schema_version", SCHEMA_VERSION)
    if version != SCHEMA_VERSION or isinstance(version, bool):
        message = say(
            f"流程定义的版本 {version} 无法读取，本程序支持到版本 {SCHEMA_VERSION}。",
            f"A flow of version {version} can't be read; this program knows versions up to {SCHEMA_VERSION}.",
        )
        return None, [Fault(("schema_version",), "schema_version", message)]
    try:
        return Flow.model_validate({**document, "schema_version": SCHEMA_VERSION}), []
    except ValidationError as error:
        return None, _shape_faults(error, document)


def read(tx: Transaction, app: AppCatalog, key: str, document: Any, known_flows: Collection[str] | None = None) -> Read:
    """The flow with everything that is wrong with it, in its app as it is published now."""
    flow, faults = shape(document)
    if flow is None:
        return Read(None, None, faults)
    if flow.key != key:
        message = say(f"流程的标识不能修改，应为“{key}”。", f"A flow's key never changes; it must be “{key}”.")
        faults.append(Fault(("key",), "key_changed", message))
    program, problems = build(flow, base_scope(app, flow.form), lists_of(tx, app))
    found = [*problems, *check_world(tx, app, flow, program, known_flows)]
    faults += [_fault(problem, flow) for problem in found]
    return Read(flow, program, _once(faults))


def _fault(problem: Problem, flow: Flow) -> Fault:
    place = tuple(int(part) if part.isdigit() else part for part in problem.place.split(".") if part)
    if problem.node and place[:1] != ("edges",):
        index = next((n for n, node in enumerate(flow.nodes) if node.id == problem.node), 0)
        place = ("nodes", index, *place)
    located = (problem.pos, problem.length) if problem.length else (None, None)
    return Fault(place, problem.code, problem.message, problem.level, problem.node or None, *located)


def _shape_faults(error: ValidationError, document: Any) -> list[Fault]:
    faults: dict[tuple[str | int, ...], Fault] = {}
    for problem in problems_of(error, document):
        path, message = problem.path, say(problem.message["zh-CN"], problem.message["en"])
        for at, step in enumerate(path):
            if step in _ASSIGNEE_LISTS and len(path) > at + 1:
                path = path[: at + 2]  # one sentence for an assignee, not one per kind it could have been
                message = say("办理人的设置不完整。", "This assignee is incomplete.")
                break
        faults.setdefault(path, Fault(path, problem.code, message, "error", _node_at(path, document)))
    return list(faults.values())


def _node_at(path: tuple[str | int, ...], document: Any) -> str | None:
    if len(path) < 2 or path[0] != "nodes" or not isinstance(path[1], int):
        return None
    nodes = document.get("nodes")
    node = nodes[path[1]] if isinstance(nodes, list) and path[1] < len(nodes) else None
    found = node.get("id") if isinstance(node, dict) else None
    return found if isinstance(found, str) else None


def _once(faults: Sequence[Fault]) -> list[Fault]:
    seen: dict[tuple[Any, ...], Fault] = {}
    for fault in faults:
        seen.setdefault((fault.path, fault.code, fault.pos, fault.message["en"]), fault)
    return list(seen.values())
