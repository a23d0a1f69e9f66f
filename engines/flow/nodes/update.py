"""Update records: the triggering one, those a step found, or those that satisfy a condition."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from engines.flow import effects, events, moves
from engines.flow.behaviour import Behaviour, FormulaSpec
from engines.flow.nodes.base import NodeModel, values_of
from engines.flow.parts import FormulaText, Key, NodeId, Rows, Setting
from engines.flow.step import Step


class UpdateNode(NodeModel):
    """更新数据 / Update records. Without `step` and `form` it is the triggering record. `delete` moves
    them to the bin."""

    type: Literal["update"]
    app: Key | None = None
    form: Key | None = None
    step: NodeId | None = None
    where: FormulaText | None = None
    """A condition on `form`; `flow.record.…` is the triggering record there."""
    set: Annotated[tuple[Setting, ...], Field(max_length=500)] = ()
    rows: Rows = ()
    delete: bool = False
    limit: Annotated[int, Field(ge=1, le=10_000)] = 1_000


class UpdateBehaviour(Behaviour):
    """One `Write`: of the triggering record (`form` None), of those a step found, or of those of a condition."""

    def formulas(self, node: UpdateNode) -> Iterable[FormulaSpec]:
        yield from (FormulaSpec(f"set.{setting.field}", setting.value) for setting in node.set)
        if node.where is not None and node.form is not None:
            yield FormulaSpec("where", node.where, "boolean", "target", node.app, node.form)

    def enter(self, step: Step, token: str) -> None:
        here = step.state.tokens[token]
        node = step.node(here).model
        assert isinstance(node, UpdateNode)
        form, app = node.form, node.app
        records: tuple[str, ...] = ()
        if node.step is not None:
            done = step.state.done(node.step, here.scope)
            records = done.records if done is not None else ()
            source = step.program.nodes[node.step].model
            form, app = getattr(source, "form", form), getattr(source, "app", app)
            if not records:
                moves.leave(step, token, "done")
                return
        values = {} if node.delete else values_of(step, token, node.set)
        step.wait(token, "writing")
        rows = () if node.delete else node.rows
        step.effect(
            effects.Write(
                token, node.id, form, app, (), values, records, node.where, node.delete, node.limit, rows=rows
            )
        )

    def written(self, step: Step, token: str, event: events.Written) -> None:
        moves.leave(step, token, "done", records=event.records)
