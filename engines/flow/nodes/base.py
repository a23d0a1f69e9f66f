"""What every node has. The behaviour of a node type stands in the same file as its shape (see
docs/adding-a-node-type.md)."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import Field

from engines.flow.assignees import Assignees
from engines.flow.behaviour import FormulaSpec
from engines.flow.parts import Duration, FormulaText, Label, NodeId, Part, Setting
from engines.flow.state import pack
from engines.flow.step import Step
from engines.flow.variables import read_variable


class NodeModel(Part):
    """`parent` is the sub-process a node stands in; `label` is shown on its card and on the task it makes."""

    id: NodeId
    label: Label = ""
    description: Label | None = None
    parent: NodeId | None = None


class Each(Part):
    """Multi-instance: the step is done once per element of a list, all at once or one after another.

    `over` is a formula that gives a list (`lines.id`, `participants`) or a number of times. `until` stops the rest as
    soon as it holds (it sees `each.done`, `each.total`, `each.approved`)."""

    over: FormulaText
    mode: str = Field(default="parallel", pattern="^(parallel|sequential)$")
    until: FormulaText | None = None


class SlaStep(Part):
    """One rung of an SLA ladder, counted from the moment the step began, in the flow's calendar (R62).

    `remind` tells the open assignees, `repeat` times every `every`; `escalate` gives the task to `to` as well;
    `transfer` gives it to `to` instead; `approve`, `reject` and `submit` decide by themselves; `notify` tells `to`."""

    after: Duration
    do: str = Field(pattern="^(remind|notify|escalate|transfer|approve|reject|submit)$")
    every: Duration | None = None
    repeat: Annotated[int, Field(ge=0, le=100)] = 0
    to: Assignees = ()
    message: Label | None = None


Sla = Annotated[tuple[SlaStep, ...], Field(max_length=20)]


def pause_formula(sla_pause: str | None) -> Iterable[FormulaSpec]:
    """The condition under which the ladder of a step stands still."""
    if sla_pause is not None:
        yield FormulaSpec("sla_pause", sla_pause, "boolean")


def values_of(
    step: Step, token: str, settings: Iterable[Setting], each: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What a step writes: field → canonical value."""
    return {setting.field: step.value(token, f"set.{setting.field}", each) for setting in settings}


def set_variables(step: Step, token: str, values: Mapping[str, Any]) -> None:
    """Puts values from outside into the declared variables of the same names; the rest is not kept. Raises StepFailed
    for a value that isn't of the variable's type."""
    read = {
        variable.key: pack(read_variable(variable.key, variable.type, values[variable.key]))
        for variable in step.program.flow.variables
        if variable.key in values
    }
    if read:
        step.fact("variables", token=token, values=read)
