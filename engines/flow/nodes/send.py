"""Send: a message to flows that wait for it (or are started by it)."""

from typing import Literal

from engines.flow.nodes.base import NodeModel
from engines.flow.parts import Key, NodeId


class SendNode(NodeModel):
    """发送消息 / Send. Reaches the instances that run on the triggering record (or on the record of `record`) in this
    app, and starts flows whose trigger waits for it."""

    type: Literal["send"]
    message: Key
    record: NodeId | None = None
