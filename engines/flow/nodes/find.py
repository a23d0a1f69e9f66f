"""Find records of a form; later steps read `steps.<id>.count`, `steps.<id>.id` (the first) and act on all of them.

What is found may be summed up too: figures over everything that satisfies the condition, kept in variables."""

from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from engines.flow import effects, events, moves
from engines.flow.behaviour import Behaviour, FormulaSpec
from engines.flow.nodes.base import NodeModel, set_variables
from engines.flow.parts import FieldPath, FormulaText, Key, Part
from engines.flow.step import Step

FigureFn = Literal["count", "distinct", "sum", "avg", "min", "max"]


class FindMeasure(Part):
    """A figure over what was found, as a measure of a report has it: a function over a field (`count` needs none), with
    a `where` of its own. Nothing found: 0 for count, distinct and sum, blank for the others."""

    key: Key
    fn: FigureFn
    field: FieldPath | None = None
    where: FormulaText | None = None

    @model_validator(mode="after")
    def _has_a_field(self) -> Self:
        if self.fn != "count" and self.field is None:
            raise ValueError("this function needs a field")
        return self


class FindNode(NodeModel):
    """查找数据 / Find records. The outcome is `found` or `none`. `limit` bounds the records that later steps act on;
    `measures` are of everything that `where` finds. `save` puts them into variables: variable → key of a measure."""

    type: Literal["find"]
    app: Key | None = None
    form: Key
    where: FormulaText
    sort: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=10_000)] = 1
    measures: Annotated[tuple[FindMeasure, ...], Field(max_length=30)] = ()
    save: Annotated[dict[Key, Key], Field(max_length=30)] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _keys_differ(self) -> Self:
        if len({measure.key for measure in self.measures}) < len(self.measures):
            raise ValueError("every measure needs a key of its own")
        return self


class FindBehaviour(Behaviour):
    """The platform looks, with the grants of whom the flow acts as."""

    def outcomes(self, node: FindNode) -> tuple[str, ...]:
        return ("found", "none")

    def formulas(self, node: FindNode) -> Iterable[FormulaSpec]:
        yield FormulaSpec("where", node.where, "boolean", "target", node.app, node.form)
        for number, measure in enumerate(node.measures):
            if measure.where is not None:
                place = f"measures.{number}.where"
                yield FormulaSpec(place, measure.where, "boolean", "target", node.app, node.form)

    def enter(self, step: Step, token: str) -> None:
        step.wait(token, "finding")
        step.effect(effects.Find(token, step.state.tokens[token].node))

    def found(self, step: Step, token: str, event: events.Found) -> None:
        node = step.node(step.state.tokens[token]).model
        assert isinstance(node, FindNode)
        set_variables(step, token, {variable: event.figures.get(key) for variable, key in node.save.items()})
        moves.leave(step, token, "found" if event.records else "none", records=event.records)
