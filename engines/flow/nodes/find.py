"""Find records of a form; later steps read `steps.<id>.count`, `steps.<id>.id` (the first) and act on all of them."""

from typing import Annotated, Literal

from pydantic import Field

from engines.flow.nodes.base import NodeModel
from engines.flow.parts import FormulaText, Key


class FindNode(NodeModel):
    """查找数据 / Find records. The outcome is `found` or `none`."""

    type: Literal["find"]
    app: Key | None = None
    form: Key
    where: FormulaText
    sort: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=10_000)] = 1
