"""Find records of a form; later steps read `steps.<id>.count`, `steps.<id>.id` (the first) and act on all of them."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from engines.flow import effects, events, moves
from engines.flow.behaviour import Behaviour, FormulaSpec
from engines.flow.nodes.base import NodeModel
from engines.flow.parts import FormulaText, Key
from engines.flow.step import Step


class FindNode(NodeModel):
    """查找数据 / Find records. The outcome is `found` or `none`."""

    type: Literal["find"]
    app: Key | None = None
    form: Key
    where: FormulaText
    sort: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=10_000)] = 1


class FindBehaviour(Behaviour):
    """The platform looks, with the grants of whom the flow acts as."""

    def outcomes(self, node: FindNode) -> tuple[str, ...]:
        return ("found", "none")

    def formulas(self, node: FindNode) -> Iterable[FormulaSpec]:
        yield FormulaSpec("where", node.where, "boolean", "target", node.app, node.form)

    def enter(self, step: Step, token: str) -> None:
        step.wait(token, "finding")
        step.effect(effects.Find(token, step.state.tokens[token].node))

    def found(self, step: Step, token: str, event: events.Found) -> None:
        moves.leave(step, token, "found" if event.records else "none", records=event.records)
