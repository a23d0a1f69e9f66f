"""BPMN 2.0: flows of other products in, ours out.

`read_bpmn(bytes)` gives a flow and a list of problems (element, line, reason), `write_bpmn(flow)` gives bytes. What
BPMN can't say stands as JSON in `extensionElements` under our namespace, so what we write we read back unchanged; what
another tool has changed in such a file wins over the JSON. docs/flow-bpmn.md tells what becomes what.
"""

from engines.flow.bpmn.problems import BpmnProblem, CannotWrite
from engines.flow.bpmn.read import Reading, read_bpmn
from engines.flow.bpmn.write import write_bpmn

__all__ = ["BpmnProblem", "CannotWrite", "Reading", "read_bpmn", "write_bpmn"]
