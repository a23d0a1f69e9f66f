"""End: a token dies here; when it was the last of its scope, the scope is done."""

from typing import Literal

from engines.flow import moves
from engines.flow.behaviour import Behaviour
from engines.flow.nodes.base import NodeModel
from engines.flow.parts import LongLabel
from engines.flow.step import Step


class EndNode(NodeModel):
    """结束 / End. `terminate` ends the whole scope at once, whatever still runs in it. `result` names
    how the flow ended
    (its default: what the last decision was, else `done`). `reason`, with `{field}`, is what somebody is told whose
    button began the flow as a whole (`whole`) when it is refused by ending here as rejected."""

    type: Literal["end"]
    terminate: bool = False
    result: Literal["approved", "rejected", "done"] | None = None
    reason: LongLabel = ""


class EndBehaviour(Behaviour):
    """The token dies; with `terminate` everything else in its scope too."""

    passing = True

    def outcomes(self, node: EndNode) -> tuple[str, ...]:
        return ()

    def enter(self, step: Step, token: str) -> None:
        node = step.node(step.state.tokens[token]).model
        assert isinstance(node, EndNode)
        (moves.terminate if node.terminate else moves.die)(step, token, node.result)
