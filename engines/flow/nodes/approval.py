"""Approval: people say yes or no. The verbs and what each does in each state: docs/flow-approval.md (the truth
table)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field

from engines.flow import events, ladder, moves, people, repeat
from engines.flow.approval import round as rounds
from engines.flow.approval.config import ALL_VERBS
from engines.flow.assignees import Assignees, Id, Supervisor
from engines.flow.behaviour import Behaviour, FormulaSpec
from engines.flow.nodes.base import Each, NodeModel, Sla, pause_formula
from engines.flow.parts import FieldRight, FormulaText, Key, NodeId
from engines.flow.refusals import refused
from engines.flow.state import unpack
from engines.flow.step import Step

OWN = "own"
"""The request for the supervisor of an initiator who would have to approve their own matter."""
Verb = Literal[
    "approve", "reject", "return", "transfer", "delegate", "add_before", "add_after", "remove_signer", "take_back",
    "comment", "cc", "urge",
]  # fmt: skip
Empty = Literal["wait", "administrator", "approve", "reject", "fail"]


class ApprovalNode(NodeModel):
    """审批 / Approval.

    `mode`: any = the first decision counts (或签); all = everybody must approve (会签); ratio = approvals reach `ratio`
    of the weights (票签); sequential = one after another, all must approve (依次).
    `empty`: nobody was found. `own`: an approver is the initiator. `repeat`: an approver has already approved an
    earlier step of this round. While `sla_pause` holds, the ladder stands still. The outcome is `approved` or
    `rejected` and is what edges ask for.
    """

    type: Literal["approval"]
    assignees: Assignees
    mode: Literal["any", "all", "ratio", "sequential"] = "any"
    ratio: Annotated[float, Field(gt=0, le=1)] = 0.5
    weights: Annotated[dict[Id, Annotated[int, Field(ge=1, le=1_000)]], Field(max_length=200)] = Field(
        default_factory=dict
    )
    fields: Annotated[dict[Key, FieldRight], Field(max_length=500)] = Field(default_factory=dict)
    verbs: tuple[Verb, ...] = (
        "approve", "reject", "return", "transfer", "delegate", "add_before", "add_after", "remove_signer",
        "take_back", "comment", "cc", "urge",
    )  # fmt: skip
    return_to: Annotated[tuple[NodeId, ...], Field(max_length=50)] = ()
    """Steps it may be returned to; all earlier ones when empty."""
    resubmit: Literal["step_by_step", "straight", "ask"] = "ask"
    comment: Literal["optional", "on_reject", "always"] = "on_reject"
    empty: Empty = "administrator"
    fallback: Assignees = ()
    own: Literal["allow", "skip", "supervisor"] = "allow"
    repeat: Literal["allow", "skip"] = "allow"
    each: Each | None = None
    sla: Sla = ()
    sla_pause: FormulaText | None = None


class ApprovalBehaviour(Behaviour):
    """Binds the pure round of `engines.flow.approval` to tasks and tokens.

    Remembers `{"round": seats}` in phase `approval`, and `{"people", "standing_in"}` while the supervisor of an
    initiator is looked for."""

    waits = True
    scoped = True
    reworked = True

    def outcomes(self, node: ApprovalNode) -> tuple[str, ...]:
        return ("approved", "rejected")

    def formulas(self, node: ApprovalNode) -> Iterable[FormulaSpec]:
        return pause_formula(node.sla_pause)

    # opening -----------------------------------------------------------------------------------------

    def enter(self, step: Step, token: str) -> None:
        here = step.state.tokens[token]
        step.wait(token, "people")
        if here.data is not None and here.data.get("ask"):
            people.again(step, token, here.data["ask"])
        else:
            people.ask(step, token, self._node(step, token).assignees)

    def resolved(self, step: Step, token: str, event: events.Resolved) -> None:
        node, config = self._node(step, token), self._config(step, token)
        if event.request == people.AGAIN and not event.people:
            people.ask(step, token, node.assignees)
            return
        asked, standing_in = event.people, dict(event.standing_in)
        supervisors: tuple[str, ...] = ()
        if event.request == OWN:
            data = step.state.tokens[token].data
            asked, standing_in, supervisors = tuple(data["people"]), data["standing_in"], event.people
        elif rounds.wants_supervisor(asked, config):
            step.wait(token, "people", {"people": list(asked), "standing_in": standing_in})
            people.ask(step, token, [Supervisor(supervisor_of="initiator")], OWN)
            return
        opening = rounds.open_round(
            asked, step.task_id, config, standing_in=standing_in, supervisors=supervisors,
            fallback=event.request == people.FALLBACK,
        )  # fmt: skip
        if opening.missing == "administrator":
            people.ask(step, token, node.fallback or step.program.flow.administrators, people.FALLBACK)
        elif opening.missing is not None:
            people.nobody(step, token, waiting=opening.missing == "wait")
        else:
            step.wait(token, "approval", {"round": []})
            self._carry_out(step, token, rounds.Move(opening.round, opening.changes, opening.outcome))
            if opening.outcome is None:
                ladder.begin(step, token)

    # what a move of the round means ------------------------------------------------------------------

    def _carry_out(
        self,
        step: Step,
        token: str,
        move: rounds.Move,
        event: events.Decide | None = None,
        by: str | None = None,
        comment: str = "",
    ) -> None:
        """Seats become tasks, the outcome ends the step. Only what differs in the end is told outside. `by` and
        `comment`: who gives the tasks that open."""
        node = step.state.tokens[token].node
        if move.changes:
            step.fact("round", token=token, node=node, changes=[rounds.change_to_json(one) for one in move.changes])
        seats = {seat.task: seat for seat in move.round if seat.status == "open"}
        instead = {one.seat.task: one.instead for one in move.changes if isinstance(one, rounds.Open)}
        closed = {one.task: one for one in move.changes if isinstance(one, rounds.Close)}
        asked = []
        for name, task in step.tasks_of(token):
            seat = seats.pop(name, None)
            if seat is None:
                end = closed.get(name)
                said = comment if end is not None and end.by is not None else ""
                step.close_task(name, end.status if end else "cancelled", end.by if end else None, said)
            elif seat.waiting != task.waiting or seat.person != task.person:
                asked += [seat.person] if task.waiting and not seat.waiting else []
                step.change_task(
                    name,
                    waiting=seat.waiting if seat.waiting != task.waiting else None,
                    person=seat.person if seat.person != task.person else None,
                )
        item = self._item(step, token)
        for seat in seats.values():
            asked += [] if seat.waiting else [seat.person]
            step.open_task(
                token, seat.person, "approval", task=seat.task, waiting=seat.waiting,
                of=seat.of or instead.get(seat.task), standing_in=seat.standing_in, item=item,
            )  # fmt: skip
        if move.outcome is not None:
            self._leave(step, token, move, event)
        else:
            step.tell(asked, "task", token=token, by=by, comment=comment)

    def _leave(self, step: Step, token: str, move: rounds.Move, event: events.Decide | None) -> None:
        here = step.state.tokens[token]
        undo: dict[str, Any] | None = None
        plain = not (here.race or here.back or repeat.is_inner(step.state, here))
        if event is not None and plain and "take_back" in self._node(step, token).verbs:
            undo = {"task": event.task, "by": event.by, "node": here.node, "data": {"round": move.round.to_json()}}
            undo |= {"was": step.state.decision} if step.state.decision else {}
            undo |= {"scope": here.scope} if here.scope else {}
        by = event.by if event is not None else next(reversed(move.round.deciders), None)
        moves.leave(
            step, token, move.outcome, by=by, deciders=move.round.deciders, decision=True,
            chosen=event.chosen if event is not None else (),
        )  # fmt: skip
        last = step.facts[-1]
        if undo is not None and last.kind == "moved" and last.data["token"] == token:
            step.fact("undoable", **undo, tokens=[name for name, _, _ in last.data["to"]])

    # commands ----------------------------------------------------------------------------------------

    def decide(self, step: Step, token: str, event: events.Decide) -> None:
        if event.verb not in ("approve", "reject"):
            raise refused("verb_not_allowed")
        move = rounds.decide(
            self._round(step, token), event.task, event.by, event.verb, step.task_id, self._config(step, token),
            event.comment,
        )  # fmt: skip
        node = step.state.tokens[token].node
        step.fact("decided", token=token, node=node, task=event.task, by=event.by, verb=event.verb,
                  comment=event.comment)  # fmt: skip
        self._carry_out(step, token, move, event, comment=event.comment)

    def transfer(self, step: Step, token: str, event: events.Transfer) -> None:
        round_, config = self._round(step, token), self._config(step, token)
        by = event.by
        if event.operator:  # on behalf of the holder, whatever the node lets people do
            by = step.task(event.task).person
            config = replace(config, verbs=ALL_VERBS)
        do = rounds.delegate if event.delegate else rounds.transfer
        move = do(round_, event.task, by, event.to, step.task_id, config)
        self._carry_out(step, token, move, by=event.by, comment=event.comment)

    def add_signers(self, step: Step, token: str, event: events.AddSigners) -> None:
        move = rounds.add_signers(
            self._round(step, token), event.task, event.by, event.people, event.place, event.mode, step.task_id,
            self._config(step, token),
        )  # fmt: skip
        self._carry_out(step, token, move, by=event.by, comment=event.comment)

    def remove_signer(self, step: Step, token: str, event: events.RemoveSigner) -> None:
        move = rounds.remove_signer(
            self._round(step, token), event.task, event.by, step.task_id, self._config(step, token),
            operator=event.operator,
        )  # fmt: skip
        self._carry_out(step, token, move, comment=event.comment)

    def permits_return(self, step: Step, token: str, event: events.Return) -> None:
        rounds.may_return(self._round(step, token), event.task, event.by, self._config(step, token))
        if self._node(step, token).comment != "optional" and not event.comment.strip():
            raise refused("comment_required")

    def hand_over(self, step: Step, token: str, person: str, to: str) -> None:
        move = rounds.hand_over(self._round(step, token), person, to, step.task_id, self._config(step, token))
        self._carry_out(step, token, move)

    def take_back(self, step: Step, token: str, event: events.TakeBack) -> None:
        """My word in an approval that is still open."""
        move = rounds.take_back(self._round(step, token), event.task, event.by, step.task_id, self._config(step, token))
        step.fact("taken_back", token=token, task=event.task, by=event.by, comment=event.comment)
        self._carry_out(step, token, move)

    def reopen(self, step: Step, token: str, event: events.TakeBack, decision: str | None) -> None:
        """The word that ended the approval: the token stands here again."""
        self.take_back(step, token, event)
        step.fact("undecided", token=token, node=step.state.tokens[token].node, decision=decision)
        ladder.watch(step, token)
        ladder.begin(step, token)

    # SLA ladder --------------------------------------------------------------------------------------

    def timer(self, step: Step, token: str, purpose: str) -> None:
        ladder.fire(step, token, purpose)

    def escalate(self, step: Step, token: str, people: tuple[str, ...], *, instead: bool) -> None:
        move = rounds.escalate(
            self._round(step, token), people, step.task_id, self._config(step, token), instead=instead
        )
        self._carry_out(step, token, move)

    def conclude(self, step: Step, token: str, verb: str) -> None:
        said: Literal["approve", "reject"] = "reject" if verb == "reject" else "approve"
        self._carry_out(
            step, token, rounds.conclude(self._round(step, token), said, step.task_id, self._config(step, token))
        )

    def record_changed(self, step: Step, token: str) -> None:
        if step.state.tokens[token].phase == "nobody":
            self.enter(step, token)
        else:
            ladder.look(step, token)

    # parts -------------------------------------------------------------------------------------------

    def _node(self, step: Step, token: str) -> ApprovalNode:
        node = step.node(step.state.tokens[token]).model
        assert isinstance(node, ApprovalNode)
        return node

    def _config(self, step: Step, token: str) -> rounds.Config:
        approved: set[str] = set()
        node = self._node(step, token)
        if node.repeat == "skip":
            for name, done in step.state.steps_around(step.state.tokens[token].scope):
                earlier = step.program.nodes.get(name)
                if earlier is not None and earlier.model.type == "approval" and done.outcome == "approved":
                    approved.update(done.by)
        return rounds.config_of(node, step.state.initiator, approved)

    def _round(self, step: Step, token: str) -> rounds.Round:
        here = step.state.tokens[token]
        if here.phase != "approval":
            raise refused("task_closed")
        return rounds.Round.from_json(here.data["round"])

    def _item(self, step: Step, token: str) -> Any:
        here = step.state.tokens[token]
        run = step.state.scopes.get(here.scope)
        return unpack(run.item) if run is not None and run.node == here.node else None
