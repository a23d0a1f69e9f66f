"""Sub-flow: starts another flow, once or per row; with `wait` goes on when all children have ended."""

from typing import Literal

from engines.flow import effects, events, moves, repeat
from engines.flow.behaviour import Behaviour
from engines.flow.nodes.base import Each, NodeModel
from engines.flow.parts import Key, NodeId
from engines.flow.state import pack
from engines.flow.step import Step


class CallNode(NodeModel):
    """子流程 / Call a flow. `record` names a create or find step whose record(s) the children run on;
    with `each` there is
    one child per element (an id of a record of the child's form). Outcome: `approved` when all children ended
    approved or done, else `rejected`."""

    type: Literal["call"]
    flow: Key
    app: Key | None = None
    record: NodeId | None = None
    each: Each | None = None
    wait: bool = True


class CallBehaviour(Behaviour):
    """Starts children through the outbox and counts those that have ended.

    Remembers `{"total", "done", "approved", "ended"}`, `ended` being a bit per child (hexadecimal) so that one that
    tells twice counts once, and `items` when the children come one after another."""

    waits = True

    def outcomes(self, node: CallNode) -> tuple[str, ...]:
        return ("approved", "rejected") if node.wait else ("done",)

    def enter(self, step: Step, token: str) -> None:
        node = step.node(step.state.tokens[token]).model
        assert isinstance(node, CallNode)
        children = self._children(step, token, node)
        one_by_one = node.each is not None and node.each.mode == "sequential" and node.wait
        if node.wait:
            data: dict[str, object] = {"total": len(children), "done": 0, "approved": 0, "ended": "0"}
            if one_by_one:
                data["items"] = [[pack(item), record] for item, record in children[1:]]
            step.wait(token, "children", data)
        else:
            step.wait(token, "called")
        for index, (item, record) in enumerate(children[:1] if one_by_one else children):
            self._start(step, token, node, index, item, record)
        if not children or not node.wait:
            moves.leave(step, token, "approved" if node.wait else "done")

    def _children(self, step: Step, token: str, node: CallNode) -> list[tuple[object, str | None]]:
        if node.each is not None:
            return [(item, item if isinstance(item, str) else None) for item in repeat.items(step, token)]
        if node.record is None:
            return [(None, None)]
        done = step.state.done(node.record, step.state.tokens[token].scope)
        return [(record, record) for record in done.records] if done is not None else []

    def _start(self, step: Step, token: str, node: CallNode, index: int, item: object, record: str | None) -> None:
        step.effect(effects.StartChild(f"{token}.{index}", token, node.id, item, record, node.wait))

    def child_done(self, step: Step, token: str, event: events.ChildDone) -> None:
        here = step.state.tokens[token]
        node = step.node(here).model
        assert isinstance(node, CallNode)
        index = int(event.child.rpartition(".")[2])
        ended = int(here.data["ended"], 16)
        if index >= here.data["total"] or ended >> index & 1:
            return
        step.fact("child_ended", token=token, node=node.id, child=event.child, result=event.result)
        data = repeat.counted(here.data, event.result) | {"ended": format(ended | 1 << index, "x")}
        rest = data.get("items", [])
        over = data["done"] == data["total"] or repeat.until(step, token, data)
        if rest and not over:
            data["items"] = rest[1:]
        step.wait(token, "children", data)
        if over:
            self.withdraw(step, token)
            moves.leave(step, token, "approved" if data["approved"] == data["done"] else "rejected")
        elif rest:
            item, record = rest[0]
            self._start(step, token, node, data["done"], item, record)

    def withdraw(self, step: Step, token: str) -> None:
        here = step.state.tokens[token]
        failed = here.phase == "failed" and here.data["was"] == "children"
        if here.phase != "children" and not failed:
            return
        data = here.data["had"] if failed else here.data
        ended = int(data["ended"], 16)
        started = data["total"] - len(data.get("items", ()))
        for index in range(started):
            if not ended >> index & 1:
                step.effect(effects.CancelChild(f"{token}.{index}", token))
