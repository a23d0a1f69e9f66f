"""The definition of a flow: trigger, nodes, edges, variables (design §3). Documents carry `schema_version`.

What only makes sense between parts (an edge to a node that isn't there, a dead end, a formula that doesn't type) is a
matter for `compile_flow`: a draft may be saved with such problems.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from engines.flow.assignees import Assignees
from engines.flow.nodes import AnyNode
from engines.flow.parts import FormulaText, Key, Label, NodeId, Part
from engines.flow.triggers import Trigger

SCHEMA_VERSION = 1
VariableType = Literal["text", "number", "boolean", "date", "datetime", "person", "list"]


class Edge(Part):
    """From a node to the next. `when` is asked in the order of the document; `default` is taken when no other holds.

    An edge of a node that is no branch is taken like one of an exclusive branch; in `when`, `outcome` is that of
    the node it leaves. With neither `when` nor `default` it is taken unless the step was `rejected` or `failed`
    (whatever happened, when it leads to a branch that asks for the outcome, or leaves a sub-process). A node whose
    outcome finds no edge ends the flow as `rejected` when it was rejected, and fails otherwise."""

    source: NodeId = Field(alias="from")
    target: NodeId = Field(alias="to")
    when: FormulaText | None = None
    default: bool = False
    label: Label = ""


class Variable(Part):
    """A value the flow itself keeps: read as `flow.<key>`, set by http and script steps."""

    key: Key
    type: VariableType
    label: Label = ""


class Point(Part):
    """Where a card stands on the canvas; only kept for graphs that people arranged by hand."""

    x: float = Field(ge=-100_000, le=100_000)
    y: float = Field(ge=-100_000, le=100_000)


class Flow(BaseModel):
    """One flow. Immutable: a change makes a new object.

    `acts_as`: whose grants hold for the flow's own reading and writing: `initiator` (default), or `app` with the grants
    given to the principal `flow:<key>` in the app's roles, which only who may manage roles can give.
    `title` is a text with `{fields}`: what tasks are called."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))
    schema_version: Literal[1] = 1
    key: Key
    label: Label = ""
    description: Label | None = None
    form: Key | None = None
    enabled: bool = True
    trigger: Trigger
    nodes: Annotated[tuple[AnyNode, ...], Field(max_length=500)] = ()
    edges: Annotated[tuple[Edge, ...], Field(max_length=2_000)] = ()
    variables: Annotated[tuple[Variable, ...], Field(max_length=100)] = ()
    calendar: Annotated[str, StringConstraints(max_length=64)] | None = None
    acts_as: Literal["initiator", "app"] = "initiator"
    title: Label = ""
    withdraw: Literal["never", "before_first_decision", "always"] = "before_first_decision"
    notify_initiator: bool = True
    administrators: Assignees = ()
    layout: Annotated[dict[NodeId, Point], Field(max_length=500)] = Field(default_factory=dict)

    @cached_property
    def by_id(self) -> Mapping[str, AnyNode]:
        """Nodes by id."""
        return {node.id: node for node in self.nodes}

    def to_json(self) -> dict[str, Any]:
        """The document to store: only what differs from the defaults, keys in reading order."""
        data = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return {"schema_version": self.schema_version, **data}
