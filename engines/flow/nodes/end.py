"""End: a token dies here; when it was the last of its scope, the scope is done."""

from typing import Literal

from engines.flow.nodes.base import NodeModel


class EndNode(NodeModel):
    """结束 / End. `terminate` ends the whole scope at once, whatever still runs in it. `result` names
    how the flow ended
    (its default: what the last decision was, else `done`)."""

    type: Literal["end"]
    terminate: bool = False
    result: Literal["approved", "rejected", "done"] | None = None
