"""Boundary: while the step it sits on is open, a time passes, a message comes or the step fails."""

from typing import Literal, Self

from pydantic import Field, model_validator

from engines.flow import moves
from engines.flow.behaviour import Behaviour
from engines.flow.nodes.base import NodeModel
from engines.flow.parts import Duration, Key, NodeId
from engines.flow.step import Step


class BoundaryNode(NodeModel):
    """边界事件 / Boundary. `interrupt` withdraws the step; otherwise a second token sets out and the step stays."""

    type: Literal["boundary"]
    on: NodeId
    catch: Literal["timer", "message", "error"]
    after: Duration | None = None
    message: Key | None = None
    interrupt: bool = True
    repeat: int = Field(0, ge=0, le=1_000)
    """How often a timer that does not interrupt fires again."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.catch == "timer") != (self.after is not None) or (self.catch == "message") != (
            self.message is not None
        ):
            raise ValueError(
                "a timer boundary has `after`, a message boundary has `message`, an error boundary neither"
            )
        return self


class BoundaryBehaviour(Behaviour):
    """A token sets out from here when the event has happened (see `ladder.strike`)."""

    passing = True

    def outcomes(self, node: BoundaryNode) -> tuple[str, ...]:
        return ()

    def enter(self, step: Step, token: str) -> None:
        moves.pass_on(step, token)
