"""Whether a flow changes records: what decides which right its button asks for."""

from collections.abc import Callable
from typing import Any

from engines.flow.definition import Flow
from engines.flow.nodes.analyse import AnalyseNode
from engines.flow.nodes.approval import ApprovalNode
from engines.flow.nodes.assign import AssignNode
from engines.flow.nodes.call import CallNode
from engines.flow.nodes.fill import FillNode
from engines.flow.nodes.update import UpdateNode

_LETS_WRITE = frozenset({"write", "require"})

_CHANGES: tuple[tuple[type[Any], Callable[[Any], bool]], ...] = (
    (UpdateNode, lambda node: True),
    (AssignNode, lambda node: True),
    (FillNode, lambda node: True),
    (CallNode, lambda node: True),  # the other flow may be published anew at any time
    (AnalyseNode, lambda node: bool(node.write)),
    (ApprovalNode, lambda node: not _LETS_WRITE.isdisjoint(node.fields.values())),
)


def changes_records(flow: Flow) -> bool:
    """True when some step changes records that are there already, or lets somebody change them. Steps that make new
    records, tell people or only ask for a decision do not."""
    return any(isinstance(node, kind) and says(node) for node in flow.nodes for kind, says in _CHANGES)
