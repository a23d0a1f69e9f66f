"""Sub-flow: starts another flow, once or per row; with `wait` goes on when all children have ended."""

from typing import Literal

from engines.flow.nodes.base import Each, NodeModel
from engines.flow.parts import Key, NodeId


class CallNode(NodeModel):
    """子流程 / Call a flow. `record` names a create or find step whose record(s) the children run on;
    with `each` there is
    one child per element (an id of a record of the child's form). Outcome: `approved` when all children ended
    approved or done, else `rejected`."""

    type: Literal["call"]
    flow: Key
    app: Key | None = None
    record: NodeId | None = None
    each: Each | None = None
    wait: bool = True
