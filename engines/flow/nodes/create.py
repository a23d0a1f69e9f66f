"""Create records: one, or one per element of a list; also in another app."""

from typing import Annotated, Literal

from pydantic import Field

from engines.flow.nodes.base import Each, NodeModel
from engines.flow.parts import Key, Setting


class CreateNode(NodeModel):
    """新增数据 / Create records. Written through the record pipeline in the flow's own transaction; rules, checks and
    grants of whom the flow acts as hold (docs/flows.md, «As whom a flow acts»)."""

    type: Literal["create"]
    app: Key | None = None
    form: Key
    set: Annotated[tuple[Setting, ...], Field(max_length=500)]
    each: Each | None = None
