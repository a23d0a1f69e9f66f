"""Wait: for a time, until a date, for a condition, for a message. Exactly one of the four."""

from typing import Literal, Self

from pydantic import Field, model_validator

from engines.flow.nodes.base import NodeModel
from engines.flow.parts import Duration, FormulaText, Key


class WaitNode(NodeModel):
    """等待 / Wait. `for` counts in the flow's calendar when it says «business»; `until` is a formula
    giving a date or an
    instant (past = at once); `when` is looked at again whenever the record changes; `message` names what another flow
    or a webhook sends. The outcome is `elapsed`, `reached`, `held` or `received`."""

    type: Literal["wait"]
    duration: Duration | None = Field(None, alias="for")
    until: FormulaText | None = None
    when: FormulaText | None = None
    message: Key | None = None

    @model_validator(mode="after")
    def _one_of_four(self) -> Self:
        if sum(part is not None for part in (self.duration, self.until, self.when, self.message)) != 1:
            raise ValueError("a wait has exactly one of for, until, when and message")
        return self
