"""Start: where an instance begins. Exactly one at top level, and one in each sub-process."""

from typing import Literal

from engines.flow.nodes.base import NodeModel


class StartNode(NodeModel):
    """开始 / Start."""

    type: Literal["start"]
