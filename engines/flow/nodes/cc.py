"""CC: people are shown the record and it is noted when they read it. Nobody waits."""

from typing import Literal

from engines.flow.assignees import Assignees
from engines.flow.nodes.base import NodeModel


class CcNode(NodeModel):
    """抄送 / CC."""

    type: Literal["cc"]
    assignees: Assignees
