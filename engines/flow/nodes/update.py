"""Update records: the triggering one, those a step found, or those that satisfy a condition."""

from typing import Annotated, Literal

from pydantic import Field

from engines.flow.nodes.base import NodeModel
from engines.flow.parts import FormulaText, Key, NodeId, Setting


class UpdateNode(NodeModel):
    """更新数据 / Update records. Without `step` and `form` it is the triggering record. `delete` moves
    them to the bin."""

    type: Literal["update"]
    app: Key | None = None
    form: Key | None = None
    step: NodeId | None = None
    where: FormulaText | None = None
    """A condition on `form`; `flow.record.…` is the triggering record there."""
    set: Annotated[tuple[Setting, ...], Field(max_length=500)] = ()
    delete: bool = False
    limit: Annotated[int, Field(ge=1, le=10_000)] = 1_000
