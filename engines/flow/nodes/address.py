"""Address: a signed address of a public form, kept in a variable for the messages and records that follow."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from engines.flow import effects, events, moves
from engines.flow.behaviour import Behaviour, FormulaSpec
from engines.flow.durations import after
from engines.flow.nodes.base import NodeModel, set_variables, values_of
from engines.flow.parts import Duration, FormulaText, Key, Setting
from engines.flow.step import Step


class AddressNode(NodeModel):
    """填写地址 / Address of a form. The public link `link` of `form`, with the values of `set` signed into it, so that
    whoever holds the address can't change them; it ends after `expires`. `variable` is the declared text
    variable that keeps it. `page`: of a link that takes signals, a formula with the page that the address leads on to,
    once it has noted who followed it; blank, the address is a picture that notes that it was seen."""

    type: Literal["address"]
    form: Key
    link: Key
    set: Annotated[tuple[Setting, ...], Field(max_length=100)] = ()
    expires: Duration = "30 days"
    page: FormulaText | None = None
    variable: Key


class AddressBehaviour(Behaviour):
    """The platform signs it in the same transaction: nothing leaves the product."""

    def outcomes(self, node: AddressNode) -> tuple[str, ...]:
        return ("done",)

    def formulas(self, node: AddressNode) -> Iterable[FormulaSpec]:
        yield from (FormulaSpec(f"set.{setting.field}", setting.value) for setting in node.set)
        if node.page is not None:
            yield FormulaSpec("page", node.page, "text")

    def enter(self, step: Step, token: str) -> None:
        node = step.node(step.state.tokens[token]).model
        assert isinstance(node, AddressNode)
        values = {key: value for key, value in values_of(step, token, node.set).items() if value is not None}
        until = after(step.now, node.expires, step.world)
        step.wait(token, "called")
        page = step.value(token, "page") if node.page is not None else None
        step.effect(effects.MakeAddress(token, node.id, values, until, page or None))

    def called(self, step: Step, token: str, event: events.Called) -> None:
        set_variables(step, token, event.values)
        moves.leave(step, token, "done")
