"""Assign: puts a person into a member field, by turn, load or rule table (R50, R59, R60)."""

from typing import Literal

from engines.flow.assignees import Assignees
from engines.flow.nodes.approval import Empty
from engines.flow.nodes.base import NodeModel
from engines.flow.parts import Key


class AssignNode(NodeModel):
    """分配 / Assign. Writes the first person found into `field` of the triggering record; with `task` the person also
    gets a to-do that is done when they open or tick it off."""

    type: Literal["assign"]
    assignees: Assignees
    field: Key = "owner"
    task: bool = True
    empty: Empty = "administrator"
