"""Sub-process: a scope of its own inside the flow; boundaries can be set on it, and it can be repeated."""

from typing import Literal

from engines.flow.nodes.base import Each, NodeModel


class SubprocessNode(NodeModel):
    """子过程 / Sub-process. Its nodes name it as `parent`."""

    type: Literal["subprocess"]
    each: Each | None = None
