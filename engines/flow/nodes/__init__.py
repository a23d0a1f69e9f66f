"""The node types: one file per type, registered here and nowhere else. docs/adding-a-node-type.md tells how to add
one."""

from collections.abc import Mapping
from typing import Annotated, TypeAlias

from pydantic import Field

from engines.flow.behaviour import Behaviour
from engines.flow.nodes.address import AddressBehaviour, AddressNode
from engines.flow.nodes.analyse import AnalyseBehaviour, AnalyseNode
from engines.flow.nodes.approval import ApprovalBehaviour, ApprovalNode
from engines.flow.nodes.assign import AssignBehaviour, AssignNode
from engines.flow.nodes.boundary import BoundaryBehaviour, BoundaryNode
from engines.flow.nodes.branch import BranchBehaviour, BranchNode
from engines.flow.nodes.call import CallBehaviour, CallNode
from engines.flow.nodes.cc import CcBehaviour, CcNode
from engines.flow.nodes.create import CreateBehaviour, CreateNode
from engines.flow.nodes.end import EndBehaviour, EndNode
from engines.flow.nodes.fill import FillBehaviour, FillNode
from engines.flow.nodes.find import FindBehaviour, FindNode
from engines.flow.nodes.http import HttpBehaviour, HttpNode
from engines.flow.nodes.notify import NotifyBehaviour, NotifyNode
from engines.flow.nodes.script import ScriptBehaviour, ScriptNode
from engines.flow.nodes.send import SendBehaviour, SendNode
from engines.flow.nodes.start import StartBehaviour, StartNode
from engines.flow.nodes.subprocess import SubprocessBehaviour, SubprocessNode
from engines.flow.nodes.update import UpdateBehaviour, UpdateNode
from engines.flow.nodes.wait import WaitBehaviour, WaitNode

AnyNode: TypeAlias = Annotated[
    StartNode | EndNode | ApprovalNode | FillNode | CcNode | BranchNode | CreateNode | UpdateNode | FindNode |
    AssignNode | NotifyNode | WaitNode | HttpNode | ScriptNode | CallNode | SubprocessNode | BoundaryNode |
    SendNode | AnalyseNode | AddressNode, Field(discriminator="type"), ]  # fmt: skip

BEHAVIOURS: Mapping[str, Behaviour] = {
    "address": AddressBehaviour(),
    "analyse": AnalyseBehaviour(),
    "approval": ApprovalBehaviour(),
    "assign": AssignBehaviour(),
    "boundary": BoundaryBehaviour(),
    "branch": BranchBehaviour(),
    "call": CallBehaviour(),
    "cc": CcBehaviour(),
    "create": CreateBehaviour(),
    "end": EndBehaviour(),
    "fill": FillBehaviour(),
    "find": FindBehaviour(),
    "http": HttpBehaviour(),
    "notify": NotifyBehaviour(),
    "script": ScriptBehaviour(),
    "send": SendBehaviour(),
    "start": StartBehaviour(),
    "subprocess": SubprocessBehaviour(),
    "update": UpdateBehaviour(),
    "wait": WaitBehaviour(),
}
"""What each type does."""
