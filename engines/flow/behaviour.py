"""What a node type does. One class per type, in the same file as its shape; the hooks that a type doesn't need stay as
they are here. docs/adding-a-node-type.md tells how to write one.

A hook gets the `Step`, the name of its token and, where one came, the event. It ends by waiting (`step.wait`) or by
leaving (`moves.leave`). Answers that nobody waits for any more never arrive here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from engines.flow import events
from engines.flow.refusals import refused

if TYPE_CHECKING:
    from engines.flow.step import Step

Place = Literal["step", "outer", "target"]
"""Where a formula of a node stands: in the step, around its repetition (`each.over`), or as a condition on the records
of `form`."""


class FormulaSpec(NamedTuple):
    """A formula in the settings of a node: `step.value(token, key)` gives its value. `expect` is the type wanted.
    Those of `target` are checked only: the platform makes SQL of them."""

    key: str
    text: str
    expect: str | None = None
    place: Place = "step"
    app: str | None = None
    form: str = ""


class Behaviour:
    """The hooks of a node type."""

    waits: ClassVar[bool] = False
    """A token can stand here for a while: boundaries make sense, and a loop through here doesn't spin."""
    scoped: ClassVar[bool] = False
    """`each` repeats the whole step, one scope per element (else the type deals with `each` itself)."""
    passing: ClassVar[bool] = False
    """No step of its own: tokens keep the outcome they came with."""
    reworked: ClassVar[bool] = False
    """People worked here: others may return to it."""

    def outcomes(self, node: Any) -> tuple[str, ...]:
        """How the step can end; empty when it passes on how the one before ended."""
        return ("done",)

    def formulas(self, node: Any) -> Iterable[FormulaSpec]:
        """The formulas in its settings, besides those of `each` and of assignee tables, which are everybody's."""
        return ()

    def enter(self, step: Step, token: str) -> None:
        """A token has come."""
        raise NotImplementedError

    # answers
    def resolved(self, step: Step, token: str, event: events.Resolved) -> None:
        """The people asked for."""

    def written(self, step: Step, token: str, event: events.Written) -> None:
        """Records are written."""

    def found(self, step: Step, token: str, event: events.Found) -> None:
        """Records were looked for."""

    def called(self, step: Step, token: str, event: events.Called) -> None:
        """A call or a script has succeeded."""

    def failed(self, step: Step, token: str, event: events.Failed) -> bool:
        """An effect has failed for good; True when the step deals with it itself."""
        return False

    def child_done(self, step: Step, token: str, event: events.ChildDone) -> None:
        """A child flow has ended."""

    # life
    def timer(self, step: Step, token: str, purpose: str) -> None:
        """A timer that this behaviour set (`step.set_timer`) has come due."""

    def message(self, step: Step, token: str, event: events.MessageArrived) -> None:
        """A message has come."""

    def record_changed(self, step: Step, token: str) -> None:
        """The triggering record has changed."""

    def withdraw(self, step: Step, token: str) -> None:
        """The token is going to be dropped: call back what is under way outside (tasks and timers are closed
        anyway)."""

    # commands about a task of this token
    def decide(self, step: Step, token: str, event: events.Decide) -> None:
        """A person decides."""
        raise refused("verb_not_allowed")

    def transfer(self, step: Step, token: str, event: events.Transfer) -> None:
        """A task goes to another person."""
        raise refused("verb_not_allowed")

    def permits_return(self, step: Step, token: str, event: events.Return) -> None:
        """Raises Refused when the task can't be returned from here."""
        raise refused("verb_not_allowed")

    def add_signers(self, step: Step, token: str, event: events.AddSigners) -> None:
        """More people are asked."""
        raise refused("verb_not_allowed")

    def remove_signer(self, step: Step, token: str, event: events.RemoveSigner) -> None:
        """One of them is taken off."""
        raise refused("verb_not_allowed")

    def hand_over(self, step: Step, token: str, person: str, to: str) -> None:
        """All open tasks of a leaver go to another person."""
        for name, task in step.tasks_of(token):
            if task.person == person:
                step.change_task(name, person=to)

    # SLA ladder
    def escalate(self, step: Step, token: str, people: tuple[str, ...], *, instead: bool) -> None:
        """People get the task too, or instead."""

    def conclude(self, step: Step, token: str, verb: str) -> None:
        """The system decides: `approve`, `reject` or `submit`."""
