"""Fill: a person completes fields of the record (or of a record the flow made). The outcome is `submitted`."""

from typing import Annotated, Literal

from pydantic import Field

from engines.flow.assignees import Assignees
from engines.flow.nodes.approval import Empty
from engines.flow.nodes.base import Each, NodeModel, Sla
from engines.flow.parts import FieldRight, Key, NodeId


class FillNode(NodeModel):
    """填写 / Fill. `mode` any: the first to submit is enough; all: everybody submits. `record` names a create or find
    step whose record is filled instead of the triggering one."""

    type: Literal["fill"]
    assignees: Assignees
    mode: Literal["any", "all"] = "any"
    fields: Annotated[dict[Key, FieldRight], Field(max_length=500)] = Field(default_factory=dict)
    record: NodeId | None = None
    empty: Empty = "administrator"
    fallback: Assignees = ()
    each: Each | None = None
    sla: Sla = ()
