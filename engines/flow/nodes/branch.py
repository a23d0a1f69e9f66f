"""Branch: the gateways of BPMN, splitting and joining alike."""

from typing import Literal

from engines.flow.nodes.base import NodeModel


class BranchNode(NodeModel):
    """分支 / Branch.

    `exclusive`: out by the first edge whose condition holds, else the default; each arriving token passes by itself.
    `parallel`: waits for all incoming edges, leaves by all. `inclusive`: leaves by every edge whose condition holds
    (else the default); waits until no token that can still reach it is left, looked at again whenever a token dies, is
    moved or migrated. `event`: waits before the wait nodes and boundary-less receivers behind it; the first to happen
    wins and the others are withdrawn."""

    type: Literal["branch"]
    mode: Literal["exclusive", "parallel", "inclusive", "event"] = "exclusive"
