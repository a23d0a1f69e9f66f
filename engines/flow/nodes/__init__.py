"""The node types: one file per type, registered here and nowhere else. docs/adding-a-node-type.md tells how to add
one."""

from typing import Annotated, TypeAlias

from pydantic import Field

from engines.flow.nodes.approval import ApprovalNode
from engines.flow.nodes.assign import AssignNode
from engines.flow.nodes.boundary import BoundaryNode
from engines.flow.nodes.branch import BranchNode
from engines.flow.nodes.call import CallNode
from engines.flow.nodes.cc import CcNode
from engines.flow.nodes.create import CreateNode
from engines.flow.nodes.end import EndNode
from engines.flow.nodes.fill import FillNode
from engines.flow.nodes.find import FindNode
from engines.flow.nodes.http import HttpNode
from engines.flow.nodes.notify import NotifyNode
from engines.flow.nodes.script import ScriptNode
from engines.flow.nodes.send import SendNode
from engines.flow.nodes.start import StartNode
from engines.flow.nodes.subprocess import SubprocessNode
from engines.flow.nodes.update import UpdateNode
from engines.flow.nodes.wait import WaitNode

AnyNode: TypeAlias = Annotated[
    StartNode | EndNode | ApprovalNode | FillNode | CcNode | BranchNode | CreateNode | UpdateNode | FindNode |
    AssignNode | NotifyNode | WaitNode | HttpNode | ScriptNode | CallNode | SubprocessNode | BoundaryNode |
    SendNode, Field(discriminator="type"), ]  # fmt: skip
