"""Create records: one, or one per element of a list; also in another app."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from engines.flow import effects, events, moves, repeat
from engines.flow.behaviour import Behaviour, FormulaSpec
from engines.flow.nodes.base import Each, NodeModel, values_of
from engines.flow.parts import Key, Rows, Setting
from engines.flow.step import Step


class CreateNode(NodeModel):
    """新增数据 / Create records. Written through the record pipeline in the flow's own transaction; rules, checks and
    grants of whom the flow acts as hold (docs/flows.md, «As whom a flow acts»)."""

    type: Literal["create"]
    app: Key | None = None
    form: Key
    set: Annotated[tuple[Setting, ...], Field(max_length=500)]
    rows: Rows = ()
    each: Each | None = None


class CreateBehaviour(Behaviour):
    """One `Write` per record, all in the same transaction; goes on when all are written."""

    def formulas(self, node: CreateNode) -> Iterable[FormulaSpec]:
        return (FormulaSpec(f"set.{setting.field}", setting.value) for setting in node.set)

    def enter(self, step: Step, token: str) -> None:
        node = step.node(step.state.tokens[token]).model
        assert isinstance(node, CreateNode)
        if node.each is None:
            step.wait(token, "writing", {"total": 1, "records": []})
            self._write(step, token, node, values_of(step, token, node.set), None, 0)
            return
        items = repeat.items(step, token)
        each = [{"item": item, "index": index + 1, "total": len(items)} for index, item in enumerate(items)]
        rows = [values_of(step, token, node.set, one) for one in each]
        step.wait(token, "writing", {"total": len(items), "records": []})
        for index, (item, values) in enumerate(zip(items, rows, strict=True)):
            self._write(step, token, node, values, item, index)
        if not items:
            moves.leave(step, token, "done")

    def _write(
        self, step: Step, token: str, node: CreateNode, values: dict[str, object], item: object, index: int
    ) -> None:
        step.effect(
            effects.Write(token, node.id, node.form, node.app, (), values, None, item=item, index=index, rows=node.rows)
        )

    def written(self, step: Step, token: str, event: events.Written) -> None:
        data = step.state.tokens[token].data
        records = [*data["records"], *event.records]
        if len(records) >= data["total"]:
            moves.leave(step, token, "done", records=records)
        else:
            step.wait(token, "writing", {"total": data["total"], "records": records})
