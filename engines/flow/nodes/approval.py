"""Approval: people say yes or no. The verbs and what each does in each state: docs/flow-approval.md (the truth
table)."""

from typing import Annotated, Literal

from pydantic import Field

from engines.flow.assignees import Assignees, Id
from engines.flow.nodes.base import Each, NodeModel, Sla
from engines.flow.parts import FieldRight, Key, NodeId

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
    earlier step of this round. The outcome is `approved` or `rejected` and is what edges ask for.
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
