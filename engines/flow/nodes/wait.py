"""Wait: for a time, until a date, for a condition, for a message. Exactly one of the four."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal, Self

from pydantic import Field, model_validator

from engines.flow import events, moves
from engines.flow.behaviour import Behaviour, FormulaSpec
from engines.flow.durations import after
from engines.flow.nodes.base import NodeModel, set_variables
from engines.flow.parts import Duration, FormulaText, Key
from engines.flow.step import Step
from engines.formula.values import to_datetime


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


class WaitBehaviour(Behaviour):
    """One timer, or none: conditions and dates are looked at again whenever the record changes."""

    waits = True

    def outcomes(self, node: WaitNode) -> tuple[str, ...]:
        if node.duration is not None:
            return ("elapsed",)
        return ("reached",) if node.until is not None else ("held",) if node.when is not None else ("received",)

    def formulas(self, node: WaitNode) -> Iterable[FormulaSpec]:
        if node.until is not None:
            yield FormulaSpec("until", node.until, "datetime")
        if node.when is not None:
            yield FormulaSpec("when", node.when, "boolean")

    def enter(self, step: Step, token: str) -> None:
        node = step.node(step.state.tokens[token]).model
        assert isinstance(node, WaitNode)
        if node.duration is not None:
            step.wait(token, "time")
            step.set_timer(token, "w", after(step.now, node.duration, step.world))
        elif node.message is not None:
            step.wait(token, "message")
        else:
            self.record_changed(step, token)

    def record_changed(self, step: Step, token: str) -> None:
        node = step.node(step.state.tokens[token]).model
        assert isinstance(node, WaitNode)
        if node.until is not None:
            self._until(step, token)
        elif node.when is not None:
            if step.value(token, "when") is True:
                moves.leave(step, token, "held")
            elif step.state.tokens[token].phase != "condition":
                step.wait(token, "condition")

    @staticmethod
    def _moment(step: Step, token: str) -> datetime | None:
        value = step.value(token, "until")
        if isinstance(value, date) and not isinstance(value, datetime):
            return to_datetime(value, step.world.tz)
        assert value is None or isinstance(value, datetime)
        return value

    def _until(self, step: Step, token: str) -> None:
        """A date that is blank is waited for, too. A date that moves takes its timer along."""
        value = self._moment(step, token)
        if value is not None and value <= step.now:
            moves.leave(step, token, "reached")
            return
        here = step.state.tokens[token]
        old = here.data or {"due": None, "n": 0}
        due = value.isoformat() if value is not None else None
        if here.phase == "date" and old["due"] == due:
            return
        timer = f"{token}.w{old['n']}"
        if timer in step.state.timers:
            step.cancel_timer(timer)
        step.wait(token, "date", {"due": due, "n": old["n"] + 1})
        if value is not None:
            step.set_timer(token, f"w{old['n'] + 1}", value)

    def timer(self, step: Step, token: str, purpose: str) -> None:
        if purpose == "w":
            moves.leave(step, token, "elapsed")
            return
        value = self._moment(step, token)
        if value is not None and value.isoformat() == step.state.tokens[token].data["due"]:
            moves.leave(step, token, "reached")
        else:  # the timer was faster than the word that the record has changed
            self._until(step, token)

    def message(self, step: Step, token: str, event: events.MessageArrived) -> None:
        node = step.node(step.state.tokens[token]).model
        assert isinstance(node, WaitNode)
        if node.message == event.message:
            step.fact("received", token=token, node=node.id, message=event.message)
            set_variables(step, token, event.payload)
            moves.leave(step, token, "received")
